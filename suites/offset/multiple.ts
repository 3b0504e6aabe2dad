/** Offsets that are multiples of the page size: the mapping shows the file from there on, also far beyond 32 bits. */

import type { Size } from '../case.ts';
import { suite } from '../case.ts';
import { fileSystems } from '../file/file-systems.ts';
import type { NeedName } from '../needs.ts';

const near: readonly { name: string; offset: Size; length: Size; is: string }[] = [
  { name: 'first-page', offset: '0', length: '1p', is: '0' },
  { name: 'second-page', offset: '1p', length: '1p', is: 'a page' },
  { name: 'last-page', offset: '3p', length: '1p', is: "the file's last page" },
  { name: 'second-page-to-end', offset: '1p', length: '3p', is: 'a page, up to the end of the file' },
];

/** What lies at the offset modulo 2^31, 2^32 or 2^44 differs from what lies at the offset itself. */
interface Far {
  name: string;
  offset: Size;
  size: Size;
  is: string;
  needs?: readonly NeedName[];
}
const far: readonly Far[] = [
  { name: '2-31', offset: '2G', size: '2G+1p', is: '2^31' },
  { name: '2-32', offset: '4G', size: '4G+1p', is: '2^32' },
  { name: '2-32-and-page', offset: '4G+1p', size: '4G+2p', is: '2^32 and a page' },
  { name: '2-40', offset: '1T', size: '1T+1p', is: '2^40' },
  { name: '2-40-and-page', offset: '1T+1p', size: '1T+2p', is: '2^40 and a page' },
];
/** Kernels of 32 bits have no file of that size, and other targets of 32 bits no such offset. */
const beyondDisks: readonly Far[] = [
  {
    name: '2-44',
    offset: '16T',
    size: '16T+1p',
    is: '2^44, where 32 bits no longer hold the number of a page of 4 KiB,',
    needs: ['64-bit'],
  },
  {
    name: '2-48',
    offset: '256T',
    size: '256T+1p',
    is: '2^48, where 32 bits no longer hold the number of a page of 64 KiB,',
    needs: ['64-bit'],
  },
  { name: '2-62', offset: '4E', size: '4E+1p', is: '2^62', needs: ['64-bit'] },
  {
    name: 'last',
    offset: '8E-2p',
    size: '8E-1p',
    is: '2^63 less two pages, the last one that a file can have,',
    needs: ['64-bit'],
  },
];

