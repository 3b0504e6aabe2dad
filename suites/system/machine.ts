/** What only counters of the whole machine tell, or what would be left of it: for a machine that nothing else runs on. */
import { type Case, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const committed = { number: '/proc/meminfo', field: 'Committed_AS:' } as const;
const shared = { number: '/proc/meminfo', field: 'Shmem:' } as const;

/** In kB, as /proc/meminfo counts: nearly 256 MiB, and what counters that are gathered per processor may lag behind. */
const NEARLY_ALL = 'a+250000';
const LAG = 'a+8000';

const reservations: readonly { id: string; what: string; flags: readonly MapFlag[] }[] = [
  { id: 'private', what: 'private memory', flags: ['PRIVATE', 'ANONYMOUS'] },
  { id: 'shared', what: 'shared anonymous memory', flags: ['SHARED', 'ANONYMOUS'] },
];

export const machine = suite({
  name: 'system/machine',
  title: 'Counters of the machine, and what is left behind on it',
  cases: [
    ...reservations.map(
      ({ id, what, flags }): Case => ({
        id: `system/machine/committed-${id}`,
        title: `Committed_AS counts ${what} that may be written to when it is mapped, touched or not, until it is unmapped`,
        clauses: ['proc.meminfo.committed_as'],
        needs: ['own-machine'],
        steps: [
          { ...committed, as: 'a' },
          { mmap: { length: '256M', prot: 'rw', flags }, as: 'b' },
          { ...committed, atLeast: NEARLY_ALL },
          { munmap: { addr: 'b', length: '256M' } },
          { ...committed, atMost: LAG },
        ],
      }),
    ),
    {
      id: 'system/machine/committed-noreserve',
      title: 'Committed_AS does not count memory that is mapped with MAP_NORESERVE',
      clauses: ['proc.meminfo.committed_as', 'mmap.flags.noreserve.no_reservation'],
      needs: ['own-machine', 'overcommit-heuristic'],
      steps: [
        { ...committed, as: 'a' },
        { mmap: { length: '256M', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }, as: 'b' },
        { ...committed, atMost: LAG },
      ],
    },
    {
      id: 'system/machine/shared-anonymous-freed',
      title: 'Shared anonymous memory is given back when the last process that maps it has ended',
      clauses: ['exit.shared_anon_freed'],
      needs: ['own-machine'],
      steps: [
        { ...shared, as: 'a' },
        {
          fork: [
            { mmap: { length: '64M', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'POPULATE'] }, as: 'b' },
          ],
          meanwhile: [{ ...shared, atLeast: 'a+60000' }],
        },
        { ...shared, atMost: LAG },
      ],
    },
    {
      id: 'system/machine/block-device',
      title:
        'A block device can be mapped, and shows the bytes that read(2) shows: here the mark of an ext4 file system',
      clauses: ['mmap.object.block_device'],
      needs: ['own-machine', 'ext4-device'],
      steps: [
        { open: 'f', of: '/dev/pmem0', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { pread: 'f', offset: 1080, length: 1, content: { value: 0x53 } },
        { load: 'a+1080', is: 0x53 },
        { load: 'a+1081', is: 0xef },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
        { load: 'b+1080', is: 0x53 },
        { load: 'b+1081', is: 0xef },
      ],
    },
  ],
});
