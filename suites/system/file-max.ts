/**
 * fs.file-max: when more files are open in the whole system, a mapping that needs a file of its own, which the caller does not see, gives ENFILE. The
 * count is not exact (a part of it is kept by each processor), so that several hundred files are opened before the limit goes down.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';

/** More files than the limit, however few others are open. */
const FILES = 900;
const LIMIT = 200;

const limited: readonly Step[] = [
  { rlimit: 'NOFILE', soft: 1024 },
  { openMany: FILES },
  { setting: '/proc/sys/fs/file-max', to: LIMIT },
];
const reached: readonly Step[] = [...limited, { drop: 'SYS_ADMIN' }];

type Kind = Omit<MmapArguments, 'length'>;

/** What needs a file of its own. */
const needing: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  kind: Kind;
  needs?: readonly NeedName[];
}[] = [
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    fixtures: [],
    kind: { prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] },
  },
  {
    id: 'shared-anonymous-none',
    what: 'shared anonymous memory without access',
    fixtures: [],
    kind: { prot: 'none', flags: ['SHARED', 'ANONYMOUS'] },
  },
  {
    id: 'dev-zero-shared',
    what: '/dev/zero, shared',
    fixtures: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    kind: { prot: 'rw', flags: ['SHARED'], fd: 'f' },
  },
  {
    id: 'huge-pages',
    what: 'huge pages',
    fixtures: [],
    kind: { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB', 'NORESERVE'] },
    needs: ['huge-pages-listed'],
  },
];

/** What needs none. */
const others: readonly { id: string; what: string; fixtures: readonly Step[]; kind: Kind }[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    fixtures: [],
    kind: { prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] },
  },
  {
    id: 'shared-file',
    what: 'a file by MAP_SHARED',
    fixtures: [{ file: 'f', size: '1p' }],
    kind: { prot: 'rw', flags: ['SHARED'], fd: 'f' },
  },
  {
    id: 'private-file',
    what: 'a file by MAP_PRIVATE',
    fixtures: [{ file: 'f', size: '1p' }],
    kind: { prot: 'rw', flags: ['PRIVATE'], fd: 'f' },
  },
  {
    id: 'memfd',
    what: 'a memfd',
    fixtures: [{ memfd: 'f', size: '1p' }],
    kind: { prot: 'rw', flags: ['SHARED'], fd: 'f' },
  },
  {
    id: 'dev-zero-private',
    what: '/dev/zero, private',
    fixtures: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    kind: { prot: 'rw', flags: ['PRIVATE'], fd: 'f' },
  },
];

export const fileMax = suite({
  name: 'system/file-max',
  title: 'fs.file-max and ENFILE',
  cases: [
    ...needing.flatMap(({ id, what, fixtures, kind, needs = [] }): Case[] => [
      {
        id: `system/file-max/enfile-${id}`,
        title: `With more files open than fs.file-max a mapping of ${what} gives ENFILE without CAP_SYS_ADMIN`,
        clauses: ['mmap.errors.enfile.shared_anon', 'sysctl.file_max'],
        needs: ['root', ...needs],
        steps: [...fixtures, ...reached, { mmap: { length: '1p', ...kind }, fails: 'ENFILE' }],
      },
      {
        id: `system/file-max/privileged-${id}`,
        title: `With more files open than fs.file-max a mapping of ${what} succeeds with CAP_SYS_ADMIN`,
        clauses: ['mmap.errors.enfile.not_for_others', 'sysctl.file_max'],
        needs: ['root', ...needs],
        steps: [...fixtures, ...limited, { mmap: { length: '1p', ...kind } }],
      },
    ]),
    ...others.map(
      ({ id, what, fixtures, kind }): Case => ({
        id: `system/file-max/not-${id}`,
        title: `With more files open than fs.file-max a mapping of ${what} succeeds, and can be used`,
        clauses: ['mmap.errors.enfile.not_for_others'],
        needs: ['root'],
        steps: [
          ...fixtures,
          ...reached,
          { mmap: { length: '1p', ...kind }, as: 'a' },
          { store: 'a', value: 1 },
          { load: 'a', is: 1 },
        ],
      }),
    ),
    {
      id: 'system/file-max/not-more-than-limit',
      title:
        'With fewer files open than fs.file-max shared anonymous memory can be mapped without CAP_SYS_ADMIN',
      clauses: ['mmap.errors.enfile.shared_anon', 'sysctl.file_max'],
      needs: ['root'],
      steps: [
        { rlimit: 'NOFILE', soft: 1024 },
        { openMany: FILES },
        { drop: 'SYS_ADMIN' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'system/file-max/keeps-replaced',
      title:
        'What a MAP_FIXED mapping that gives ENFILE would have replaced may be gone, and what lies beside it is not',
      clauses: ['mmap.errors.enfile.shared_anon', 'mmap.flags.fixed.overlap_only_overlap'],
      needs: ['root'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+1p', length: '3p', value: 7 } },
        ...reached,
        {
          mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
          fails: 'ENFILE',
          mayChange: true,
        },
        { contents: { addr: 'arena+1p', length: '1p', value: 7 } },
        { load: 'arena+2p', observed: true },
        { contents: { addr: 'arena+3p', length: '1p', value: 7 } },
      ],
    },
  ],
});
