/** MAP_PRIVATE: what a process stores is a copy of its own, which nobody else ever sees. */
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
  { prot: 'rw', mode: 'rdwr', perms: 'rw-p' },
  { prot: 'r', mode: 'rdwr', perms: 'r--p' },
  { prot: 'none', mode: 'rdwr', perms: '---p' },
  { prot: 'rw', mode: 'rdonly', perms: 'rw-p' },
  { prot: 'w', mode: 'rdonly', perms: '-w-p' },
];

export const privateMappings = suite({
  name: 'flags/private',
  title: 'MAP_PRIVATE of files, and what it keeps to itself',
  cases: [
    ...files.flatMap(({ id, what, fixture }): Case[] => [
      ...ways.map(
        (way): Case => ({
          id: `flags/private/${id}-store-to-${way.id}`,
          title: `A store to ${way.before} of a private mapping of ${what} is seen there, and neither in the file nor in a shared mapping of it`,
          clauses: ['mmap.flags.private.cow', 'mmap.flags.private.not_visible'],
          steps: [
            fixture,
            { mmap: { length: '3p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'b' },
            { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE', ...way.flags], fd: 'f' }, as: 'a' },
            ...way.first,
            { fill: { addr: 'a+1p+100', length: 16, value: 0x5a } },
            { contents: { addr: 'a', length: '1p+100', pattern: 0 } },
            { contents: { addr: 'a+1p+100', length: 16, value: 0x5a } },
            { contents: { addr: 'a+1p+116', length: '2p-116', pattern: '1p+116' } },
            { pread: 'f', offset: 0, length: '3p', content: { pattern: 0 } },
            { contents: { addr: 'b', length: '3p', pattern: 0 } },
          ],
        }),
      ),
      {
        id: `flags/private/${id}-two-mappings`,
        title: `Two private mappings of ${what} do not see each other's stores, nor does one made later`,
        clauses: ['mmap.flags.private.cow', 'mmap.flags.private.not_visible'],
        steps: [
          fixture,
          { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
          { fill: { addr: 'a', length: '2p', value: 0x11 } },
          { contents: { addr: 'b', length: '2p', pattern: 0 } },
          { fill: { addr: 'b', length: '1p', value: 0x22 } },
          { contents: { addr: 'a', length: '2p', value: 0x11 } },
          { mmap: { length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'c' },
          { contents: { addr: 'c', length: '2p', pattern: 0 } },
        ],
      },
      {
        id: `flags/private/${id}-gone-with-mapping`,
        title: `A store into a private mapping of ${what} is gone when the range is unmapped and mapped again`,
        clauses: ['mmap.flags.private.not_visible', 'munmap.private_changes_discarded'],
        steps: [
          fixture,
          { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
          { fill: { addr: 'arena+1p', length: '3p', value: 0x5a } },
          { munmap: { addr: 'arena+1p', length: '3p' } },
          { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
          { contents: { addr: 'arena+1p', length: '3p', pattern: 0 } },
        ],
      },
      {
        id: `flags/private/${id}-msync`,
        title: `msync(MS_SYNC) and munmap do not carry a store into a private mapping of ${what} over into the file`,
        clauses: ['mmap.flags.private.not_visible'],
        steps: [
          fixture,
          { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a', length: '3p', value: 0x5a } },
          { msync: { addr: 'a', length: '3p', flags: ['SYNC'] } },
          { pread: 'f', offset: 0, length: '3p', content: { pattern: 0 } },
          { contents: { addr: 'a', length: '3p', value: 0x5a } },
          { munmap: { addr: 'a', length: '3p' } },
          { pread: 'f', offset: 0, length: '3p', content: { pattern: 0 } },
        ],
      },
      {
        id: `flags/private/${id}-read-into`,
        title: `What read(2) puts into a private mapping of ${what} stays out of the file`,
        clauses: ['mmap.flags.private.cow', 'mmap.flags.private.not_visible'],
        steps: [
          fixture,
          { open: 'g', of: '/dev/zero', mode: 'rdonly' },
          { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { load: 'a' },
          { read: 'g', into: 'a+1p-8', length: 16, is: 16 },
          { contents: { addr: 'a', length: '1p-8', pattern: 0 } },
          { contents: { addr: 'a+1p-8', length: 16, value: 0 } },
          { contents: { addr: 'a+1p+8', length: '2p-8', pattern: '1p+8' } },
          { pread: 'f', offset: 0, length: '3p', content: { pattern: 0 } },
        ],
      },
      {
        id: `flags/private/${id}-copy-keeps-from-write`,
        title: `A page of a private mapping of ${what} that was stored into does not follow a later write to the file`,
        clauses: ['mmap.flags.private.later_file_changes_unspecified', 'mmap.flags.private.cow'],
        steps: [
          fixture,
          { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { load: 'a+1p' },
          { fill: { addr: 'a', length: 16, value: 0x5a } },
          { pwrite: 'f', offset: 0, length: '2p', content: { value: 0xa5 } },
          { contents: { addr: 'a', length: 16, value: 0x5a } },
          { contents: { addr: 'a+16', length: '1p-16', pattern: 16 } },
          { contents: { addr: 'a+1p', length: '1p', value: 0xa5 }, observed: true },
          { pread: 'f', offset: 0, length: '2p', content: { value: 0xa5 } },
        ],
      },
      {
        id: `flags/private/${id}-copy-keeps-from-shared`,
        title: `A page of a private mapping of ${what} that was stored into does not follow a store through a shared mapping`,
        clauses: ['mmap.flags.private.later_file_changes_unspecified', 'mmap.flags.private.cow'],
        steps: [
          fixture,
          { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
          { fill: { addr: 'a', length: 16, value: 0x5a } },
          { fill: { addr: 'b', length: '1p', value: 0xa5 } },
          { contents: { addr: 'a', length: 16, value: 0x5a } },
          { contents: { addr: 'a+16', length: '1p-16', pattern: 16 } },
          { contents: { addr: 'b', length: '1p', value: 0xa5 } },
        ],
      },
      {
        id: `flags/private/${id}-child`,
        title: `After fork, parent and child do not see each other's stores into a private mapping of ${what}, nor does the file`,
        clauses: ['mmap.flags.private.not_visible', 'fork.sharing_type'],
        steps: [
          fixture,
          { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a', length: 16, value: 0x11 } },
          {
            fork: [
              { contents: { addr: 'a', length: 16, value: 0x11 } },
              { contents: { addr: 'a+1p', length: '1p', pattern: '1p' } },
              { fill: { addr: 'a', length: '2p', value: 0x22 } },
            ],
            meanwhile: [
              { contents: { addr: 'a', length: 16, value: 0x11 } },
              { contents: { addr: 'a+16', length: '2p-16', pattern: 16 } },
              { fill: { addr: 'a', length: '2p', value: 0x33 } },
            ],
            after: [{ contents: { addr: 'a', length: '2p', value: 0x22 } }],
          },
          { contents: { addr: 'a', length: '2p', value: 0x33 } },
          { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
        ],
      },
      {
        id: `flags/private/${id}-anonymous-after-store`,
        title: `Of a private mapping of ${what} nothing counts as anonymous memory before a store; afterwards, on Linux, the page that was stored into`,
        clauses: ['mmap.flags.private.cow'],
        steps: [
          fixture,
          {
            mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' },
            as: 'a',
          },
          { contents: { addr: 'a', length: '3p', pattern: 0 } },
          { smaps: 'a', anonymous: 0 },
          // How many pages are copied at a time is not said: it is only compared.
          { store: 'a+1p', value: 1 },
          { smaps: 'a', anonymous: '1p', observed: true },
          { store: 'a+2p-1', value: 1 },
          { smaps: 'a', anonymous: '1p', observed: true },
        ],
      },
    ]),
    {
      id: 'flags/private/anonymous-child',
      title: "After fork, parent and child do not see each other's stores into private anonymous memory",
      clauses: ['mmap.flags.private.not_visible', 'fork.sharing_type'],
      steps: [
        { mmap: { length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0x11 } },
        { load: 'a+1p', is: 0 },
        {
          fork: [
            { contents: { addr: 'a', length: '1p', value: 0x11 } },
            { contents: { addr: 'a+1p', length: '2p', value: 0 } },
            { fill: { addr: 'a', length: '3p', value: 0x22 } },
          ],
          meanwhile: [
            { contents: { addr: 'a', length: '1p', value: 0x11 } },
            { contents: { addr: 'a+1p', length: '2p', value: 0 } },
            { fill: { addr: 'a', length: '3p', value: 0x33 } },
          ],
          after: [{ contents: { addr: 'a', length: '3p', value: 0x22 } }],
        },
        { contents: { addr: 'a', length: '3p', value: 0x33 } },
      ],
    },
    {
      id: 'flags/private/read-only-descriptor',
      title: 'A private mapping of a read-only descriptor takes stores, which do not reach the file',
      clauses: ['mmap.prot.private_write_rdonly_ok', 'mmap.flags.private.not_visible'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
      ],
    },
    {
      id: 'flags/private/store-into-sparse-file',
      title: 'A store to a page of a private mapping that is a hole of the file leaves the file empty there',
      clauses: ['mmap.flags.private.cow', 'mmap.flags.private.not_visible'],
      steps: [
        { file: 'f', size: '2p' },
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
        { contents: { addr: 'a+1p', length: '1p', value: 0 } },
        { pread: 'f', offset: 0, length: '2p', content: { value: 0 } },
      ],
    },
    ...permissions.map(
      ({ prot, mode, perms }): Case => ({
        id: `flags/private/perms-${prot}-${mode}`,
        title: `A private mapping with prot ${prot} of an ${mode} descriptor is listed as ${perms}`,
        clauses: ['proc.maps.perm_letters', 'proc.maps.fields'],
        steps: [
          { file: 'f', size: '2p', content: 'pattern', mode },
          { mmap: { length: '2p', prot, flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
          { maps: 'a', length: '2p', perms, offset: 0, backing: 'file' },
        ],
      }),
    ),
  ],
});
