/** mlock(2), mlock2(2), mlockall(2), and memfd_secret(2), whose memory counts as locked. */
import type { Clause } from './clause.ts';

export const MLOCK = {
  'mlock.locks_and_populates': {
    tier: 'neighbour',
    promise: 'mlock() makes the pages resident and locked.',
    sources: ['man-pages 6.03 mlock.2'],
    observability: 'observable',
  },
  'mlock.addr_rounded': {
    tier: 'neighbour',
    promise: 'Linux rounds the address down to a page.',
    sources: ['man-pages 6.03 mlock.2/Linux notes'],
    observability: 'observable',
  },
  'mlock.no_stacking': {
    tier: 'neighbour',
    promise: 'Locks do not stack.',
    sources: ['man-pages 6.03 mlock.2/NOTES'],
    observability: 'observable',
  },
  'mlock.errors': {
    tier: 'neighbour',
    promise:
      'Unmapped ENOMEM, overflow EINVAL, over the limit ENOMEM, zero limit without capability EPERM, splitting beyond the mapping limit ENOMEM.',
    sources: ['man-pages 6.03 mlock.2/ERRORS'],
    observability: 'observable',
    needs: ['rlimit:MEMLOCK', 'cap-drop:CAP_IPC_LOCK'],
  },
  'mlock2.onfault': {
    tier: 'neighbour',
    promise: 'mlock2(MLOCK_ONFAULT) locks pages only as they are faulted in; unknown flags EINVAL.',
    sources: ['man-pages 6.03 mlock.2/MLOCK_ONFAULT'],
    since: '4.4',
    observability: 'observable',
    drift: '6.1: VmFlags shows ?? for lf.',
  },
  'mlockall.future_locks_new_maps': {
    tier: 'neighbour',
    promise: 'After mlockall(MCL_FUTURE) new mappings are locked and populated.',
    sources: ['man-pages 6.03 mlock.2/MCL_FUTURE'],
    observability: 'observable',
  },
  'mlockall.onfault': {
    tier: 'neighbour',
    promise: 'With MCL_ONFAULT they are locked but not populated.',
    sources: ['man-pages 6.03 mlock.2/MCL_ONFAULT'],
    since: '4.4',
    observability: 'observable',
    drift: '6.1: VmFlags shows ?? for lf.',
  },
  'mlockall.errors': {
    tier: 'neighbour',
    promise: 'Flags 0, unknown flags or MCL_ONFAULT alone give EINVAL; zero limit without capability EPERM.',
    sources: ['man-pages 6.03 mlock.2/ERRORS'],
    observability: 'observable',
    needs: ['rlimit:MEMLOCK', 'cap-drop:CAP_IPC_LOCK'],
  },
  'secretmem.shared_only': {
    tier: 'neighbour',
    promise: 'A memfd_secret area can be mapped only shared (private EINVAL) and counts as locked memory.',
    sources: ['man-pages 6.03 memfd_secret.2'],
    since: '5.14',
    observability: 'observable',
    drift:
      '6.1: memfd_secret gives ENOSYS; 6.12 and 7.3: VmFlags without lo and VmLck stays 0, 6.18 counts it.',
    needs: ['secretmem enabled'],
  },
} as const satisfies Record<string, Clause>;
