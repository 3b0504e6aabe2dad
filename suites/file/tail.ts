/**
 * The rest of the last page, behind the file's last byte: zeros at first, never part of the file. What becomes of bytes that were
 * stored there is a matter of the file system, and only compared with the reference.
 */

import type { Address, Size } from '../case.ts';
import { suite } from '../case.ts';
import { fileSystems } from './file-systems.ts';

const sizes: readonly {
  name: string;
  size: Size;
  is: string;
  tail: Address;
  ofPrivate: Address;
  length: Size;
}[] = [
  { name: 'one-byte', size: 1, is: 'one byte', tail: 'a+1', ofPrivate: 'b+1', length: '1p-1' },
  { name: '100-bytes', size: 100, is: '100 bytes', tail: 'a+100', ofPrivate: 'b+100', length: '1p-100' },
  { name: '512-bytes', size: 512, is: '512 bytes', tail: 'a+512', ofPrivate: 'b+512', length: '1p-512' },
  {
    name: 'page-less-one',
    size: '1p-1',
    is: 'a page less one byte',
    tail: 'a+1p-1',
    ofPrivate: 'b+1p-1',
    length: 1,
  },
  {
    name: 'page-and-one',
    size: '1p+1',
    is: 'a page and one byte',
    tail: 'a+1p+1',
    ofPrivate: 'b+1p+1',
    length: '1p-1',
  },
];

const posix = { documented: 'POSIX: what a file is extended by appears as if it were filled with zeros' };

