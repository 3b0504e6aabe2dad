/**
 * The advice of madvise that decides what a child gets: MADV_DONTFORK leaves a range out, MADV_WIPEONFORK gives it zeroed, MADV_DOFORK and
 * MADV_KEEPONFORK take that back.
 */
import { type Case, type Step, suite } from '../case.ts';
import { kinds, mapped } from './kinds.ts';

const dontfork = kinds.map(
  (kind): Case => ({
    id: `fork/advice/dontfork-${kind.id}`,
    title: `After MADV_DONTFORK ${kind.name} is not in the child, and is as before in the parent`,
    clauses: ['fork.dontfork'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x5a },
      { madvise: { addr: 'arena', length: '2p', advice: 'DONTFORK' } },
      {
        fork: [
          { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
          { store: 'arena+2p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
          { maps: 'arena', length: '2p', mapped: false },
          { load: 'arena+2p', faults: 'SIGSEGV' },
        ],
        meanwhile: [
          { load: 'arena', is: 0x5a },
          { store: 'arena+2p-1', value: 0x5a },
        ],
      },
      { load: 'arena+2p-1', is: 0x5a },
    ],
  }),
);

const dofork = kinds.map(
  (kind): Case => ({
    id: `fork/advice/dofork-${kind.id}`,
    title: `MADV_DOFORK takes MADV_DONTFORK back: the child has ${kind.name}`,
    clauses: ['fork.dontfork'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x5a },
      { madvise: { addr: 'arena', length: '2p', advice: 'DONTFORK' } },
      { madvise: { addr: 'arena', length: '2p', advice: 'DOFORK' } },
      {
        fork: [
          { load: 'arena', is: 0x5a },
          { contents: { addr: 'arena+1p', length: '1p', ...kind.fresh[1] } },
        ],
      },
    ],
  }),
);

/** Three pages, 1, 2, 3 at their starts. */
const threePages: readonly Step[] = [
  { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
  { store: 'arena', value: 1 },
  { store: 'arena+1p', value: 2 },
  { store: 'arena+2p', value: 3 },
];
const allThree: readonly Step[] = [
  { load: 'arena', is: 1 },
  { load: 'arena+1p', is: 2 },
  { load: 'arena+2p', is: 3 },
];

const refusingWipe = kinds.slice(1).map(
  (kind): Case => ({
    id: `fork/advice/wipe-refused-${kind.id}`,
    title: `MADV_WIPEONFORK is for private anonymous memory only: for ${kind.name} it fails and changes nothing`,
    clauses: ['fork.wipeonfork'],
    since: '4.14',
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x5a },
      { madvise: { addr: 'arena', length: '2p', advice: 'WIPEONFORK' }, fails: 'EINVAL' },
      { smaps: 'arena', vmFlags: { lacks: ['wf'] } },
      { fork: [{ load: 'arena', is: 0x5a }] },
    ],
  }),
);

