/*
 * ENFILE: the system's table of open files is full, and the mapping needs an internal file. That takes a change of fs.file-max; what can be
 * said without is that the limit of the process, RLIMIT_NOFILE, is none of mmap's business: no mapping uses a descriptor of its own.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';

type Kind = Omit<MmapArguments, 'length' | 'prot'>;

const ROWS: readonly (readonly [
  id: string,
  shown: string,
  clause: ClauseId,
  first: readonly Step[],
  kind: Kind,
])[] = [
  [
    'private-anonymous',
    'private anonymous memory',
    'mmap.call.creates_mapping',
    [],
    { flags: ['PRIVATE', 'ANONYMOUS'] },
  ],
  [
    'shared-anonymous',
    'shared anonymous memory',
    'mmap.flags.anonymous.shared',
    [],
    { flags: ['SHARED', 'ANONYMOUS'] },
  ],
  [
    'file',
    'a file',
    'mmap.call.creates_mapping',
    [{ file: 'f', size: '1p' }],
    { flags: ['SHARED'], fd: 'f' },
  ],
  [
    'dev-zero',
    '/dev/zero, shared',
    'mmap.object.dev_zero_shared',
    [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    { flags: ['SHARED'], fd: 'f' },
  ],
];

export const enfile = suite({
  name: 'errors/enfile',
  title: 'ENFILE: too many files are open in the whole system',
  cases: ROWS.map(
    ([id, shown, clause, first, kind]): Case => ({
      id: `errors/enfile/no-descriptor-left-${id}`,
      title: `A process that may not open any further descriptor can map ${shown}`,
      clauses: [clause],
      steps: [
        ...first,
        { rlimit: 'NOFILE', soft: 0 },
        { mmap: { length: '1p', prot: 'rw', ...kind }, as: 'a' },
        { store: 'a', value: 0x5a },
        { load: 'a', is: 0x5a },
      ],
    }),
  ),
});
