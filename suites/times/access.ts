/**
 * The time of the last access to a file: mmap and the first access to the mapping may mark it, and together they do. Mounts may be told not to keep
 * it (noatime), so the promise is looked at on a mount of the case's own.
 */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const onMount: readonly Step[] = [
  { mount: 'tmpfs' },
  { file: 'f', size: '2p', content: 'pattern', on: 'mount' },
  { age: 'f' },
];

const mappings: readonly {
  id: string;
  what: string;
  prot: Access;
  flags: readonly MapFlag[];
  touch: Step;
}[] = [
  {
    id: 'private-load',
    what: 'a load from a private mapping',
    prot: 'r',
    flags: ['PRIVATE'],
    touch: { load: 'a' },
  },
  {
    id: 'shared-load',
    what: 'a load from a shared mapping',
    prot: 'r',
    flags: ['SHARED'],
    touch: { load: 'a' },
  },
  {
    id: 'second-page',
    what: 'a load from the second page of a shared mapping',
    prot: 'r',
    flags: ['SHARED'],
    touch: { load: 'a+2p-1' },
  },
  {
    id: 'private-store',
    what: 'a store to a private mapping',
    prot: 'rw',
    flags: ['PRIVATE'],
    touch: { store: 'a', value: 1 },
  },
  {
    id: 'shared-store',
    what: 'a store to a shared mapping',
    prot: 'rw',
    flags: ['SHARED'],
    touch: { store: 'a', value: 1 },
  },
  {
    id: 'populate',
    what: 'a load from a mapping with MAP_POPULATE',
    prot: 'r',
    flags: ['SHARED', 'POPULATE'],
    touch: { load: 'a' },
  },
  {
    id: 'by-write',
    what: 'a write(2) from a private mapping',
    prot: 'r',
    flags: ['PRIVATE'],
    touch: { write: 'g', from: 'a', length: 16, is: 16 },
  },
];

/** Calls that are refused, and so have accessed nothing. */
const refused: readonly { id: string; what: string; step: Step }[] = [
  {
    id: 'no-type',
    what: 'no type',
    step: { mmap: { length: '1p', prot: 'r', flags: [], fd: 'f' }, fails: 'EINVAL' },
  },
  {
    id: 'length-0',
    what: 'a length of 0',
    step: { mmap: { length: 0, prot: 'r', flags: ['SHARED'], fd: 'f' }, fails: 'EINVAL' },
  },
  {
    id: 'offset',
    what: 'an offset inside a page',
    step: { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: 1 }, fails: 'EINVAL' },
  },
];

export const access = suite({
  name: 'times/access',
  title: 'the time of the last access',
  cases: [
    ...mappings.map(
      ({ id, what, prot, flags, touch }): Case => ({
        id: `times/access/${id}`,
        title: `A file is marked as accessed at the latest by ${what} of it`,
        clauses: ['mmap.time.atime_first_reference', 'mmap.time.atime_window'],
        steps: [
          { open: 'g', of: '/dev/null', mode: 'wronly' },
          ...onMount,
          { mmap: { length: '2p', prot, flags, fd: 'f' }, as: 'a' },
          touch,
          { times: 'f', atime: 'new' },
        ],
      }),
    ),
    {
      id: 'times/access/after-munmap',
      title: 'A file that was read through a mapping is marked as accessed when it is not mapped any more',
      clauses: ['mmap.time.atime_window'],
      steps: [
        ...onMount,
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a' },
        { munmap: { addr: 'a', length: '2p' } },
        { times: 'f', atime: 'new' },
      ],
    },
    {
      id: 'times/access/without-reference',
      title:
        'Whether mmap alone marks the file as accessed is not fixed, and it does not mark it as modified',
      clauses: ['mmap.time.atime_window', 'mmap.time.private_no_mtime'],
      steps: [
        ...onMount,
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { times: 'f', atime: 'new', observed: true },
        { times: 'f', mtime: 'old' },
      ],
    },
    {
      id: 'times/access/scratch',
      title:
        'Where a file system keeps times of access, a file that is read through a mapping is marked as accessed',
      clauses: ['mmap.time.atime_first_reference'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { age: 'f' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a' },
        { times: 'f', atime: 'new', observed: true },
      ],
    },
    {
      id: 'times/access/o-noatime',
      title: 'A mapping of a descriptor with O_NOATIME does not mark the file as accessed',
      clauses: ['mmap.time.atime_first_reference'],
      steps: [
        { mount: 'tmpfs' },
        { file: 'f', size: '2p', content: 'pattern', on: 'mount', with: ['NOATIME'] },
        { age: 'f' },
        { mmap: { length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '2p', pattern: 0 } },
        { munmap: { addr: 'a', length: '2p' } },
        { times: 'f', atime: 'old' },
      ],
    },
    ...refused.map(
      ({ id, what, step }): Case => ({
        id: `times/access/refused-${id}`,
        title: `A mapping that is refused because of ${what} does not mark the file as accessed`,
        clauses: ['mmap.time.atime_window'],
        steps: [...onMount, step, { times: 'f', atime: 'old', mtime: 'old' }],
      }),
    ),
  ],
});
