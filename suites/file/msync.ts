/** Stores reach the file without any call; msync changes no byte of it. What msync itself promises is in neighbours/msync. */

import { suite } from '../case.ts';
import type { MsyncFlag } from '../vocabulary.ts';
import { fileSystems } from './file-systems.ts';

const accepted: readonly { name: string; is: string; flags: readonly MsyncFlag[] }[] = [
  { name: 'sync', is: 'MS_SYNC', flags: ['SYNC'] },
  { name: 'async', is: 'MS_ASYNC', flags: ['ASYNC'] },
];

export const msync = suite({
  name: 'file/msync',
  title: 'how stores reach the file',
  cases: [
    ...fileSystems.flatMap(
      (system) =>
        [
          {
            id: `file/msync/${system.name}-not-needed`,
            title: `Stores reach ${system.a} though it is unmapped and closed without msync`,
            clauses: ['munmap.shared_not_lost', 'mmap.flags.shared.reaches_file'],
            steps: [
              system.file('2p'),
              { open: 'g', of: 'f', mode: 'rdonly' },
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
              { close: 'f' },
              { fill: { addr: 'a+1p', length: '1p', value: 0 } },
              { munmap: { addr: 'a', length: '2p' } },
              { pread: 'g', offset: 0, length: '1p', content: { pattern: 0 } },
              { pread: 'g', offset: '1p', length: '1p', content: { value: 0 } },
            ],
          },
          {
            id: `file/msync/${system.name}-not-needed-at-exit`,
            title: `Stores reach ${system.a} though the process that made them just exits`,
            clauses: ['munmap.shared_not_lost', 'munmap.exit_unmaps', 'mmap.flags.shared.reaches_file'],
            steps: [
              system.file('2p'),
              {
                fork: [
                  { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
                  { fill: { addr: 'a', length: '1p', value: 0 } },
                ],
              },
              { pread: 'f', offset: 0, length: '1p', content: { value: 0 } },
              { pread: 'f', offset: '1p', length: '1p', content: { pattern: '1p' } },
            ],
          },
          {
            id: `file/msync/${system.name}-replaced`,
            title: `Stores reach ${system.a} though its mapping was replaced by MAP_FIXED`,
            clauses: ['munmap.shared_not_lost', 'mmap.flags.shared.reaches_file'],
            steps: [
              system.file('1p'),
              { mmap: { addr: 'arena+10p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
              { fill: { addr: 'arena+10p', length: '1p', value: 0x5a } },
              {
                mmap: {
                  addr: 'arena+10p',
                  length: '1p',
                  prot: 'rw',
                  flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'],
                },
              },
              { contents: { addr: 'arena+10p', length: '1p', value: 0 } },
              { pread: 'f', offset: 0, length: '1p', content: { value: 0x5a } },
            ],
          },
          ...accepted.map(
            ({ name, is, flags }) =>
              ({
                id: `file/msync/${system.name}-${name}`,
                title: `msync with ${is} is accepted for ${system.a}, and changes no byte`,
                clauses: ['msync.flags'],
                steps: [
                  system.file('2p'),
                  { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
                  { store: 'a', value: 0 },
                  { msync: { addr: 'a', length: '2p', flags } },
                  { load: 'a', is: 0 },
                  { contents: { addr: 'a+1', length: '2p-1', pattern: 1 } },
                  { pread: 'f', offset: 0, length: 1, content: { value: 0 } },
                  { pread: 'f', offset: 1, length: '2p-1', content: { pattern: 1 } },
                ],
              }) as const,
          ),
        ] as const,
    ),
    {
      id: 'file/msync/partial',
      title: 'msync takes lengths that are no multiple of a page, and pages behind the end of the file',
      clauses: ['msync.flags'],
      steps: [
        { file: 'f', size: '1p+100', content: 'pattern' },
        { mmap: { length: '4p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a+1p', value: 0 },
        { msync: { addr: 'a', length: 1, flags: ['SYNC'] } },
        { msync: { addr: 'a+1p', length: '3p', flags: ['SYNC'] } },
        { msync: { addr: 'a+3p', length: '1p', flags: ['SYNC'] } },
        { fileSize: 'f', is: '1p+100' },
        { pread: 'f', offset: '1p', length: 1, content: { value: 0 } },
      ],
    },
    {
      id: 'file/msync/scratch-dirty',
      title: 'When a page is clean again, after MS_ASYNC and after MS_SYNC, is a matter of the file system',
      clauses: ['msync.async_noop', 'mmap.flags.shared.writeback_control'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { fsync: 'f' },
        { mmap: { addr: 'arena+10p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { load: 'arena+10p' },
        { smaps: 'arena+10p', privateDirty: 0, observed: true },
        { store: 'arena+10p', value: 0 },
        { smaps: 'arena+10p', privateDirty: '1p', observed: true },
        { msync: { addr: 'arena+10p', length: '1p', flags: ['ASYNC'] } },
        { smaps: 'arena+10p', privateDirty: '1p', observed: true },
        { msync: { addr: 'arena+10p', length: '1p', flags: ['SYNC'] } },
        { smaps: 'arena+10p', privateDirty: 0, observed: true },
      ],
    },
  ],
});
