/** Offsets that are no multiple of the page size are refused, for files and for memory. */

import type { Size, Step } from '../case.ts';
import { suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const offsets: readonly { name: string; offset: Size; is: string }[] = [
  { name: '1', offset: 1, is: '1' },
  { name: '512', offset: 512, is: '512' },
  { name: '2048', offset: 2048, is: '2048' },
  { name: 'page-less-one', offset: '1p-1', is: 'a page less one byte' },
  { name: 'page-and-one', offset: '1p+1', is: 'a page and one byte' },
  { name: 'page-and-half', offset: '1p+2048', is: 'a page and 2048 bytes' },
  { name: '2-32-and-one', offset: '4G+1', is: '2^32 + 1' },
];

/** These are beyond the largest offset, too: which of the two mistakes is told is left open. */
const unalignedAndTooLarge: readonly { name: string; offset: Size; is: string }[] = [
  { name: '2-63-less-one', offset: '8E-1', is: '2^63 - 1' },
  { name: 'minus-one', offset: '0-1', is: '-1' },
];

const few: readonly { name: string; offset: Size; is: string }[] = [
  { name: '1', offset: 1, is: '1' },
  { name: 'page-and-half', offset: '1p+2048', is: 'a page and 2048 bytes' },
  { name: '2-32-and-one', offset: '4G+1', is: '2^32 + 1' },
];
const others: readonly {
  name: string;
  is: string;
  make: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
}[] = [
  {
    name: 'file-private',
    is: 'a file, privately,',
    make: [{ file: 'f', size: '4p' }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
  { name: 'memfd-shared', is: 'a memfd', make: [{ memfd: 'f', size: '4p' }], flags: ['SHARED'], fd: 'f' },
  {
    name: 'dev-zero',
    is: '/dev/zero',
    make: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
];
const memory: readonly { name: string; is: string; flags: readonly MapFlag[] }[] = [
  { name: 'anonymous-private', is: 'private anonymous memory', flags: ['PRIVATE', 'ANONYMOUS'] },
  { name: 'anonymous-shared', is: 'shared anonymous memory', flags: ['SHARED', 'ANONYMOUS'] },
];

export const unaligned = suite({
  name: 'offset/unaligned',
  title: 'offsets that are no multiple of a page',
  cases: [
    ...offsets.map(
      ({ name, offset, is }) =>
        ({
          id: `offset/unaligned/file-shared-${name}`,
          title: `Mapping a file at offset ${is} fails with EINVAL`,
          clauses: ['mmap.offset.page_multiple'],
          steps: [
            { file: 'f', size: '4p', content: 'pattern' },
            { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset }, fails: 'EINVAL' },
          ],
        }) as const,
    ),
    ...unalignedAndTooLarge.map(
      ({ name, offset, is }) =>
        ({
          id: `offset/unaligned/file-shared-${name}`,
          title: `Mapping a file at offset ${is}, which is unaligned and too large, fails with EINVAL or EOVERFLOW`,
          clauses: ['mmap.offset.page_multiple'],
          steps: [
            { file: 'f', size: '4p', content: 'pattern' },
            {
              mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset },
              fails: ['EINVAL', 'EOVERFLOW'],
            },
          ],
        }) as const,
    ),
    ...others.flatMap((object) =>
      few.map(
        ({ name, offset, is }) =>
          ({
            id: `offset/unaligned/${object.name}-${name}`,
            title: `Mapping ${object.is} at offset ${is} fails with EINVAL`,
            clauses: ['mmap.offset.page_multiple'],
            steps: [
              ...object.make,
              {
                mmap: { length: '1p', prot: 'r', flags: object.flags, fd: object.fd, offset },
                fails: 'EINVAL',
              },
            ],
          }) as const,
      ),
    ),
    ...memory.flatMap((object) =>
      few.map(
        ({ name, offset, is }) =>
          ({
            id: `offset/unaligned/${object.name}-${name}`,
            title: `Mapping ${object.is} at offset ${is} fails with EINVAL, though the offset has no other use`,
            clauses: ['mmap.offset.anon_unaligned_einval'],
            steps: [{ mmap: { length: '1p', prot: 'rw', flags: object.flags, offset }, fails: 'EINVAL' }],
          }) as const,
      ),
    ),
    {
      id: 'offset/unaligned/hint-does-not-match',
      title: 'A hint with the same remainder does not make an unaligned offset right',
      clauses: ['mmap.offset.page_multiple'],
      steps: [
        { file: 'f', size: '4p' },
        { munmap: { addr: 'arena+16p', length: '2p' } },
        {
          mmap: { addr: 'arena+16p+512', length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: 512 },
          fails: 'EINVAL',
        },
        { maps: 'arena+16p', length: '2p', mapped: false },
      ],
    },
    {
      id: 'offset/unaligned/fixed-with-same-remainder',
      title: 'MAP_FIXED at an address with the same remainder as the offset fails with EINVAL all the same',
      clauses: ['mmap.offset.page_multiple', 'mmap.flags.fixed.unaligned_einval'],
      steps: [
        { file: 'f', size: '4p' },
        {
          mmap: {
            addr: 'arena+16p+512',
            length: '1p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: 512,
          },
          fails: 'EINVAL',
        },
        { maps: 'arena+16p', length: '2p', perms: '---p' },
      ],
    },
    {
      id: 'offset/unaligned/fixed-keeps-old',
      title: 'MAP_FIXED with an unaligned offset fails with EINVAL and keeps what is mapped there',
      clauses: ['mmap.offset.page_multiple', 'mmap.flags.fixed.failed_call_keeps_old'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        {
          mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 0 } },
        {
          mmap: { addr: 'a', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f', offset: 1 },
          fails: 'EINVAL',
        },
        { contents: { addr: 'a', length: '1p', value: 0 } },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'offset/unaligned/fixed-anonymous-keeps-old',
      title: 'MAP_FIXED of memory with an unaligned offset fails with EINVAL and keeps what is mapped there',
      clauses: ['mmap.offset.anon_unaligned_einval', 'mmap.flags.fixed.failed_call_keeps_old'],
      steps: [
        {
          mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        {
          mmap: {
            addr: 'a',
            length: '1p',
            prot: 'none',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
            offset: 1,
          },
          fails: 'EINVAL',
        },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
        { store: 'a', value: 1 },
      ],
    },
  ],
});