export const tail = suite({
  name: 'file/tail',
  title: 'the rest of the last page',
  cases: [
    ...fileSystems.flatMap((system) =>
      sizes.map(
        ({ name, size, is, tail, ofPrivate, length }) =>
          ({
            id: `file/tail/${system.name}-zeroed-${name}`,
            title: `Behind the ${is} of ${system.a} the last page is zero up to its end`,
            clauses: ['mmap.eof.tail_zeroed', 'mmap.eof.page_multiples'],
            steps: [
              system.file(size),
              { mmap: { length: size, prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { mmap: { length: size, prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
              { contents: { addr: 'a', length: size, pattern: 0 } },
              { contents: { addr: tail, length, value: 0 } },
              { contents: { addr: 'b', length: size, pattern: 0 } },
              { contents: { addr: ofPrivate, length, value: 0 } },
            ],
          }) as const,
      ),
    ),
    {
      id: 'file/tail/scratch-zeroed-from-disk',
      title: 'The last page is zero behind the end of a file that is not in the page cache',
      clauses: ['mmap.eof.tail_zeroed'],
      steps: [
        { file: 'f', size: '1p+100', content: 'pattern' },
        { evict: 'f' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a+1p', length: 100, pattern: '1p' } },
        { contents: { addr: 'a+1p+100', length: '1p-100', value: 0 } },
      ],
    },
    ...fileSystems.flatMap(
      (system) =>
        [
          {
            id: `file/tail/${system.name}-zeroed-after-shrinking`,
            title: `The last page is zero behind the new end of ${system.a} that was longer, though there were other bytes`,
            clauses: ['mmap.eof.tail_zeroed'],
            steps: [
              system.file('2p'),
              { ftruncate: 'f', to: 100 },
              { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { contents: { addr: 'a', length: 100, pattern: 0 } },
              { contents: { addr: 'a+100', length: '1p-100', value: 0 } },
            ],
          },
          {
            id: `file/tail/${system.name}-not-written-by-msync`,
            title: `What is stored behind the end of ${system.a} does not become part of it by msync`,
            clauses: ['mmap.eof.tail_not_written'],
            steps: [
              system.file(100),
              { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
              { fill: { addr: 'a+100', length: '1p-100', value: 0x5a } },
              { msync: { addr: 'a', length: '1p', flags: ['SYNC'] } },
              { open: 'g', of: 'f', mode: 'rdonly' },
              { read: 'g', into: 'b', length: '1p', is: 100 },
              { contents: { addr: 'b', length: 100, pattern: 0 } },
              { contents: { addr: 'b+100', length: '1p-100', value: 0 } },
              { read: 'g', into: 'b', length: 1, is: 0 },
              { fileSize: 'f', is: 100 },
            ],
          },
          {
            id: `file/tail/${system.name}-not-written-by-munmap`,
            title: `What is stored behind the end of ${system.a} does not become part of it when it is unmapped`,
            clauses: ['mmap.eof.tail_not_written'],
            steps: [
              system.file('1p+100'),
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a+1p+100', value: 0x5a },
              { store: 'a+2p-1', value: 0x5a },
              { load: 'a+1p+100', is: 0x5a },
              { load: 'a+2p-1', is: 0x5a },
              { munmap: { addr: 'a', length: '2p' } },
              { fileSize: 'f', is: '1p+100' },
              { pread: 'f', offset: 0, length: '1p+100', content: { pattern: 0 } },
            ],
          },
          {
            id: `file/tail/${system.name}-last-byte-is-written`,
            title: `The last byte of ${system.a} is part of it: a store there reaches the file, the byte behind it does not`,
            clauses: ['mmap.eof.tail_not_written', 'mmap.flags.shared.reaches_file'],
            steps: [
              system.file(100),
              { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a+96', size: 8, value: 0 },
              { pread: 'f', offset: 0, length: 96, content: { pattern: 0 } },
              { pread: 'f', offset: 96, length: 4, content: { value: 0 } },
              { fileSize: 'f', is: 100 },
            ],
          },
          {
            id: `file/tail/${system.name}-private-stays-private`,
            title: `What a private mapping stores behind the end of ${system.a} shows in no other mapping and not in the file`,
            clauses: ['mmap.flags.private.not_visible', 'mmap.eof.tail_zeroed', 'mmap.eof.tail_not_written'],
            steps: [
              system.file(100),
              { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
              { fill: { addr: 'a+100', length: '1p-100', value: 0x5a } },
              { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
              { contents: { addr: 'b+100', length: '1p-100', value: 0 } },
              { contents: { addr: 'a+100', length: '1p-100', value: 0x5a } },
              { ftruncate: 'f', to: '2p' },
              { pread: 'f', offset: 100, length: '1p', content: { value: 0 } },
              { fileSize: 'f', is: '2p' },
            ],
          },
          {
            id: `file/tail/${system.name}-stays-after-msync`,
            title: `Whether what was stored behind the end of ${system.a} shows in a later mapping, after msync, is left open`,
            clauses: ['mmap.eof.tail_msync_cleans', 'mmap.eof.tail_stays_in_cache'],
            steps: [
              system.file(100),
              { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a+200', value: 0x5a },
              { msync: { addr: 'a', length: '1p', flags: ['SYNC'] } },
              { munmap: { addr: 'a', length: '1p' } },
              { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
              { load: 'b+200', is: 0, observed: true },
              { load: 'b+300', is: 0 },
              { contents: { addr: 'b', length: 100, pattern: 0 } },
            ],
          },
          {
            id: `file/tail/${system.name}-shows-when-extended`,
            title: `Whether what was stored behind the end of ${system.a} becomes part of it when ftruncate extends it is left open`,
            clauses: ['mmap.eof.tail_exposed_by_extend'],
            steps: [
              system.file(100),
              { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a+200', value: 0x5a },
              { ftruncate: 'f', to: '2p' },
              {
                pread: 'f',
                offset: 200,
                length: 1,
                content: { value: 0 },
                observed: true,
                historical: posix,
              },
              { load: 'a+200', is: 0, observed: true, historical: posix },
              { pread: 'f', offset: 0, length: 100, content: { pattern: 0 } },
              { pread: 'f', offset: '1p', length: '1p', content: { value: 0 } },
              { fileSize: 'f', is: '2p' },
            ],
          },
          {
            id: `file/tail/${system.name}-shows-when-written-behind`,
            title: `Whether what was stored behind the end of ${system.a} becomes part of it by a write further behind is left open`,
            clauses: ['mmap.eof.tail_exposed_by_extend'],
            steps: [
              system.file(100),
              { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { store: 'a+200', value: 0x5a },
              { pwrite: 'f', offset: 300, length: 10, content: { value: 1 } },
              {
                pread: 'f',
                offset: 200,
                length: 1,
                content: { value: 0 },
                observed: true,
                historical: posix,
              },
              { pread: 'f', offset: 300, length: 10, content: { value: 1 } },
              { contents: { addr: 'a+300', length: 10, value: 1 } },
              { pread: 'f', offset: 0, length: 100, content: { pattern: 0 } },
              { fileSize: 'f', is: 310 },
            ],
          },
        ] as const,
    ),
    {
      id: 'file/tail/memfd-stays-without-msync',
      title: 'Whether what was stored behind the end of a memfd shows in a later mapping is left open',
      clauses: ['mmap.eof.tail_stays_in_cache'],
      steps: [
        { memfd: 'f', size: 100, content: 'pattern' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a+200', value: 0x5a },
        { munmap: { addr: 'a', length: '1p' } },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
        { load: 'b+200', is: 0, observed: true },
        { contents: { addr: 'b', length: 100, pattern: 0 } },
        { fileSize: 'f', is: 100 },
      ],
    },
  ],
});
