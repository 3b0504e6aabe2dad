/** madvise(2): the advice that changes what memory holds or whether it may be touched, and when the call fails. */
import { type Case, type Content, type MmapArguments, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { NeedName } from '../needs.ts';
import type { Advice, Errno } from '../vocabulary.ts';

type Call = Extract<Step, { madvise: unknown }>['madvise'];
type How = Pick<MmapArguments, 'flags' | 'fd'>;

/** Four private pages, all 7. */
const fourPages: readonly Step[] = [
  { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { fill: { addr: 'arena', length: '4p', value: 7 } },
];

interface Refusal {
  id: string;
  title: string;
  call: Call;
  fails: Errno;
  needs?: readonly NeedName[];
}

const refusals: readonly Refusal[] = [
  {
    id: 'unaligned',
    title: 'An address that is no multiple of the page size is refused',
    call: { addr: 'arena+1', length: '1p', advice: 'DONTNEED' },
    fails: 'EINVAL',
  },
  {
    id: 'unaligned-length-zero',
    title: 'An address within a page is refused, also for length 0',
    call: { addr: 'arena+2048', length: 0, advice: 'DONTNEED' },
    fails: 'EINVAL',
  },
  {
    id: 'unknown-advice',
    title: 'Advice that has no meaning is refused',
    call: { addr: 'arena', length: '4p', advice: '0x7ffffffe' },
    fails: 'EINVAL',
  },
  {
    id: 'unknown-advice-length-zero',
    title: 'Advice that has no meaning is refused, also for length 0',
    call: { addr: 'arena', length: 0, advice: '0x7ffffffe' },
    fails: 'EINVAL',
  },
  {
    id: 'length-negative',
    title: 'A length that is a negative number is refused',
    call: { addr: 'arena', length: '0-1p', advice: 'DONTNEED' },
    fails: 'EINVAL',
    needs: ['64-bit'],
  },
  {
    id: 'length-rounded-to-zero',
    title: 'The largest number as length, which rounding up makes 0, is refused',
    call: { addr: 'arena', length: '0-1', advice: 'DONTNEED' },
    fails: 'EINVAL',
    needs: ['64-bit'],
  },
  {
    id: 'not-mapped',
    title: 'A range where nothing is mapped gives ENOMEM',
    call: { addr: 'arena+4p', length: '1p', advice: 'DONTNEED' },
    fails: 'ENOMEM',
  },
  {
    id: 'not-mapped-normal',
    title: 'A range where nothing is mapped gives ENOMEM, also for MADV_NORMAL',
    call: { addr: 'arena+4p', length: '1p', advice: 'NORMAL' },
    fails: 'ENOMEM',
  },
  {
    id: 'not-mapped-dontfork',
    title: 'A range where nothing is mapped gives ENOMEM, also for MADV_DONTFORK',
    call: { addr: 'arena+4p', length: '1p', advice: 'DONTFORK' },
    fails: 'ENOMEM',
  },
];

const refused = refusals.map(
  ({ id, title, call, fails, needs = [] }): Case => ({
    id: `neighbours/madvise/${id}`,
    title: `${title}, and the contents stay`,
    clauses: ['madvise.errors'],
    needs,
    steps: [
      ...fourPages,
      { munmap: { addr: 'arena+4p', length: '1p' } },
      { madvise: call, fails },
      { contents: { addr: 'arena', length: '4p', value: 7 } },
    ],
  }),
);

interface Backed {
  id: string;
  name: string;
  object: Step;
}

const objects: readonly Backed[] = [
  { id: 'file', name: 'a file', object: { file: 'f', size: '2p', content: 'pattern' } },
  { id: 'memfd', name: 'a memfd', object: { memfd: 'f', size: '2p', content: 'pattern' } },
];

const dontneedPrivate = objects.flatMap(({ id, name, object }): readonly Case[] => [
  {
    id: `neighbours/madvise/dontneed-private-${id}`,
    title: `MADV_DONTNEED on a private mapping of ${name} gives up what was stored: the object's contents are back`,
    clauses: ['madvise.dontneed_private'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { store: 'arena', value: 0xff },
      { store: 'arena+1p', value: 0xfe },
      { madvise: { addr: 'arena', length: '1p', advice: 'DONTNEED' } },
      { contents: { addr: 'arena', length: '1p', pattern: 0 } },
      { load: 'arena+1p', is: 0xfe },
      { store: 'arena', value: 0xfd },
      { load: 'arena', is: 0xfd },
      { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
    ],
  },
  {
    id: `neighbours/madvise/dontneed-up-to-date-${id}`,
    title: `After MADV_DONTNEED a private mapping of ${name} shows what was written to it since the page was copied`,
    clauses: ['madvise.dontneed_private'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { store: 'arena', value: 0xff },
      { pwrite: 'f', offset: 0, length: 16, content: { value: 0xfe } },
      { load: 'arena', is: 0xff },
      { madvise: { addr: 'arena', length: '1p', advice: 'DONTNEED' } },
      { contents: { addr: 'arena', length: 16, value: 0xfe } },
    ],
  },
]);

const shared: readonly { id: string; name: string; object: readonly Step[]; how: How }[] = [
  {
    id: 'anonymous',
    name: 'shared anonymous memory',
    object: [],
    how: { flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
  },
  {
    id: 'file',
    name: 'a shared mapping of a file',
    object: [{ file: 'f', size: '2p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
  },
  {
    id: 'memfd',
    name: 'a shared mapping of a memfd',
    object: [{ memfd: 'f', size: '2p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
  },
];

const onShared = shared.flatMap(({ id, name, object, how }): readonly Case[] => [
  {
    id: `neighbours/madvise/dontneed-shared-${id}`,
    title: `MADV_DONTNEED on ${name} loses nothing`,
    clauses: ['madvise.dontneed_shared'],
    steps: [
      ...object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', ...how } },
      { store: 'arena', value: 0xff },
      { store: 'arena+2p-1', value: 0xfe },
      { madvise: { addr: 'arena', length: '2p', advice: 'DONTNEED' } },
      { load: 'arena', is: 0xff },
      { load: 'arena+2p-1', is: 0xfe },
    ],
  },
  {
    id: `neighbours/madvise/free-shared-${id}`,
    title: `MADV_FREE, which is for private anonymous memory only, is refused for ${name}`,
    clauses: ['madvise.free_private_only'],
    since: '4.5',
    steps: [
      ...object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', ...how } },
      { store: 'arena', value: 0xff },
      { madvise: { addr: 'arena', length: '2p', advice: 'FREE' }, fails: 'EINVAL' },
      { load: 'arena', is: 0xff },
    ],
  },
]);

interface Populated {
  id: string;
  name: string;
  object: readonly Step[];
  how: How;
  fresh: Content;
  /** Private memory that is present for writing is the process's own. */
  copied: readonly Step[];
}

const ownPages: readonly Step[] = [{ smaps: 'arena+1p', anonymous: '3p' }];

const populated: readonly Populated[] = [
  {
    id: 'private-anonymous',
    name: 'private anonymous memory',
    object: [],
    how: { flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    fresh: { value: 0 },
    copied: ownPages,
  },
  {
    id: 'shared-anonymous',
    name: 'shared anonymous memory',
    object: [],
    how: { flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
    fresh: { value: 0 },
    copied: [],
  },
  {
    id: 'private-file',
    name: 'a private mapping of a file',
    object: [{ file: 'f', size: '3p', content: 'pattern' }],
    how: { flags: ['PRIVATE', 'FIXED'], fd: 'f' },
    fresh: { pattern: 0 },
    copied: ownPages,
  },
  {
    id: 'shared-file',
    name: 'a shared mapping of a file',
    object: [{ file: 'f', size: '3p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
    fresh: { pattern: 0 },
    copied: [],
  },
];

const populating = populated.flatMap(({ id, name, object, how, fresh, copied }): readonly Case[] => [
  {
    id: `neighbours/madvise/populate-read-${id}`,
    title: `MADV_POPULATE_READ makes all pages of ${name} present, with their contents as they were`,
    clauses: ['madvise.populate'],
    since: '5.14',
    steps: [
      ...object,
      { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', ...how } },
      { madvise: { addr: 'arena+1p', length: '3p', advice: 'POPULATE_READ' } },
      { resident: { addr: 'arena+1p', length: '3p' }, is: 3 },
      { contents: { addr: 'arena+1p', length: '3p', ...fresh } },
    ],
  },
  {
    id: `neighbours/madvise/populate-write-${id}`,
    title: `MADV_POPULATE_WRITE makes all pages of ${name} present for writing, with their contents as they were`,
    clauses: ['madvise.populate'],
    since: '5.14',
    steps: [
      ...object,
      { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', ...how } },
      { madvise: { addr: 'arena+1p', length: '3p', advice: 'POPULATE_WRITE' } },
      { resident: { addr: 'arena+1p', length: '3p' }, is: 3 },
      { contents: { addr: 'arena+1p', length: '3p', ...fresh } },
      ...copied,
    ],
  },
]);

const unpopulated: readonly { id: string; title: string; steps: readonly Step[] }[] = [
  {
    id: 'populate-write-read-only',
    title: 'MADV_POPULATE_WRITE on read-only memory is refused',
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { madvise: { addr: 'arena', length: '2p', advice: 'POPULATE_WRITE' }, fails: 'EINVAL' },
    ],
  },
  {
    id: 'populate-read-inaccessible',
    title: 'MADV_POPULATE_READ on PROT_NONE memory is refused',
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { madvise: { addr: 'arena', length: '2p', advice: 'POPULATE_READ' }, fails: 'EINVAL' },
      { resident: { addr: 'arena', length: '2p' }, is: 0 },
    ],
  },
  {
    id: 'populate-beyond-eof',
    title:
      "Populating pages beyond the file's end gives EFAULT, not SIGBUS, and the pages within it are usable",
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { madvise: { addr: 'arena', length: '2p', advice: 'POPULATE_READ' }, fails: 'EFAULT' },
      { madvise: { addr: 'arena', length: '2p', advice: 'POPULATE_WRITE' }, fails: 'EFAULT' },
      { contents: { addr: 'arena', length: '1p', pattern: 0 } },
    ],
  },
  {
    id: 'populate-not-mapped',
    title: 'Populating a range with a hole gives ENOMEM',
    steps: [
      { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { munmap: { addr: 'arena+1p', length: '1p' } },
      { madvise: { addr: 'arena', length: '3p', advice: 'POPULATE_READ' }, fails: 'ENOMEM' },
      { madvise: { addr: 'arena', length: '3p', advice: 'POPULATE_WRITE' }, fails: 'ENOMEM' },
      { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
  {
    id: 'populate-part',
    title: 'Populating one page of a mapping populates no other',
    steps: [
      { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { madvise: { addr: 'arena+2p', length: 1, advice: 'POPULATE_WRITE' } },
      { resident: { addr: 'arena+1p', length: '1p' }, is: 0 },
      { resident: { addr: 'arena+2p', length: '1p' }, is: 1 },
      { resident: { addr: 'arena+3p', length: '1p' }, is: 0 },
    ],
  },
];

/** What cannot be removed from: the errno, and that the contents stay. */
const unremovable: readonly {
  id: string;
  title: string;
  fails: Errno | readonly Errno[];
  clauses: readonly ClauseId[];
  steps: readonly Step[];
}[] = [
  {
    id: 'private-file',
    title: 'a private mapping of a file',
    fails: 'EACCES',
    clauses: ['madvise.remove'],
    steps: [
      { memfd: 'f', size: '2p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
    ],
  },
  {
    id: 'read-only-descriptor',
    title: 'a shared mapping through a read-only descriptor',
    fails: 'EACCES',
    clauses: ['madvise.remove'],
    steps: [
      { memfd: 'f', size: '2p', content: 'pattern' },
      { open: 'g', of: 'f', mode: 'rdonly' },
      { mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'g' } },
    ],
  },
  {
    id: 'locked',
    title: 'locked memory',
    fails: 'EINVAL',
    clauses: ['madvise.remove'],
    steps: [
      { memfd: 'f', size: '2p', content: 'pattern' },
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED', 'LOCKED'], fd: 'f' } },
    ],
  },
];

const advice = (what: Advice, addr: Call['addr'] = 'arena+1p', length: Call['length'] = '1p'): Step => ({
  madvise: { addr, length, advice: what },
});

export const madvise = suite({
  name: 'neighbours/madvise',
  title: 'madvise(2)',
  cases: [
    ...refused,
    {
      id: 'neighbours/madvise/length-zero',
      title: 'Length 0 succeeds and does nothing, also where nothing is mapped',
      clauses: ['madvise.errors'],
      steps: [
        ...fourPages,
        { munmap: { addr: 'arena+4p', length: '1p' } },
        { madvise: { addr: 'arena', length: 0, advice: 'DONTNEED' } },
        { madvise: { addr: 'arena+4p', length: 0, advice: 'DONTNEED' } },
        { contents: { addr: 'arena', length: '4p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/hole-applies-rest',
      title: 'Over a hole the advice is carried out on both sides of it, and ENOMEM returned',
      clauses: ['madvise.hole_applies_rest'],
      steps: [
        { mmap: { addr: 'arena', length: '5p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: '5p', value: 7 } },
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { madvise: { addr: 'arena+1p', length: '3p', advice: 'DONTNEED' }, fails: 'ENOMEM' },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+3p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+4p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/hole-at-start',
      title: 'Over a range that begins in a hole the advice is carried out behind it, and ENOMEM returned',
      clauses: ['madvise.hole_applies_rest'],
      steps: [
        ...fourPages,
        { munmap: { addr: 'arena', length: '1p' } },
        { madvise: { addr: 'arena', length: '2p', advice: 'DONTNEED' }, fails: 'ENOMEM' },
        { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+2p', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-anonymous',
      title:
        'MADV_DONTNEED on private anonymous memory gives zeros, in the range and nowhere else, and it stays writable',
      clauses: ['madvise.dontneed_private'],
      steps: [
        ...fourPages,
        { madvise: { addr: 'arena+1p', length: '2p', advice: 'DONTNEED' } },
        { resident: { addr: 'arena+1p', length: '2p' }, is: 0 },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
        { store: 'arena+1p', value: 9 },
        { load: 'arena+1p', is: 9 },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-byte',
      title: 'MADV_DONTNEED for one byte gives up its whole page, and no other',
      clauses: ['madvise.dontneed_private'],
      steps: [
        ...fourPages,
        { madvise: { addr: 'arena+1p', length: 1, advice: 'DONTNEED' } },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+2p', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-page-and-byte',
      title: 'MADV_DONTNEED for a page and one byte gives up two pages',
      clauses: ['madvise.dontneed_private'],
      steps: [
        ...fourPages,
        { madvise: { addr: 'arena+1p', length: '1p+1', advice: 'DONTNEED' } },
        { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-inaccessible',
      title: 'MADV_DONTNEED works on memory that may not be touched: made readable again, it is zero',
      clauses: ['madvise.dontneed_private'],
      steps: [
        ...fourPages,
        { mprotect: { addr: 'arena', length: '2p', prot: 'none' } },
        { madvise: { addr: 'arena', length: '1p', advice: 'DONTNEED' } },
        { load: 'arena', faults: 'SIGSEGV' },
        { mprotect: { addr: 'arena', length: '2p', prot: 'r' } },
        { contents: { addr: 'arena', length: '1p', value: 0 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-several',
      title: 'One MADV_DONTNEED over private and shared memory empties the first and keeps the second',
      clauses: ['madvise.dontneed_private', 'madvise.dontneed_shared'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: '2p', value: 7 } },
        { madvise: { addr: 'arena', length: '2p', advice: 'DONTNEED' } },
        { contents: { addr: 'arena', length: '1p', value: 0 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
      ],
    },
    ...dontneedPrivate,
    ...onShared,
    {
      id: 'neighbours/madvise/dontneed-locked',
      title: 'MADV_DONTNEED is refused for locked memory, and works as soon as it is unlocked',
      clauses: ['madvise.dontneed_locked'],
      steps: [
        ...fourPages,
        { mlock: { addr: 'arena+1p', length: '2p' } },
        { madvise: { addr: 'arena+1p', length: '2p', advice: 'DONTNEED' }, fails: 'EINVAL' },
        { madvise: { addr: 'arena+2p', length: '1p', advice: 'DONTNEED' }, fails: 'EINVAL' },
        { contents: { addr: 'arena', length: '4p', value: 7 } },
        { munlock: { addr: 'arena+1p', length: '2p' } },
        { madvise: { addr: 'arena+1p', length: '2p', advice: 'DONTNEED' } },
        { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-locked-anyway',
      title: 'MADV_DONTNEED_LOCKED empties locked memory, which stays locked',
      clauses: ['madvise.dontneed_locked'],
      since: '5.18',
      steps: [
        ...fourPages,
        { mlock: { addr: 'arena', length: '4p' } },
        { madvise: { addr: 'arena+1p', length: '2p', advice: 'DONTNEED_LOCKED' } },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
        { status: 'VmLck', is: '4p' },
        { smaps: 'arena+1p', vmFlags: { has: ['lo'] } },
      ],
    },
    {
      id: 'neighbours/madvise/dontneed-locked-not-locked',
      title: 'MADV_DONTNEED_LOCKED empties also memory that is not locked',
      clauses: ['madvise.dontneed_locked'],
      since: '5.18',
      steps: [
        ...fourPages,
        { madvise: { addr: 'arena', length: '4p', advice: 'DONTNEED_LOCKED' } },
        { contents: { addr: 'arena', length: '4p', value: 0 } },
      ],
    },
    {
      id: 'neighbours/madvise/remove-anonymous',
      title: 'MADV_REMOVE on shared anonymous memory gives zeros, to the child as well, and nowhere else',
      clauses: ['madvise.remove'],
      steps: [
        { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: '3p', value: 7 } },
        {
          fork: [{ load: 'arena+1p', is: 7 }],
          meanwhile: [{ madvise: { addr: 'arena+1p', length: '1p', advice: 'REMOVE' } }],
          after: [{ contents: { addr: 'arena+1p', length: '1p', value: 0 } }],
        },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+2p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/remove-memfd',
      title: 'MADV_REMOVE punches a hole into the memfd behind a mapping: zeros in it, and its size stays',
      clauses: ['madvise.remove'],
      steps: [
        { memfd: 'f', size: '4p', content: 'pattern' },
        {
          mmap: {
            addr: 'arena',
            length: '3p',
            prot: 'rw',
            flags: ['SHARED', 'FIXED'],
            fd: 'f',
            offset: '1p',
          },
        },
        { mmap: { addr: 'arena+8p', length: '4p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { load: 'arena+10p' },
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'REMOVE' } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
        { pread: 'f', offset: '2p', length: '1p', content: { value: 0 } },
        { pread: 'f', offset: '3p', length: '1p', content: { pattern: '3p' } },
        { contents: { addr: 'arena+10p', length: '1p', value: 0 } },
        { fileSize: 'f', is: '4p' },
        { store: 'arena+1p', value: 9 },
        { load: 'arena+10p', is: 9 },
      ],
    },
    ...unremovable.map(
      ({ id, title, fails, clauses, steps }): Case => ({
        id: `neighbours/madvise/remove-${id}`,
        title: `MADV_REMOVE is refused for ${title}, and the contents stay`,
        clauses,
        steps: [
          ...steps,
          { madvise: { addr: 'arena', length: '2p', advice: 'REMOVE' }, fails },
          { contents: { addr: 'arena', length: '2p', pattern: 0 } },
        ],
      }),
    ),
    {
      id: 'neighbours/madvise/remove-private-anonymous',
      title: 'MADV_REMOVE is refused for private anonymous memory, and the contents stay',
      clauses: ['madvise.remove'],
      steps: [
        ...fourPages,
        { madvise: { addr: 'arena', length: '4p', advice: 'REMOVE' }, fails: ['EACCES', 'EINVAL'] },
        { contents: { addr: 'arena', length: '4p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/free',
      title: 'MADV_FREE is accepted for private anonymous memory, and what is stored afterwards is kept',
      clauses: ['madvise.free_private_only'],
      since: '4.5',
      steps: [
        ...fourPages,
        { madvise: { addr: 'arena+1p', length: '2p', advice: 'FREE' } },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { fill: { addr: 'arena+1p', length: '2p', value: 9 } },
        { contents: { addr: 'arena+1p', length: '2p', value: 9 } },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/free-private-file',
      title: 'MADV_FREE is refused for a private mapping of a file, and what was stored stays',
      clauses: ['madvise.free_private_only'],
      since: '4.5',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { store: 'arena', value: 0xff },
        { madvise: { addr: 'arena', length: '1p', advice: 'FREE' }, fails: 'EINVAL' },
        { load: 'arena', is: 0xff },
      ],
    },
    ...populating,
    ...unpopulated.map(
      ({ id, title, steps }): Case => ({
        id: `neighbours/madvise/${id}`,
        title,
        clauses: ['madvise.populate'],
        since: '5.14',
        steps,
      }),
    ),
    {
      id: 'neighbours/madvise/guard',
      title: 'A guard page raises SIGSEGV on every access, its neighbours do not, and the mapping stays one',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        ...fourPages,
        advice('GUARD_INSTALL'),
        { load: 'arena+1p', faults: 'SIGSEGV' },
        { store: 'arena+2p-1', value: 1, faults: 'SIGSEGV' },
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+2p', length: '2p', value: 7 } },
        { maps: 'arena', length: '4p', perms: 'rw-p' },
        { smaps: 'arena', size: '4p' },
      ],
    },
    {
      id: 'neighbours/madvise/guard-removed',
      title: 'A guard page that is removed can be used again and is zero, one that is not stays',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        ...fourPages,
        advice('GUARD_INSTALL', 'arena+1p', '2p'),
        advice('GUARD_REMOVE'),
        { contents: { addr: 'arena', length: '1p', value: 7 } },
        { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
        { store: 'arena+1p', value: 9 },
        { load: 'arena+2p', faults: 'SIGSEGV' },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/guard-none-to-remove',
      title: 'MADV_GUARD_REMOVE leaves pages that are no guard pages as they are',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        ...fourPages,
        advice('GUARD_REMOVE', 'arena', '4p'),
        { contents: { addr: 'arena', length: '4p', value: 7 } },
      ],
    },
    {
      id: 'neighbours/madvise/guard-dontneed',
      title: 'A guard page survives MADV_DONTNEED and mprotect',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        ...fourPages,
        advice('GUARD_INSTALL'),
        advice('DONTNEED', 'arena', '4p'),
        { load: 'arena+1p', faults: 'SIGSEGV' },
        { load: 'arena', is: 0 },
        { mprotect: { addr: 'arena', length: '4p', prot: 'r' } },
        { mprotect: { addr: 'arena', length: '4p', prot: 'rw' } },
        { store: 'arena+1p', value: 1, faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'neighbours/madvise/guard-fork',
      title:
        'A guard page is one in a child, too, and a child that removes it leaves its parent with its own',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        ...fourPages,
        advice('GUARD_INSTALL'),
        {
          fork: [
            { load: 'arena+1p', faults: 'SIGSEGV' },
            advice('GUARD_REMOVE'),
            { load: 'arena+1p', is: 0 },
          ],
          meanwhile: [{ load: 'arena+1p', faults: 'SIGSEGV' }],
        },
        { load: 'arena+2p', is: 7 },
      ],
    },
    {
      id: 'neighbours/madvise/guard-unmapped',
      title: 'Guard pages end with their mapping: memory mapped in their place can be used',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        ...fourPages,
        advice('GUARD_INSTALL'),
        { munmap: { addr: 'arena', length: '4p' } },
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: '4p', value: 8 } },
        { contents: { addr: 'arena', length: '4p', value: 8 } },
      ],
    },
    {
      id: 'neighbours/madvise/guard-system-call',
      title: 'A system call that is given a guard page fails with EFAULT',
      clauses: ['madvise.guard'],
      since: '6.13',
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        ...fourPages,
        advice('GUARD_INSTALL'),
        { read: 'f', into: 'arena+1p', length: 16, fails: 'EFAULT' },
      ],
    },
    {
      id: 'neighbours/madvise/guard-file',
      title:
        'A guard page in a shared mapping of a file raises SIGSEGV and, removed, shows the contents of the file',
      clauses: ['madvise.guard'],
      since: '6.15',
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena+1p', value: 0xff },
        advice('GUARD_INSTALL'),
        { load: 'arena+1p', faults: 'SIGSEGV' },
        { contents: { addr: 'arena', length: '1p', pattern: 0 } },
        { pread: 'f', offset: '1p', length: 1, content: { value: 0xff } },
        advice('GUARD_REMOVE'),
        { load: 'arena+1p', is: 0xff },
      ],
    },
  ],
});
