/**
 * Who sees whose stores after fork. Shared mappings stay shared, in both directions and also on pages that nobody had touched before;
 * private ones go separate ways, in both directions, whatever had happened to the page before: stored to, only read, never touched.
 */
import { type Case, type Step, suite } from '../case.ts';
import { type Kind, mapped, privateKinds, sharedKinds } from './kinds.ts';

const more: readonly Kind[] = [
  {
    id: 'shared-dev-zero',
    name: 'a shared mapping of /dev/zero',
    object: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f' },
    fresh: [{ value: 0 }, { value: 0 }],
    shown: { letter: 's', backing: 'dev-zero', offset: 0 },
  },
  {
    id: 'shared-tmpfs',
    name: 'a shared mapping of a file on tmpfs',
    object: [{ file: 'f', size: '3p', content: 'pattern', on: 'tmpfs' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: [{ pattern: '1p' }, { pattern: '2p' }],
    shown: { letter: 's', backing: 'file', offset: '1p' },
  },
];

const seen = (first: number, last: number): readonly Step[] => [
  { load: 'arena', is: first },
  { load: 'arena+2p-1', is: last },
];

const shared = [...sharedKinds, ...more].flatMap((kind): readonly Case[] => [
  {
    id: `fork/sharing/child-stores-${kind.id}`,
    title: `The parent sees what a child stores in ${kind.name}, at once and after the child's end`,
    clauses: ['fork.sharing_type'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x11 },
      {
        fork: [
          { store: 'arena', value: 0x22 },
          { store: 'arena+2p-1', value: 0x33 },
        ],
        meanwhile: seen(0x22, 0x33),
      },
      ...seen(0x22, 0x33),
    ],
  },
  {
    id: `fork/sharing/parent-stores-${kind.id}`,
    title: `A child sees what its parent stores in ${kind.name} after fork`,
    clauses: ['fork.sharing_type'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x11 },
      {
        fork: [{ load: 'arena', is: 0x11 }],
        meanwhile: [
          { store: 'arena', value: 0x22 },
          { store: 'arena+2p-1', value: 0x33 },
        ],
        after: seen(0x22, 0x33),
      },
    ],
  },
]);

/** One page of each history: stored to, and read. What only one process touches after fork is a case of its own. */
const before = (kind: Kind): readonly Step[] => [
  ...mapped(kind),
  { store: 'arena', value: 0x11 },
  { contents: { addr: 'arena+1p', length: 16, ...kind.fresh[1] } },
];
const asBefore = (kind: Kind): readonly Step[] => [
  { load: 'arena', is: 0x11 },
  { contents: { addr: 'arena+1p', length: '1p', ...kind.fresh[1] } },
];
const stores: readonly Step[] = [
  { store: 'arena', value: 0x22 },
  { store: 'arena+1p', value: 0xff },
  { store: 'arena+2p-1', value: 0xfe },
];
const stored: readonly Step[] = [
  { load: 'arena', is: 0x22 },
  { load: 'arena+1p', is: 0xff },
  { load: 'arena+2p-1', is: 0xfe },
];
const untouchedStore: Step = { store: 'arena+2p-1', value: 0xff };
const untouched = (kind: Kind): Step => ({ contents: { addr: 'arena+1p', length: '1p', ...kind.fresh[1] } });

const separate = privateKinds.flatMap((kind): readonly Case[] => [
  {
    id: `fork/sharing/child-stores-${kind.id}`,
    title: `The parent does not see what a child stores in ${kind.name}, on pages stored to or read before`,
    clauses: ['fork.sharing_type'],
    steps: [...before(kind), { fork: stores, meanwhile: asBefore(kind), after: stored }, ...asBefore(kind)],
  },
  {
    id: `fork/sharing/parent-stores-${kind.id}`,
    title: `A child does not see what its parent stores in ${kind.name}, on pages stored to or read before`,
    clauses: ['fork.sharing_type'],
    steps: [...before(kind), { fork: [], meanwhile: stores, after: asBefore(kind) }, ...stored],
  },
  {
    id: `fork/sharing/child-first-${kind.id}`,
    title: `The parent does not see what a child is the first to store in ${kind.name}`,
    clauses: ['fork.sharing_type'],
    steps: [...mapped(kind), { fork: [untouchedStore], meanwhile: [untouched(kind)] }, untouched(kind)],
  },
  {
    id: `fork/sharing/parent-first-${kind.id}`,
    title: `A child does not see what its parent is the first to store in ${kind.name} after fork`,
    clauses: ['fork.sharing_type'],
    steps: [...mapped(kind), { fork: [], meanwhile: [untouchedStore], after: [untouched(kind)] }],
  },
  {
    id: `fork/sharing/both-store-${kind.id}`,
    title: `Parent and child both store in ${kind.name}, and each keeps its own value`,
    clauses: ['fork.sharing_type'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x11 },
      {
        fork: [{ store: 'arena', value: 0x22 }],
        meanwhile: [{ store: 'arena', value: 0x33 }],
        after: [
          { load: 'arena', is: 0x22 },
          { store: 'arena', value: 0x44 },
        ],
      },
      { load: 'arena', is: 0x33 },
    ],
  },
]);

