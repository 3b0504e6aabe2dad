/*
 * EPERM: a right is missing that is not the descriptor's. Sealed files are in eperm-seals.ts, sealed mappings in eperm-mseal.ts; here are low
 * addresses, a noexec mount and huge pages.
 */
import { type Case, type Step, suite } from '../case.ts';
import { mseal } from './eperm-mseal.ts';
import { seals } from './eperm-seals.ts';

/** The lowest address that may be had without privilege, in `b`. */
const minimum: readonly Step[] = [{ drop: 'SYS_RAWIO' }, { sysctl: 'vm.mmap_min_addr', as: 'b' }];

const lowAddresses: readonly Case[] = [
  {
    id: 'errors/eperm/address-0',
    title:
      'Without CAP_SYS_RAWIO address 0 cannot be had by MAP_FIXED, with or without access, shared or private',
    clauses: ['mmap.errors.eperm.below_min_addr'],
    steps: [
      { drop: 'SYS_RAWIO' },
      { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, fails: 'EPERM' },
      { mmap: { length: '1p', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, fails: 'EPERM' },
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] }, fails: 'EPERM' },
    ],
  },
  {
    id: 'errors/eperm/address-0-file',
    title: 'Without CAP_SYS_RAWIO no file can be mapped at address 0',
    clauses: ['mmap.errors.eperm.below_min_addr'],
    steps: [
      { file: 'f', size: '1p' },
      { drop: 'SYS_RAWIO' },
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'FIXED'], fd: 'f' }, fails: 'EPERM' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: 'EPERM' },
    ],
  },
  {
    id: 'errors/eperm/address-0-noreplace',
    title: 'Without CAP_SYS_RAWIO address 0 cannot be had by MAP_FIXED_NOREPLACE either',
    clauses: ['mmap.errors.eperm.below_min_addr', 'mmap.flags.fixed_noreplace.null_addr'],
    since: '4.17',
    steps: [
      { drop: 'SYS_RAWIO' },
      {
        mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'] },
        fails: 'EPERM',
      },
    ],
  },
  {
    id: 'errors/eperm/below-minimum',
    title: 'Without CAP_SYS_RAWIO the page below vm.mmap_min_addr cannot be had, alone or with the next',
    clauses: ['mmap.errors.eperm.below_min_addr'],
    needs: ['first-pages'],
    steps: [
      ...minimum,
      {
        mmap: { addr: 'b-1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        fails: 'EPERM',
      },
      {
        mmap: { addr: 'b-1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        fails: 'EPERM',
      },
    ],
  },
  {
    id: 'errors/eperm/at-minimum',
    title: 'Without CAP_SYS_RAWIO the page at vm.mmap_min_addr can be had',
    clauses: ['mmap.errors.eperm.below_min_addr'],
    needs: ['first-pages'],
    steps: [
      ...minimum,
      { mmap: { addr: 'b', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, as: 'a' },
      { store: 'a', value: 0x5a },
      { load: 'b', is: 0x5a },
    ],
  },
  {
    id: 'errors/eperm/hint-below-minimum',
    title: 'A mere hint below vm.mmap_min_addr is no error, and the mapping lies above it',
    clauses: ['mmap.addr.hint.min_addr_clamp'],
    steps: [
      ...minimum,
      { mmap: { addr: 'b-1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, above: 'b' },
    ],
  },
  {
    id: 'errors/eperm/mremap-to-address-0',
    title: 'Whether mremap may move a mapping to address 0 without CAP_SYS_RAWIO is told nowhere',
    clauses: ['mmap.errors.eperm.below_min_addr'],
    steps: [
      { drop: 'SYS_RAWIO' },
      {
        mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      {
        mremap: { addr: 'a', oldLength: '1p', newLength: '1p', flags: ['MAYMOVE', 'FIXED'], newAddr: 'null' },
        observed: true,
      },
    ],
  },
];

export const eperm = suite({
  name: 'errors/eperm',
  title: 'EPERM: a low address, a seal, a noexec mount',
  cases: [
    ...seals,
    ...mseal,
    ...lowAddresses.map((row): Case => ({ ...row, needs: ['min-addr', ...(row.needs ?? [])] })),
    {
      id: 'errors/eperm/address-0-with-capability',
      title: 'With CAP_SYS_RAWIO MAP_FIXED at address 0 gives memory there',
      clauses: ['mmap.flags.fixed.null_gives_zero'],
      needs: ['cap-sys-rawio'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] }, at: 'null' },
        { load: 'null', is: 0 },
        { store: 8, value: 0x5a },
        { load: 8, is: 0x5a },
        { munmap: { addr: 'null', length: '1p' } },
        { load: 8, faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'errors/eperm/noexec-mount',
      title: 'A file on a noexec mount cannot be mapped executable, private or shared, and can without',
      clauses: ['mmap.errors.eperm.noexec_mount'],
      steps: [
        { mount: 'tmpfs', options: ['noexec'] },
        { file: 'f', size: '1p', content: 'pattern', on: 'mount' },
        { mmap: { length: '1p', prot: 'rx', flags: ['PRIVATE'], fd: 'f' }, fails: 'EPERM' },
        { mmap: { length: '1p', prot: 'x', flags: ['SHARED'], fd: 'f' }, fails: 'EPERM' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
    {
      id: 'errors/eperm/hugetlb-ordinary-user',
      title:
        'MAP_HUGETLB of an ordinary user on an empty pool gives ENOMEM as for anybody instead of the documented EPERM',
      clauses: ['mmap.errors.eperm.hugetlb_group'],
      needs: ['huge-pages-listed', 'huge-pool-empty'],
      steps: [
        { drop: 'all' },
        {
          mmap: { length: '1h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'] },
          fails: 'ENOMEM',
          historical: {
            documented: 'EPERM: neither CAP_IPC_LOCK nor a member of vm.hugetlb_shm_group',
            instead: { fails: 'EPERM' },
          },
        },
      ],
    },
  ],
});
