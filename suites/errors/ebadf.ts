/* EBADF: without MAP_ANONYMOUS the descriptor must be one that is open; with it, it is not looked at. */
import { type Case, type Fd, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import { TYPE_ID, TYPE_SINCE, TYPES } from './mapping-type.ts';

interface Descriptor {
  id: string;
  shown: string;
  first: readonly Step[];
  fd: Fd | number;
  clause: ClauseId;
}

const BAD: readonly Descriptor[] = [
  { id: 'minus-one', shown: 'descriptor -1', first: [], fd: -1, clause: 'mmap.fd.ebadf' },
  { id: 'at-fdcwd', shown: 'descriptor -100 (AT_FDCWD)', first: [], fd: -100, clause: 'mmap.fd.ebadf' },
  { id: 'million', shown: 'descriptor 1000000', first: [], fd: 1000000, clause: 'mmap.fd.ebadf' },
  { id: 'int-max', shown: 'descriptor 2147483647', first: [], fd: 2147483647, clause: 'mmap.fd.ebadf' },
  {
    id: 'closed',
    shown: 'a descriptor that was closed',
    first: [{ file: 'f', size: '1p' }, { close: 'f' }],
    fd: 'f',
    clause: 'mmap.fd.ebadf',
  },
  {
    id: 'opath',
    shown: 'an O_PATH descriptor',
    first: [
      { file: 'g', size: '1p' },
      { open: 'f', of: 'g', mode: 'rdonly', with: ['PATH'] },
    ],
    fd: 'f',
    clause: 'mmap.fd.opath_ebadf',
  },
];

const bad = BAD.flatMap(({ id, shown, first, fd, clause }) =>
  TYPES.map(
    (type): Case => ({
      id: `errors/ebadf/${id}-${TYPE_ID[type]}`,
      title: `MAP_${type} of ${shown} fails`,
      clauses: [clause],
      ...TYPE_SINCE[type],
      steps: [...first, { mmap: { length: '1p', prot: 'r', flags: [type], fd }, fails: 'EBADF' }],
    }),
  ),
);

/** What MAP_ANONYMOUS does not look at: also a descriptor that would be refused for what it is. */
const IGNORED: readonly Omit<Descriptor, 'clause'>[] = [
  ...BAD,
  {
    id: 'wronly',
    shown: 'a descriptor open for writing only',
    first: [{ file: 'f', size: '1p', content: 'pattern', mode: 'wronly' }],
    fd: 'f',
  },
  {
    id: 'file',
    shown: 'the descriptor of a file',
    first: [{ file: 'f', size: '1p', content: 'pattern' }],
    fd: 'f',
  },
  { id: 'pipe', shown: 'the descriptor of a pipe', first: [{ pipe: ['f', 'g'] }], fd: 'f' },
];

const ignored = IGNORED.flatMap(({ id, shown, first, fd }) =>
  (['PRIVATE', 'SHARED'] as const).map(
    (type): Case => ({
      id: `errors/ebadf/anonymous-${id}-${TYPE_ID[type]}`,
      title: `MAP_${type}|MAP_ANONYMOUS with ${shown} is zeroed memory that may be written to`,
      clauses: ['mmap.fd.anon_ignored'],
      steps: [
        ...first,
        { mmap: { length: '1p', prot: 'rw', flags: [type, 'ANONYMOUS'], fd }, as: 'a' },
        { contents: { addr: 'a', length: '1p', value: 0 } },
        { store: 'a', value: 0x5a },
      ],
    }),
  ),
);

export const ebadf = suite({
  name: 'errors/ebadf',
  title: 'EBADF: the descriptor is none that is open',
  cases: [
    ...bad,
    ...ignored,
    {
      id: 'errors/ebadf/dup-of-closed',
      title:
        'A duplicate is mapped after the descriptor that it was made of was closed, which itself is bad then',
      clauses: ['mmap.fd.ebadf'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { dup: 'f', as: 'g' },
        { close: 'f' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, fails: 'EBADF' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'g' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'errors/ebadf/fixed-keeps-old',
      title: 'MAP_FIXED that fails with EBADF leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.fd.ebadf'],
      steps: [
        {
          mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        {
          mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: -1 },
          fails: 'EBADF',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
  ],
});
