/** Offsets of memory that is no file: page aligned ones are accepted and mean nothing. */

import type { Size } from '../case.ts';
import { suite } from '../case.ts';

const offsets: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: 'page', offset: '1p', length: '2p', is: 'a page' },
  { name: '2-32', offset: '4G', length: '2p', is: '2^32' },
  { name: '2-63-less-page', offset: '8E-1p', length: '2p', is: '2^63 less a page' },
  { name: '2-63', offset: '8E', length: '2p', is: '2^63' },
  { name: 'minus-page', offset: '0-1p', length: '2p', is: 'minus one page' },
];

const types = [
  { name: 'private', type: 'PRIVATE' },
  { name: 'shared', type: 'SHARED' },
] as const;

export const anonymous = suite({
  name: 'offset/anonymous',
  title: 'offsets of anonymous memory',
  cases: [
    ...types.flatMap(({ name: ofType, type }) =>
      offsets.map(
        ({ name, offset, length, is }) =>
          ({
            id: `offset/anonymous/${ofType}-${name}`,
            title: `An offset of ${is} changes nothing about MAP_${type} memory: zeros, all of which can be used`,
            clauses: ['mmap.offset.anon_ignored'],
            steps: [
              { mmap: { length, prot: 'rw', flags: [type, 'ANONYMOUS'], offset }, as: 'a' },
              { contents: { addr: 'a', length, value: 0 } },
              { fill: { addr: 'a', length, value: 0x5a } },
              { contents: { addr: 'a', length, value: 0x5a } },
            ],
          }) as const,
      ),
    ),
    {
      id: 'offset/anonymous/shared-distinct',
      title: 'Shared anonymous memory of one offset is a new object each time',
      clauses: ['mmap.offset.anon_ignored', 'mmap.flags.anonymous.shared_distinct'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'], offset: '1p' }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'], offset: '1p' }, as: 'b' },
        { contents: { addr: 'b', length: '2p', value: 0 } },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'c' },
        { contents: { addr: 'c', length: '2p', value: 0 } },
      ],
    },
    {
      id: 'offset/anonymous/shared-fork',
      title: 'Shared anonymous memory with an offset is shared with children',
      clauses: ['mmap.offset.anon_ignored', 'mmap.flags.anonymous.shared'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'], offset: '3p' }, as: 'a' },
        {
          fork: [
            { store: 'a', value: 1 },
            { store: 'a+1p', value: 2 },
          ],
        },
        { load: 'a', is: 1 },
        { load: 'a+1p', is: 2 },
      ],
    },
    {
      id: 'offset/anonymous/descriptor-too',
      title: 'With MAP_ANONYMOUS neither the descriptor of a file nor an offset into it matters',
      clauses: ['mmap.offset.anon_ignored', 'mmap.fd.anon_ignored'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'], fd: 'f', offset: '1p' },
          as: 'a',
        },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'], fd: 'f', offset: '1p' },
          as: 'b',
        },
        { contents: { addr: 'a', length: '1p', value: 0 } },
        { contents: { addr: 'b', length: '1p', value: 0 } },
        { fill: { addr: 'b', length: '1p', value: 0 } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
      ],
    },
  ],
});