const objects: readonly { id: string; name: string; object: Step }[] = [
  { id: 'file', name: 'a file', object: { file: 'f', size: '2p', content: 'pattern' } },
  { id: 'memfd', name: 'a memfd', object: { memfd: 'f', size: '2p', content: 'pattern' } },
];

const backed = objects.flatMap(({ id, name, object }): readonly Case[] => [
  {
    id: `fork/sharing/private-not-in-${id}`,
    title: `What a child stores in a private mapping of ${name} reaches neither the object nor a shared mapping of it`,
    clauses: ['fork.sharing_type', 'mmap.flags.private.not_visible'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { fork: [{ fill: { addr: 'arena', length: 16, value: 0xff } }] },
      { pread: 'f', offset: 0, length: 16, content: { pattern: 0 } },
      { contents: { addr: 'arena+1p', length: 16, pattern: 0 } },
    ],
  },
  {
    id: `fork/sharing/shared-in-${id}`,
    title: `What a child stores in a shared mapping of ${name} is in the object after the child's end`,
    clauses: ['fork.sharing_type', 'mmap.flags.shared.reaches_file'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { fork: [{ fill: { addr: 'arena+1p', length: 16, value: 0xff } }] },
      { pread: 'f', offset: '1p', length: 16, content: { value: 0xff } },
    ],
  },
  {
    id: `fork/sharing/child-maps-${id}`,
    title: `The parent sees what a child stores in a shared mapping of ${name} that the child made for itself`,
    clauses: ['mmap.flags.shared.visible_to_others'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { load: 'arena+1p' },
      {
        fork: [
          { open: 'g', of: 'f', mode: 'rdwr' },
          { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g', offset: '1p' }, as: 'b' },
          { store: 'b', value: 0xff },
        ],
        meanwhile: [{ load: 'arena+1p', is: 0xff }],
      },
      { load: 'arena+1p', is: 0xff },
    ],
  },
  {
    id: `fork/sharing/child-writes-${id}`,
    title: `The parent's shared mapping of ${name} shows what a child writes by pwrite`,
    clauses: ['mmap.flags.shared.sees_write2'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { load: 'arena+1p' },
      {
        fork: [{ pwrite: 'f', offset: '1p', length: 16, content: { value: 0xff } }],
        meanwhile: [{ contents: { addr: 'arena+1p', length: 16, value: 0xff } }],
      },
    ],
  },
  {
    id: `fork/sharing/child-truncates-${id}`,
    title: `Pages that a child cuts off ${name} raise SIGBUS in its parent, which had touched them`,
    clauses: ['mmap.signal.sigbus.shrink_under_map'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      { store: 'arena', value: 0x5a },
      { store: 'arena+1p', value: 0x5a },
      {
        fork: [{ ftruncate: 'f', to: '1p' }],
        meanwhile: [
          { load: 'arena+1p', faults: 'SIGBUS/BUS_ADRERR' },
          { load: 'arena', is: 0x5a },
        ],
      },
    ],
  },
  {
    id: `fork/sharing/parent-extends-${id}`,
    title: `A child can use pages of its mapping of ${name} that its parent brings within the object's end`,
    clauses: ['mmap.eof.extend_gives_access'],
    steps: [
      object,
      { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
      {
        fork: [{ load: 'arena+2p', faults: 'SIGBUS' }],
        meanwhile: [{ ftruncate: 'f', to: '3p' }],
        after: [
          { load: 'arena+2p', is: 0 },
          { store: 'arena+2p', value: 0x5a },
        ],
      },
      { load: 'arena+2p', is: 0x5a },
    ],
  },
]);

export const sharing = suite({
  name: 'fork/sharing',
  title: 'who sees whose stores after fork',
  cases: [
    ...shared,
    ...separate,
    ...backed,
    {
      id: 'fork/sharing/dev-zero-shared',
      title: 'A shared mapping of /dev/zero is shared with a child and with no other mapping of /dev/zero',
      clauses: ['mmap.object.dev_zero_shared'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { fork: [{ store: 'arena', value: 42 }] },
        { load: 'arena', is: 42 },
        { load: 'arena+2p', is: 0 },
      ],
    },
    {
      id: 'fork/sharing/dev-zero-private',
      title: 'A private mapping of /dev/zero is not shared with a child',
      clauses: ['fork.sharing_type'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { fork: [{ store: 'arena', value: 42 }] },
        { load: 'arena', is: 0 },
      ],
    },
    {
      id: 'fork/sharing/anonymous-objects',
      title: 'Each shared anonymous mapping is shared with the child, and with no other one',
      clauses: ['mmap.flags.anonymous.shared', 'mmap.flags.anonymous.shared_distinct'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        {
          fork: [{ store: 'arena', value: 1 }],
          meanwhile: [
            { load: 'arena', is: 1 },
            { load: 'arena+1p', is: 0 },
            { store: 'arena+1p', value: 2 },
          ],
          after: [
            { load: 'arena', is: 1 },
            { load: 'arena+1p', is: 2 },
          ],
        },
      ],
    },
    {
      id: 'fork/sharing/read-only-in-child',
      title: "A child that made its shared mapping read-only still sees its parent's stores",
      clauses: ['fork.sharing_type'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        {
          fork: [{ mprotect: { addr: 'arena', length: '1p', prot: 'r' } }],
          meanwhile: [{ store: 'arena', value: 2 }],
          after: [
            { load: 'arena', is: 2 },
            { store: 'arena', value: 3, faults: 'SIGSEGV' },
          ],
        },
        { load: 'arena', is: 2 },
      ],
    },
    {
      id: 'fork/sharing/shared-made-writable',
      title: 'A shared mapping that was read-only at fork is shared when both processes make it writable',
      clauses: ['fork.sharing_type'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { load: 'arena', is: 0 },
        {
          fork: [{ mprotect: { addr: 'arena', length: '1p', prot: 'rw' } }, { store: 'arena', value: 1 }],
          meanwhile: [
            { load: 'arena', is: 1 },
            { mprotect: { addr: 'arena', length: '1p', prot: 'rw' } },
            { store: 'arena', value: 2 },
          ],
          after: [{ load: 'arena', is: 2 }],
        },
      ],
    },
    {
      id: 'fork/sharing/private-made-writable',
      title: 'A private mapping that was read-only at fork is private when both processes make it writable',
      clauses: ['fork.sharing_type'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        { mprotect: { addr: 'arena', length: '1p', prot: 'r' } },
        {
          fork: [{ mprotect: { addr: 'arena', length: '1p', prot: 'rw' } }, { store: 'arena', value: 2 }],
          meanwhile: [
            { load: 'arena', is: 1 },
            { mprotect: { addr: 'arena', length: '1p', prot: 'rw' } },
            { store: 'arena', value: 3 },
          ],
          after: [{ load: 'arena', is: 2 }],
        },
        { load: 'arena', is: 3 },
      ],
    },
    {
      id: 'fork/sharing/kernel-writes-private',
      title: 'What a system call of a child puts into private memory is not seen by its parent',
      clauses: ['fork.sharing_type'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena', length: 16, value: 0xff } },
        {
          fork: [
            { read: 'f', into: 'arena', length: 16, is: 16 },
            { contents: { addr: 'arena', length: 16, pattern: 0 } },
          ],
        },
        { contents: { addr: 'arena', length: 16, value: 0xff } },
      ],
    },
    {
      id: 'fork/sharing/kernel-writes-shared',
      title: 'What a system call of a child puts into shared memory is seen by its parent',
      clauses: ['fork.sharing_type'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { fork: [{ read: 'f', into: 'arena', length: 16, is: 16 }] },
        { contents: { addr: 'arena', length: 16, pattern: 0 } },
      ],
    },
    {
      id: 'fork/sharing/aliases',
      title:
        'Two shared mappings of one page are both shared with a child: each shows what is stored in the other',
      clauses: ['fork.sharing_type', 'mmap.flags.shared.two_mappings_alias'],
      steps: [
        { memfd: 'f', size: '1p' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          fork: [
            { store: 'arena', value: 1 },
            { load: 'arena+1p', is: 1 },
          ],
          meanwhile: [
            { load: 'arena+1p', is: 1 },
            { store: 'arena+1p', value: 2 },
          ],
          after: [{ load: 'arena', is: 2 }],
        },
      ],
    },
    {
      id: 'fork/sharing/second-child',
      title:
        'A second child finds in shared memory what the first stored there, and in private memory what the parent did',
      clauses: ['fork.sharing_type'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+1p', value: 1 },
        {
          fork: [
            { store: 'arena', value: 2 },
            { store: 'arena+1p', value: 2 },
          ],
        },
        {
          fork: [
            { load: 'arena', is: 2 },
            { load: 'arena+1p', is: 1 },
          ],
        },
      ],
    },
  ],
});
