/** /proc/self/maps: what it says of a mapping, and where one ends and the next begins. */
import { type Address, type Case, type Size, type Step, suite } from '../case.ts';
import type { Access, Backing, MapFlag } from '../vocabulary.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS', 'FIXED'] as const;
const file: Step = { file: 'f', size: '4p', content: 'pattern' };

/** Objects, and what a mapping of them says that it is of. */
const objects: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
  offset: Size;
  perms: string;
  backing: Backing;
}[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    fixtures: [],
    flags: ['PRIVATE', 'ANONYMOUS'],
    fd: -1,
    offset: 0,
    perms: 'rw-p',
    backing: 'anonymous',
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    fixtures: [],
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
    offset: 0,
    perms: 'rw-s',
    backing: 'dev-zero',
  },
  {
    id: 'private-file',
    what: 'a private file mapping',
    fixtures: [file],
    flags: ['PRIVATE'],
    fd: 'f',
    offset: '1p',
    perms: 'rw-p',
    backing: 'file',
  },
  {
    id: 'shared-file',
    what: 'a shared file mapping',
    fixtures: [file],
    flags: ['SHARED'],
    fd: 'f',
    offset: '1p',
    perms: 'rw-s',
    backing: 'file',
  },
  {
    id: 'shared-file-8g',
    what: 'a shared file mapping from an offset of 8 GiB on',
    fixtures: [{ file: 'f', size: '9G' }],
    flags: ['SHARED'],
    fd: 'f',
    offset: '8G',
    perms: 'rw-s',
    backing: 'file',
  },
  {
    id: 'memfd',
    what: 'a mapping of a memfd',
    fixtures: [{ memfd: 'f', size: '4p' }],
    flags: ['SHARED'],
    fd: 'f',
    offset: '2p',
    perms: 'rw-s',
    backing: 'memfd',
  },
  {
    id: 'dev-zero-private',
    what: 'a private mapping of /dev/zero',
    fixtures: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['PRIVATE'],
    fd: 'f',
    offset: 0,
    perms: 'rw-p',
    backing: 'dev-zero',
  },
  {
    id: 'read-only-descriptor',
    what: 'a shared mapping of a file that is open for reading',
    fixtures: [{ file: 'f', size: '4p', mode: 'rdonly' }],
    flags: ['SHARED'],
    fd: 'f',
    offset: '1p',
    perms: 'r--s',
    backing: 'file',
  },
];

