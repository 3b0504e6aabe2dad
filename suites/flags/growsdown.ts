/**
 * MAP_GROWSDOWN: a mapping that grows when the memory below it is touched, as a stack does. Each case works above a hole in the arena, so
 * that it is known what lies below: the arena's own pages, which nobody can access, or what the case puts there.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';
import { PRIVATE_ANONYMOUS, SHARED_ANONYMOUS } from './memory-kinds.ts';

const growing = [...PRIVATE_ANONYMOUS, 'GROWSDOWN', 'FIXED'] as const;

/** Older kernels grow a mapping on x86 only where the stack pointer is near. */
const SINCE = '5.0';

/** Pages 1700 to 1999 are free, and the limit does not matter. */
const hole: readonly Step[] = [
  { rlimit: 'STACK', soft: '1024p' },
  { munmap: { addr: 'arena+1700p', length: '300p' } },
];
/** Above it: two pages that can grow. */
const stack: Step = { mmap: { addr: 'arena+2000p', length: '2p', prot: 'rw', flags: growing } };

const touches: readonly { name: string; title: string; touch: Step }[] = [
  { name: 'store', title: 'A store just below', touch: { store: 'arena+2000p-1', value: 0x5a } },
  {
    name: 'store-far-end',
    title: 'A store at the far end of the page below',
    touch: { store: 'arena+1999p', value: 0x5a },
  },
  { name: 'load', title: 'A load just below', touch: { load: 'arena+2000p-1', is: 0 } },
  {
    name: 'load-8-bytes',
    title: 'A load of 8 bytes just below',
    touch: { load: 'arena+2000p-8', size: 8, is: 0 },
  },
];

