/** A length of 0 is refused, whatever the other arguments are. */
import type { Step } from '../case.ts';
import { suite } from '../case.ts';
import type { MapFlag, Prot } from '../vocabulary.ts';

const memory: readonly { name: string; is: string; prot: Prot; flags: readonly MapFlag[] }[] = [
  { name: 'anonymous-private', is: 'private anonymous memory', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
  { name: 'anonymous-shared', is: 'shared anonymous memory', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] },
  {
    name: 'no-access',
    is: 'memory without access',
    prot: 'none',
    flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'],
  },
  {
    name: 'populate',
    is: 'memory that is to be populated',
    prot: 'rw',
    flags: ['PRIVATE', 'ANONYMOUS', 'POPULATE'],
  },
  {
    name: 'growsdown',
    is: 'memory that grows down',
    prot: 'rw',
    flags: ['PRIVATE', 'ANONYMOUS', 'GROWSDOWN'],
  },
];

const files: readonly { name: string; is: string; make: Step; flags: readonly MapFlag[] }[] = [
  { name: 'file-private', is: 'a file, privately,', make: { file: 'f', size: '1p' }, flags: ['PRIVATE'] },
  { name: 'file-shared', is: 'a file, shared,', make: { file: 'f', size: '1p' }, flags: ['SHARED'] },
  { name: 'empty-file', is: 'an empty file', make: { file: 'f', size: 0 }, flags: ['SHARED'] },
  { name: 'memfd-shared', is: 'a memfd', make: { memfd: 'f', size: '1p' }, flags: ['SHARED'] },
  {
    name: 'dev-zero',
    is: '/dev/zero',
    make: { open: 'f', of: '/dev/zero', mode: 'rdwr' },
    flags: ['PRIVATE'],
  },
];

export const zero = suite({
  name: 'length/zero',
  title: 'length 0',
  cases: [
    ...memory.map(
      ({ name, is, prot, flags }) =>
        ({
          id: `length/zero/${name}`,
          title: `Mapping 0 bytes of ${is} fails with EINVAL`,
          clauses: ['mmap.length.zero_einval'],
          since: '2.6.12',
          steps: [{ mmap: { length: 0, prot, flags }, fails: 'EINVAL' }],
        }) as const,
    ),
    ...files.map(
      ({ name, is, make, flags }) =>
        ({
          id: `length/zero/${name}`,
          title: `Mapping 0 bytes of ${is} fails with EINVAL`,
          clauses: ['mmap.length.zero_einval'],
          since: '2.6.12',
          steps: [make, { mmap: { length: 0, prot: 'r', flags, fd: 'f' }, fails: 'EINVAL' }],
        }) as const,
    ),
    {
      id: 'length/zero/hint',
      title: 'Mapping 0 bytes at a free address fails with EINVAL and does not return that address',
      clauses: ['mmap.length.zero_einval', 'mmap.length.zero_success_old'],
      since: '2.6.12',
      steps: [
        { munmap: { addr: 'arena+16p', length: '2p' } },
        {
          mmap: { addr: 'arena+16p', length: 0, prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
          fails: 'EINVAL',
          historical: {
            documented: 'success, without a mapping, and addr is returned',
            before: '2.6.12',
          },
        },
        { maps: 'arena+16p', length: '2p', mapped: false },
      ],
    },
    {
      id: 'length/zero/fixed',
      title: 'Mapping 0 bytes by MAP_FIXED fails with EINVAL and keeps what is mapped there',
      clauses: ['mmap.length.zero_einval', 'mmap.flags.fixed.failed_call_keeps_old'],
      since: '2.6.12',
      steps: [
        {
          mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        {
          mmap: { addr: 'a', length: 0, prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          fails: 'EINVAL',
        },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'length/zero/fixed-file',
      title: 'Mapping 0 bytes of a file by MAP_FIXED fails with EINVAL and keeps what is mapped there',
      clauses: ['mmap.length.zero_einval', 'mmap.flags.fixed.failed_call_keeps_old'],
      since: '2.6.12',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 0 } },
        { mmap: { addr: 'a', length: 0, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: 'EINVAL' },
        { contents: { addr: 'a', length: '1p', value: 0 } },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'length/zero/fixed-noreplace',
      title: 'Mapping 0 bytes by MAP_FIXED_NOREPLACE fails with EINVAL though the address is free',
      clauses: ['mmap.length.zero_einval'],
      since: '4.17',
      steps: [
        { munmap: { addr: 'arena+16p', length: '2p' } },
        {
          mmap: {
            addr: 'arena+16p',
            length: 0,
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'],
          },
          fails: 'EINVAL',
        },
        { maps: 'arena+16p', length: '2p', mapped: false },
      ],
    },
  ],
});
