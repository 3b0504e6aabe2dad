/*
 * EAGAIN: "The file has been locked, or too much memory has been locked." The second is real (here once; more in flags/locked), the first was
 * about mandatory locks, which Linux 5.15 removed: a locked file is mapped like any other.
 */
import { type Case, type Step, suite } from '../case.ts';
import { TYPE_ID, type Type } from './mapping-type.ts';

/** Type, prot, and how the mapping is used while the lock is held. */
const LOCKED_FILE: readonly (readonly [Type, 'r' | 'rw', readonly Step[]])[] = [
  ['PRIVATE', 'r', [{ contents: { addr: 'a', length: '1p', pattern: 0 } }]],
  [
    'PRIVATE',
    'rw',
    [
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  ],
  ['SHARED', 'r', [{ contents: { addr: 'a', length: '1p', pattern: 0 } }]],
  [
    'SHARED',
    'rw',
    [
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
    ],
  ],
];

const lockedFile = LOCKED_FILE.map(
  ([type, prot, uses]): Case => ({
    id: `errors/eagain/file-locked-${TYPE_ID[type]}-${prot}`,
    title: `A file that another process holds a mandatory lock on is mapped MAP_${type} with prot ${prot} all the same`,
    clauses: ['mmap.errors.eagain.file_locked'],
    since: '5.15',
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      {
        fork: [{ lock: 'f', mandatory: true }],
        meanwhile: [
          {
            mmap: { length: '1p', prot, flags: [type], fd: 'f' },
            as: 'a',
            historical: {
              documented: 'EAGAIN: the file is locked',
              since: '5.15',
              instead: { fails: 'EAGAIN' },
            },
          },
          ...uses,
        ],
      },
    ],
  }),
);

/** Without CAP_IPC_LOCK, four pages may be locked. */
const fourPages: readonly Step[] = [{ drop: 'IPC_LOCK' }, { rlimit: 'MEMLOCK', soft: '4p' }];

export const eagain = suite({
  name: 'errors/eagain',
  title: 'EAGAIN: too much memory is locked; and a file that is locked, which is history',
  cases: [
    ...lockedFile,
    {
      id: 'errors/eagain/file-locked-by-itself',
      title: 'A file that the process itself holds a mandatory lock on is mapped shared and writable',
      clauses: ['mmap.errors.eagain.file_locked'],
      since: '5.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { lock: 'f', mandatory: true },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' },
          as: 'a',
          historical: {
            documented: 'EAGAIN: the file is locked',
            since: '5.15',
            instead: { fails: 'EAGAIN' },
          },
        },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'errors/eagain/advisory-lock',
      title:
        'An advisory lock, held by another process, keeps nobody from mapping the file shared and writable',
      clauses: ['mmap.flags.shared.reaches_file'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          fork: [{ lock: 'f' }],
          meanwhile: [
            { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { store: 'a', value: 0x5a },
            { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
          ],
        },
      ],
    },
    {
      id: 'errors/eagain/memlock-anonymous',
      title: 'MAP_LOCKED of one page more than RLIMIT_MEMLOCK allows fails, of as many as it allows succeeds',
      clauses: ['mmap.errors.eagain.too_much_locked'],
      steps: [
        ...fourPages,
        { mmap: { length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED'] }, fails: 'EAGAIN' },
        { mmap: { length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED'] }, as: 'a' },
        { contents: { addr: 'a', length: '4p', value: 0 } },
      ],
    },
    {
      id: 'errors/eagain/memlock-file',
      title: 'MAP_LOCKED of a file counts by the length of the mapping, not by the size of the file',
      clauses: ['mmap.errors.eagain.too_much_locked'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        ...fourPages,
        { mmap: { length: '4p+1', prot: 'r', flags: ['SHARED', 'LOCKED'], fd: 'f' }, fails: 'EAGAIN' },
        { mmap: { length: '4p', prot: 'r', flags: ['SHARED', 'LOCKED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'errors/eagain/unlocked-not-limited',
      title: 'A mapping that is not locked may be larger than RLIMIT_MEMLOCK',
      clauses: ['mmap.errors.eagain.too_much_locked'],
      steps: [...fourPages, { mmap: { length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } }],
    },
    {
      id: 'errors/eagain/fixed-keeps-old',
      title: 'MAP_FIXED that fails with EAGAIN leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.errors.eagain.too_much_locked'],
      steps: [
        {
          mmap: { addr: 'arena', length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '8p', value: 0x5a } },
        ...fourPages,
        {
          mmap: { addr: 'a', length: '8p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'LOCKED'] },
          fails: 'EAGAIN',
        },
        { contents: { addr: 'a', length: '8p', value: 0x5a } },
      ],
    },
  ],
});
