/* ENODEV: the descriptor is that of an object that cannot be mapped, whatever the type of the mapping. */
import { type Case, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Special } from '../vocabulary.ts';
import { TYPE_ID, TYPE_SINCE, TYPES } from './mapping-type.ts';

type Row = readonly [id: string, shown: string, clause: ClauseId, fixture: Step, needs?: Case['needs']];

const special = (type: Special): Step => ({ special: 'f', type });
const read = (of: `/${string}` | 'scratch'): Step => ({ open: 'f', of, mode: 'rdonly' });

const OBJECTS: readonly Row[] = [
  ['directory', 'a directory', 'mmap.errors.enodev.directory', read('scratch'), ['scratch']],
  ['root-directory', 'the root directory', 'mmap.errors.enodev.directory', read('/')],
  [
    'proc-directory',
    'a directory of procfs',
    'mmap.errors.enodev.directory',
    read('/proc/self'),
    ['proc-maps'],
  ],
  ['pipe', 'the read end of a pipe', 'mmap.errors.enodev.pipe_fifo', { pipe: ['f', 'g'] }],
  ['fifo', 'a FIFO', 'mmap.errors.enodev.pipe_fifo', special('fifo'), ['scratch']],
  ['socket-unix', 'a UNIX domain socket', 'mmap.errors.enodev.socket', special('socket-unix')],
  ['socket-udp', 'a UDP socket', 'mmap.errors.enodev.socket', special('socket-udp')],
  ['eventfd', 'an eventfd', 'mmap.errors.enodev.anon_inodes', special('eventfd')],
  ['epoll', 'an epoll instance', 'mmap.errors.enodev.anon_inodes', special('epoll')],
  ['inotify', 'an inotify instance', 'mmap.errors.enodev.anon_inodes', special('inotify')],
  ['signalfd', 'a signalfd', 'mmap.errors.enodev.anon_inodes', special('signalfd')],
  ['timerfd', 'a timerfd', 'mmap.errors.enodev.anon_inodes', special('timerfd')],
  ['dev-null', '/dev/null', 'mmap.errors.enodev.char_devices', read('/dev/null')],
  ['dev-full', '/dev/full', 'mmap.errors.enodev.char_devices', read('/dev/full')],
  ['dev-urandom', '/dev/urandom', 'mmap.errors.enodev.char_devices', read('/dev/urandom')],
  ['proc-limits', '/proc/self/limits', 'mmap.errors.enodev.proc_seq_files', read('/proc/self/limits')],
  [
    'proc-pagemap',
    '/proc/self/pagemap',
    'mmap.errors.enodev.proc_seq_files',
    read('/proc/self/pagemap'),
    ['pagemap'],
  ],
  [
    'proc-status',
    '/proc/self/status',
    'mmap.errors.enodev.proc_seq_files',
    read('/proc/self/status'),
    ['vm-size'],
  ],
];

const objects = OBJECTS.flatMap(([id, shown, clause, fixture, needs = []]) =>
  TYPES.map(
    (type): Case => ({
      id: `errors/enodev/${id}-${TYPE_ID[type]}`,
      title: `MAP_${type} of ${shown} fails, readable or without any access`,
      clauses: [clause],
      needs,
      ...TYPE_SINCE[type],
      steps: [
        fixture,
        { mmap: { length: '1p', prot: 'r', flags: [type], fd: 'f' }, fails: 'ENODEV' },
        { mmap: { length: '1p', prot: 'none', flags: [type], fd: 'f' }, fails: 'ENODEV' },
      ],
    }),
  ),
);

/** Objects that a descriptor reads and writes: a mapping that writes does not do better. */
const WRITABLE: readonly Row[] = [
  ['fifo', 'a FIFO', 'mmap.errors.enodev.pipe_fifo', special('fifo'), ['scratch']],
  ['socket-unix', 'a UNIX domain socket', 'mmap.errors.enodev.socket', special('socket-unix')],
  ['eventfd', 'an eventfd', 'mmap.errors.enodev.anon_inodes', special('eventfd')],
  ['dev-null', '/dev/null', 'mmap.errors.enodev.char_devices', { open: 'f', of: '/dev/null', mode: 'rdwr' }],
];

const writable = WRITABLE.map(
  ([id, shown, clause, fixture, needs = []]): Case => ({
    id: `errors/enodev/${id}-writable`,
    title: `A writable mapping of ${shown} fails, shared or private`,
    clauses: [clause],
    needs,
    steps: [
      fixture,
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'ENODEV' },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, fails: 'ENODEV' },
    ],
  }),
);

export const enodev = suite({
  name: 'errors/enodev',
  title: 'ENODEV: the object cannot be mapped',
  cases: [
    ...objects,
    ...writable,
    {
      id: 'errors/enodev/proc-meminfo',
      title:
        '/proc/meminfo cannot be mapped: the errno is ENODEV, or EIO where the file has no such operation at all',
      clauses: ['mmap.errors.enodev.proc_seq_files'],
      needs: ['proc-maps'],
      steps: [
        read('/proc/meminfo'),
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, fails: ['ENODEV', 'EIO'] },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, fails: ['ENODEV', 'EIO'] },
      ],
    },
    {
      id: 'errors/enodev/socket-tcp',
      title: 'What mapping a TCP socket does is told nowhere; Linux allows it for reading',
      clauses: ['mmap.errors.enodev.socket'],
      steps: [
        special('socket-tcp'),
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, observed: true },
      ],
    },
    {
      id: 'errors/enodev/dev-zero',
      title: '/dev/zero is the character device that can be mapped, private and shared',
      clauses: ['mmap.object.dev_zero_private', 'mmap.object.dev_zero_shared'],
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
        { store: 'a', value: 0x5a },
        { contents: { addr: 'b', length: '1p', value: 0 } },
      ],
    },
    {
      id: 'errors/enodev/anonymous-ignores',
      title: 'With MAP_ANONYMOUS the descriptor of what cannot be mapped does no harm',
      clauses: ['mmap.fd.anon_ignored'],
      steps: [
        special('eventfd'),
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', value: 0 } },
      ],
    },
    {
      id: 'errors/enodev/fixed-keeps-old',
      title: 'MAP_FIXED that fails with ENODEV leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.errors.enodev.anon_inodes'],
      steps: [
        special('eventfd'),
        {
          mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        {
          mmap: { addr: 'a', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' },
          fails: 'ENODEV',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
  ],
});
