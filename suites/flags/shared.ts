/** MAP_SHARED: the mapping is the file itself, for everybody who maps, reads or writes it. */
import { type Case, type Step, suite } from '../case.ts';
import type { OpenMode, Prot } from '../vocabulary.ts';
import { files } from './files.ts';

/** What happened to the page before the first store into it: each takes another way through a page fault. */
const ways: readonly { id: string; before: string; flags: readonly 'POPULATE'[]; first: readonly Step[] }[] =
  [
    { id: 'untouched', before: 'an untouched page', flags: [], first: [] },
    { id: 'loaded', before: 'a page loaded from before', flags: [], first: [{ load: 'a+1p' }] },
    { id: 'populated', before: 'a page made present by MAP_POPULATE', flags: ['POPULATE'], first: [] },
  ];

const permissions: readonly { prot: Prot; mode: OpenMode; perms: string }[] = [
  { prot: 'rw', mode: 'rdwr', perms: 'rw-s' },
  { prot: 'r', mode: 'rdwr', perms: 'r--s' },
  { prot: 'w', mode: 'rdwr', perms: '-w-s' },
  { prot: 'none', mode: 'rdwr', perms: '---s' },
  { prot: 'r', mode: 'rdonly', perms: 'r--s' },
  { prot: 'none', mode: 'rdonly', perms: '---s' },
];

