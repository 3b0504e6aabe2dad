/**
 * MAP_SYNC: stores to the mapping survive a crash, which takes a file on persistent memory. On all others MAP_SHARED_VALIDATE refuses it.
 * The manual page says that the older types ignore it, which is true of memory and tmpfs; some file systems on a disk refuse it there, too.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access } from '../vocabulary.ts';
import { PRIVATE_ANONYMOUS, SHARED_ANONYMOUS } from './memory-kinds.ts';

const onDisk: Step = { file: 'f', size: '2p', content: 'pattern' };

/** Objects on memory. */
const objects: readonly {
  name: string;
  what: string;
  fixture: Step;
  content: { pattern: 0 } | { value: 0 };
}[] = [
  {
    name: 'tmpfs',
    what: 'a file on tmpfs',
    fixture: { file: 'f', size: '2p', content: 'pattern', on: 'tmpfs' },
    content: { pattern: 0 },
  },
  {
    name: 'memfd',
    what: 'a memfd',
    fixture: { memfd: 'f', size: '2p', content: 'pattern' },
    content: { pattern: 0 },
  },
  {
    name: 'dev-zero',
    what: '/dev/zero',
    fixture: { open: 'f', of: '/dev/zero', mode: 'rdwr' },
    content: { value: 0 },
  },
];

const types = ['PRIVATE', 'SHARED'] as const;
const protections: readonly Access[] = ['none', 'r', 'rw'];

const anonymous = [
  { name: 'private-anonymous', what: 'private anonymous memory', flags: PRIVATE_ANONYMOUS },
  { name: 'shared-anonymous', what: 'shared anonymous memory', flags: SHARED_ANONYMOUS },
] as const;

const SINCE = '4.15';

export const sync = suite({
  name: 'flags/sync',
  title: 'MAP_SYNC',
  cases: [
    ...protections.map(
      (prot): Case => ({
        id: `flags/sync/validate-file-${prot}`,
        title: `MAP_SHARED_VALIDATE|MAP_SYNC of a file that is not on persistent memory gives EOPNOTSUPP, with the access ${prot}`,
        clauses: ['mmap.flags.sync.non_dax_eopnotsupp'],
        since: SINCE,
        steps: [
          onDisk,
          { mmap: { length: '2p', prot, flags: ['SHARED_VALIDATE', 'SYNC'], fd: 'f' }, fails: 'EOPNOTSUPP' },
        ],
      }),
    ),
    ...objects.map(
      ({ name, what, fixture }): Case => ({
        id: `flags/sync/validate-${name}`,
        title: `MAP_SHARED_VALIDATE|MAP_SYNC of ${what} gives EOPNOTSUPP`,
        clauses: ['mmap.flags.sync.non_dax_eopnotsupp'],
        since: SINCE,
        steps: [
          fixture,
          {
            mmap: { length: '2p', prot: 'rw', flags: ['SHARED_VALIDATE', 'SYNC'], fd: 'f' },
            fails: 'EOPNOTSUPP',
          },
        ],
      }),
    ),
    {
      id: 'flags/sync/validate-keeps-replaced',
      title: 'What MAP_SHARED_VALIDATE|MAP_SYNC|MAP_FIXED would have replaced stays',
      clauses: ['mmap.flags.sync.non_dax_eopnotsupp', 'mmap.flags.fixed.failed_call_keeps_old'],
      since: SINCE,
      steps: [
        { memfd: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        { fill: { addr: 'arena', length: '2p', value: 0x5a } },
        {
          mmap: {
            addr: 'arena',
            length: '2p',
            prot: 'rw',
            flags: ['SHARED_VALIDATE', 'SYNC', 'FIXED'],
            fd: 'f',
          },
          fails: 'EOPNOTSUPP',
        },
        { contents: { addr: 'arena', length: '2p', value: 0x5a } },
      ],
    },
    ...objects.flatMap(({ name, what, fixture, content }) =>
      types.map(
        (type): Case => ({
          id: `flags/sync/ignored-${name}-${type.toLowerCase()}`,
          title: `MAP_${type} of ${what} ignores MAP_SYNC`,
          clauses: ['mmap.flags.sync.shared_ignored'],
          steps: [
            fixture,
            { mmap: { length: '2p', prot: 'rw', flags: [type, 'SYNC'], fd: 'f' }, as: 'a' },
            { contents: { addr: 'a', length: '2p', ...content } },
            { store: 'a+2p-1', value: 0x5a },
            { load: 'a+2p-1', is: 0x5a },
          ],
        }),
      ),
    ),
    ...types.map(
      (type): Case => ({
        id: `flags/sync/file-${type.toLowerCase()}`,
        title: `MAP_${type}|MAP_SYNC of a file on disk is refused by some file systems, and ignored by others`,
        clauses: ['mmap.flags.sync.shared_ignored'],
        since: SINCE,
        steps: [
          onDisk,
          {
            mmap: { length: '2p', prot: 'rw', flags: [type, 'SYNC'], fd: 'f' },
            observed: true,
            historical: { documented: 'MAP_SHARED and MAP_PRIVATE ignore MAP_SYNC', since: '4.15' },
          },
        ],
      }),
    ),
    ...anonymous.map(
      ({ name, what, flags }): Case => ({
        id: `flags/sync/${name}`,
        title: `MAP_SYNC of ${what} is accepted, and marks it without meaning`,
        clauses: ['mmap.flags.sync.anonymous_accepted'],
        since: SINCE,
        steps: [
          { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: [...flags, 'SYNC', 'FIXED'] }, as: 'a' },
          { smaps: 'a', size: '2p', vmFlags: { has: ['rd', 'wr', 'sf'] } },
          { contents: { addr: 'a', length: '2p', value: 0 } },
          { store: 'a+2p-1', value: 0x5a },
          { load: 'a+2p-1', is: 0x5a },
        ],
      }),
    ),
  ],
});
