/**
 * After fork, what one process does to its mappings changes none of the other's. Each change is made once in the child and once in the
 * parent, on private and on shared memory, and the other process finds everything as it was.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

/** Three pages of writable memory, the byte 1, 2, 3 at the start of each; behind them the arena. */
const mapped = (flags: readonly MapFlag[]): readonly Step[] => [
  { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags } },
  { store: 'arena', value: 1 },
  { store: 'arena+1p', value: 2 },
  { store: 'arena+2p', value: 3 },
];
const asBefore = (letter: 'p' | 's'): readonly Step[] => [
  { load: 'arena', is: 1 },
  { load: 'arena+1p', is: 2 },
  { load: 'arena+2p', is: 3 },
  { maps: 'arena', length: '3p', perms: `rw-${letter}` },
  { maps: 'arena+3p', perms: '---p' },
];

const types: readonly { id: string; name: string; letter: 'p' | 's'; flags: readonly MapFlag[] }[] = [
  { id: 'private', name: 'private', letter: 'p', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
  { id: 'shared', name: 'shared', letter: 's', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
];

const changes: readonly { id: string; doing: string; steps: readonly Step[] }[] = [
  { id: 'munmap', doing: 'Unmapping a mapping', steps: [{ munmap: { addr: 'arena', length: '3p' } }] },
  {
    id: 'munmap-middle',
    doing: 'Unmapping the middle of a mapping',
    steps: [
      { munmap: { addr: 'arena+1p', length: '1p' } },
      { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
    ],
  },
  {
    id: 'replace',
    doing: 'Replacing a page of a mapping by MAP_FIXED',
    steps: [
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { store: 'arena+1p', value: 0xff },
    ],
  },
  {
    id: 'mprotect-none',
    doing: 'Making a page of a mapping PROT_NONE',
    steps: [
      { mprotect: { addr: 'arena+1p', length: '1p', prot: 'none' } },
      { load: 'arena+1p', faults: 'SIGSEGV' },
    ],
  },
  {
    id: 'mprotect-executable',
    doing: 'Making a page of a mapping executable',
    steps: [{ mprotect: { addr: 'arena+1p', length: '1p', prot: 'rwx' } }],
  },
  {
    id: 'move',
    doing: 'Moving a mapping by mremap',
    steps: [
      {
        mremap: {
          addr: 'arena',
          oldLength: '3p',
          newLength: '3p',
          flags: ['MAYMOVE', 'FIXED'],
          newAddr: 'arena+8p',
        },
      },
      { load: 'arena+9p', is: 2 },
    ],
  },
  {
    id: 'map-behind',
    doing: 'Mapping memory behind a mapping',
    steps: [
      { mmap: { addr: 'arena+3p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { store: 'arena+3p', value: 0xff },
    ],
  },
  {
    id: 'dontneed',
    doing: 'Discarding the pages of a mapping by MADV_DONTNEED',
    steps: [{ madvise: { addr: 'arena', length: '3p', advice: 'DONTNEED' } }],
  },
];

const directions = types.flatMap(({ id: type, name, letter, flags }) =>
  changes.flatMap(({ id, doing, steps }): readonly Case[] => [
    {
      id: `fork/independence/child-${id}-${type}`,
      title: `${doing} in the child leaves the parent's ${name} mapping as it was`,
      clauses: ['fork.maps_independent'],
      steps: [...mapped(flags), { fork: steps, meanwhile: asBefore(letter) }, ...asBefore(letter)],
    },
    {
      id: `fork/independence/parent-${id}-${type}`,
      title: `${doing} in the parent leaves the child's ${name} mapping as it was`,
      clauses: ['fork.maps_independent'],
      steps: [...mapped(flags), { fork: [], meanwhile: steps, after: asBefore(letter) }],
    },
  ]),
);

export const independence = suite({
  name: 'fork/independence',
  title: "one process's changes to its mappings are not the other's",
  cases: [
    ...directions,
    {
      id: 'fork/independence/child-mprotect-more',
      title: 'A page that a child made writable for itself cannot be stored to by its parent',
      clauses: ['fork.maps_independent'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        {
          fork: [{ mprotect: { addr: 'arena', length: '1p', prot: 'rw' } }, { store: 'arena', value: 1 }],
          meanwhile: [{ store: 'arena', value: 2, faults: 'SIGSEGV' }],
        },
        { load: 'arena', is: 1 },
      ],
    },
    {
      id: 'fork/independence/parent-mprotect-more',
      title: 'A page that a parent made writable after fork cannot be stored to by its child',
      clauses: ['fork.maps_independent'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        {
          fork: [{ load: 'arena', is: 0 }],
          meanwhile: [
            { mprotect: { addr: 'arena', length: '1p', prot: 'rw' } },
            { store: 'arena', value: 1 },
          ],
          after: [
            { load: 'arena', is: 1 },
            { store: 'arena', value: 2, faults: 'SIGSEGV' },
          ],
        },
      ],
    },
    {
      id: 'fork/independence/new-in-child',
      title: 'Shared anonymous memory that a child maps after fork is not in its parent',
      clauses: ['fork.maps_independent'],
      steps: [
        {
          fork: [
            { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
            { store: 'arena', value: 1 },
          ],
          meanwhile: [{ load: 'arena', faults: 'SIGSEGV' }],
        },
        { load: 'arena', faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'fork/independence/new-in-both',
      title: 'Parent and child can map different memory at one address after fork',
      clauses: ['fork.maps_independent'],
      steps: [
        {
          fork: [
            { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
            { store: 'arena', value: 1 },
          ],
          meanwhile: [
            { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
            { load: 'arena', is: 0 },
            { store: 'arena', value: 2 },
          ],
          after: [{ load: 'arena', is: 1 }],
        },
        { load: 'arena', is: 2 },
      ],
    },
    {
      id: 'fork/independence/close-in-child',
      title:
        "A child's close and unmapping of a shared file mapping leave its parent's mapping connected to the file",
      clauses: ['fork.maps_independent'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { fork: [{ close: 'f' }, { munmap: { addr: 'arena', length: '1p' } }] },
        { store: 'arena', value: 0xff },
        { pread: 'f', offset: 0, length: 1, content: { value: 0xff } },
      ],
    },
    {
      id: 'fork/independence/lock-in-child',
      title: 'What a child locks is not locked in its parent',
      clauses: ['fork.maps_independent'],
      steps: [
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        {
          fork: [{ mlock: { addr: 'arena', length: '2p' } }, { status: 'VmLck', is: '2p' }],
          meanwhile: [
            { status: 'VmLck', is: 0 },
            { smaps: 'arena', vmFlags: { lacks: ['lo'] } },
          ],
        },
      ],
    },
    {
      id: 'fork/independence/lock-in-parent',
      title: 'What a parent locks after fork is not locked in its child',
      clauses: ['fork.maps_independent'],
      steps: [
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        {
          fork: [],
          meanwhile: [{ mlock: { addr: 'arena', length: '2p' } }, { status: 'VmLck', is: '2p' }],
          after: [
            { status: 'VmLck', is: 0 },
            { smaps: 'arena', vmFlags: { lacks: ['lo'] } },
          ],
        },
      ],
    },
    {
      id: 'fork/independence/child-exits',
      title: "A child's end takes nothing from its parent's mappings",
      clauses: ['fork.maps_independent'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { store: 'arena', value: 1 },
        { store: 'arena+1p', value: 2 },
        { fork: [{ load: 'arena' }, { load: 'arena+1p' }, { load: 'arena+2p' }] },
        { load: 'arena', is: 1 },
        { load: 'arena+1p', is: 2 },
        { contents: { addr: 'arena+2p', length: '1p', pattern: 0 } },
        { fill: { addr: 'arena', length: '3p', value: 3 } },
      ],
    },
  ],
});
