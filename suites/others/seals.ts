/** Seals of memfds, as far as mappings keep them away or are shut out by them: fcntl(2), F_ADD_SEALS. */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const since = '3.17';
const sealable: Step = { memfd: 'f', size: '2p', flags: ['ALLOW_SEALING'] };
const readOnly: Step = { open: 'g', of: 'f', mode: 'rdonly' };

/** Mappings that could be written to, now or after an mprotect, and so keep F_SEAL_WRITE away. */
const keeping: readonly { id: string; what: string; prot: Access; flags: readonly MapFlag[] }[] = [
  { id: 'read', what: 'for reading', prot: 'r', flags: ['SHARED'] },
  { id: 'none', what: 'without access', prot: 'none', flags: ['SHARED'] },
  { id: 'validate-read', what: 'by MAP_SHARED_VALIDATE for reading', prot: 'r', flags: ['SHARED_VALIDATE'] },
];

/** Mappings that can never be. */
const harmless: readonly {
  id: string;
  what: string;
  fd: 'f' | 'g';
  prot: Access;
  flags: readonly MapFlag[];
}[] = [
  {
    id: 'read-only-descriptor',
    what: 'A shared mapping of a descriptor for reading',
    fd: 'g',
    prot: 'r',
    flags: ['SHARED'],
  },
  { id: 'private', what: 'A private writable mapping', fd: 'f', prot: 'rw', flags: ['PRIVATE'] },
  {
    id: 'private-read-only-descriptor',
    what: 'A private writable mapping of a descriptor for reading',
    fd: 'g',
    prot: 'rw',
    flags: ['PRIVATE'],
  },
];

/** Files that take no seal. */
const unsealable: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  fails: 'EPERM' | 'EINVAL';
}[] = [
  {
    id: 'memfd',
    what: 'A memfd without MFD_ALLOW_SEALING',
    fixtures: [{ memfd: 'f', size: '1p' }],
    fails: 'EPERM',
  },
  {
    id: 'sealed',
    what: 'A memfd with F_SEAL_SEAL',
    fixtures: [
      { memfd: 'f', size: '1p', flags: ['ALLOW_SEALING'] },
      { seal: 'f', add: ['SEAL'] },
    ],
    fails: 'EPERM',
  },
  {
    id: 'read-only-descriptor',
    what: 'A descriptor for reading of a memfd',
    fixtures: [
      { memfd: 'g', size: '1p', flags: ['ALLOW_SEALING'] },
      { open: 'f', of: 'g', mode: 'rdonly' },
    ],
    fails: 'EPERM',
  },
  {
    id: 'tmpfs',
    what: 'A file on tmpfs',
    fixtures: [{ file: 'f', size: '1p', on: 'tmpfs' }],
    fails: 'EPERM',
  },
];