export const shared = suite({
  name: 'flags/shared',
  title: 'MAP_SHARED of files',
  cases: [
    ...files.flatMap(({ id, what, fixture }): Case[] => [
      ...ways.map(
        (way): Case => ({
          id: `flags/shared/${id}-store-to-${way.id}-reaches-file`,
          title: `A store to ${way.before} of a shared mapping of ${what} changes those bytes of the file and no others`,
          clauses: ['mmap.flags.shared.reaches_file'],
          steps: [
            fixture,
            { mmap: { length: '3p', prot: 'rw', flags: ['SHARED', ...way.flags], fd: 'f' }, as: 'a' },
            ...way.first,
            { fill: { addr: 'a+1p+100', length: 16, value: 0x5a } },
            { pread: 'f', offset: 0, length: '1p+100', content: { pattern: 0 } },
            { pread: 'f', offset: '1p+100', length: 16, content: { value: 0x5a } },
            { pread: 'f', offset: '1p+116', length: '2p-116', content: { pattern: '1p+116' } },
          ],
        }),
      ),
      {
        id: `flags/shared/${id}-store-at-offset`,
        title: `Stores to the first and the last bytes of one shared page of ${what} arrive at its offset in the file`,
        clauses: ['mmap.flags.shared.reaches_file'],
        steps: [
          fixture,
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'a' },
          { fill: { addr: 'a', length: 16, value: 0x5a } },
          { fill: { addr: 'a+1p-16', length: 16, value: 0xa5 } },
          { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
          { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
          { pread: 'f', offset: '1p+16', length: '1p-32', content: { pattern: '1p+16' } },
          { pread: 'f', offset: '2p-16', length: 16, content: { value: 0xa5 } },
          { pread: 'f', offset: '2p', length: '1p', content: { pattern: '2p' } },
          { fileSize: 'f', is: '3p' },
        ],
      },
      {
        id: `flags/shared/${id}-store-outlives-mapping`,
        title: `A store through a shared mapping of ${what} is in the file after munmap, without msync`,
        clauses: ['mmap.flags.shared.reaches_file', 'munmap.shared_not_lost'],
        steps: [
          fixture,
          { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a+3p-16', length: 16, value: 0x5a } },
          { munmap: { addr: 'a', length: '3p' } },
          { pread: 'f', offset: '3p-16', length: 16, content: { value: 0x5a } },
        ],
      },
      {
        id: `flags/shared/${id}-sees-write`,
        title: `A shared mapping of ${what} shows what is written to the file, on pages loaded from before and on untouched ones`,
        clauses: ['mmap.flags.shared.sees_write2'],
        steps: [
          fixture,
          { mmap: { length: '3p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { contents: { addr: 'a', length: '1p', pattern: 0 } },
          { pwrite: 'f', offset: '1p-16', length: 32, content: { value: 0x5a } },
          { contents: { addr: 'a', length: '1p-16', pattern: 0 } },
          { contents: { addr: 'a+1p-16', length: 32, value: 0x5a } },
          { contents: { addr: 'a+1p+16', length: '2p-16', pattern: '1p+16' } },
        ],
      },
      {
        id: `flags/shared/${id}-store-then-write-then-store`,
        title: `Stores through a shared mapping of ${what} and writes to the file see each other in turn`,
        clauses: ['mmap.flags.shared.sees_write2', 'mmap.flags.shared.reaches_file'],
        steps: [
          fixture,
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a', length: 32, value: 1 } },
          { pwrite: 'f', offset: 8, length: 16, content: { value: 2 } },
          { contents: { addr: 'a', length: 8, value: 1 } },
          { contents: { addr: 'a+8', length: 16, value: 2 } },
          { contents: { addr: 'a+24', length: 8, value: 1 } },
          { fill: { addr: 'a+16', length: 16, value: 3 } },
          { pread: 'f', offset: 8, length: 8, content: { value: 2 } },
          { pread: 'f', offset: 16, length: 16, content: { value: 3 } },
        ],
      },
      {
        id: `flags/shared/${id}-two-mappings`,
        title: `Two shared mappings of ${what} show each other's stores, in both directions`,
        clauses: ['mmap.flags.shared.two_mappings_alias'],
        steps: [
          fixture,
          { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
          { contents: { addr: 'b', length: '3p', pattern: 0 } },
          { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
          { contents: { addr: 'b+1p', length: 16, value: 0x5a } },
          { fill: { addr: 'b+3p-16', length: 16, value: 0xa5 } },
          { contents: { addr: 'a+3p-16', length: 16, value: 0xa5 } },
        ],
      },
      {
        id: `flags/shared/${id}-two-offsets`,
        title: `Shared mappings of ${what} from different offsets meet in the page that they have in common`,
        clauses: ['mmap.flags.shared.two_mappings_alias'],
        steps: [
          fixture,
          { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '1p' }, as: 'b' },
          { contents: { addr: 'b', length: '2p', pattern: '1p' } },
          { fill: { addr: 'a', length: '2p', value: 0x5a } },
          { contents: { addr: 'b', length: '1p', value: 0x5a } },
          { contents: { addr: 'b+1p', length: '1p', pattern: '2p' } },
        ],
      },
      {
        id: `flags/shared/${id}-mapped-later`,
        title: `A shared mapping of ${what} made after a store through another one shows the store`,
        clauses: ['mmap.flags.shared.two_mappings_alias'],
        steps: [
          fixture,
          { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
          { mmap: { length: '3p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
          { contents: { addr: 'b', length: '1p', pattern: 0 } },
          { contents: { addr: 'b+1p', length: 16, value: 0x5a } },
        ],
      },
      {
        id: `flags/shared/${id}-other-descriptor`,
        title: `Shared mappings of ${what} through descriptors opened separately are the same memory`,
        clauses: ['mmap.flags.shared.two_mappings_alias', 'mmap.flags.shared.sees_write2'],
        steps: [
          fixture,
          { open: 'g', of: 'f', mode: 'rdonly' },
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'g' }, as: 'b' },
          { contents: { addr: 'b', length: '1p', pattern: 0 } },
          { fill: { addr: 'a', length: 16, value: 0x5a } },
          { contents: { addr: 'b', length: 16, value: 0x5a } },
          { pread: 'g', offset: 0, length: 16, content: { value: 0x5a } },
        ],
      },
      {
        id: `flags/shared/${id}-other-process`,
        title: `Two processes that map ${what} on their own see each other's stores at once`,
        clauses: ['mmap.flags.shared.visible_to_others'],
        steps: [
          fixture,
          { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { contents: { addr: 'a', length: '3p', pattern: 0 } },
          {
            fork: [
              { open: 'g', of: 'f', mode: 'rdwr' },
              { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'g', offset: '1p' }, as: 'b' },
              { fill: { addr: 'b', length: 16, value: 0x11 } },
            ],
            meanwhile: [
              { contents: { addr: 'a+1p', length: 16, value: 0x11 } },
              { fill: { addr: 'a+2p', length: 16, value: 0x22 } },
            ],
            after: [{ contents: { addr: 'b+1p', length: 16, value: 0x22 } }],
          },
          { pread: 'f', offset: '1p', length: 16, content: { value: 0x11 } },
          { pread: 'f', offset: '2p', length: 16, content: { value: 0x22 } },
        ],
      },
      {
        id: `flags/shared/${id}-child`,
        title: `Parent and child see each other's stores through a shared mapping of ${what} made before fork`,
        clauses: ['mmap.flags.shared.visible_to_others', 'fork.sharing_type'],
        steps: [
          fixture,
          { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a', length: 16, value: 0x11 } },
          {
            fork: [
              { contents: { addr: 'a', length: 16, value: 0x11 } },
              { fill: { addr: 'a', length: 16, value: 0x22 } },
              { fill: { addr: 'a+1p', length: 16, value: 0x33 } },
            ],
            meanwhile: [
              { contents: { addr: 'a', length: 16, value: 0x22 } },
              { contents: { addr: 'a+1p', length: 16, value: 0x33 } },
              { fill: { addr: 'a', length: 16, value: 0x44 } },
            ],
            after: [{ contents: { addr: 'a', length: 16, value: 0x44 } }],
          },
          { pread: 'f', offset: 0, length: 16, content: { value: 0x44 } },
          { pread: 'f', offset: '1p', length: 16, content: { value: 0x33 } },
        ],
      },
      {
        id: `flags/shared/${id}-read-into`,
        title: `What read(2) puts into a shared mapping of ${what} is in the file`,
        clauses: ['mmap.flags.shared.reaches_file'],
        steps: [
          fixture,
          { open: 'g', of: '/dev/zero', mode: 'rdonly' },
          { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { read: 'g', into: 'a+1p-8', length: 16, is: 16 },
          { pread: 'f', offset: 0, length: '1p-8', content: { pattern: 0 } },
          { pread: 'f', offset: '1p-8', length: 16, content: { value: 0 } },
          { pread: 'f', offset: '1p+8', length: '1p-8', content: { pattern: '1p+8' } },
        ],
      },
    ]),
    ...permissions.map(
      ({ prot, mode, perms }): Case => ({
        id: `flags/shared/perms-${prot}-${mode}`,
        title: `A shared mapping with prot ${prot} of an ${mode} descriptor is listed as ${perms}`,
        clauses: ['proc.maps.perm_letters', 'proc.maps.fields'],
        steps: [
          { file: 'f', size: '2p', content: 'pattern', mode },
          { mmap: { length: '2p', prot, flags: ['SHARED'], fd: 'f' }, as: 'a' },
          { maps: 'a', length: '2p', perms, offset: 0, backing: 'file' },
        ],
      }),
    ),
    {
      id: 'flags/shared/store-into-sparse-file',
      title:
        'A store to a page of a shared mapping that is a hole of the file fills that page of the file only',
      clauses: ['mmap.flags.shared.reaches_file'],
      steps: [
        { file: 'f', size: '3p' },
        { mmap: { length: '3p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '3p', value: 0 } },
        { fill: { addr: 'a+1p', length: '1p', value: 0x5a } },
        { pread: 'f', offset: 0, length: '1p', content: { value: 0 } },
        { pread: 'f', offset: '1p', length: '1p', content: { value: 0x5a } },
        { pread: 'f', offset: '2p', length: '1p', content: { value: 0 } },
      ],
    },
    {
      id: 'flags/shared/msync-writes-back',
      title:
        'After msync(MS_SYNC) a store through a shared mapping is in the file even when its cached pages are dropped',
      clauses: ['mmap.flags.shared.writeback_control', 'mmap.flags.shared.reaches_file'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { fsync: 'f' },
        {
          mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
          as: 'a',
        },
        { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
        { msync: { addr: 'a', length: '2p', flags: ['SYNC'] } },
        { smaps: 'a', sharedDirty: 0, privateDirty: 0, observed: true },
        { munmap: { addr: 'a', length: '2p' } },
        { evict: 'f' },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
        { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
        { pread: 'f', offset: '1p+16', length: '1p-16', content: { pattern: '1p+16' } },
      ],
    },
  ],
});