export const multiple = suite({
  name: 'offset/multiple',
  title: 'offsets that are multiples of a page',
  cases: [
    ...fileSystems.flatMap((system) =>
      near.map(
        ({ name, offset, length, is }) =>
          ({
            id: `offset/multiple/${system.name}-${name}`,
            title: `A mapping at offset ${is} shows the bytes from there on of ${system.a}`,
            clauses: ['mmap.offset.initial_contents'],
            steps: [
              system.file('4p'),
              { mmap: { length, prot: 'r', flags: ['SHARED'], fd: 'f', offset }, as: 'a' },
              { mmap: { length, prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset }, as: 'b' },
              { contents: { addr: 'a', length, pattern: offset } },
              { contents: { addr: 'b', length, pattern: offset } },
              { maps: 'a', length, perms: 'r--s', offset },
              { maps: 'b', length, perms: 'rw-p', offset },
            ],
          }) as const,
      ),
    ),
    {
      id: 'offset/multiple/shared-store',
      title: 'A store through a shared mapping at an offset changes the file there and nowhere else',
      clauses: ['mmap.offset.initial_contents', 'mmap.flags.shared.reaches_file'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '2p' }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0 } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
        { pread: 'f', offset: '2p', length: '1p', content: { value: 0 } },
        { pread: 'f', offset: '3p', length: '1p', content: { pattern: '3p' } },
      ],
    },
    {
      id: 'offset/multiple/out-of-order',
      title: 'Neighbouring mappings of one file in the wrong order each show their own page',
      clauses: ['mmap.offset.initial_contents', 'mmap.flags.fixed.exact'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena+10p',
            length: '1p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '2p',
          },
        },
        {
          mmap: {
            addr: 'arena+11p',
            length: '1p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '0',
          },
        },
        {
          mmap: {
            addr: 'arena+12p',
            length: '1p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { contents: { addr: 'arena+10p', length: '1p', pattern: '2p' } },
        { contents: { addr: 'arena+11p', length: '1p', pattern: 0 } },
        { contents: { addr: 'arena+12p', length: '1p', pattern: '1p' } },
        { maps: 'arena+10p', offset: '2p' },
        { maps: 'arena+11p', offset: 0 },
        { maps: 'arena+12p', offset: '1p' },
      ],
    },
    {
      id: 'offset/multiple/same-page-twice',
      title: 'Neighbouring mappings of the same page both show that page',
      clauses: ['mmap.offset.initial_contents', 'mmap.flags.shared.two_mappings_alias'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena+10p',
            length: '1p',
            prot: 'rw',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        {
          mmap: {
            addr: 'arena+11p',
            length: '1p',
            prot: 'rw',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { contents: { addr: 'arena+10p', length: '1p', pattern: '1p' } },
        { contents: { addr: 'arena+11p', length: '1p', pattern: '1p' } },
        { store: 'arena+10p', value: 0 },
        { load: 'arena+11p', is: 0 },
      ],
    },
    {
      id: 'offset/multiple/after-a-split',
      title: 'Both halves of a mapping keep showing their bytes when the page between them is unmapped',
      clauses: ['mmap.offset.initial_contents', 'munmap.middle_splits'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena+10p',
            length: '3p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { munmap: { addr: 'arena+11p', length: '1p' } },
        { contents: { addr: 'arena+10p', length: '1p', pattern: '1p' } },
        { contents: { addr: 'arena+12p', length: '1p', pattern: '3p' } },
        { maps: 'arena+12p', offset: '3p' },
      ],
    },
    ...far.map(
      ({ name, offset, size, is }) =>
        ({
          id: `offset/multiple/scratch-${name}`,
          title: `A mapping of a sparse file at offset ${is} shows what was written there`,
          clauses: ['mmap.offset.initial_contents', 'mmap.flags.shared.reaches_file'],
          steps: [
            { file: 'f', size: '2p', content: 'pattern' },
            { ftruncate: 'f', to: size },
            { pwrite: 'f', offset, length: '1p', content: { value: 0 } },
            { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset }, as: 'a' },
            { contents: { addr: 'a', length: '1p', value: 0 } },
            { maps: 'a', offset, perms: 'rw-s' },
            { fill: { addr: 'a', length: 100, value: 0x5a } },
            { pread: 'f', offset, length: 100, content: { value: 0x5a } },
            { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
          ],
        }) as const,
    ),
    ...[...far, ...beyondDisks].map(
      ({ name, offset, size, is, needs = [] }) =>
        ({
          id: `offset/multiple/memfd-${name}`,
          title: `A mapping of a sparse memfd at offset ${is} shows what was written there`,
          clauses: ['mmap.offset.initial_contents', 'mmap.flags.shared.reaches_file'],
          needs,
          steps: [
            { memfd: 'f', size: '2p', content: 'pattern' },
            { ftruncate: 'f', to: size },
            { pwrite: 'f', offset, length: '1p', content: { value: 0 } },
            { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset }, as: 'a' },
            { contents: { addr: 'a', length: '1p', value: 0 } },
            { maps: 'a', offset, perms: 'rw-s' },
            { fill: { addr: 'a', length: 100, value: 0x5a } },
            { pread: 'f', offset, length: 100, content: { value: 0x5a } },
            { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
          ],
        }) as const,
    ),
    {
      id: 'offset/multiple/across-2-32',
      title: 'A mapping across offset 2^32 shows what was written on both sides of it',
      clauses: ['mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { ftruncate: 'f', to: '4G+1p' },
        { pwrite: 'f', offset: '4G-1p', length: '1p', content: { value: 1 } },
        { pwrite: 'f', offset: '4G', length: '1p', content: { value: 2 } },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '4G-1p' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', value: 1 } },
        { contents: { addr: 'a+1p', length: '1p', value: 2 } },
      ],
    },
    {
      id: 'offset/multiple/private-2-32',
      title: 'A private mapping at offset 2^32 shows what was written there and keeps its stores',
      clauses: ['mmap.offset.initial_contents', 'mmap.flags.private.not_visible'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { ftruncate: 'f', to: '4G+1p' },
        { pwrite: 'f', offset: '4G', length: '1p', content: { value: 2 } },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset: '4G' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', value: 2 } },
        { store: 'a', value: 3 },
        { pread: 'f', offset: '4G', length: '1p', content: { value: 2 } },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
      ],
    },
  ],
});
