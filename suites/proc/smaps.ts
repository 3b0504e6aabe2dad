/** /proc/self/smaps: sizes and VmFlags. */
import { type Case, type Step, suite } from '../case.ts';
import type { VmFlag } from '../vocabulary.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS', 'FIXED'] as const;
const mapping: Step = { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: anonymous } };
const whole = { addr: 'arena+1p', length: '4p' } as const;

/** What is done to a mapping of four pages, and the codes that come, or do not come, of it. */
const attributes: readonly {
  id: string;
  what: string;
  since?: string;
  make: readonly Step[];
  has: readonly VmFlag[];
  lacks: readonly VmFlag[];
}[] = [
  {
    id: 'private-none',
    what: 'private memory without access: may be given any',
    make: [{ mmap: { ...whole, prot: 'none', flags: anonymous } }],
    has: ['mr', 'mw', 'me'],
    lacks: ['rd', 'wr', 'ex', 'sh', 'ms', 'lo', 'gd', 'ht'],
  },
  {
    id: 'private-read-write',
    what: 'private memory for reading and writing',
    make: [mapping],
    has: ['rd', 'wr', 'mr', 'mw', 'me'],
    lacks: ['ex', 'sh', 'ms', 'lo', 'gd', 'ht'],
  },
  {
    id: 'private-execute',
    what: 'private memory for reading and executing',
    make: [{ mmap: { ...whole, prot: 'rx', flags: anonymous } }],
    has: ['rd', 'ex', 'mr', 'mw', 'me'],
    lacks: ['wr', 'sh'],
  },
  {
    id: 'shared-anonymous',
    what: 'shared memory',
    make: [{ mmap: { ...whole, prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } }],
    has: ['rd', 'wr', 'sh', 'mr', 'mw', 'me', 'ms'],
    lacks: ['ex', 'lo', 'gd'],
  },
  {
    id: 'shared-read-only-descriptor',
    what: 'a shared mapping of a descriptor for reading, which can never be written to',
    make: [
      { file: 'f', size: '4p', mode: 'rdonly' },
      { mmap: { ...whole, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
    ],
    has: ['rd', 'mr'],
    lacks: ['wr', 'mw', 'sh'],
  },
  {
    id: 'private-read-only-descriptor',
    what: 'a private mapping of a descriptor for reading, which can be written to',
    make: [
      { file: 'f', size: '4p', mode: 'rdonly' },
      { mmap: { ...whole, prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
    ],
    has: ['rd', 'mr', 'mw'],
    lacks: ['wr', 'sh', 'ms'],
  },
  {
    id: 'grows-down',
    what: 'a mapping that grows down',
    make: [{ mmap: { ...whole, prot: 'rw', flags: [...anonymous, 'GROWSDOWN'] } }],
    has: ['rd', 'wr', 'gd'],
    lacks: ['sh', 'lo'],
  },
  {
    id: 'locked',
    what: 'a locked mapping',
    make: [mapping, { mlock: whole }],
    has: ['lo'],
    lacks: ['lf'],
  },
  {
    id: 'unlocked',
    what: 'a mapping that is not locked any more',
    make: [mapping, { mlock: whole }, { munlock: whole }],
    has: ['rd'],
    lacks: ['lo', 'lf'],
  },
  {
    id: 'dontfork',
    what: 'a mapping with MADV_DONTFORK',
    make: [mapping, { madvise: { ...whole, advice: 'DONTFORK' } }],
    has: ['dc'],
    lacks: ['wf'],
  },
  {
    id: 'dofork',
    what: 'a mapping with MADV_DOFORK after MADV_DONTFORK',
    make: [
      mapping,
      { madvise: { ...whole, advice: 'DONTFORK' } },
      { madvise: { ...whole, advice: 'DOFORK' } },
    ],
    has: ['rd'],
    lacks: ['dc'],
  },
  {
    id: 'wipeonfork',
    what: 'a mapping with MADV_WIPEONFORK',
    since: '4.14',
    make: [mapping, { madvise: { ...whole, advice: 'WIPEONFORK' } }],
    has: ['wf'],
    lacks: ['dc'],
  },
  {
    id: 'keeponfork',
    what: 'a mapping with MADV_KEEPONFORK after MADV_WIPEONFORK',
    since: '4.14',
    make: [
      mapping,
      { madvise: { ...whole, advice: 'WIPEONFORK' } },
      { madvise: { ...whole, advice: 'KEEPONFORK' } },
    ],
    has: ['rd'],
    lacks: ['wf'],
  },
  {
    id: 'dontdump',
    what: 'a mapping with MADV_DONTDUMP',
    make: [mapping, { madvise: { ...whole, advice: 'DONTDUMP' } }],
    has: ['dd'],
    lacks: ['dc'],
  },
  {
    id: 'dodump',
    what: 'a mapping with MADV_DODUMP after MADV_DONTDUMP',
    make: [
      mapping,
      { madvise: { ...whole, advice: 'DONTDUMP' } },
      { madvise: { ...whole, advice: 'DODUMP' } },
    ],
    has: ['rd'],
    lacks: ['dd'],
  },
  {
    id: 'sequential',
    what: 'a mapping with MADV_SEQUENTIAL',
    make: [mapping, { madvise: { ...whole, advice: 'SEQUENTIAL' } }],
    has: ['sr'],
    lacks: ['rr'],
  },
  {
    id: 'random',
    what: 'a mapping with MADV_RANDOM after MADV_SEQUENTIAL',
    make: [
      mapping,
      { madvise: { ...whole, advice: 'SEQUENTIAL' } },
      { madvise: { ...whole, advice: 'RANDOM' } },
    ],
    has: ['rr'],
    lacks: ['sr'],
  },
  {
    id: 'normal',
    what: 'a mapping with MADV_NORMAL after MADV_RANDOM',
    make: [mapping, { madvise: { ...whole, advice: 'RANDOM' } }, { madvise: { ...whole, advice: 'NORMAL' } }],
    has: ['rd'],
    lacks: ['rr', 'sr'],
  },
];

export const smaps = suite({
  name: 'proc/smaps',
  title: '/proc/self/smaps',
  cases: [
    ...attributes.map(
      ({ id, what, since, make, has, lacks }): Case => ({
        id: `proc/smaps/flags-${id}`,
        title: `VmFlags tell ${what}`,
        clauses: ['proc.smaps.vmflags'],
        ...(since !== undefined && { since }),
        // No size: memory without access may merge with the arena.
        steps: [...make, { smaps: 'arena+1p', vmFlags: { has, lacks } }],
      }),
    ),
    {
      id: 'proc/smaps/flags-of-the-part',
      title: 'VmFlags of a page that was locked inside a mapping are not those of its neighbours',
      clauses: ['proc.smaps.vmflags', 'proc.smaps.locked_field', 'proc.maps.merge'],
      steps: [
        mapping,
        { mlock: { addr: 'arena+2p', length: '1p' } },
        { smaps: 'arena+1p', size: '1p', locked: 0, vmFlags: { lacks: ['lo'] } },
        { smaps: 'arena+2p', size: '1p', locked: '1p', vmFlags: { has: ['lo'] } },
        { smaps: 'arena+3p', size: '2p', locked: 0, vmFlags: { lacks: ['lo'] } },
        { status: 'VmLck', is: '1p' },
      ],
    },
    {
      id: 'proc/smaps/locked',
      title:
        'Locked and VmLck tell locked memory, grow with every page, and fall to nothing with munlock and munmap',
      clauses: ['proc.smaps.locked_field'],
      steps: [
        mapping,
        { status: 'VmLck', is: 0 },
        { mlock: { addr: 'arena+1p', length: '2p' } },
        { smaps: 'arena+1p', size: '2p', locked: '2p' },
        { status: 'VmLck', is: '2p' },
        { mlock: whole },
        { smaps: 'arena+1p', size: '4p', locked: '4p' },
        { status: 'VmLck', is: '4p' },
        { munlock: { addr: 'arena+4p', length: '1p' } },
        { status: 'VmLck', is: '3p' },
        { munmap: { addr: 'arena+1p', length: '3p' } },
        { smaps: 'arena+4p', size: '1p', locked: 0 },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'proc/smaps/locked-shared-file',
      title: 'Locked and VmLck tell the locked pages of a shared file mapping',
      clauses: ['proc.smaps.locked_field'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        { mmap: { ...whole, prot: 'rw', flags: ['SHARED', 'FIXED', 'LOCKED'], fd: 'f' } },
        { smaps: 'arena+1p', size: '4p', locked: '4p', vmFlags: { has: ['lo', 'sh'] } },
        { status: 'VmLck', is: '4p' },
        { munlock: whole },
        { smaps: 'arena+1p', size: '4p', locked: 0, vmFlags: { lacks: ['lo'] } },
        { status: 'VmLck', is: 0 },
      ],
    },
  ],
});
