/*
 * EOVERFLOW: the mapping would reach beyond the largest offset that the object can have: 2^63-1 for a file, 2^64 for a device. Boundaries are
 * in the suites of offset/; here by object and by further flags.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const file: Step = { file: 'f', size: '1p' };
/** The last page that a file can have. */
const LAST = '8E-1p';

const FLAGS: readonly (readonly [id: string, shown: string, flags: readonly MapFlag[]])[] = [
  ['private', 'MAP_PRIVATE', ['PRIVATE']],
  ['shared', 'MAP_SHARED', ['SHARED']],
  ['noreserve', 'MAP_PRIVATE|MAP_NORESERVE', ['PRIVATE', 'NORESERVE']],
  ['populate', 'MAP_SHARED|MAP_POPULATE', ['SHARED', 'POPULATE']],
];

const flags = FLAGS.map(
  ([id, shown, flags]): Case => ({
    id: `errors/eoverflow/file-${id}`,
    title: `${shown} of the page that ends at the largest offset of a file fails, of the page before it does not`,
    clauses: ['mmap.errors.eoverflow.file_max'],
    since: '4.17',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'r', flags, fd: 'f', offset: LAST }, fails: 'EOVERFLOW' },
      { mmap: { length: '1p', prot: 'r', flags, fd: 'f', offset: '8E-2p' } },
    ],
  }),
);

const OBJECTS: readonly (readonly [id: string, shown: string, fixture: Step])[] = [
  ['memfd', 'a memfd', { memfd: 'f', size: '1p' }],
  ['tmpfs', 'a file on tmpfs', { file: 'f', size: '1p', on: 'tmpfs' }],
];

const objects = OBJECTS.map(
  ([id, shown, fixture]): Case => ({
    id: `errors/eoverflow/${id}`,
    title: `The page that ends at the largest offset, and a negative offset, cannot be mapped of ${shown}`,
    clauses: ['mmap.errors.eoverflow.file_max'],
    since: '4.17',
    steps: [
      fixture,
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: LAST }, fails: 'EOVERFLOW' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '0-1p' }, fails: 'EOVERFLOW' },
    ],
  }),
);

export const eoverflow = suite({
  name: 'errors/eoverflow',
  title: 'EOVERFLOW: offset and length reach beyond what the object can hold',
  cases: [
    ...flags,
    ...objects,
    {
      id: 'errors/eoverflow/device',
      title: 'A mapping of /dev/zero from the last page of the 64-bit offsets on fails, private and shared',
      clauses: ['mmap.errors.eoverflow.device_limit'],
      since: '4.17',
      steps: [
        { open: 'f', of: '/dev/zero', mode: 'rdwr' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f', offset: '0-1p' },
          fails: 'EOVERFLOW',
        },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '0-1p' },
          fails: 'EOVERFLOW',
        },
      ],
    },
    {
      id: 'errors/eoverflow/anonymous',
      title: 'Anonymous memory has no offset that could be too large',
      clauses: ['mmap.offset.anon_ignored'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'], offset: '0-1p' }, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'], offset: LAST }, as: 'b' },
        { contents: { addr: 'b', length: '2p', value: 0 } },
      ],
    },
    {
      id: 'errors/eoverflow/fixed-keeps-old',
      title: 'MAP_FIXED that fails with EOVERFLOW leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.errors.eoverflow.file_max'],
      since: '4.17',
      steps: [
        file,
        {
          mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        {
          mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f', offset: LAST },
          fails: 'EOVERFLOW',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
  ],
});
