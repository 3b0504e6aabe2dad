/**
 * Counters of /proc/meminfo, which are of the whole machine: asked for so much that what others do in the meantime does not matter.
 * system/machine looks closer, on a machine of its own.
 */
import { type Case, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const shared = { number: '/proc/meminfo', field: 'Shmem:' } as const;
const committed = { number: '/proc/meminfo', field: 'Committed_AS:' } as const;

/** In kB: three quarters, and a quarter, of the 2 GiB that are mapped. */
const MOST = 'a+1500000';
const LITTLE = 'a+500000';

const counted: readonly { id: string; what: string; flags: readonly MapFlag[] }[] = [
  { id: 'private', what: 'private', flags: ['PRIVATE', 'ANONYMOUS'] },
  { id: 'shared', what: 'shared anonymous', flags: ['SHARED', 'ANONYMOUS'] },
];

export const meminfo = suite({
  name: 'proc/meminfo',
  title: 'Committed_AS and Shmem of /proc/meminfo',
  cases: [
    ...counted.map(
      ({ id, what, flags }): Case => ({
        id: `proc/meminfo/committed-${id}`,
        title: `2 GiB of ${what} memory that may be written to count as committed as soon as they are mapped`,
        clauses: ['proc.meminfo.committed_as'],
        needs: ['memory-4g', 'overcommit-heuristic'],
        steps: [
          { ...committed, as: 'a' },
          { mmap: { length: '2G', prot: 'rw', flags }, as: 'b' },
          { ...committed, atLeast: MOST },
          { munmap: { addr: 'b', length: '2G' } },
          { ...committed, atMost: LITTLE },
        ],
      }),
    ),
    {
      id: 'proc/meminfo/committed-noreserve',
      title: '2 GiB of memory that are mapped with MAP_NORESERVE do not count as committed',
      clauses: ['proc.meminfo.committed_as'],
      needs: ['memory-4g', 'overcommit-heuristic'],
      steps: [
        { ...committed, as: 'a' },
        { mmap: { length: '2G', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }, as: 'b' },
        { ...committed, atMost: LITTLE },
      ],
    },
    {
      id: 'proc/meminfo/shared-anonymous-freed',
      title:
        '128 MiB of shared anonymous memory are given back when the only process that maps them has ended',
      clauses: ['exit.shared_anon_freed'],
      needs: ['memory-4g'],
      steps: [
        { ...shared, as: 'a' },
        {
          fork: [
            { mmap: { length: '128M', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'POPULATE'] }, as: 'b' },
          ],
          meanwhile: [{ ...shared, atLeast: 'a+98000' }],
        },
        { ...shared, atMost: 'a+32000' },
      ],
    },
  ],
});
