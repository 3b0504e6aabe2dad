/** Pages that lie wholly behind the end of the file raise SIGBUS, to the byte. */

import type { Address, Size } from '../case.ts';
import { suite } from '../case.ts';
import { fileSystems } from './file-systems.ts';

const sizes: readonly { name: string; size: Size; is: string; last: Address; next: Address }[] = [
  { name: 'one-byte', size: 1, is: 'one byte', last: 'a+1p-1', next: 'a+1p' },
  { name: 'page-less-one', size: '1p-1', is: 'a page less one byte', last: 'a+1p-1', next: 'a+1p' },
  { name: 'page', size: '1p', is: 'a page', last: 'a+1p-1', next: 'a+1p' },
  { name: 'page-and-one', size: '1p+1', is: 'a page and one byte', last: 'a+2p-1', next: 'a+2p' },
  { name: 'two-pages', size: '2p', is: 'two pages', last: 'a+2p-1', next: 'a+2p' },
];

const types = [
  { name: 'private', type: 'PRIVATE' },
  { name: 'shared', type: 'SHARED' },
] as const;

export const eof = suite({
  name: 'file/eof',
  title: 'pages behind the end of the file',
  cases: [
    ...fileSystems.flatMap((system) =>
      types.flatMap(({ name: ofType, type }) =>
        sizes.map(
          ({ name, size, is, last, next }) =>
            ({
              id: `file/eof/${system.name}-${ofType}-${name}`,
              title: `A mapping MAP_${type} of ${system.a}, ${is} long, can be used up to the end of that page, and raises SIGBUS from the next on`,
              clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.eof.page_multiples'],
              steps: [
                system.file(size),
                { mmap: { length: '4p', prot: 'rw', flags: [type], fd: 'f' }, as: 'a' },
                { load: next, faults: 'SIGBUS/BUS_ADRERR' },
                { store: next, value: 1, faults: 'SIGBUS/BUS_ADRERR' },
                { load: 'a+4p-1', faults: 'SIGBUS/BUS_ADRERR' },
                { load: last },
                { store: last, value: 2 },
                { load: last, is: 2 },
                { load: next, faults: 'SIGBUS/BUS_ADRERR' },
                { fileSize: 'f', is: size },
              ],
            }) as const,
        ),
      ),
    ),
    ...fileSystems.map(
      (system) =>
        ({
          id: `file/eof/${system.name}-empty`,
          title: `Nothing of ${system.a} that is empty can be touched, until a byte is written to it`,
          clauses: ['mmap.object.empty_file', 'mmap.eof.extend_gives_access'],
          steps: [
            system.file(0),
            { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
            { load: 'a', faults: 'SIGBUS/BUS_ADRERR' },
            { store: 'a', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
            { load: 'b', faults: 'SIGBUS/BUS_ADRERR' },
            { pwrite: 'f', offset: 0, length: 1, content: { value: 0x5a } },
            { load: 'a', is: 0x5a },
            { load: 'b', is: 0x5a },
            { contents: { addr: 'a+1', length: '1p-1', value: 0 } },
          ],
        }) as const,
    ),
    ...fileSystems.map(
      (system) =>
        ({
          id: `file/eof/${system.name}-many-pages`,
          title: `Of ${system.a} that ends in the middle of many pages all pages up to its end can be used, and not the next`,
          clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.eof.page_multiples', 'mmap.eof.tail_zeroed'],
          steps: [
            system.file('33p+1'),
            { mmap: { length: '64p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { touch: { addr: 'a', length: '34p', access: 'load' } },
            { load: 'a+34p', faults: 'SIGBUS/BUS_ADRERR' },
            { store: 'a+34p', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
            { load: 'a+64p-1', faults: 'SIGBUS/BUS_ADRERR' },
            { contents: { addr: 'a+33p+1', length: '1p-1', value: 0 } },
          ],
        }) as const,
    ),
    {
      id: 'file/eof/four-kinds-of-pages',
      title:
        "The file's page, a page behind its end, a page without access and no page at all are four different things",
      clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.signal.sigsegv.accerr', 'mmap.signal.sigsegv.maperr'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena+10p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { munmap: { addr: 'arena+13p', length: '1p' } },
        { contents: { addr: 'arena+10p', length: '1p', pattern: 0 } },
        { load: 'arena+11p', faults: 'SIGBUS/BUS_ADRERR' },
        { load: 'arena+12p', faults: 'SIGSEGV/SEGV_ACCERR' },
        { load: 'arena+13p', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'file/eof/address-of-the-byte',
      title: 'SIGBUS tells the address of the byte that was touched, not of its page',
      clauses: ['mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a+1p+123', faults: 'SIGBUS/BUS_ADRERR' },
        { store: 'a+2p+3000', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
        { load: 'a+1p+8', size: 8, faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'file/eof/read-only',
      title: 'A load behind the end raises SIGBUS also where nothing may be stored',
      clauses: ['mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: 100, content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
        { contents: { addr: 'a', length: 100, pattern: 0 } },
      ],
    },
    {
      id: 'file/eof/no-access',
      title: 'A page behind the end that may not be touched at all raises the one signal or the other',
      clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.signal.sigsegv.accerr'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { length: '2p', prot: 'none', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a+1p', faults: ['SIGSEGV/SEGV_ACCERR', 'SIGBUS/BUS_ADRERR'] },
        { load: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'file/eof/store-read-only',
      title: 'A store behind the end that is not allowed either raises the one signal or the other',
      clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.signal.sigsegv.accerr'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a+1p', value: 1, faults: ['SIGSEGV/SEGV_ACCERR', 'SIGBUS/BUS_ADRERR'] },
        { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'file/eof/execute',
      title: 'Executing behind the end raises SIGBUS',
      clauses: ['mmap.signal.sigbus.beyond_eof'],
      steps: [
        { memfd: 'f', size: '1p', content: 'code' },
        { mmap: { length: '2p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { execute: 'a' },
        { execute: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'file/eof/child',
      title: 'A child that touches its inherited mapping behind the end gets SIGBUS as well',
      clauses: ['mmap.signal.sigbus.beyond_eof', 'fork.mappings_preserved'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        {
          fork: [
            { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
            { contents: { addr: 'a', length: 100, pattern: 0 } },
          ],
        },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'file/eof/read-into',
      title: 'read into a page behind the end fails with EFAULT and raises no signal',
      clauses: ['mmap.signal.syscall_beyond_eof_efault'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { file: 'g', size: '1p', content: 'pattern' },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { read: 'g', into: 'a+1p', length: 100, fails: 'EFAULT' },
        { read: 'g', into: 'a', length: 100, is: 100 },
        { fileSize: 'f', is: 100 },
      ],
    },
    {
      id: 'file/eof/write-from',
      title: 'write from a page behind the end fails with EFAULT and raises no signal',
      clauses: ['mmap.signal.syscall_beyond_eof_efault'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { file: 'g', size: 0 },
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { write: 'g', from: 'a+1p', length: 100, fails: 'EFAULT' },
        { fileSize: 'g', is: 0 },
      ],
    },
  ],
});
