/* EOPNOTSUPP: MAP_SHARED_VALIDATE, and a flag that the object or the kernel does not know. Which bits: see flags/shared-validate. */
import { type Case, type Fd, type Step, suite } from '../case.ts';

/** No persistent memory: MAP_SYNC cannot keep what it promises. */
const NOT_DAX: readonly (readonly [id: string, shown: string, fixture: Step, fd: Fd])[] = [
  ['memfd', 'a memfd', { memfd: 'f', size: '1p' }, 'f'],
  ['tmpfs', 'a file on tmpfs', { file: 'f', size: '1p', on: 'tmpfs' }, 'f'],
  ['dev-zero', '/dev/zero', { open: 'f', of: '/dev/zero', mode: 'rdwr' }, 'f'],
];

const sync = NOT_DAX.map(
  ([id, shown, fixture, fd]): Case => ({
    id: `errors/eopnotsupp/sync-${id}`,
    title: `MAP_SHARED_VALIDATE|MAP_SYNC of ${shown}, no persistent memory, is not supported`,
    clauses: ['mmap.flags.sync.non_dax_eopnotsupp'],
    since: '4.15',
    steps: [
      fixture,
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'SYNC'], fd }, fails: 'EOPNOTSUPP' },
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED_VALIDATE', 'SYNC'], fd }, fails: 'EOPNOTSUPP' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE'], fd } },
    ],
  }),
);

export const eopnotsupp = suite({
  name: 'errors/eopnotsupp',
  title: 'EOPNOTSUPP: MAP_SHARED_VALIDATE and a flag that is not supported',
  cases: [
    ...sync,
    {
      id: 'errors/eopnotsupp/unknown-bit',
      title:
        'An unknown flag is not supported with MAP_SHARED_VALIDATE, and ignored with MAP_SHARED and MAP_PRIVATE',
      clauses: [
        'mmap.flags.shared_validate.unknown_eopnotsupp',
        'mmap.flags.shared.unknown_ignored',
        'mmap.flags.private.unknown_ignored',
      ],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', '0x200000'], fd: 'f' },
          fails: 'EOPNOTSUPP',
        },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', '0x200000'], fd: 'f' } },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', '0x200000'], fd: 'f' } },
      ],
    },
    {
      id: 'errors/eopnotsupp/noreplace-free-range',
      title:
        'MAP_FIXED_NOREPLACE counts as unknown with MAP_SHARED_VALIDATE of a file, where MAP_FIXED is known',
      clauses: ['mmap.flags.fixed_noreplace.with_shared_validate_file'],
      since: '4.17',
      steps: [
        { file: 'f', size: '1p' },
        {
          mmap: { addr: 'arena', length: '3p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { munmap: { addr: 'a+1p', length: '1p' } },
        {
          mmap: {
            addr: 'a+1p',
            length: '1p',
            prot: 'r',
            flags: ['SHARED_VALIDATE', 'FIXED_NOREPLACE'],
            fd: 'f',
          },
          fails: 'EOPNOTSUPP',
        },
        { maps: 'a+1p', mapped: false },
        { mmap: { addr: 'a+1p', length: '1p', prot: 'r', flags: ['SHARED_VALIDATE', 'FIXED'], fd: 'f' } },
      ],
    },
    {
      id: 'errors/eopnotsupp/fixed-keeps-old',
      title: 'MAP_FIXED that fails with EOPNOTSUPP leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.flags.shared_validate.unknown_eopnotsupp'],
      since: '4.15',
      steps: [
        { memfd: 'f', size: '1p' },
        {
          mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        {
          mmap: {
            addr: 'a',
            length: '1p',
            prot: 'rw',
            flags: ['SHARED_VALIDATE', 'FIXED', '0x200000'],
            fd: 'f',
          },
          fails: 'EOPNOTSUPP',
        },
        {
          mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'FIXED', 'SYNC'], fd: 'f' },
          fails: 'EOPNOTSUPP',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
  ],
});