export const advice = suite({
  name: 'fork/advice',
  title: 'MADV_DONTFORK, MADV_DOFORK, MADV_WIPEONFORK, MADV_KEEPONFORK',
  cases: [
    ...dontfork,
    ...dofork,
    {
      id: 'fork/advice/dontfork-middle',
      title: 'MADV_DONTFORK on the middle of a mapping leaves only the middle out of the child',
      clauses: ['fork.dontfork'],
      steps: [
        ...threePages,
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'DONTFORK' } },
        {
          fork: [
            { load: 'arena', is: 1 },
            { load: 'arena+1p-1', is: 0 },
            { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
            { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
            { load: 'arena+2p', is: 3 },
          ],
        },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/dontfork-whole-pages',
      title: 'MADV_DONTFORK for one byte more than a page leaves two pages out of the child',
      clauses: ['fork.dontfork'],
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '1p+1', advice: 'DONTFORK' } },
        {
          fork: [
            { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
            { load: 'arena+2p', is: 3 },
          ],
        },
      ],
    },
    {
      id: 'fork/advice/dofork-middle',
      title: 'MADV_DOFORK on the middle of a range left out brings only the middle back to the child',
      clauses: ['fork.dontfork'],
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '3p', advice: 'DONTFORK' } },
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'DOFORK' } },
        {
          fork: [
            { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
            { load: 'arena+1p', is: 2 },
            { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
          ],
        },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/dontfork-replaced',
      title: 'MADV_DONTFORK ends with the mapping: one that replaces it by MAP_FIXED is in the child',
      clauses: ['fork.dontfork'],
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '3p', advice: 'DONTFORK' } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+1p', value: 7 },
        {
          fork: [
            { load: 'arena+1p', is: 7 },
            { load: 'arena+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
          ],
        },
      ],
    },
    {
      id: 'fork/advice/dontfork-range-free',
      title: 'The range that MADV_DONTFORK left out is free in the child, which can map there',
      clauses: ['fork.dontfork'],
      since: '4.17',
      steps: [
        ...threePages,
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'DONTFORK' } },
        {
          fork: [
            {
              mmap: {
                addr: 'arena+1p',
                length: '1p',
                prot: 'rw',
                flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'],
              },
            },
            { load: 'arena+1p', is: 0 },
            { store: 'arena+1p', value: 9 },
          ],
        },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/wipe',
      title:
        'After MADV_WIPEONFORK the child finds zeros, which it may overwrite, and the parent what it had stored',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '3p', advice: 'WIPEONFORK' } },
        {
          fork: [
            { contents: { addr: 'arena', length: '3p', value: 0 } },
            { store: 'arena+1p', value: 9 },
            { load: 'arena+1p', is: 9 },
          ],
          meanwhile: allThree,
        },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/wipe-kept',
      title: 'MADV_WIPEONFORK stays in force in the child and in the parent',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '3p', advice: 'WIPEONFORK' } },
        { fork: [{ smaps: 'arena', vmFlags: { has: ['wf'] } }] },
        { smaps: 'arena', vmFlags: { has: ['wf'] } },
        { fork: [{ load: 'arena', is: 0 }] },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/wipe-middle',
      title: 'MADV_WIPEONFORK on the middle of a mapping wipes only the middle in the child',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        ...threePages,
        { store: 'arena+1p-1', value: 4 },
        { store: 'arena+2p-1', value: 5 },
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'WIPEONFORK' } },
        {
          fork: [
            { load: 'arena', is: 1 },
            { load: 'arena+1p-1', is: 4 },
            { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
            { load: 'arena+2p', is: 3 },
          ],
        },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/wipe-later-stores',
      title: 'MADV_WIPEONFORK wipes in the child also what was stored after the advice',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { madvise: { addr: 'arena', length: '1p', advice: 'WIPEONFORK' } },
        { store: 'arena', value: 1 },
        { fork: [{ load: 'arena', is: 0 }] },
        { load: 'arena', is: 1 },
      ],
    },
    {
      id: 'fork/advice/wipe-read-only',
      title: 'MADV_WIPEONFORK wipes a read-only page in the child, which stays read-only',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        ...threePages,
        { mprotect: { addr: 'arena', length: '1p', prot: 'r' } },
        { madvise: { addr: 'arena', length: '1p', advice: 'WIPEONFORK' } },
        {
          fork: [
            { load: 'arena', is: 0 },
            { store: 'arena', value: 1, faults: 'SIGSEGV' },
          ],
        },
        ...allThree,
      ],
    },
    {
      id: 'fork/advice/keep',
      title: 'MADV_KEEPONFORK takes MADV_WIPEONFORK back: the child finds what was stored',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '3p', advice: 'WIPEONFORK' } },
        { madvise: { addr: 'arena', length: '3p', advice: 'KEEPONFORK' } },
        { smaps: 'arena', vmFlags: { lacks: ['wf'] } },
        { fork: allThree },
      ],
    },
    {
      id: 'fork/advice/keep-middle',
      title: 'MADV_KEEPONFORK on the middle of a range that is wiped keeps only the middle in the child',
      clauses: ['fork.wipeonfork'],
      since: '4.14',
      steps: [
        ...threePages,
        { madvise: { addr: 'arena', length: '3p', advice: 'WIPEONFORK' } },
        { madvise: { addr: 'arena+1p', length: '1p', advice: 'KEEPONFORK' } },
        {
          fork: [
            { load: 'arena', is: 0 },
            { load: 'arena+1p', is: 2 },
            { load: 'arena+2p', is: 0 },
          ],
        },
      ],
    },
    ...refusingWipe,
  ],
});
