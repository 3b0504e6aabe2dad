/** memfd_secret(2): memory that the kernel itself does not map. It can be mapped shared only, and counts as locked. */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const since = '5.14';
const secret: readonly Step[] = [
  { special: 'f', type: 'secretmem' },
  { ftruncate: 'f', to: '4p' },
];
const mapped: readonly Step[] = [
  ...secret,
  { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
];

const privates: readonly { id: string; what: string; prot: Access; flags: readonly MapFlag[] }[] = [
  { id: 'read-write', what: 'for reading and writing', prot: 'rw', flags: ['PRIVATE'] },
  { id: 'read', what: 'for reading', prot: 'r', flags: ['PRIVATE'] },
  { id: 'none', what: 'without access', prot: 'none', flags: ['PRIVATE'] },
  { id: 'noreserve', what: 'with MAP_NORESERVE', prot: 'rw', flags: ['PRIVATE', 'NORESERVE'] },
];

export const secretmem = suite({
  name: 'others/secretmem',
  title: 'areas of memfd_secret',
  cases: [
    ...privates.map(
      ({ id, what, prot, flags }): Case => ({
        id: `others/secretmem/private-${id}`,
        title: `MAP_PRIVATE of a secret area, ${what}, gives EINVAL`,
        clauses: ['secretmem.shared_only'],
        since,
        steps: [...secret, { mmap: { length: '4p', prot, flags, fd: 'f' }, fails: 'EINVAL' }],
      }),
    ),
    {
      id: 'others/secretmem/private-fixed',
      title:
        'MAP_PRIVATE|MAP_FIXED of a secret area gives EINVAL so late that what was mapped there may be gone, and nothing beside it',
      clauses: ['secretmem.shared_only', 'mmap.flags.fixed.overlap_only_overlap'],
      since,
      steps: [
        ...secret,
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+1p', length: '3p', value: 7 } },
        {
          mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' },
          fails: 'EINVAL',
          mayChange: true,
        },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { load: 'arena+2p', observed: true },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'others/secretmem/shared',
      title: 'MAP_SHARED of a secret area gives zeroed memory that keeps what is stored, to the last byte',
      clauses: ['secretmem.shared_only'],
      since,
      steps: [
        ...mapped,
        { maps: 'arena+1p', length: '4p', perms: 'rw-s' },
        { contents: { addr: 'arena+1p', length: '4p', value: 0 } },
        { fill: { addr: 'arena+1p', length: '4p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '4p', value: 7 } },
      ],
    },
    {
      id: 'others/secretmem/two-mappings',
      title:
        'Two mappings of a secret area show the same bytes, and these are there as long as the descriptor is',
      clauses: ['secretmem.shared_only', 'mmap.flags.shared.two_mappings_alias'],
      since,
      steps: [
        ...mapped,
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '2p' }, as: 'b' },
        { store: 'arena+3p', value: 7 },
        { load: 'b', is: 7 },
        { munmap: { addr: 'b', length: '1p' } },
        { munmap: { addr: 'arena+1p', length: '4p' } },
        { mmap: { length: '4p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'c' },
        { load: 'c+2p', is: 7 },
      ],
    },
    {
      id: 'others/secretmem/in-child',
      title: 'A child shares the secret area that its parent mapped',
      clauses: ['secretmem.shared_only', 'fork.sharing_type'],
      since,
      steps: [
        ...mapped,
        { store: 'arena+1p', value: 7 },
        {
          fork: [
            { load: 'arena+1p', is: 7 },
            { store: 'arena+1p', value: 8 },
          ],
        },
        { load: 'arena+1p', is: 8 },
      ],
    },
    {
      id: 'others/secretmem/beyond-end',
      title: 'A page beyond the end of a secret area raises SIGBUS',
      clauses: ['mmap.signal.sigbus.beyond_eof'],
      since,
      steps: [
        { special: 'f', type: 'secretmem' },
        { ftruncate: 'f', to: '1p' },
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+2p-1', value: 7 },
        { store: 'arena+2p', value: 7, faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'others/secretmem/not-by-read',
      title: 'A secret area cannot be read or written to by its descriptor',
      clauses: ['secretmem.shared_only'],
      since,
      steps: [
        ...mapped,
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
        { read: 'f', into: 'b', length: 16, fails: 'EINVAL' },
        { write: 'f', from: 'b', length: 16, fails: 'EINVAL' },
      ],
    },
    {
      // Kernels count a secret area when it is mapped, or page by page when it is touched: which of both is no promise.
      id: 'others/secretmem/limit',
      title:
        'A secret area of as much as RLIMIT_MEMLOCK can be mapped and used without CAP_IPC_LOCK; more is refused at once, or at its touch',
      clauses: ['secretmem.shared_only', 'mmap.errors.eagain.too_much_locked'],
      since,
      steps: [
        ...secret,
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '2p' },
        { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, observed: true },
        { mmap: { length: '2p+1', prot: 'rw', flags: ['SHARED'], fd: 'f' }, observed: true },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'others/secretmem/limit-zero',
      title:
        'With a RLIMIT_MEMLOCK of 0 and without CAP_IPC_LOCK a secret area is refused at once, or at its touch',
      clauses: ['secretmem.shared_only'],
      since,
      steps: [
        ...secret,
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: 0 },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, observed: true },
      ],
    },
    {
      id: 'others/secretmem/limit-beside-locked',
      title:
        'Memory that is locked leaves a secret area the rest of RLIMIT_MEMLOCK; more is refused at once, or at its touch',
      clauses: ['secretmem.shared_only', 'mmap.errors.eagain.cumulative'],
      since,
      steps: [
        ...secret,
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        {
          mmap: {
            addr: 'arena+1p',
            length: '3p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'LOCKED'],
          },
        },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, observed: true },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' } },
      ],
    },
    {
      id: 'others/secretmem/told',
      title: 'Whether a secret area is told as locked by /proc differs between releases',
      clauses: ['secretmem.shared_only'],
      since,
      steps: [
        ...mapped,
        { status: 'VmLck', is: '4p', observed: true },
        { smaps: 'arena+1p', vmFlags: { has: ['sh', 'dd'] } },
      ],
    },
  ],
});
