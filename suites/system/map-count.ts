/** vm.max_map_count: the number of mappings that a process may have is that which is written there. */
import { type Case, suite } from '../case.ts';

const path = '/proc/sys/vm/max_map_count';

/** Another limit than the default of 65530, so that a kernel which does not look at it is found out. */
const limits: readonly { id: string; to: number }[] = [
  { id: '5000', to: 5000 },
  { id: '70000', to: 70000 },
];

export const mapCount = suite({
  name: 'system/map-count',
  title: 'vm.max_map_count',
  cases: limits.map(
    ({ id, to }): Case => ({
      id: `system/map-count/limit-${id}`,
      title: `With vm.max_map_count at ${to} mmap gives ENOMEM when there are about that many mappings, and an unmapped one makes room`,
      clauses: [
        'sysctl.max_map_count.default',
        'mmap.errors.enomem.map_count',
        'mmap.errors.enomem.map_count_recovers',
      ],
      needs: ['root'],
      steps: [
        { setting: path, to },
        { exhaustMappings: 'a' },
        { munmap: { addr: 'a+1p', length: '1p' } },
        { munmap: { addr: 'a+3p', length: '1p' } },
        { mmap: { addr: 'a+1p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      ],
    }),
  ),
});
