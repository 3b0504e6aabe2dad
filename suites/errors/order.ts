/*
 * The order of checks: each row breaks two rules in one call, and the errno tells which Linux looks at first. No page documents this; programs
 * that probe for features, and emulators that are compared with Linux, depend on it all the same. The clauses mmap.order.* hold it.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Errno } from '../vocabulary.ts';

interface Row {
  id: string;
  /** What is looked at first, and what second, each as it is broken here. */
  first: string;
  second: string;
  clause: ClauseId;
  since?: string;
  needs?: Case['needs'];
  fixture?: readonly Step[];
  call: Omit<MmapArguments, 'prot'> & Partial<Pick<MmapArguments, 'prot'>>;
  fails: Errno;
}

/* Fixtures, each of which makes one errno possible. `f` is what is mapped. */
const file: readonly Step[] = [{ file: 'f', size: '1p' }];
const wronly: readonly Step[] = [{ file: 'f', size: '1p', mode: 'wronly' }];
const directory: readonly Step[] = [{ open: 'f', of: 'scratch', mode: 'rdonly', with: ['DIRECTORY'] }];
const noLocking: readonly Step[] = [{ drop: 'IPC_LOCK' }, { rlimit: 'MEMLOCK', soft: 0 }];
const twoPagesLocked: readonly Step[] = [{ drop: 'IPC_LOCK' }, { rlimit: 'MEMLOCK', soft: '2p' }];
const noRoom: readonly Step[] = [{ rlimit: 'AS', room: '1p' }];
const noexec: readonly Step[] = [{ mount: 'tmpfs', options: ['noexec'] }];

/** Beyond the last offset of any object. */
const FAR = '8E';
const UNKNOWN = '0x200000';