export const seals = suite({
  name: 'others/seals',
  title: 'seals and mappings',
  cases: [
    ...keeping.map(
      ({ id, what, prot, flags }): Case => ({
        id: `others/seals/kept-away-${id}`,
        title: `A shared mapping ${what} of a descriptor for reading and writing keeps F_SEAL_WRITE away until it is gone`,
        clauses: ['mmap.object.seal_write_ebusy_ro_map', 'mmap.object.seal_write_ebusy'],
        since,
        steps: [
          sealable,
          { mmap: { length: '2p', prot, flags, fd: 'f' }, as: 'a' },
          { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
          { seals: 'f', is: [] },
          { munmap: { addr: 'a', length: '1p' } },
          { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
          { munmap: { addr: 'a+1p', length: '1p' } },
          { seal: 'f', add: ['WRITE'] },
          { seals: 'f', is: ['WRITE'] },
        ],
      }),
    ),
    {
      id: 'others/seals/kept-away-after-mprotect',
      title: 'A shared writable mapping that mprotect made one for reading still keeps F_SEAL_WRITE away',
      clauses: ['mmap.object.seal_write_ebusy_ro_map'],
      since,
      steps: [
        sealable,
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mprotect: { addr: 'a', length: '2p', prot: 'r' } },
        { seal: 'f', add: ['WRITE'], fails: 'EBUSY' },
        { mprotect: { addr: 'a', length: '2p', prot: 'rw' } },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'others/seals/kept-away-one-of-two',
      title:
        'Of two shared mappings that keep F_SEAL_WRITE away the second does so when the first is gone, and its descriptor is closed',
      clauses: ['mmap.object.seal_write_ebusy', 'mmap.object.seal_write_ebusy_ro_map'],
      since,
      steps: [
        sealable,
        { dup: 'f', as: 'h' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'b' },
        { close: 'f' },
        { munmap: { addr: 'a', length: '1p' } },
        { seal: 'h', add: ['WRITE'], fails: 'EBUSY' },
        { munmap: { addr: 'b', length: '1p' } },
        { seal: 'h', add: ['WRITE'] },
      ],
    },
    {
      id: 'others/seals/replaced',
      title: 'A shared mapping that keeps F_SEAL_WRITE away no longer does so when MAP_FIXED replaced it',
      clauses: ['mmap.object.seal_write_ebusy', 'mmap.flags.fixed.overlap_discarded'],
      since,
      steps: [
        sealable,
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { seal: 'f', add: ['WRITE'] },
      ],
    },
    ...harmless.map(
      ({ id, what, fd, prot, flags }): Case => ({
        id: `others/seals/not-kept-away-${id}`,
        title: `${what} does not keep F_SEAL_WRITE away`,
        clauses: ['mmap.object.seal_write_ebusy', 'mmap.object.seal_write_ebusy_ro_map'],
        since,
        steps: [
          sealable,
          readOnly,
          { mmap: { length: '2p', prot, flags, fd }, as: 'a' },
          { seal: 'f', add: ['WRITE'] },
          { seals: 'f', is: ['WRITE'] },
          { load: 'a', is: 0 },
        ],
      }),
    ),
    {
      id: 'others/seals/future-write-not-kept-away',
      title: 'A shared writable mapping does not keep F_SEAL_FUTURE_WRITE away, and can still be written to',
      clauses: ['mmap.errors.eperm.seal_future_write', 'mmap.object.seal_write_ebusy'],
      since: '5.1',
      steps: [
        sealable,
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { seal: 'f', add: ['FUTURE_WRITE'] },
        { store: 'a', value: 7 },
        { pread: 'f', offset: 0, length: 1, content: { value: 7 } },
      ],
    },
    ...unsealable.map(
      ({ id, what, fixtures, fails }): Case => ({
        id: `others/seals/refused-${id}`,
        title: `${what} takes no seal: ${fails}`,
        clauses: ['mmap.object.seal_only_sealable'],
        since,
        steps: [...fixtures, { seal: 'f', add: ['SHRINK'], fails }, { seal: 'f', add: ['WRITE'], fails }],
      }),
    ),
    {
      id: 'others/seals/refused-file',
      title: "A file on a disk's file system takes no seal: EINVAL",
      clauses: ['mmap.object.seal_only_sealable'],
      since,
      steps: [
        { file: 'f', size: '1p' },
        // On tmpfs, where the directory for files may be, too: EPERM.
        { seal: 'f', add: ['SHRINK'], fails: ['EINVAL', 'EPERM'] },
      ],
    },
    {
      id: 'others/seals/told',
      title: 'A memfd without MFD_ALLOW_SEALING is told as sealed against seals, one with it as without any',
      clauses: ['mmap.object.seal_only_sealable'],
      since,
      steps: [
        { memfd: 'f', size: '1p' },
        { memfd: 'g', size: '1p', flags: ['ALLOW_SEALING'] },
        { seals: 'f', is: ['SEAL'] },
        { seals: 'g', is: [] },
      ],
    },
    {
      id: 'others/seals/unsealable-still-mapped',
      title:
        'A memfd without MFD_ALLOW_SEALING, which is sealed against seals, can be mapped shared and written to',
      clauses: ['mmap.object.seal_only_sealable', 'mmap.object.regular_and_shm'],
      since,
      steps: [
        { memfd: 'f', size: '1p' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 7 },
        { pread: 'f', offset: 0, length: 1, content: { value: 7 } },
      ],
    },
    {
      id: 'others/seals/exec',
      title: 'F_SEAL_EXEC of an executable memfd seals it against being written to and resized, too',
      clauses: ['mmap.object.seal_exec'],
      since: '6.3',
      steps: [
        { memfd: 'f', size: '2p', flags: ['ALLOW_SEALING', 'EXEC'] },
        { seal: 'f', add: ['EXEC'] },
        { seals: 'f', is: ['SHRINK', 'GROW', 'WRITE', 'FUTURE_WRITE', 'EXEC'] },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'EPERM' },
        { ftruncate: 'f', to: '1p', fails: 'EPERM' },
        { ftruncate: 'f', to: '3p', fails: 'EPERM' },
        { pwrite: 'f', offset: 0, length: 1, content: { value: 7 }, fails: 'EPERM' },
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 7 },
      ],
    },
    {
      id: 'others/seals/exec-not-executable',
      title:
        'F_SEAL_EXEC of a memfd with MFD_NOEXEC_SEAL, which is not executable, leaves it open for shared writable mappings',
      clauses: ['mmap.object.seal_exec'],
      since: '6.3',
      steps: [
        { memfd: 'f', size: '2p', flags: ['NOEXEC_SEAL'] },
        { seals: 'f', is: ['EXEC'] },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 7 },
        { pread: 'f', offset: 0, length: 1, content: { value: 7 } },
      ],
    },
  ],
});
