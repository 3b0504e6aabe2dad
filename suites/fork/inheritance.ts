/**
 * What a child finds after fork: every mapping where it was, with its contents, its protection, its object and offset, and nothing where
 * nothing was. What lies next to the mappings is the arena, PROT_NONE in both processes.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access } from '../vocabulary.ts';
import { kinds, mapped } from './kinds.ts';

const contents = kinds.map(
  (kind): Case => ({
    id: `fork/inheritance/contents-${kind.id}`,
    title: `A child has ${kind.name} at the same address, of the same length, with what was stored there before`,
    clauses: ['fork.mappings_preserved'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x5a },
      { store: 'arena+2p-1', value: 0xa5 },
      {
        fork: [
          { load: 'arena', is: 0x5a },
          { contents: { addr: 'arena+1p', length: '1p-1', ...kind.fresh[1] } },
          { load: 'arena+2p-1', is: 0xa5 },
          { load: 'arena-1', faults: 'SIGSEGV' },
          { load: 'arena+2p', faults: 'SIGSEGV' },
        ],
      },
    ],
  }),
);

const untouched = kinds.map(
  (kind): Case => ({
    id: `fork/inheritance/untouched-${kind.id}`,
    title: `A child that is the first to touch ${kind.name} finds the bytes that it began with`,
    clauses: ['fork.mappings_preserved'],
    steps: [
      ...mapped(kind),
      {
        fork: [
          { contents: { addr: 'arena', length: '1p', ...kind.fresh[0] } },
          { contents: { addr: 'arena+1p', length: '1p', ...kind.fresh[1] } },
        ],
      },
    ],
  }),
);

const shown = kinds.map(
  (kind): Case => ({
    id: `fork/inheritance/maps-${kind.id}`,
    title: `The child's maps show ${kind.name} with the permissions, the object and the offset that it had`,
    clauses: ['fork.mappings_preserved'],
    steps: [
      ...mapped(kind),
      {
        fork: [
          {
            maps: 'arena',
            length: '2p',
            perms: `rw-${kind.shown.letter}`,
            backing: kind.shown.backing,
            offset: kind.shown.offset,
          },
        ],
      },
    ],
  }),
);

interface Protection {
  prot: Access;
  name: string;
  perms: string;
  load: Step;
  store: Step;
}

const protections: readonly Protection[] = [
  {
    prot: 'none',
    name: 'PROT_NONE',
    perms: '---',
    load: { load: 'arena', faults: 'SIGSEGV' },
    store: { store: 'arena+2p-1', value: 1, faults: 'SIGSEGV' },
  },
  {
    prot: 'r',
    name: 'read-only',
    perms: 'r--',
    load: { load: 'arena' },
    store: { store: 'arena+2p-1', value: 1, faults: 'SIGSEGV' },
  },
  {
    prot: 'rw',
    name: 'writable',
    perms: 'rw-',
    load: { load: 'arena' },
    store: { store: 'arena+2p-1', value: 1 },
  },
];

const protection = protections.flatMap(({ prot, name, perms, load, store }) =>
  kinds.map(
    (kind): Case => ({
      id: `fork/inheritance/prot-${prot}-${kind.id}`,
      title: `What is ${name} before fork is ${name} in the child: ${kind.name}`,
      clauses: ['fork.mappings_preserved'],
      steps: [
        ...mapped(kind, prot),
        { fork: [load, store, { maps: 'arena', length: '2p', perms: `${perms}${kind.shown.letter}` }] },
      ],
    }),
  ),
);

/** The protection that a page was first mapped with, and the one that mprotect gave it before fork. */
const changes: readonly { id: string; title: string; from: Access; to: Access; in: readonly Step[] }[] = [
  {
    id: 'made-read-only',
    title: 'A page that mprotect made read-only keeps its contents in the child, which cannot store there',
    from: 'rw',
    to: 'r',
    in: [
      { load: 'arena', is: 0x5a },
      { store: 'arena', value: 1, faults: 'SIGSEGV' },
      { load: 'arena', is: 0x5a },
    ],
  },
  {
    id: 'made-inaccessible',
    title:
      'A page that mprotect made PROT_NONE cannot be read in the child, whose mprotect brings its contents back',
    from: 'rw',
    to: 'none',
    in: [
      { load: 'arena', faults: 'SIGSEGV' },
      { mprotect: { addr: 'arena', length: '1p', prot: 'r' } },
      { load: 'arena', is: 0x5a },
    ],
  },
  {
    id: 'made-executable',
    title: 'Code on a page that mprotect made executable runs in the child',
    from: 'rw',
    to: 'rx',
    in: [{ execute: 'arena+64' }, { store: 'arena', value: 1, faults: 'SIGSEGV' }],
  },
];

const changed = changes.map(
  (change): Case => ({
    id: `fork/inheritance/${change.id}`,
    title: change.title,
    clauses: ['fork.mappings_preserved'],
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot: change.from, flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { store: 'arena', value: 0x5a },
      { plant: 'arena+64' },
      { mprotect: { addr: 'arena', length: '1p', prot: change.to } },
      { fork: [...change.in, { store: 'arena+1p', value: 1 }] },
    ],
  }),
);

