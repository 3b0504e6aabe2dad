/**
 * MAP_DROPPABLE: a type of its own beside shared and private, for anonymous memory that the kernel may take away. No manual page has it;
 * what is expected is what the kernel does.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';

const droppable = ['DROPPABLE', 'ANONYMOUS'] as const;
const SINCE = '6.11';

const refused: readonly {
  name: string;
  title: string;
  object: readonly Step[];
  flags: MmapArguments['flags'];
}[] = [
  {
    name: 'file',
    title: 'MAP_DROPPABLE of a file',
    object: [{ file: 'f', size: '1p' }],
    flags: ['DROPPABLE'],
  },
  {
    name: 'memfd',
    title: 'MAP_DROPPABLE of a memfd',
    object: [{ memfd: 'f', size: '1p' }],
    flags: ['DROPPABLE'],
  },
  {
    name: 'dev-zero',
    title: 'MAP_DROPPABLE of /dev/zero',
    object: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['DROPPABLE'],
  },
];

const refusedAnonymous: readonly { name: string; title: string; flags: MmapArguments['flags'] }[] = [
  { name: 'locked', title: 'MAP_DROPPABLE|MAP_LOCKED', flags: [...droppable, 'LOCKED'] },
  { name: 'growsdown', title: 'MAP_DROPPABLE|MAP_GROWSDOWN', flags: [...droppable, 'GROWSDOWN'] },
  { name: 'hugetlb', title: 'MAP_DROPPABLE|MAP_HUGETLB', flags: [...droppable, 'HUGETLB', 'NORESERVE'] },
  { name: 'private', title: 'MAP_DROPPABLE|MAP_PRIVATE', flags: [...droppable, 'PRIVATE'] },
  { name: 'shared', title: 'MAP_DROPPABLE|MAP_SHARED', flags: [...droppable, 'SHARED'] },
];

export const droppableMemory = suite({
  name: 'flags/droppable',
  title: 'MAP_DROPPABLE',
  cases: [
    {
      id: 'flags/droppable/accepted',
      title: 'MAP_DROPPABLE makes anonymous memory that is zero and can be written',
      clauses: ['mmap.flags.droppable.accepted'],
      since: SINCE,
      steps: [
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...droppable, 'FIXED'] }, as: 'a' },
        { maps: 'a', length: '4p', perms: 'rw-p', backing: 'anonymous' },
        { contents: { addr: 'a', length: '4p', value: 0 } },
        { fill: { addr: 'a', length: '4p', value: 0x5a } },
        { contents: { addr: 'a', length: '4p', value: 0x5a } },
      ],
    },
    {
      id: 'flags/droppable/vmflags',
      title: 'A droppable mapping is not reserved for, not dumped, empty in a child, and marked as droppable',
      clauses: ['mmap.flags.droppable.accepted', 'mmap.flags.droppable.not_charged', 'proc.smaps.vmflags'],
      since: SINCE,
      steps: [
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...droppable, 'FIXED'] }, as: 'a' },
        {
          smaps: 'a',
          size: '4p',
          vmFlags: { has: ['rd', 'wr', 'nr', 'wf', 'dd', 'dp'], lacks: ['sh', 'ac', 'lo', 'gd'] },
        },
      ],
    },
    {
      id: 'flags/droppable/no-access',
      title: 'The protection of a droppable mapping holds',
      clauses: ['mmap.flags.droppable.accepted', 'mmap.prot.read_only_write_sigsegv'],
      since: SINCE,
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: [...droppable, 'FIXED'] }, as: 'a' },
        { load: 'a', is: 0 },
        { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'flags/droppable/populate',
      title: 'MAP_POPULATE has the pages of a droppable mapping there',
      clauses: ['mmap.flags.droppable.accepted', 'mmap.flags.populate.prefaults_anon'],
      since: SINCE,
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...droppable, 'POPULATE', 'FIXED'] },
          as: 'a',
        },
        { resident: { addr: 'a', length: '4p' }, is: 4 },
      ],
    },
    ...refused.map(
      ({ name, title, object, flags }): Case => ({
        id: `flags/droppable/refused-${name}`,
        title: `${title} gives EINVAL`,
        clauses: ['mmap.flags.droppable.file_einval'],
        since: SINCE,
        steps: [...object, { mmap: { length: '1p', prot: 'rw', flags, fd: 'f' }, fails: 'EINVAL' }],
      }),
    ),
    ...refusedAnonymous.map(
      ({ name, title, flags }): Case => ({
        id: `flags/droppable/refused-${name}`,
        title: `${title} gives EINVAL`,
        clauses: ['mmap.flags.droppable.file_einval'],
        since: SINCE,
        steps: [
          { rlimit: 'MEMLOCK', soft: '16p' },
          { mmap: { length: '1p', prot: 'rw', flags }, fails: 'EINVAL' },
        ],
      }),
    ),
    {
      id: 'flags/droppable/fork',
      title: 'A droppable mapping is zero in a child, and what the child writes does not reach the parent',
      clauses: ['mmap.flags.droppable.wiped_on_fork'],
      since: SINCE,
      steps: [
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: [...droppable, 'FIXED'] }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 5 } },
        {
          fork: [
            { contents: { addr: 'a', length: '2p', value: 0 } },
            { fill: { addr: 'a', length: '2p', value: 6 } },
            { contents: { addr: 'a', length: '2p', value: 6 } },
            { smaps: 'a', vmFlags: { has: ['dp', 'wf'] } },
          ],
        },
        { contents: { addr: 'a', length: '2p', value: 5 } },
      ],
    },
    {
      id: 'flags/droppable/keep-on-fork',
      title: 'A droppable mapping cannot be kept for children',
      clauses: ['mmap.flags.droppable.wiped_on_fork'],
      since: SINCE,
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: [...droppable, 'FIXED'] }, as: 'a' },
        { store: 'a', value: 5 },
        { madvise: { addr: 'a', length: '1p', advice: 'KEEPONFORK' }, fails: 'EINVAL' },
        { fork: [{ load: 'a', is: 0 }] },
      ],
    },
    {
      id: 'flags/droppable/dump',
      title: 'A droppable mapping cannot be had in a core dump',
      clauses: ['mmap.flags.droppable.wiped_on_fork'],
      since: SINCE,
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: [...droppable, 'FIXED'] }, as: 'a' },
        { madvise: { addr: 'a', length: '1p', advice: 'DODUMP' }, fails: 'EINVAL' },
        { smaps: 'a', size: '1p', vmFlags: { has: ['dd', 'dp'] } },
      ],
    },
    {
      id: 'flags/droppable/mlock',
      title: 'mlock() of a droppable mapping succeeds and locks nothing',
      clauses: ['mmap.flags.droppable.mlock_no_effect'],
      since: SINCE,
      steps: [
        { rlimit: 'MEMLOCK', soft: '16p' },
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...droppable, 'FIXED'] }, as: 'a' },
        { mlock: { addr: 'a', length: '4p' } },
        { status: 'VmLck', is: 0 },
        { smaps: 'a', size: '4p', vmFlags: { has: ['dp'], lacks: ['lo'] } },
      ],
    },
    {
      id: 'flags/droppable/excessive',
      title: 'A droppable mapping may be longer than all memory and swap, as it is never counted',
      clauses: ['mmap.flags.droppable.not_charged'],
      since: SINCE,
      needs: ['x86_64'],
      steps: [
        { rlimit: 'AS', soft: 'unlimited' },
        { mmap: { length: '64T', prot: 'rw', flags: droppable }, as: 'a' },
        { store: 'a+64T-1', value: 0x5a },
        { load: 'a+64T-1', is: 0x5a },
      ],
    },
  ],
});
