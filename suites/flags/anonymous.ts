/** MAP_ANONYMOUS: zeros that no file backs, and that only MAP_SHARED shares, with children. */
import { type Case, type Fd, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const types: readonly { id: string; flag: MapFlag; perms: string }[] = [
  { id: 'private', flag: 'PRIVATE', perms: 'rw-p' },
  { id: 'shared', flag: 'SHARED', perms: 'rw-s' },
];

/** Descriptors that could not be mapped like this, or could and hold other bytes: none of them is looked at. */
const descriptors: readonly { id: string; what: string; fd: Fd | number; fixtures: readonly Step[] }[] = [
  { id: 'minus-one', what: '-1', fd: -1, fixtures: [] },
  { id: 'not-open', what: 'a number that is no descriptor', fd: 987654, fixtures: [] },
  {
    id: 'closed',
    what: 'a closed descriptor',
    fd: 'f',
    fixtures: [{ file: 'f', size: '1p' }, { close: 'f' }],
  },
  { id: 'file', what: 'an open file', fd: 'f', fixtures: [{ file: 'f', size: '4p', content: 'pattern' }] },
  {
    id: 'read-only-file',
    what: 'a read-only descriptor',
    fd: 'f',
    fixtures: [{ file: 'f', size: '4p', content: 'pattern', mode: 'rdonly' }],
  },
  {
    id: 'write-only-file',
    what: 'a write-only descriptor',
    fd: 'f',
    fixtures: [{ file: 'f', size: '4p', content: 'pattern', mode: 'wronly' }],
  },
  { id: 'pipe', what: 'a pipe', fd: 'f', fixtures: [{ pipe: ['f', 'g'] }] },
  { id: 'directory', what: 'a directory', fd: 'f', fixtures: [{ open: 'f', of: 'scratch', mode: 'rdonly' }] },
];

export const anonymous = suite({
  name: 'flags/anonymous',
  title: 'MAP_ANONYMOUS, private and shared',
  cases: [
    ...types.flatMap(({ id, flag, perms }): Case[] => [
      {
        id: `flags/anonymous/${id}-zeroed`,
        title: `All of a ${id} anonymous mapping reads as zero, and stores from the first to the last byte are kept`,
        clauses: [
          'mmap.flags.anonymous.no_file_zeroed',
          'mmap.flags.anonymous.fd_minus1_portable',
          'mmap.call.creates_mapping',
        ],
        steps: [
          { mmap: { length: '16p', prot: 'rw', flags: [flag, 'ANONYMOUS'], fd: -1, offset: 0 }, as: 'a' },
          { maps: 'a', length: '16p', perms },
          { contents: { addr: 'a', length: '16p', value: 0 } },
          { fill: { addr: 'a', length: '16p', value: 0xff } },
          { contents: { addr: 'a', length: '16p', value: 0xff } },
        ],
      },
      {
        id: `flags/anonymous/${id}-zeroed-read-only`,
        title: `A ${id} anonymous mapping that cannot be written to reads as zero`,
        clauses: ['mmap.flags.anonymous.no_file_zeroed'],
        steps: [
          { mmap: { length: '4p', prot: 'r', flags: [flag, 'ANONYMOUS'] }, as: 'a' },
          { contents: { addr: 'a', length: '4p', value: 0 } },
          { store: 'a', value: 1, faults: 'SIGSEGV' },
          { load: 'a', is: 0 },
        ],
      },
      {
        id: `flags/anonymous/${id}-zeroed-again`,
        title: `A ${id} anonymous mapping reads as zero where one full of other bytes was unmapped just before`,
        clauses: ['mmap.flags.anonymous.no_file_zeroed'],
        steps: [
          { mmap: { addr: 'arena+1p', length: '16p', prot: 'rw', flags: [flag, 'ANONYMOUS', 'FIXED'] } },
          { fill: { addr: 'arena+1p', length: '16p', value: 0xff } },
          { munmap: { addr: 'arena+1p', length: '16p' } },
          { mmap: { addr: 'arena+1p', length: '16p', prot: 'rw', flags: [flag, 'ANONYMOUS', 'FIXED'] } },
          { contents: { addr: 'arena+1p', length: '16p', value: 0 } },
        ],
      },
      {
        id: `flags/anonymous/${id}-last-page`,
        title: `The last page of a ${id} anonymous mapping whose length ends inside it is there to its end`,
        clauses: ['mmap.flags.anonymous.no_file_zeroed', 'mmap.length.rounded_up'],
        steps: [
          {
            mmap: { addr: 'arena+1p', length: '1p+1', prot: 'rw', flags: [flag, 'ANONYMOUS', 'FIXED'] },
            as: 'a',
          },
          { contents: { addr: 'a', length: '2p', value: 0 } },
          { fill: { addr: 'a+1p', length: '1p', value: 0x5a } },
          { contents: { addr: 'a+1p', length: '1p', value: 0x5a } },
          { load: 'a+2p', faults: 'SIGSEGV' },
        ],
      },
      {
        id: `flags/anonymous/${id}-distinct`,
        title: `Two ${id} anonymous mappings are memory of their own`,
        clauses: ['mmap.flags.anonymous.shared_distinct', 'mmap.flags.anonymous.no_file_zeroed'],
        steps: [
          { mmap: { length: '2p', prot: 'rw', flags: [flag, 'ANONYMOUS'] }, as: 'a' },
          { mmap: { length: '2p', prot: 'rw', flags: [flag, 'ANONYMOUS'] }, as: 'b' },
          { fill: { addr: 'a', length: '2p', value: 0x11 } },
          { contents: { addr: 'b', length: '2p', value: 0 } },
          { fill: { addr: 'b', length: '2p', value: 0x22 } },
          { contents: { addr: 'a', length: '2p', value: 0x11 } },
        ],
      },
      {
        id: `flags/anonymous/${id}-store-into-loaded`,
        title: `A store into one page of ${id} anonymous memory that was only loaded from leaves all other pages zero`,
        clauses: ['mmap.flags.anonymous.no_file_zeroed'],
        steps: [
          { mmap: { length: '4p', prot: 'rw', flags: [flag, 'ANONYMOUS'] }, as: 'a' },
          { mmap: { length: '1p', prot: 'rw', flags: [flag, 'ANONYMOUS'] }, as: 'b' },
          { contents: { addr: 'a', length: '4p', value: 0 } },
          { contents: { addr: 'b', length: '1p', value: 0 } },
          { fill: { addr: 'a+1p', length: '1p', value: 0x5a } },
          { contents: { addr: 'a', length: '1p', value: 0 } },
          { contents: { addr: 'a+1p', length: '1p', value: 0x5a } },
          { contents: { addr: 'a+2p', length: '2p', value: 0 } },
          { contents: { addr: 'b', length: '1p', value: 0 } },
        ],
      },
      {
        id: `flags/anonymous/${id}-read-into-loaded`,
        title: `read(2) into one page of ${id} anonymous memory that was only loaded from leaves all other pages zero`,
        clauses: ['mmap.flags.anonymous.no_file_zeroed'],
        steps: [
          { memfd: 'f', size: '1p', content: 'pattern' },
          { mmap: { length: '2p', prot: 'rw', flags: [flag, 'ANONYMOUS'] }, as: 'a' },
          { mmap: { length: '1p', prot: 'rw', flags: [flag, 'ANONYMOUS'] }, as: 'b' },
          { contents: { addr: 'a', length: '2p', value: 0 } },
          { contents: { addr: 'b', length: '1p', value: 0 } },
          { open: 'g', of: 'f', mode: 'rdonly' },
          { read: 'g', into: 'a', length: '1p', is: '1p' },
          { contents: { addr: 'a', length: '1p', pattern: 0 } },
          { contents: { addr: 'a+1p', length: '1p', value: 0 } },
          { contents: { addr: 'b', length: '1p', value: 0 } },
        ],
      },
      ...descriptors.map(
        ({ id: fdId, what, fd, fixtures }): Case => ({
          id: `flags/anonymous/${id}-fd-${fdId}`,
          title: `With MAP_ANONYMOUS a ${id} writable mapping is zeros whatever fd is: ${what}`,
          clauses: ['mmap.fd.anon_ignored', 'mmap.flags.anonymous.no_file_zeroed'],
          steps: [
            ...fixtures,
            { mmap: { length: '2p', prot: 'rw', flags: [flag, 'ANONYMOUS'], fd }, as: 'a' },
            { maps: 'a', length: '2p', perms },
            { contents: { addr: 'a', length: '2p', value: 0 } },
            { fill: { addr: 'a', length: '2p', value: 0x5a } },
            { contents: { addr: 'a', length: '2p', value: 0x5a } },
          ],
        }),
      ),
      {
        id: `flags/anonymous/${id}-file-unchanged`,
        title: `Stores into a ${id} anonymous mapping do not reach the file whose descriptor was passed along`,
        clauses: ['mmap.fd.anon_ignored', 'mmap.flags.anonymous.no_file_zeroed'],
        steps: [
          { file: 'f', size: '2p', content: 'pattern' },
          { mmap: { length: '2p', prot: 'rw', flags: [flag, 'ANONYMOUS'], fd: 'f' }, as: 'a' },
          { fill: { addr: 'a', length: '2p', value: 0x5a } },
          { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
        ],
      },
      {
        id: `flags/anonymous/${id}-no-sigbus-beyond-file`,
        title: `A ${id} anonymous mapping does not end where the file ends whose descriptor was passed along`,
        clauses: ['mmap.fd.anon_ignored'],
        steps: [
          { file: 'f', size: 100, content: 'pattern' },
          { mmap: { length: '3p', prot: 'rw', flags: [flag, 'ANONYMOUS'], fd: 'f' }, as: 'a' },
          { contents: { addr: 'a', length: '3p', value: 0 } },
          { store: 'a+3p-1', value: 1 },
          { fileSize: 'f', is: 100 },
        ],
      },
      {
        id: `flags/anonymous/${id}-anon`,
        title: `MAP_ANON makes a ${id} mapping as MAP_ANONYMOUS does, alone and together with it`,
        clauses: ['mmap.flags.anon.synonym'],
        steps: [
          { mmap: { length: '1p', prot: 'rw', flags: [flag, 'ANON'], fd: 987654 }, as: 'a' },
          { contents: { addr: 'a', length: '1p', value: 0 } },
          { maps: 'a', perms },
          { mmap: { length: '1p', prot: 'rw', flags: [flag, 'ANON', 'ANONYMOUS'], fd: 987654 }, as: 'b' },
          { contents: { addr: 'b', length: '1p', value: 0 } },
        ],
      },
      {
        id: `flags/anonymous/${id}-file`,
        title: `MAP_FILE does not keep a ${id} mapping from being anonymous`,
        clauses: ['mmap.flags.file.ignored'],
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { mmap: { length: '1p', prot: 'rw', flags: [flag, 'ANONYMOUS', 'FILE'], fd: 'f' }, as: 'a' },
          { contents: { addr: 'a', length: '1p', value: 0 } },
        ],
      },
    ]),
    {
      id: 'flags/anonymous/private-backing',
      title: 'Private anonymous memory is listed without a path',
      clauses: ['mmap.flags.anonymous.no_file_zeroed', 'proc.maps.fields'],
      steps: [
        {
          mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { maps: 'a', length: '2p', perms: 'rw-p', backing: 'anonymous' },
      ],
    },
    {
      id: 'flags/anonymous/shared-backing',
      title: 'Shared anonymous memory is listed as shared; under which name is for the kernel to choose',
      clauses: ['mmap.flags.anonymous.shared', 'proc.maps.perm_letters'],
      steps: [
        {
          mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { maps: 'a', length: '2p', perms: 'rw-s' },
        { maps: 'a', length: '2p', backing: 'dev-zero', observed: true },
      ],
    },
    {
      id: 'flags/anonymous/shared-child',
      title:
        "Parent and child see each other's stores into shared anonymous memory, on pages touched before fork and after",
      clauses: ['mmap.flags.anonymous.shared', 'fork.sharing_type'],
      since: '2.4',
      steps: [
        { mmap: { length: '3p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0x11 } },
        { load: 'a+1p', is: 0 },
        {
          fork: [
            { contents: { addr: 'a', length: '1p', value: 0x11 } },
            { fill: { addr: 'a', length: '3p', value: 0x22 } },
          ],
          meanwhile: [
            { contents: { addr: 'a', length: '3p', value: 0x22 } },
            { fill: { addr: 'a', length: '3p', value: 0x33 } },
          ],
          after: [
            { contents: { addr: 'a', length: '3p', value: 0x33 } },
            { fill: { addr: 'a+2p', length: '1p', value: 0x44 } },
          ],
        },
        { contents: { addr: 'a', length: '2p', value: 0x33 } },
        { contents: { addr: 'a+2p', length: '1p', value: 0x44 } },
      ],
    },
    {
      id: 'flags/anonymous/shared-two-children',
      title: 'What one child leaves in shared anonymous memory the next child finds there',
      clauses: ['mmap.flags.anonymous.shared'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
        { fork: [{ fill: { addr: 'a+1p', length: '1p', value: 0x11 } }] },
        { fork: [{ contents: { addr: 'a+1p', length: '1p', value: 0x11 } }, { store: 'a', value: 0x22 }] },
        { load: 'a', is: 0x22 },
      ],
    },
    {
      id: 'flags/anonymous/shared-child-unmaps',
      title: 'A child that unmaps shared anonymous memory takes none of it away from the parent',
      clauses: ['mmap.flags.anonymous.shared', 'fork.maps_independent'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0x11 } },
        {
          fork: [
            { fill: { addr: 'a+1p', length: '1p', value: 0x22 } },
            { munmap: { addr: 'a', length: '2p' } },
          ],
        },
        { contents: { addr: 'a', length: '1p', value: 0x11 } },
        { contents: { addr: 'a+1p', length: '1p', value: 0x22 } },
        { store: 'a', value: 0x33 },
      ],
    },
    {
      id: 'flags/anonymous/shared-made-by-child',
      title:
        "Shared anonymous memory that a child maps at an address is not the parent's memory at that address",
      clauses: ['mmap.flags.anonymous.shared_distinct', 'fork.maps_independent'],
      steps: [
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 0x11 } },
        {
          fork: [
            { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
            { contents: { addr: 'a', length: '1p', value: 0 } },
            { fill: { addr: 'a', length: '1p', value: 0x22 } },
          ],
        },
        { contents: { addr: 'a', length: '1p', value: 0x11 } },
      ],
    },
  ],
});
