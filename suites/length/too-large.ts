/** Lengths that no address space holds, and lengths that overflow when they are rounded up to whole pages. */
import type { Size, Step } from '../case.ts';
import { suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const reservation = ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] as const;

const lengths: readonly { name: string; length: Size; is: string }[] = [
  { name: '2-62', length: '4E', is: '2^62 bytes' },
  { name: '2-63-less-page', length: '8E-1p', is: '2^63 bytes less a page' },
  { name: '2-63', length: '8E', is: '2^63 bytes' },
  { name: '2-63-and-page', length: '8E+1p', is: '2^63 bytes and a page' },
  { name: '2-64-less-2-62', length: '12E', is: '2^64 - 2^62 bytes' },
  { name: '2-64-less-2-pages', length: '0-2p', is: '2^64 bytes less two pages' },
  { name: '2-64-less-page', length: '0-1p', is: '2^64 bytes less a page' },
];

/** Rounded up, these are 2^64, which is 0. */
const overflowing: readonly { name: string; length: Size; is: string }[] = [
  { name: 'all', length: '0-1', is: '2^64 bytes less one' },
  { name: 'less-than-a-page', length: '0-100', is: '2^64 bytes less a hundred' },
  { name: 'last', length: '0-4095', is: '2^64 bytes less a page, and one,' },
];

const files: readonly { name: string; is: string; make: Step; flags: readonly MapFlag[] }[] = [
  { name: 'file-private', is: 'of a file, privately,', make: { file: 'f', size: '1p' }, flags: ['PRIVATE'] },
  { name: 'file-shared', is: 'of a file, shared,', make: { file: 'f', size: '1p' }, flags: ['SHARED'] },
  { name: 'memfd-shared', is: 'of a memfd', make: { memfd: 'f', size: '1p' }, flags: ['SHARED'] },
];

export const tooLarge = suite({
  name: 'length/too-large',
  title: 'lengths that no address space holds',
  cases: [
    ...lengths.map(
      ({ name, length, is }) =>
        ({
          id: `length/too-large/anonymous-${name}`,
          title: `A reservation of ${is} fails with ENOMEM`,
          clauses: ['mmap.length.too_large_enomem'],
          steps: [{ mmap: { length, prot: 'none', flags: reservation }, fails: 'ENOMEM' }],
        }) as const,
    ),
    {
      id: 'length/too-large/anonymous-2-47',
      title: 'A reservation of 2^47 bytes, the whole user space of x86-64, fails with ENOMEM',
      clauses: ['mmap.length.too_large_enomem'],
      needs: ['x86_64'],
      steps: [{ mmap: { length: '128T', prot: 'none', flags: reservation }, fails: 'ENOMEM' }],
    },
    {
      id: 'length/too-large/anonymous-writable',
      title: 'Mapping 2^62 bytes of writable memory fails with ENOMEM',
      clauses: ['mmap.length.too_large_enomem'],
      steps: [{ mmap: { length: '4E', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' }],
    },
    {
      id: 'length/too-large/anonymous-shared',
      title: 'Mapping 2^62 bytes of shared memory fails with ENOMEM',
      clauses: ['mmap.length.too_large_enomem'],
      steps: [{ mmap: { length: '4E', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, fails: 'ENOMEM' }],
    },
    ...files.map(
      ({ name, is, make, flags }) =>
        ({
          id: `length/too-large/${name}`,
          title: `Mapping 2^62 bytes ${is} fails with ENOMEM`,
          clauses: ['mmap.length.too_large_enomem'],
          steps: [make, { mmap: { length: '4E', prot: 'r', flags, fd: 'f' }, fails: 'ENOMEM' }],
        }) as const,
    ),
    {
      id: 'length/too-large/file-2-63',
      title: 'Mapping 2^63 bytes of a file, more than the largest file and than any address space, fails',
      clauses: ['mmap.length.too_large_enomem'],
      steps: [
        { file: 'f', size: '1p' },
        { mmap: { length: '8E', prot: 'r', flags: ['SHARED'], fd: 'f' }, fails: ['ENOMEM', 'EOVERFLOW'] },
      ],
    },
    {
      id: 'length/too-large/hint',
      title: 'A hint does not help a length that is too large',
      clauses: ['mmap.length.too_large_enomem'],
      steps: [{ mmap: { addr: 'arena', length: '8E', prot: 'none', flags: reservation }, fails: 'ENOMEM' }],
    },
    ...(['4E', '8E', '0-1p'] as const).map(
      (length) =>
        ({
          id: `length/too-large/fixed-${length.toLowerCase()}`,
          title: `MAP_FIXED with a length of ${length} fails with ENOMEM and keeps what is mapped there`,
          clauses: ['mmap.length.too_large_enomem', 'mmap.flags.fixed.failed_call_keeps_old'],
          steps: [
            {
              mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
              as: 'a',
            },
            { fill: { addr: 'a', length: '2p', value: 0x5a } },
            { mmap: { addr: 'a', length, prot: 'none', flags: [...reservation, 'FIXED'] }, fails: 'ENOMEM' },
            { contents: { addr: 'a', length: '2p', value: 0x5a } },
            { maps: 'arena', length: '16p', perms: '---p' },
          ],
        }) as const,
    ),
    {
      id: 'length/too-large/fixed-2-56',
      title:
        'MAP_FIXED with a length of 2^56 bytes, which reach beyond user space, fails with ENOMEM and keeps what is mapped there',
      clauses: ['mmap.errors.enomem.addr_beyond_cpu_space', 'mmap.flags.fixed.failed_call_keeps_old'],
      needs: ['x86_64'],
      steps: [
        {
          mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        {
          mmap: { addr: 'a', length: '128T', prot: 'none', flags: [...reservation, 'FIXED'] },
          fails: 'ENOMEM',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
    ...overflowing.flatMap(
      ({ name, length, is }) =>
        [
          {
            id: `length/too-large/overflow-${name}-anonymous`,
            title: `Mapping ${is} of memory fails with ENOMEM, not as a length of 0 would`,
            clauses: ['mmap.length.page_align_overflow'],
            steps: [{ mmap: { length, prot: 'none', flags: reservation }, fails: 'ENOMEM' }],
          },
          {
            id: `length/too-large/overflow-${name}-file`,
            title: `Mapping ${is} of a file fails with ENOMEM, not as a length of 0 would`,
            clauses: ['mmap.length.page_align_overflow'],
            steps: [
              { file: 'f', size: '1p' },
              { mmap: { length, prot: 'r', flags: ['SHARED'], fd: 'f' }, fails: 'ENOMEM' },
            ],
          },
        ] as const,
    ),
    {
      id: 'length/too-large/overflow-fixed',
      title:
        'MAP_FIXED with a length that overflows when it is rounded up fails with ENOMEM and keeps what is mapped there',
      clauses: ['mmap.length.page_align_overflow', 'mmap.flags.fixed.failed_call_keeps_old'],
      steps: [
        {
          mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        {
          mmap: { addr: 'a', length: '0-1', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          fails: 'ENOMEM',
        },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
      ],
    },
  ],
});
