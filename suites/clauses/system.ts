/** What /proc says of mappings, and the settings of the whole system. */
import type { Clause } from './clause.ts';

export const SYSTEM = {
  'proc.maps.fields': {
    tier: 'neighbour',
    promise: '/proc/pid/maps shows range, perms, offset, device, inode and path of every mapping.',
    sources: ['man-pages 6.03 proc_pid_maps.5'],
    observability: 'observable',
  },
  'proc.maps.perm_letters': {
    tier: 'neighbour',
    promise: 'The fourth permission letter is s for shared and p for private.',
    sources: ['man-pages 6.03 proc_pid_maps.5'],
    observability: 'observable',
  },
  'proc.maps.deleted': {
    tier: 'neighbour',
    promise: "The path of an unlinked file carries ' (deleted)'.",
    sources: ['man-pages 6.03 proc_pid_maps.5'],
    observability: 'observable',
  },
  'proc.maps.merge': {
    tier: 'neighbour',
    promise:
      'Adjacent mappings with equal attributes may be shown as one line; different attributes split them.',
    sources: ['kernel source mm/vma.c vma_merge_new_range'],
    observability: 'observable',
    now: 'Tests must compare coverage and attributes, not line counts.',
  },
  'proc.map_files': {
    tier: 'neighbour',
    promise: '/proc/pid/map_files/<range> links to the mapped file.',
    sources: ['man-pages 6.03 proc_pid_map_files.5'],
    since: '3.3',
    note: 'without CONFIG_CHECKPOINT_RESTORE since 4.3',
    observability: 'observable',
    needs: ['root (CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE)'],
  },
  'proc.smaps.vmflags': {
    tier: 'neighbour',
    promise: "VmFlags encodes the mapping's attributes in two-letter codes.",
    sources: ['man-pages 6.03 proc_pid_smaps.5/VmFlags'],
    since: '3.8',
    observability: 'observable',
    now: 'dw (MAP_DENYWRITE) is in the page but cannot appear any more; dp, sl and lf are newer than the page; CONFIG_MEM_SOFT_DIRTY adds sd everywhere.',
  },
  'proc.smaps.dw_gone': {
    tier: 'neighbour',
    promise: 'The dw code marks a mapping that disables writes to the file.',
    sources: ['man-pages 6.03 proc_pid_smaps.5/VmFlags dw'],
    until: '5.15',
    observability: 'historical',
    now: 'Never shown on 6.18.',
  },
  'proc.smaps.locked_field': {
    tier: 'neighbour',
    promise: 'Locked in smaps and VmLck in status report locked memory.',
    sources: ['man-pages 6.03 proc_pid_smaps.5'],
    observability: 'observable',
  },
  'proc.meminfo.committed_as': {
    tier: 'neighbour',
    promise: 'Committed_AS counts reserved memory, touched or not.',
    sources: ['man-pages 6.03 proc_meminfo.5/Committed_AS'],
    observability: 'observable',
  },
  'sysctl.max_map_count.default': {
    tier: 'neighbour',
    promise: 'vm.max_map_count bounds the mappings of a process, default 65530.',
    sources: ['man-pages 6.03 proc_sys_vm.5/max_map_count'],
    observability: 'observable',
    now: 'Some distributions raise it (1048576): read it, do not assume it.',
  },
  'sysctl.file_max': {
    tier: 'neighbour',
    promise: 'fs.file-max is the limit behind ENFILE and CAP_SYS_ADMIN overrides it.',
    sources: ['man-pages 6.03 proc_sys_fs.5/file-max'],
    observability: 'vm-only',
    needs: ['sysctl:fs.file-max'],
  },
  'sysctl.mmap_min_addr.zero': {
    tier: 'neighbour',
    promise: 'With vm.mmap_min_addr=0 an unprivileged process may map page 0.',
    sources: ['man-pages 6.03 proc_sys_vm.5/mmap_min_addr'],
    observability: 'vm-only',
    needs: ['sysctl:vm.mmap_min_addr'],
  },
  'sysctl.nr_hugepages': {
    tier: 'neighbour',
    promise: 'vm.nr_hugepages sets the size of the huge page pool.',
    sources: ['man-pages 6.03 proc_sys_vm.5/nr_hugepages'],
    observability: 'vm-only',
    needs: ['sysctl:vm.nr_hugepages', 'root'],
  },
} as const satisfies Record<string, Clause>;