/** A row of three pages, of which the middle one is made other than its neighbours. */
const differences: readonly { id: string; what: string; change: Step; middle: Step }[] = [
  {
    id: 'access',
    what: 'another access',
    change: { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' } },
    middle: { maps: 'arena+2p', length: '1p', perms: 'r--p' },
  },
  {
    id: 'one-byte',
    what: 'another access from its first byte only',
    change: { mprotect: { addr: 'arena+2p', length: 1, prot: 'none' } },
    middle: { maps: 'arena+2p', length: '1p', perms: '---p' },
  },
  {
    id: 'kind',
    what: 'another kind',
    change: { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
    middle: { maps: 'arena+2p', length: '1p', perms: 'rw-s', backing: 'dev-zero' },
  },
  {
    id: 'hole',
    what: 'nothing',
    change: { munmap: { addr: 'arena+2p', length: '1p' } },
    middle: { maps: 'arena+2p', length: '1p', mapped: false },
  },
];

const accesses: readonly { prot: Access; letters: string }[] = [
  { prot: 'none', letters: '---' },
  { prot: 'r', letters: 'r--' },
  { prot: 'rw', letters: 'rw-' },
  { prot: 'rx', letters: 'r-x' },
];

/** Pages of a file, one beside the other, and where each must be seen to come from. */
const offsets: readonly { id: string; what: string; second: Size; at: Address }[] = [
  { id: 'next', what: 'the next page', second: '1p', at: 'arena+2p' },
  { id: 'same', what: 'the same page again', second: 0, at: 'arena+2p' },
  { id: 'gap', what: 'a page further on', second: '3p', at: 'arena+2p' },
];

export const maps = suite({
  name: 'proc/maps',
  title: '/proc/self/maps',
  cases: [
    ...objects.map(
      ({ id, what, fixtures, flags, fd, offset, perms, backing }): Case => ({
        id: `proc/maps/fields-${id}`,
        title: `/proc/self/maps tells range, access, type, offset and object of ${what}`,
        clauses: ['proc.maps.fields', 'proc.maps.perm_letters'],
        steps: [
          ...fixtures,
          {
            mmap: {
              addr: 'arena+1p',
              length: '2p',
              prot: perms.startsWith('rw') ? 'rw' : 'r',
              flags: [...flags, 'FIXED'],
              fd,
              offset,
            },
          },
          { maps: 'arena', perms: '---p' },
          { maps: 'arena+1p', length: '2p', perms, offset, backing },
          { maps: 'arena+3p', perms: '---p' },
        ],
      }),
    ),
    ...accesses.map(
      ({ prot, letters }): Case => ({
        id: `proc/maps/after-mprotect-${prot}`,
        title: `/proc/self/maps tells the access ${prot} that mprotect gave a page, private and shared, as ${letters}`,
        clauses: ['proc.maps.perm_letters', 'proc.maps.fields'],
        steps: [
          file,
          { mmap: { addr: 'arena+1p', length: '1p', prot: 'w', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
          { mmap: { addr: 'arena+2p', length: '1p', prot: 'w', flags: ['SHARED', 'FIXED'], fd: 'f' } },
          { mprotect: { addr: 'arena+1p', length: '2p', prot } },
          { maps: 'arena+1p', perms: `${letters}p`, offset: 0, backing: 'file' },
          { maps: 'arena+2p', perms: `${letters}s`, offset: 0, backing: 'file' },
        ],
      }),
    ),
    {
      id: 'proc/maps/executable-offset',
      title:
        'A private mapping for reading and executing from the second page of a file on is r-xp at the offset of a page',
      clauses: ['proc.maps.fields'],
      steps: [
        file,
        {
          mmap: {
            addr: 'arena+1p',
            length: '1p',
            prot: 'rx',
            flags: ['PRIVATE', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { maps: 'arena+1p', perms: 'r-xp', offset: '1p', backing: 'file' },
      ],
    },
    ...(['PRIVATE', 'SHARED'] as const).map(
      (type): Case => ({
        id: `proc/maps/deleted-${type.toLowerCase()}`,
        title: `A MAP_${type} mapping of a file is told as of a deleted one once the file is unlinked`,
        clauses: ['proc.maps.deleted'],
        steps: [
          file,
          {
            mmap: {
              addr: 'arena+1p',
              length: '2p',
              prot: 'r',
              flags: [type, 'FIXED'],
              fd: 'f',
              offset: '1p',
            },
          },
          { maps: 'arena+1p', length: '2p', backing: 'file' },
          { unlink: 'f' },
          { maps: 'arena+1p', length: '2p', offset: '1p', backing: 'deleted' },
          { mmap: { addr: 'arena+4p', length: '1p', prot: 'r', flags: [type, 'FIXED'], fd: 'f' } },
          { maps: 'arena+4p', offset: 0, backing: 'deleted' },
        ],
      }),
    ),
    {
      id: 'proc/maps/neighbours-alike',
      title:
        'Two mappings with equal attributes, one beside the other, are told without a gap, in one line or in two',
      clauses: ['proc.maps.merge'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: anonymous } },
        { mmap: { addr: 'arena+2p', length: '2p', prot: 'rw', flags: anonymous } },
        { maps: 'arena+1p', length: '3p', perms: 'rw-p', backing: 'anonymous' },
        { maps: 'arena', perms: '---p' },
        { maps: 'arena+4p', perms: '---p' },
      ],
    },
    ...differences.map(
      ({ id, what, change, middle }): Case => ({
        id: `proc/maps/differs-${id}`,
        title: `A page in the middle of a mapping that becomes ${what} is told apart, and its neighbours as they were`,
        clauses: ['proc.maps.merge'],
        steps: [
          { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: anonymous } },
          change,
          { maps: 'arena+1p', length: '1p', perms: 'rw-p', backing: 'anonymous' },
          middle,
          { maps: 'arena+3p', length: '1p', perms: 'rw-p', backing: 'anonymous' },
        ],
      }),
    ),
    {
      id: 'proc/maps/alike-again',
      title:
        'A mapping that mprotect split and made alike again is told as before, and no page of it twice or not at all',
      clauses: ['proc.maps.merge'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '5p', prot: 'rw', flags: anonymous } },
        { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' } },
        { mprotect: { addr: 'arena+4p', length: '1p', prot: 'none' } },
        { maps: 'arena+1p', perms: 'rw-p' },
        { maps: 'arena+2p', perms: 'r--p' },
        { maps: 'arena+3p', perms: 'rw-p' },
        { maps: 'arena+4p', perms: '---p' },
        { maps: 'arena+5p', perms: 'rw-p' },
        { mprotect: { addr: 'arena+1p', length: '5p', prot: 'rw' } },
        { maps: 'arena+1p', length: '5p', perms: 'rw-p', backing: 'anonymous' },
        { maps: 'arena+6p', perms: '---p' },
      ],
    },
    ...offsets.map(
      ({ id, what, second, at }): Case => ({
        id: `proc/maps/file-beside-${id}`,
        title: `Beside a page of a file, ${what} of it is told with its own offset`,
        clauses: ['proc.maps.merge', 'proc.maps.fields'],
        steps: [
          file,
          { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
          {
            mmap: { addr: at, length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f', offset: second },
          },
          { maps: 'arena+1p', offset: 0, backing: 'file' },
          { maps: at, offset: second, backing: 'file' },
          { contents: { addr: at, length: '1p', pattern: second } },
        ],
      }),
    ),
    {
      id: 'proc/maps/cut-at-start',
      title: 'A file mapping that loses its first page begins a page later, at an offset a page higher',
      clauses: ['proc.maps.fields', 'munmap.middle_splits'],
      steps: [
        file,
        {
          mmap: {
            addr: 'arena+1p',
            length: '3p',
            prot: 'r',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { maps: 'arena+1p', mapped: false },
        { maps: 'arena+2p', length: '2p', perms: 'r--s', offset: '2p', backing: 'file' },
      ],
    },
    {
      id: 'proc/maps/in-child',
      title: 'The /proc/self/maps of a child tells its own mappings, not those of its parent',
      clauses: ['proc.maps.fields', 'fork.maps_independent'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: anonymous } },
        {
          fork: [
            { mprotect: { addr: 'arena+1p', length: '1p', prot: 'r' } },
            { maps: 'arena+1p', perms: 'r--p' },
          ],
          meanwhile: [
            { maps: 'arena+1p', length: '2p', perms: 'rw-p' },
            { munmap: { addr: 'arena+2p', length: '1p' } },
          ],
          after: [{ maps: 'arena+2p', perms: 'rw-p' }],
        },
        { maps: 'arena+2p', mapped: false },
      ],
    },
  ],
});
