/** Stores reach the file without any call; msync is accepted wherever there is something mapped. */

import type { Step } from '../case.ts';
import { suite } from '../case.ts';
import type { MsyncFlag, RawBits } from '../vocabulary.ts';
import { fileSystems } from './file-systems.ts';

const accepted: readonly { name: string; is: string; flags: readonly MsyncFlag[] }[] = [
  { name: 'sync', is: 'MS_SYNC', flags: ['SYNC'] },
  { name: 'async', is: 'MS_ASYNC', flags: ['ASYNC'] },
  { name: 'sync-invalidate', is: 'MS_SYNC|MS_INVALIDATE', flags: ['SYNC', 'INVALIDATE'] },
  { name: 'async-invalidate', is: 'MS_ASYNC|MS_INVALIDATE', flags: ['ASYNC', 'INVALIDATE'] },
  { name: 'invalidate', is: 'MS_INVALIDATE alone', flags: ['INVALIDATE'] },
  { name: 'none', is: 'no flag', flags: [] },
];

const refused: readonly { name: string; is: string; flags: readonly (MsyncFlag | RawBits)[] }[] = [
  { name: 'sync-and-async', is: 'MS_SYNC and MS_ASYNC', flags: ['SYNC', 'ASYNC'] },
  { name: 'unknown-bit', is: 'an unknown flag', flags: ['SYNC', '0x100'] },
];

const memory: readonly { name: string; is: string; make: readonly Step[] }[] = [
  {
    name: 'anonymous-private',
    is: 'private anonymous memory',
    make: [{ mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' }],
  },
  {
    name: 'anonymous-shared',
    is: 'shared anonymous memory',
    make: [{ mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' }],
  },
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
      id: 'file/msync/invalidate-keeps-other-mappings',
      title: 'MS_INVALIDATE leaves the stores of all mappings of the file where they are',
      clauses: ['msync.invalidate_others', 'mmap.flags.shared.two_mappings_alias'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'c' },
        { store: 'a', value: 1 },
        { store: 'b+1', value: 2 },
        { store: 'c+2', value: 3 },
        { msync: { addr: 'a', length: '1p', flags: ['SYNC', 'INVALIDATE'] } },
        { load: 'b', is: 1 },
        { load: 'a+1', is: 2 },
        { load: 'c+2', is: 3 },
        { pread: 'f', offset: 2, length: '1p-2', content: { pattern: 2 } },
      ],
    },
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
      id: 'file/msync/read-only',
      title: 'msync is accepted for mappings that may only be read, or not even that',
      clauses: ['msync.flags'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'none', flags: ['SHARED'], fd: 'f' }, as: 'b' },
        { msync: { addr: 'a', length: '1p', flags: ['SYNC'] } },
        { msync: { addr: 'b', length: '1p', flags: ['SYNC'] } },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
    ...memory.map(
      ({ name, is, make }) =>
        ({
          id: `file/msync/${name}`,
          title: `msync of ${is} does nothing and succeeds`,
          clauses: ['msync.anon_ok'],
          steps: [
            ...make,
            { fill: { addr: 'a', length: '2p', value: 0x5a } },
            { msync: { addr: 'a', length: '2p', flags: ['SYNC'] } },
            { msync: { addr: 'a', length: '2p', flags: ['ASYNC'] } },
            { contents: { addr: 'a', length: '2p', value: 0x5a } },
          ],
        }) as const,
    ),
    {
      id: 'file/msync/zero-length',
      title: 'msync of 0 bytes succeeds, also where nothing is mapped',
      clauses: ['msync.anon_ok'],
      steps: [
        { munmap: { addr: 'arena+10p', length: '1p' } },
        { msync: { addr: 'arena', length: 0, flags: ['SYNC'] } },
        { msync: { addr: 'arena+10p', length: 0, flags: ['SYNC'] } },
      ],
    },
    ...refused.map(
      ({ name, is, flags }) =>
        ({
          id: `file/msync/${name}`,
          title: `msync with ${is} fails with EINVAL`,
          clauses: ['msync.einval'],
          steps: [
            { file: 'f', size: '1p', content: 'pattern' },
            { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { msync: { addr: 'a', length: '1p', flags }, fails: 'EINVAL' },
          ],
        }) as const,
    ),
    {
      id: 'file/msync/invalidate-locked',
      title: 'MS_INVALIDATE of locked memory fails with EBUSY, MS_SYNC does not',
      clauses: ['msync.ebusy'],
      needs: ['cap-ipc-lock'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mlock: { addr: 'a+1p', length: '1p' } },
        { store: 'a+1p', value: 0 },
        { msync: { addr: 'a', length: '2p', flags: ['SYNC', 'INVALIDATE'] }, fails: 'EBUSY' },
        { msync: { addr: 'a', length: '1p', flags: ['SYNC', 'INVALIDATE'] } },
        { msync: { addr: 'a', length: '2p', flags: ['SYNC'] } },
        { load: 'a+1p', is: 0 },
        { munlock: { addr: 'a+1p', length: '1p' } },
        { msync: { addr: 'a', length: '2p', flags: ['SYNC', 'INVALIDATE'] } },
      ],
    },
    {
      id: 'file/msync/unaligned',
      title: 'msync of an address that is no page boundary fails with EINVAL',
      clauses: ['msync.einval'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { msync: { addr: 'a+1', length: '1p', flags: ['SYNC'] }, fails: 'EINVAL' },
        { msync: { addr: 'a+1p-1', length: 1, flags: ['SYNC'] }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'file/msync/unmapped',
      title:
        'msync of a range with unmapped pages, at its start, its end, in its middle or everywhere, fails with ENOMEM',
      clauses: ['msync.enomem'],
      steps: [
        { file: 'f', size: '5p', content: 'pattern' },
        { mmap: { addr: 'arena+10p', length: '5p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+14p', value: 0 },
        { munmap: { addr: 'arena+12p', length: '1p' } },
        { msync: { addr: 'arena+12p', length: '1p', flags: ['SYNC'] }, fails: 'ENOMEM' },
        { msync: { addr: 'arena+12p', length: '2p', flags: ['SYNC'] }, fails: 'ENOMEM' },
        { msync: { addr: 'arena+11p', length: '1p+1', flags: ['ASYNC'] }, fails: 'ENOMEM' },
        { msync: { addr: 'arena+10p', length: '5p', flags: ['SYNC'] }, fails: 'ENOMEM' },
        { msync: { addr: 'arena+10p', length: '2p', flags: ['SYNC'] } },
        { msync: { addr: 'arena+13p', length: '2p', flags: ['SYNC'] } },
        { pread: 'f', offset: '4p', length: 1, content: { value: 0 } },
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
