/** MAP_DENYWRITE: once it kept everybody from writing to the mapped file. It is ignored. */
import { type Case, type Step, suite } from '../case.ts';
import { ANONYMOUS_KINDS } from './memory-kinds.ts';

const types = ['PRIVATE', 'SHARED'] as const;

/** Who has the file open for writing when it is mapped by a descriptor for reading. */
const objects: readonly { name: string; what: string; fixtures: readonly Step[] }[] = [
  {
    name: 'file',
    what: 'a file',
    fixtures: [
      { file: 'f', size: '2p', content: 'pattern' },
      { open: 'g', of: 'f', mode: 'rdonly' },
    ],
  },
  {
    name: 'tmpfs',
    what: 'a file on tmpfs',
    fixtures: [
      { file: 'f', size: '2p', content: 'pattern', on: 'tmpfs' },
      { open: 'g', of: 'f', mode: 'rdonly' },
    ],
  },
  {
    name: 'memfd',
    what: 'a memfd',
    fixtures: [
      { memfd: 'f', size: '2p', content: 'pattern' },
      { dup: 'f', as: 'g' },
    ],
  },
];

export const denywrite = suite({
  name: 'flags/denywrite',
  title: 'MAP_DENYWRITE',
  cases: [
    ...objects.flatMap(({ name, what, fixtures }) =>
      types.map(
        (type): Case => ({
          id: `flags/denywrite/open-for-writing-${name}-${type.toLowerCase()}`,
          title: `MAP_${type}|MAP_DENYWRITE of ${what} that is open for writing succeeds`,
          clauses: ['mmap.flags.denywrite.ignored', 'mmap.errors.etxtbsy.denywrite'],
          steps: [
            ...fixtures,
            {
              mmap: { length: '2p', prot: 'r', flags: [type, 'DENYWRITE'], fd: 'g' },
              as: 'a',
              historical: { documented: 'ETXTBSY, as the file is open for writing', since: '1.3.24' },
            },
            { contents: { addr: 'a', length: '2p', pattern: 0 } },
          ],
        }),
      ),
    ),
    {
      id: 'flags/denywrite/later-writer',
      title: 'A file that is mapped by MAP_DENYWRITE can be opened for writing, written, and truncated',
      clauses: ['mmap.flags.denywrite.ignored'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED', 'DENYWRITE'], fd: 'f' }, as: 'a' },
        { open: 'g', of: 'f', mode: 'wronly' },
        { pwrite: 'g', offset: 0, length: '1p', content: { value: 0x5a } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
        { contents: { addr: 'a+1p', length: '1p', pattern: '1p' } },
        { ftruncate: 'g', to: '1p' },
        { load: 'a+1p', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'flags/denywrite/writable',
      title: 'A writable shared mapping of MAP_DENYWRITE writes to the file',
      clauses: ['mmap.flags.denywrite.ignored'],
      steps: [
        { file: 'f', size: '1p' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'DENYWRITE'], fd: 'f' }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        { pread: 'f', offset: 0, length: '1p', content: { value: 0x5a } },
      ],
    },
    {
      id: 'flags/denywrite/vmflags',
      title: 'MAP_DENYWRITE does not show in the flags of the mapping',
      clauses: ['mmap.flags.denywrite.ignored', 'proc.smaps.dw_gone'],
      steps: [
        { file: 'f', size: '1p' },
        {
          mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['PRIVATE', 'DENYWRITE', 'FIXED'], fd: 'f' },
          as: 'a',
        },
        {
          smaps: 'a',
          size: '1p',
          vmFlags: { has: ['rd', 'mr', 'mw', 'me'], lacks: ['dw', 'wr', 'ex', 'lo'] },
          historical: { documented: 'dw marks a mapping that keeps the file from being written' },
        },
      ],
    },
    ...ANONYMOUS_KINDS.map(
      ({ kind, what, flags }): Case => ({
        id: `flags/denywrite/${kind}`,
        title: `MAP_DENYWRITE is ignored for ${what}`,
        clauses: ['mmap.flags.denywrite.ignored'],
        steps: [
          {
            mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: [...flags, 'DENYWRITE', 'FIXED'] },
            as: 'a',
          },
          { smaps: 'a', size: '1p', vmFlags: { has: ['rd', 'wr'], lacks: ['dw', 'ex', 'lo'] } },
          { fill: { addr: 'a', length: '1p', value: 0x5a } },
          { contents: { addr: 'a', length: '1p', value: 0x5a } },
        ],
      }),
    ),
  ],
});