export const inheritance = suite({
  name: 'fork/inheritance',
  title: 'what a child finds where its parent had mappings',
  cases: [
    ...contents,
    ...untouched,
    ...shown,
    ...protection,
    ...changed,
    {
      id: 'fork/inheritance/code-memfd',
      title: 'The code of an executable mapping of a memfd runs in the child',
      clauses: ['fork.mappings_preserved'],
      steps: [
        { memfd: 'f', size: '2p', content: 'code' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rx', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { fork: [{ execute: 'arena' }, { execute: 'arena+1p' }] },
      ],
    },
    {
      id: 'fork/inheritance/code-not-executable',
      title: 'What is not executable before fork does not run in the child',
      clauses: ['fork.mappings_preserved'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { plant: 'arena' },
        { fork: [{ execute: 'arena', faults: 'SIGSEGV' }] },
      ],
    },
    {
      id: 'fork/inheritance/hole',
      title: 'A hole in the middle of a mapping is a hole in the child, with both ends usable',
      clauses: ['fork.mappings_preserved'],
      steps: [
        { mmap: { addr: 'arena', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena+1p-1', value: 1 },
        { store: 'arena+2p', value: 2 },
        { munmap: { addr: 'arena+1p', length: '1p' } },
        {
          fork: [
            { load: 'arena+1p-1', is: 1 },
            { load: 'arena+1p', faults: 'SIGSEGV/SEGV_MAPERR' },
            { load: 'arena+2p-1', faults: 'SIGSEGV/SEGV_MAPERR' },
            { load: 'arena+2p', is: 2 },
          ],
        },
      ],
    },
    {
      id: 'fork/inheritance/descriptor-closed',
      title: 'A shared mapping whose descriptor was closed is in the child, and its stores reach the file',
      clauses: ['fork.mappings_preserved', 'mmap.fd.close_keeps_mapping'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { open: 'g', of: 'f', mode: 'rdonly' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { close: 'f' },
        {
          fork: [{ contents: { addr: 'arena', length: '1p', pattern: 0 } }, { store: 'arena', value: 0xff }],
        },
        { pread: 'g', offset: 0, length: 1, content: { value: 0xff } },
      ],
    },
    {
      id: 'fork/inheritance/file-unlinked',
      title: 'A mapping of an unlinked file is in the child with the contents of the file',
      clauses: ['fork.mappings_preserved', 'mmap.fd.unlink_keeps_file'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { unlink: 'f' },
        { close: 'f' },
        {
          fork: [
            { contents: { addr: 'arena', length: '1p', pattern: 0 } },
            { maps: 'arena', perms: 'r--s', backing: 'deleted' },
          ],
        },
      ],
    },
    {
      id: 'fork/inheritance/beyond-eof',
      title: "Pages of a mapping that lie beyond its file's end raise SIGBUS in the child, too",
      clauses: ['fork.mappings_preserved', 'mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          fork: [
            { contents: { addr: 'arena', length: '1p', pattern: 0 } },
            { load: 'arena+1p', faults: 'SIGBUS/BUS_ADRERR' },
            { store: 'arena+2p-1', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
          ],
        },
      ],
    },
    {
      id: 'fork/inheritance/range-taken',
      title: 'The range of an inherited mapping is taken in the child: MAP_FIXED_NOREPLACE refuses it',
      clauses: ['fork.mappings_preserved', 'mmap.flags.fixed_noreplace.overlap'],
      since: '4.17',
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a+1p', value: 0x5a },
        {
          fork: [
            {
              mmap: {
                addr: 'a+1p',
                length: '1p',
                prot: 'rw',
                flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'],
              },
              fails: 'EEXIST',
            },
            { load: 'a+1p', is: 0x5a },
          ],
        },
      ],
    },
    {
      id: 'fork/inheritance/hint-taken',
      title: 'A child is not given the range of an inherited mapping when it asks for it by a hint',
      clauses: ['fork.mappings_preserved'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        {
          fork: [
            {
              mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
              as: 'b',
              notAt: 'a',
            },
            { load: 'b', is: 0 },
            { load: 'a', is: 0x5a },
          ],
        },
      ],
    },
    {
      id: 'fork/inheritance/unmapped-before',
      title: 'A mapping that was removed before fork is not in the child',
      clauses: ['fork.mappings_preserved', 'munmap.removes_mapping'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] } },
        { store: 'arena', value: 1 },
        { munmap: { addr: 'arena', length: '1p' } },
        { fork: [{ load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' }] },
      ],
    },
    {
      id: 'fork/inheritance/system-calls',
      title: 'System calls of the child can use inherited memory as they could before fork',
      clauses: ['fork.mappings_preserved'],
      steps: [
        { memfd: 'f', size: '1p' },
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        },
        { fill: { addr: 'arena', length: 16, value: 0x5a } },
        {
          fork: [
            { write: 'f', from: 'arena', length: 16, is: 16 },
            { read: 'f', into: 'arena+1p', length: 16, fails: 'EFAULT' },
            { pread: 'f', offset: 0, length: 16, content: { value: 0x5a } },
          ],
        },
      ],
    },
  ],
});