const ROWS: readonly Row[] = [
  {
    id: 'offset-before-fd',
    first: 'an unaligned offset (EINVAL)',
    second: 'a bad descriptor (EBADF)',
    clause: 'mmap.order.off_before_fd',
    call: { length: '1p', flags: ['SHARED'], fd: -1, offset: 1 },
    fails: 'EINVAL',
  },
  {
    id: 'fd-before-length',
    first: 'a bad descriptor (EBADF)',
    second: 'length 0 (EINVAL)',
    clause: 'mmap.order.fd_before_rest',
    call: { length: 0, flags: ['SHARED'], fd: -1 },
    fails: 'EBADF',
  },
  {
    id: 'fd-before-overflow',
    first: 'a bad descriptor (EBADF)',
    second: 'a length that overflows (ENOMEM)',
    clause: 'mmap.order.fd_before_rest',
    call: { length: '0-1', flags: ['SHARED'], fd: -1 },
    fails: 'EBADF',
  },
  {
    id: 'fd-before-type',
    first: 'a bad descriptor (EBADF)',
    second: 'no type (EINVAL)',
    clause: 'mmap.order.fd_before_rest',
    call: { length: '1p', flags: [], fd: -1 },
    fails: 'EBADF',
  },
  {
    id: 'fd-before-alignment',
    first: 'a bad descriptor (EBADF)',
    second: 'an unaligned fixed address (EINVAL)',
    clause: 'mmap.order.fd_before_rest',
    call: { addr: 'arena+1', length: '1p', flags: ['SHARED', 'FIXED'], fd: -1 },
    fails: 'EBADF',
  },
  {
    id: 'fd-before-eexist',
    first: 'a bad descriptor (EBADF)',
    second: 'a range in use (EEXIST)',
    clause: 'mmap.order.fd_before_rest',
    since: '4.17',
    call: { addr: 'arena', length: '1p', flags: ['SHARED', 'FIXED_NOREPLACE'], fd: -1 },
    fails: 'EBADF',
  },
  {
    id: 'hugetlb-before-access',
    first: 'MAP_HUGETLB for an ordinary file (EINVAL)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.hugetlb_flag_after_fd',
    fixture: wronly,
    call: { length: '1h', flags: ['PRIVATE', 'HUGETLB'], fd: 'f' },
    fails: 'EINVAL',
  },
  {
    id: 'fd-before-hugetlb',
    first: 'a bad descriptor (EBADF)',
    second: 'MAP_HUGETLB without huge pages behind it (EINVAL)',
    clause: 'mmap.order.fd_before_rest',
    call: { length: '1h', flags: ['PRIVATE', 'HUGETLB'], fd: -1 },
    fails: 'EBADF',
  },
  {
    id: 'overflow-before-access',
    first: 'a length that overflows (ENOMEM)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.len_overflow_before_access',
    fixture: wronly,
    call: { length: '0-1', flags: ['SHARED'], fd: 'f' },
    fails: 'ENOMEM',
  },
  {
    id: 'length-before-lock',
    first: 'length 0 (EINVAL)',
    second: 'no right to lock (EPERM)',
    clause: 'mmap.order.len0_before_lock',
    fixture: noLocking,
    call: { length: 0, flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED'] },
    fails: 'EINVAL',
  },
  {
    id: 'size-before-alignment',
    first: 'a length beyond any address space (ENOMEM)',
    second: 'an unaligned fixed address (EINVAL)',
    clause: 'mmap.order.size_before_alignment',
    call: { addr: 'arena+1', length: '1E', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    fails: 'ENOMEM',
  },
  {
    id: 'range-before-alignment',
    first: 'a fixed range beyond user space (ENOMEM)',
    second: 'an unaligned fixed address (EINVAL)',
    clause: 'mmap.order.size_before_alignment',
    call: { addr: '8E+1', length: '1p', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    fails: 'ENOMEM',
  },
  {
    id: 'alignment-before-access',
    first: 'an unaligned fixed address (EINVAL)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.alignment_before_access',
    fixture: wronly,
    call: { addr: 'arena+1', length: '1p', flags: ['SHARED', 'FIXED'], fd: 'f' },
    fails: 'EINVAL',
  },
  {
    id: 'range-before-access',
    first: 'a fixed range beyond user space (ENOMEM)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.range_before_access',
    fixture: wronly,
    call: { addr: '0-1p', length: '1p', flags: ['SHARED', 'FIXED'], fd: 'f' },
    fails: 'ENOMEM',
  },
  {
    id: 'eexist-before-type',
    first: 'a range in use (EEXIST)',
    second: 'no type (EINVAL)',
    clause: 'mmap.order.eexist_before_type',
    since: '4.17',
    call: { addr: 'arena', length: '1p', flags: ['ANONYMOUS', 'FIXED_NOREPLACE'] },
    fails: 'EEXIST',
  },
  {
    id: 'eexist-before-type-file',
    first: 'a range in use (EEXIST)',
    second: 'no type, of a file (EINVAL)',
    clause: 'mmap.order.eexist_before_type',
    since: '4.17',
    fixture: file,
    call: { addr: 'arena', length: '1p', flags: ['FIXED_NOREPLACE'], fd: 'f' },
    fails: 'EEXIST',
  },
  {
    id: 'eexist-before-access',
    first: 'a range in use (EEXIST)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.eexist_before_access',
    since: '4.17',
    fixture: wronly,
    call: { addr: 'arena', length: '1p', flags: ['SHARED', 'FIXED_NOREPLACE'], fd: 'f' },
    fails: 'EEXIST',
  },
  {
    id: 'eexist-before-lock',
    first: 'a range in use (EEXIST)',
    second: 'no right to lock (EPERM)',
    clause: 'mmap.order.eexist_before_lock',
    since: '4.17',
    fixture: noLocking,
    call: { addr: 'arena', length: '1p', flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED', 'FIXED_NOREPLACE'] },
    fails: 'EEXIST',
  },
  {
    id: 'eexist-before-eoverflow',
    first: 'a range in use (EEXIST)',
    second: 'an offset beyond the largest (EOVERFLOW)',
    clause: 'mmap.order.eexist_before_eoverflow',
    since: '4.17',
    fixture: file,
    call: { addr: 'arena', length: '1p', flags: ['SHARED', 'FIXED_NOREPLACE'], fd: 'f', offset: FAR },
    fails: 'EEXIST',
  },
  {
    id: 'eexist-before-eopnotsupp',
    first: 'a range in use (EEXIST)',
    second: 'a flag that is not known (EOPNOTSUPP)',
    clause: 'mmap.order.eexist_before_eopnotsupp',
    since: '4.17',
    fixture: file,
    call: { addr: 'arena', length: '1p', flags: ['SHARED_VALIDATE', 'FIXED_NOREPLACE', UNKNOWN], fd: 'f' },
    fails: 'EEXIST',
  },
  {
    id: 'lock-right-before-access',
    first: 'no right to lock (EPERM)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.lock_before_access',
    fixture: [...wronly, ...noLocking],
    call: { length: '1p', flags: ['SHARED', 'LOCKED'], fd: 'f' },
    fails: 'EPERM',
  },
  {
    id: 'lock-limit-before-access',
    first: 'more to lock than allowed (EAGAIN)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.lock_before_access',
    fixture: [...wronly, ...twoPagesLocked],
    call: { length: '16p', flags: ['SHARED', 'LOCKED'], fd: 'f' },
    fails: 'EAGAIN',
  },
  {
    id: 'lock-limit-before-eoverflow',
    first: 'more to lock than allowed (EAGAIN)',
    second: 'an offset beyond the largest (EOVERFLOW)',
    clause: 'mmap.order.lock_before_eoverflow',
    since: '4.17',
    fixture: [...file, ...twoPagesLocked],
    call: { length: '16p', flags: ['SHARED', 'LOCKED'], fd: 'f', offset: FAR },
    fails: 'EAGAIN',
  },
  {
    id: 'eoverflow-before-type',
    first: 'an offset beyond the largest (EOVERFLOW)',
    second: 'no type (EINVAL)',
    clause: 'mmap.order.eoverflow_before_type',
    since: '4.17',
    fixture: file,
    call: { length: '1p', flags: [], fd: 'f', offset: FAR },
    fails: 'EOVERFLOW',
  },
  {
    id: 'eoverflow-before-eopnotsupp',
    first: 'an offset beyond the largest (EOVERFLOW)',
    second: 'a flag that is not known (EOPNOTSUPP)',
    clause: 'mmap.order.eoverflow_before_type',
    since: '4.17',
    fixture: file,
    call: { length: '1p', flags: ['SHARED_VALIDATE', UNKNOWN], fd: 'f', offset: FAR },
    fails: 'EOVERFLOW',
  },
  {
    id: 'eoverflow-before-access',
    first: 'an offset beyond the largest (EOVERFLOW)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.eoverflow_before_type',
    since: '4.17',
    fixture: wronly,
    call: { length: '1p', flags: ['SHARED'], fd: 'f', offset: FAR },
    fails: 'EOVERFLOW',
  },
  {
    id: 'eopnotsupp-before-access',
    first: 'a flag that is not known (EOPNOTSUPP)',
    second: 'a descriptor that does not read (EACCES)',
    clause: 'mmap.order.eopnotsupp_before_access',
    since: '4.15',
    fixture: wronly,
    call: { length: '1p', flags: ['SHARED_VALIDATE', UNKNOWN], fd: 'f' },
    fails: 'EOPNOTSUPP',
  },
  {
    id: 'eopnotsupp-before-enodev',
    first: 'a flag that is not known (EOPNOTSUPP)',
    second: 'an object that cannot be mapped (ENODEV)',
    clause: 'mmap.order.eopnotsupp_before_access',
    since: '4.15',
    needs: ['scratch'],
    fixture: directory,
    call: { length: '1p', flags: ['SHARED_VALIDATE', UNKNOWN], fd: 'f' },
    fails: 'EOPNOTSUPP',
  },
  {
    id: 'type-before-enodev',
    first: 'no type (EINVAL)',
    second: 'an object that cannot be mapped (ENODEV)',
    clause: 'mmap.order.type_before_enodev',
    needs: ['scratch'],
    fixture: directory,
    call: { length: '1p', flags: [], fd: 'f' },
    fails: 'EINVAL',
  },
  {
    id: 'access-before-enodev',
    first: 'a descriptor that does not write (EACCES)',
    second: 'an object that cannot be mapped (ENODEV)',
    clause: 'mmap.order.access_before_enodev',
    needs: ['scratch'],
    fixture: directory,
    call: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' },
    fails: 'EACCES',
  },
  {
    id: 'access-before-enodev-pipe',
    first: 'a descriptor that does not read (EACCES)',
    second: 'an object that cannot be mapped, the write end of a pipe (ENODEV)',
    clause: 'mmap.order.access_before_enodev',
    fixture: [{ pipe: ['g', 'f'] }],
    call: { length: '1p', flags: ['PRIVATE'], fd: 'f' },
    fails: 'EACCES',
  },
  {
    id: 'access-before-noexec',
    first: 'a descriptor that does not read (EACCES)',
    second: 'a noexec mount (EPERM)',
    clause: 'mmap.order.access_before_noexec',
    fixture: [...noexec, { file: 'f', size: '1p', on: 'mount', mode: 'wronly' }],
    call: { length: '1p', prot: 'x', flags: ['PRIVATE'], fd: 'f' },
    fails: 'EACCES',
  },
  {
    id: 'noexec-before-enodev',
    first: 'a noexec mount (EPERM)',
    second: 'an object that cannot be mapped (ENODEV)',
    clause: 'mmap.order.noexec_before_enodev',
    fixture: [...noexec, { open: 'f', of: 'mount', mode: 'rdonly', with: ['DIRECTORY'] }],
    call: { length: '1p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' },
    fails: 'EPERM',
  },
  {
    id: 'enodev-before-growsdown',
    first: 'an object that cannot be mapped (ENODEV)',
    second: 'MAP_GROWSDOWN for a descriptor (EINVAL)',
    clause: 'mmap.order.enodev_before_growsdown',
    needs: ['scratch'],
    fixture: directory,
    call: { length: '1p', flags: ['PRIVATE', 'GROWSDOWN'], fd: 'f' },
    fails: 'ENODEV',
  },
  {
    id: 'access-before-growsdown',
    first: 'a descriptor that does not read (EACCES)',
    second: 'MAP_GROWSDOWN for a file (EINVAL)',
    clause: 'mmap.order.enodev_before_growsdown',
    fixture: wronly,
    call: { length: '1p', flags: ['PRIVATE', 'GROWSDOWN'], fd: 'f' },
    fails: 'EACCES',
  },
  {
    id: 'seal-before-rlimit-as',
    first: 'a file sealed against writing (EPERM)',
    second: 'RLIMIT_AS (ENOMEM)',
    clause: 'mmap.order.seal_before_limits',
    fixture: [{ memfd: 'f', size: '1p', flags: ['ALLOW_SEALING'] }, { seal: 'f', add: ['WRITE'] }, ...noRoom],
    call: { length: '16p', prot: 'rw', flags: ['SHARED'], fd: 'f' },
    fails: 'EPERM',
  },
  {
    id: 'access-before-rlimit-as',
    first: 'a descriptor that does not read (EACCES)',
    second: 'RLIMIT_AS (ENOMEM)',
    clause: 'mmap.order.access_before_limits',
    fixture: [...wronly, ...noRoom],
    call: { length: '16p', flags: ['SHARED'], fd: 'f' },
    fails: 'EACCES',
  },
  {
    id: 'enodev-before-rlimit-as',
    first: 'an object that cannot be mapped (ENODEV)',
    second: 'RLIMIT_AS (ENOMEM)',
    clause: 'mmap.order.access_before_limits',
    needs: ['scratch'],
    fixture: [...directory, ...noRoom],
    call: { length: '16p', flags: ['SHARED'], fd: 'f' },
    fails: 'ENODEV',
  },
  {
    id: 'lock-limit-before-rlimit-as',
    first: 'more to lock than allowed (EAGAIN)',
    second: 'RLIMIT_AS (ENOMEM)',
    clause: 'mmap.order.lock_before_limits',
    fixture: [...twoPagesLocked, ...noRoom],
    call: { length: '16p', flags: ['PRIVATE', 'ANONYMOUS', 'LOCKED'] },
    fails: 'EAGAIN',
  },
];

const rows = ROWS.map(
  ({ id, first, second, clause, since, needs, fixture = [], call, fails }): Case => ({
    id: `errors/order/${id}`,
    title: `Of ${first} and ${second} in one call the first decides`,
    clauses: [clause],
    ...(since && { since }),
    ...(needs && { needs }),
    steps: [...fixture, { mmap: { prot: 'r', ...call }, fails }],
  }),
);

export const order = suite({
  name: 'errors/order',
  title: 'Which errno is given when two would apply',
  cases: [
    ...rows,
    {
      id: 'errors/order/mapping-count',
      title:
        'The limit of mappings decides after a bad descriptor, and before a range in use and what a descriptor was opened for',
      clauses: ['mmap.order.map_count_before_placement'],
      since: '4.17',
      steps: [
        ...wronly,
        { exhaustMappings: 'a' },
        // Comparing this many lines of /proc/self/maps after each call would take longer than all the rest.
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: -1 }, fails: 'EBADF', mayChange: true },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, fails: 'ENOMEM', mayChange: true },
        {
          mmap: { addr: 'a', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
          fails: 'ENOMEM',
          mayChange: true,
        },
      ],
    },
  ],
});
