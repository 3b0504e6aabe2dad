/** Offsets that, with the length, go beyond the largest file offset, 2^63-1. */

import type { Size } from '../case.ts';
import { suite } from '../case.ts';
import { diskAndMemory } from '../file/file-systems.ts';

const overflowing: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: 'last-page', offset: '8E-1p', length: '1p', is: 'one page at 2^63 less a page' },
  { name: 'last-page-one-byte', offset: '8E-1p', length: 1, is: 'one byte at 2^63 less a page' },
  { name: 'two-pages', offset: '8E-2p', length: '2p', is: 'two pages at 2^63 less two pages' },
  { name: 'page-and-one', offset: '8E-2p', length: '1p+1', is: 'a page and one byte at 2^63 less two pages' },
  { name: 'three-pages', offset: '8E-3p', length: '3p', is: 'three pages at 2^63 less three pages' },
  { name: '2-63', offset: '8E', length: '1p', is: 'one page at 2^63' },
  { name: 'minus-2-62', offset: '12E', length: '1p', is: 'one page at -2^62' },
  { name: 'minus-two-pages', offset: '0-2p', length: '1p', is: 'one page at minus two pages' },
  { name: 'minus-page', offset: '0-1p', length: '1p', is: 'one page at minus one page' },
  { name: 'wraps-to-zero', offset: '0-1p', length: '2p', is: 'two pages at minus one page' },
  { name: 'large-length', offset: '8E-1G', length: '2G', is: '2 GiB at 2^63 less 1 GiB' },
];

const fitting: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: 'page', offset: '8E-2p', length: '1p', is: 'one page at 2^63 less two pages' },
  { name: 'one-byte', offset: '8E-2p', length: 1, is: 'one byte at 2^63 less two pages' },
  { name: 'two-pages', offset: '8E-3p', length: '2p', is: 'two pages at 2^63 less three pages' },
];

const types = [
  { name: 'private', type: 'PRIVATE' },
  { name: 'shared', type: 'SHARED' },
] as const;

const deviceOverflowing: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: 'minus-page', offset: '0-1p', length: '1p', is: 'one page at minus one page' },
  { name: 'minus-two-pages', offset: '0-2p', length: '2p', is: 'two pages at minus two pages' },
  { name: 'wraps-to-zero', offset: '0-1p', length: '2p', is: 'two pages at minus one page' },
];
const deviceFitting: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: '2-63-less-page', offset: '8E-1p', length: '1p', is: 'one page at 2^63 less a page' },
  { name: '2-63', offset: '8E', length: '1p', is: 'one page at 2^63' },
  { name: 'minus-two-pages', offset: '0-2p', length: '1p', is: 'one page at minus two pages' },
];

export const overflow = suite({
  name: 'offset/overflow',
  title: 'offsets beyond the largest file offset',
  cases: [
    ...diskAndMemory.flatMap((system) =>
      overflowing.map(
        ({ name, offset, length, is }) =>
          ({
            id: `offset/overflow/${system.name}-${name}`,
            title: `Mapping ${is} of ${system.a} fails with EOVERFLOW`,
            clauses: ['mmap.errors.eoverflow.file_max'],
            since: '4.17',
            steps: [
              system.file('1p'),
              { mmap: { length, prot: 'r', flags: ['SHARED'], fd: 'f', offset }, fails: 'EOVERFLOW' },
              { mmap: { length, prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset }, fails: 'EOVERFLOW' },
            ],
          }) as const,
      ),
    ),
    ...types.flatMap(({ name: ofType, type }) =>
      fitting.map(
        ({ name, offset, length, is }) =>
          ({
            id: `offset/overflow/fits-${ofType}-${name}`,
            title: `Mapping ${is} of a small file MAP_${type} just fits, and raises SIGBUS when it is touched`,
            clauses: ['mmap.errors.eoverflow.file_max', 'mmap.offset.beyond_eof_accepted'],
            steps: [
              { file: 'f', size: '1p', content: 'pattern' },
              { mmap: { length, prot: 'r', flags: [type], fd: 'f', offset }, as: 'a' },
              { maps: 'a', offset },
              { load: 'a', faults: 'SIGBUS' },
            ],
          }) as const,
      ),
    ),
    {
      id: 'offset/overflow/fixed-keeps-old',
      title:
        'MAP_FIXED with an offset beyond the largest fails with EOVERFLOW and keeps what is mapped there',
      clauses: ['mmap.errors.eoverflow.file_max', 'mmap.flags.fixed.failed_call_keeps_old'],
      since: '4.17',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0 } },
        {
          mmap: { addr: 'a', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f', offset: '8E-2p' },
          fails: 'EOVERFLOW',
        },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { store: 'a+1p', value: 1 },
      ],
    },
    ...deviceOverflowing.map(
      ({ name, offset, length, is }) =>
        ({
          id: `offset/overflow/dev-zero-${name}`,
          title: `Mapping ${is} of /dev/zero fails with EOVERFLOW`,
          clauses: ['mmap.errors.eoverflow.device_limit'],
          since: '4.17',
          steps: [
            { open: 'f', of: '/dev/zero', mode: 'rdwr' },
            { mmap: { length, prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset }, fails: 'EOVERFLOW' },
            { mmap: { length, prot: 'rw', flags: ['SHARED'], fd: 'f', offset }, fails: 'EOVERFLOW' },
          ],
        }) as const,
    ),
    ...deviceFitting.map(
      ({ name, offset, length, is }) =>
        ({
          id: `offset/overflow/dev-zero-fits-${name}`,
          title: `Mapping ${is} of /dev/zero, privately, gives memory full of zeros`,
          clauses: ['mmap.errors.eoverflow.device_limit', 'mmap.object.dev_zero_private'],
          steps: [
            { open: 'f', of: '/dev/zero', mode: 'rdwr' },
            { mmap: { length, prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset }, as: 'a' },
            { contents: { addr: 'a', length: '1p', value: 0 } },
            { store: 'a', value: 1 },
            { load: 'a', is: 1 },
          ],
        }) as const,
    ),
    {
      id: 'offset/overflow/dev-zero-shared-page',
      title: 'What a shared mapping of /dev/zero shows at an offset of one page is said nowhere',
      clauses: ['mmap.object.dev_zero_shared'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'a' },
        { load: 'a', is: 0, observed: true },
      ],
    },
  ],
});