/** What lies below the hole and can be accessed. */
const neighbours: readonly { name: string; title: string; below: readonly Step[] }[] = [
  {
    name: 'writable',
    title: 'writable memory',
    below: [
      { mmap: { addr: 'arena+1699p', length: '1p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
      { fill: { addr: 'arena+1699p', length: '1p', value: 0x77 } },
    ],
  },
  {
    name: 'read-only',
    title: 'read-only memory',
    below: [
      { mmap: { addr: 'arena+1699p', length: '1p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
      { fill: { addr: 'arena+1699p', length: '1p', value: 0x77 } },
      { mprotect: { addr: 'arena+1699p', length: '1p', prot: 'r' } },
    ],
  },
  {
    name: 'shared',
    title: 'shared memory',
    below: [
      { mmap: { addr: 'arena+1699p', length: '1p', prot: 'rw', flags: [...SHARED_ANONYMOUS, 'FIXED'] } },
      { fill: { addr: 'arena+1699p', length: '1p', value: 0x77 } },
    ],
  },
  {
    name: 'file',
    title: 'a mapped file',
    below: [
      { memfd: 'f', size: '1p' },
      { pwrite: 'f', offset: 0, length: '1p', content: { value: 0x77 } },
      { mmap: { addr: 'arena+1699p', length: '1p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
    ],
  },
];

/** Where a mapping may be placed below one that can grow: 256 pages stay free. */
const hints: readonly { name: string; title: string; hint: Step }[] = [
  {
    name: 'hint-adjacent',
    title: 'A hint just below a mapping that can grow is not taken',
    hint: {
      mmap: { addr: 'arena+1999p', length: '1p', prot: 'rw', flags: PRIVATE_ANONYMOUS },
      notAt: 'arena+1999p',
    },
  },
  {
    name: 'hint-within-gap',
    title: 'A hint that leaves 255 pages below a mapping that can grow is not taken',
    hint: {
      mmap: { addr: 'arena+1744p', length: '1p', prot: 'rw', flags: PRIVATE_ANONYMOUS },
      notAt: 'arena+1744p',
    },
  },
  {
    name: 'hint-reaches-into-gap',
    title:
      'A hint for a range whose last page is within 256 pages below a mapping that can grow is not taken',
    hint: {
      mmap: { addr: 'arena+1735p', length: '10p', prot: 'rw', flags: PRIVATE_ANONYMOUS },
      notAt: 'arena+1735p',
    },
  },
  {
    name: 'hint-below-gap',
    title: 'A hint that leaves 256 pages below a mapping that can grow is taken',
    hint: {
      mmap: { addr: 'arena+1743p', length: '1p', prot: 'rw', flags: PRIVATE_ANONYMOUS },
      at: 'arena+1743p',
    },
  },
  {
    name: 'fixed-within-gap',
    title: 'MAP_FIXED places a mapping just below one that can grow',
    hint: { mmap: { addr: 'arena+1999p', length: '1p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
  },
  {
    name: 'fixed-noreplace-within-gap',
    title: 'MAP_FIXED_NOREPLACE places a mapping just below one that can grow',
    hint: {
      mmap: {
        addr: 'arena+1999p',
        length: '1p',
        prot: 'rw',
        flags: [...PRIVATE_ANONYMOUS, 'FIXED_NOREPLACE'],
      },
    },
  },
];

/** What cannot grow downward. */
const refused: readonly {
  name: string;
  title: string;
  object: readonly Step[];
  flags: MmapArguments['flags'];
}[] = [
  {
    name: 'private-file',
    title: 'a private file mapping',
    object: [{ file: 'f', size: '1p' }],
    flags: ['PRIVATE'],
  },
  {
    name: 'shared-file',
    title: 'a shared file mapping',
    object: [{ file: 'f', size: '1p' }],
    flags: ['SHARED'],
  },
  {
    name: 'private-memfd',
    title: 'a private memfd mapping',
    object: [{ memfd: 'f', size: '1p' }],
    flags: ['PRIVATE'],
  },
  {
    name: 'private-dev-zero',
    title: 'a private mapping of /dev/zero',
    object: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['PRIVATE'],
  },
];

export const growsdown = suite({
  name: 'flags/growsdown',
  title: 'MAP_GROWSDOWN',
  cases: [
    {
      id: 'flags/growsdown/vmflags',
      title: 'MAP_GROWSDOWN marks the mapping as one that may extend downward',
      clauses: ['mmap.flags.growsdown.stack_flag', 'proc.smaps.vmflags'],
      steps: [
        stack,
        { smaps: 'arena+2000p', size: '2p', vmFlags: { has: ['rd', 'wr', 'gd'], lacks: ['sh', 'lo'] } },
      ],
    },
    {
      id: 'flags/growsdown/without',
      title: 'A mapping without MAP_GROWSDOWN is not marked and does not grow',
      clauses: ['mmap.flags.growsdown.stack_flag', 'mmap.signal.sigsegv.maperr'],
      steps: [
        ...hole,
        { mmap: { addr: 'arena+2000p', length: '2p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        { smaps: 'arena+2000p', size: '2p', vmFlags: { lacks: ['gd'] } },
        { store: 'arena+2000p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { load: 'arena+2000p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
        { maps: 'arena+1999p', mapped: false },
      ],
    },
    ...touches.map(
      ({ name, title, touch }): Case => ({
        id: `flags/growsdown/grows-on-${name}`,
        title: `${title} a MAP_GROWSDOWN mapping extends it by that page, which is zero`,
        clauses: ['mmap.flags.growsdown.grows_on_touch'],
        since: SINCE,
        steps: [
          ...hole,
          stack,
          { store: 'arena+2000p', value: 0x11 },
          touch,
          { maps: 'arena+1999p', length: '3p', perms: 'rw-p', backing: 'anonymous' },
          { smaps: 'arena+1999p', size: '3p', vmFlags: { has: ['gd'] } },
          { contents: { addr: 'arena+1999p+1', length: '1p-2', value: 0 } },
          { maps: 'arena+1998p', mapped: false },
          { load: 'arena+2000p', is: 0x11 },
        ],
      }),
    ),
    {
      id: 'flags/growsdown/repeats',
      title: 'A MAP_GROWSDOWN mapping grows again and again, and keeps what it holds',
      clauses: ['mmap.flags.growsdown.repeats'],
      since: SINCE,
      steps: [
        ...hole,
        stack,
        { store: 'arena+2000p-1', value: 1 },
        { store: 'arena+1999p-1', value: 2 },
        { store: 'arena+1998p-1', value: 3 },
        { store: 'arena+1997p-1', value: 4 },
        { smaps: 'arena+2000p', size: '6p', vmFlags: { has: ['gd'] } },
        { load: 'arena+2000p-1', is: 1 },
        { load: 'arena+1999p-1', is: 2 },
        { load: 'arena+1998p-1', is: 3 },
        { load: 'arena+1997p-1', is: 4 },
        { maps: 'arena+1995p', mapped: false },
      ],
    },
    {
      id: 'flags/growsdown/jump',
      title: 'A touch far below extends a MAP_GROWSDOWN mapping down to that page in one step',
      clauses: ['mmap.flags.growsdown.jump'],
      since: SINCE,
      steps: [
        ...hole,
        stack,
        { store: 'arena+1936p', value: 0x5a },
        { maps: 'arena+1936p', length: '66p', perms: 'rw-p' },
        { smaps: 'arena+1936p', size: '66p', vmFlags: { has: ['gd'] } },
        { load: 'arena+1970p', is: 0 },
        { load: 'arena+1936p', is: 0x5a },
        { maps: 'arena+1935p', mapped: false },
      ],
    },
    {
      id: 'flags/growsdown/read-only',
      title: 'What a read-only MAP_GROWSDOWN mapping grows by is read-only',
      clauses: ['mmap.flags.growsdown.grows_on_touch', 'mmap.prot.read_only_write_sigsegv'],
      since: SINCE,
      steps: [
        ...hole,
        { mmap: { addr: 'arena+2000p', length: '2p', prot: 'r', flags: growing } },
        { load: 'arena+2000p-1', is: 0 },
        { store: 'arena+2000p-1', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
        { maps: 'arena+1999p', length: '3p', perms: 'r--p' },
      ],
    },
    {
      id: 'flags/growsdown/executable',
      title: 'What an executable MAP_GROWSDOWN mapping grows by is executable',
      clauses: ['mmap.flags.growsdown.grows_on_touch', 'mmap.prot.exec'],
      since: SINCE,
      steps: [
        ...hole,
        { mmap: { addr: 'arena+2000p', length: '2p', prot: 'rwx', flags: growing } },
        { plant: 'arena+1999p' },
        { execute: 'arena+1999p' },
      ],
    },
    {
      id: 'flags/growsdown/after-munmap',
      title: 'Where the lowest page of a MAP_GROWSDOWN mapping was unmapped it grows anew, with zeros',
      clauses: ['mmap.flags.growsdown.grows_on_touch', 'mmap.flags.growsdown.repeats'],
      since: SINCE,
      steps: [
        ...hole,
        stack,
        { fill: { addr: 'arena+2000p', length: '2p', value: 0x5a } },
        { munmap: { addr: 'arena+2000p', length: '1p' } },
        { contents: { addr: 'arena+2000p', length: '1p', value: 0 } },
        { contents: { addr: 'arena+2001p', length: '1p', value: 0x5a } },
        { smaps: 'arena+2000p', size: '2p', vmFlags: { has: ['gd'] } },
      ],
    },
    {
      id: 'flags/growsdown/child',
      title: 'In a child the mapping grows, too, and the mapping of the parent stays as it was',
      clauses: ['mmap.flags.growsdown.grows_on_touch', 'fork.maps_independent'],
      since: SINCE,
      steps: [
        ...hole,
        stack,
        {
          fork: [
            { store: 'arena+2000p-1', value: 0x5a },
            { load: 'arena+2000p-1', is: 0x5a },
          ],
        },
        { maps: 'arena+1999p', mapped: false },
        { smaps: 'arena+2000p', size: '2p', vmFlags: { has: ['gd'] } },
      ],
    },
    {
      id: 'flags/growsdown/system-call',
      title: 'A system call that writes just below a MAP_GROWSDOWN mapping makes it grow, as Linux has it',
      clauses: ['mmap.flags.growsdown.grows_on_touch'],
      since: SINCE,
      steps: [
        ...hole,
        { memfd: 'f', size: '1p', content: 'pattern' },
        stack,
        { read: 'f', into: 'arena+1999p', length: 100, is: 100, observed: true },
        { contents: { addr: 'arena+1999p', length: 100, pattern: 0 }, observed: true },
      ],
    },
    {
      id: 'flags/growsdown/returned-address',
      title: 'The returned address is that of the memory itself, all of which can be used',
      clauses: ['mmap.flags.growsdown.return_one_page_lower', 'mmap.return.address'],
      steps: [
        {
          mmap: { length: '2p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'GROWSDOWN'] },
          as: 'a',
          historical: {
            documented: 'the returned address is one page lower than the memory that is really created',
          },
        },
        { maps: 'a', length: '2p', perms: 'rw-p' },
        { smaps: 'a', vmFlags: { has: ['gd'] } },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
    {
      id: 'flags/growsdown/returned-address-fixed',
      title: 'With MAP_FIXED the memory begins at the address itself, and nothing is below it',
      clauses: ['mmap.flags.growsdown.return_one_page_lower', 'mmap.flags.fixed.exact'],
      steps: [
        ...hole,
        {
          mmap: { addr: 'arena+2000p', length: '2p', prot: 'rw', flags: growing },
          historical: {
            documented: 'the returned address is one page lower than the memory that is really created',
          },
        },
        { smaps: 'arena+2000p', size: '2p', vmFlags: { has: ['gd'] } },
        { maps: 'arena+2000p', length: '2p', perms: 'rw-p' },
        { maps: 'arena+1999p', mapped: false },
        { maps: 'arena+2002p', perms: '---p' },
      ],
    },

    /* where growth ends */
    ...neighbours.map(
      ({ name, title, below }): Case => ({
        id: `flags/growsdown/stops-at-${name}`,
        title: `A MAP_GROWSDOWN mapping does not grow into the page that touches ${title}`,
        clauses: ['mmap.flags.growsdown.stops_at_neighbour'],
        steps: [
          ...hole,
          ...below,
          stack,
          { store: 'arena+1700p', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
          { load: 'arena+1701p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
          { maps: 'arena+1700p', mapped: false },
          { contents: { addr: 'arena+1699p', length: '1p', value: 0x77 } },
          { smaps: 'arena+2000p', size: '2p', vmFlags: { has: ['gd'] } },
        ],
      }),
    ),
    ...neighbours.map(
      ({ name, title, below }): Case => ({
        id: `flags/growsdown/gap-above-${name}`,
        title: `A MAP_GROWSDOWN mapping grows until 256 pages are left above ${title}`,
        clauses: ['mmap.flags.growsdown.stops_at_neighbour', 'mmap.flags.growsdown.one_page_distance'],
        since: SINCE,
        steps: [
          ...hole,
          ...below,
          stack,
          {
            store: 'arena+1956p-1',
            value: 1,
            faults: 'SIGSEGV/SEGV_MAPERR',
            historical: { documented: 'it grows to within a page of the next lower mapping', since: '4.12' },
          },
          { store: 'arena+1956p', value: 0x5a },
          { store: 'arena+1956p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
          { smaps: 'arena+1956p', size: '46p', vmFlags: { has: ['gd'] } },
        ],
      }),
    ),
    {
      id: 'flags/growsdown/reaches-prot-none',
      title: 'A MAP_GROWSDOWN mapping grows right to a neighbour of PROT_NONE, and not into it',
      clauses: ['mmap.flags.growsdown.prot_none_neighbour'],
      since: SINCE,
      steps: [
        ...hole,
        stack,
        { store: 'arena+1700p', value: 0x5a },
        { smaps: 'arena+1700p', size: '302p', vmFlags: { has: ['gd'] } },
        { store: 'arena+1700p-1', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
        { maps: 'arena+1699p', perms: '---p' },
      ],
    },
    {
      id: 'flags/growsdown/neighbour-becomes-prot-none',
      title: 'A neighbour that becomes PROT_NONE does not keep its distance any more',
      clauses: ['mmap.flags.growsdown.prot_none_neighbour', 'mmap.flags.growsdown.stops_at_neighbour'],
      since: SINCE,
      steps: [
        ...hole,
        { mmap: { addr: 'arena+1699p', length: '1p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        stack,
        { store: 'arena+1700p', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { mprotect: { addr: 'arena+1699p', length: '1p', prot: 'none' } },
        { store: 'arena+1700p', value: 0x5a },
        { load: 'arena+1700p', is: 0x5a },
      ],
    },
    {
      id: 'flags/growsdown/rlimit-stack',
      title: 'A MAP_GROWSDOWN mapping grows until it is as long as RLIMIT_STACK',
      clauses: ['mmap.flags.growsdown.rlimit_stack'],
      since: SINCE,
      steps: [
        { rlimit: 'STACK', soft: '600p' },
        { munmap: { addr: 'arena+1000p', length: '1000p' } },
        stack,
        { store: 'arena+1402p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { store: 'arena+1402p', value: 0x5a },
        { smaps: 'arena+1402p', size: '600p', vmFlags: { has: ['gd'] } },
        { store: 'arena+1402p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { rlimit: 'STACK', soft: '601p' },
        { store: 'arena+1402p-1', value: 0x5a },
      ],
    },
    {
      id: 'flags/growsdown/rlimit-memlock',
      title: 'A locked MAP_GROWSDOWN mapping grows locked, and not beyond RLIMIT_MEMLOCK',
      clauses: ['mmap.errors.eagain.cumulative', 'mmap.flags.locked.like_mlock'],
      since: SINCE,
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '3p' },
        ...hole,
        { mmap: { addr: 'arena+2000p', length: '2p', prot: 'rw', flags: [...growing, 'LOCKED'] } },
        { store: 'arena+2000p-1', value: 0x5a },
        { smaps: 'arena+1999p', size: '3p', vmFlags: { has: ['gd', 'lo'] } },
        { status: 'VmLck', is: '3p' },
        { store: 'arena+1999p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { status: 'VmLck', is: '3p' },
      ],
    },
    {
      id: 'flags/growsdown/min-addr',
      title: 'A MAP_GROWSDOWN mapping does not grow below vm.mmap_min_addr',
      clauses: ['mmap.flags.growsdown.min_addr'],
      since: SINCE,
      needs: ['min-addr', 'x86_64'],
      steps: [
        { sysctl: 'vm.mmap_min_addr', as: 'b' },
        {
          mmap: {
            addr: 'b',
            length: '1p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'GROWSDOWN', 'FIXED_NOREPLACE'],
          },
        },
        { store: 'b', value: 0x5a },
        { store: 'b-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { smaps: 'b', size: '1p', vmFlags: { has: ['gd'] } },
      ],
    },

    /* what is placed below */
    ...hints.map(
      ({ name, title, hint }): Case => ({
        id: `flags/growsdown/${name}`,
        title,
        clauses: ['mmap.flags.growsdown.guard_gap_placement'],
        since: SINCE,
        steps: [
          { munmap: { addr: 'arena+1000p', length: '1000p' } },
          stack,
          { store: 'arena+2000p', value: 0x5a },
          hint,
          { smaps: 'arena+2000p', size: '2p', vmFlags: { has: ['gd'] } },
          { load: 'arena+2000p', is: 0x5a },
        ],
      }),
    ),

    /* what cannot grow */
    {
      id: 'flags/growsdown/refused-shared-anonymous',
      title: 'MAP_GROWSDOWN of shared anonymous memory gives EINVAL',
      clauses: ['mmap.flags.growsdown.shared_einval'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: [...SHARED_ANONYMOUS, 'GROWSDOWN'] }, fails: 'EINVAL' },
      ],
    },
    ...refused.map(
      ({ name, title, object, flags }): Case => ({
        id: `flags/growsdown/refused-${name}`,
        title: `MAP_GROWSDOWN of ${title} gives EINVAL`,
        clauses: ['mmap.flags.growsdown.shared_einval'],
        steps: [
          ...object,
          { mmap: { length: '1p', prot: 'rw', flags: [...flags, 'GROWSDOWN'], fd: 'f' }, fails: 'EINVAL' },
        ],
      }),
    ),
    {
      id: 'flags/growsdown/refused-shared-validate',
      title: 'MAP_SHARED_VALIDATE knows MAP_GROWSDOWN, which a file mapping cannot have',
      clauses: ['mmap.flags.growsdown.shared_einval', 'mmap.flags.shared_validate.known_mask'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', 'GROWSDOWN'], fd: 'f' },
          fails: 'EINVAL',
        },
      ],
    },
  ],
});
