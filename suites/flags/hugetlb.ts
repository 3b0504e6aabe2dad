/**
 * MAP_HUGETLB. Most of it can be seen with an empty pool: by MAP_NORESERVE no huge page is asked for before a touch, so that what is accepted, and
 * where it lies, does not depend on the pool. Nothing here is mapped at an address of the arena, which may be shorter than a huge page.
 */
import { type Case, type Size, type Step, suite } from '../case.ts';
import type { MapFlag, RawBits } from '../vocabulary.ts';
import { PRIVATE_ANONYMOUS } from './memory-kinds.ts';

const types = ['PRIVATE', 'SHARED'] as const;
const huge = ['PRIVATE', 'ANONYMOUS', 'HUGETLB', 'NORESERVE'] as const;
const hugeFile = { memfd: 'f', size: '2h', flags: ['HUGETLB'] } as const;

/** Sizes that no architecture has: smaller than any page, or than no address space. */
const neverSupported: readonly { code: RawBits; title: string }[] = [
  { code: '1<<26', title: '2 bytes' },
  { code: '11<<26', title: '2 KiB' },
  { code: '62<<26', title: '4 EiB' },
  { code: '63<<26', title: '8 EiB' },
];

/** Sizes of other architectures, by name, and others by number, none of which x86-64 has. */
const notOnX86: readonly { name: string; size: MapFlag | RawBits; title: string }[] = [
  { name: '4kb', size: '12<<26', title: '4 KiB' },
  { name: '16kb', size: 'HUGE_16KB', title: '16 KiB' },
  { name: '64kb', size: 'HUGE_64KB', title: '64 KiB' },
  { name: '512kb', size: 'HUGE_512KB', title: '512 KiB' },
  { name: '1mb', size: 'HUGE_1MB', title: '1 MiB' },
  { name: '4mb', size: '22<<26', title: '4 MiB' },
  { name: '8mb', size: 'HUGE_8MB', title: '8 MiB' },
  { name: '16mb', size: 'HUGE_16MB', title: '16 MiB' },
  { name: '32mb', size: 'HUGE_32MB', title: '32 MiB' },
  { name: '256mb', size: 'HUGE_256MB', title: '256 MiB' },
  { name: '512mb', size: 'HUGE_512MB', title: '512 MiB' },
  { name: '2gb', size: 'HUGE_2GB', title: '2 GiB' },
  { name: '16gb', size: 'HUGE_16GB', title: '16 GiB' },
];

const lengths: readonly { name: string; title: string; length: Size; is: Size }[] = [
  { name: 'byte', title: 'One byte of MAP_HUGETLB takes a whole huge page', length: 1, is: '1h' },
  { name: 'page', title: 'A page of MAP_HUGETLB takes a whole huge page', length: '1p', is: '1h' },
  { name: 'huge-page', title: 'A huge page of MAP_HUGETLB takes just that', length: '1h', is: '1h' },
  {
    name: 'byte-over',
    title: 'A huge page and a byte of MAP_HUGETLB take two huge pages',
    length: '1h+1',
    is: '2h',
  },
  {
    name: 'page-short',
    title: 'Two huge pages less a page of MAP_HUGETLB take two huge pages',
    length: '2h-1p',
    is: '2h',
  },
];

const foreignFiles: readonly { name: string; title: string; fixture: Step }[] = [
  { name: 'file', title: 'a file on disk', fixture: { file: 'f', size: '1p' } },
  { name: 'tmpfs', title: 'a file on tmpfs', fixture: { file: 'f', size: '1p', on: 'tmpfs' } },
  { name: 'memfd', title: 'a memfd of ordinary pages', fixture: { memfd: 'f', size: '1p' } },
  { name: 'dev-zero', title: '/dev/zero', fixture: { open: 'f', of: '/dev/zero', mode: 'rdwr' } },
];

const offsets: readonly { name: string; title: string; offset: Size }[] = [
  { name: 'page', title: 'a page', offset: '1p' },
  { name: 'half', title: 'a page less than a huge page', offset: '1h-1p' },
];

const touches: readonly { name: string; title: string; touch: Step }[] = [
  { name: 'store', title: 'a store to', touch: { store: 'a', value: 1, faults: 'SIGBUS/BUS_ADRERR' } },
  { name: 'load', title: 'a load from', touch: { load: 'a', faults: 'SIGBUS/BUS_ADRERR' } },
  {
    name: 'store-inside',
    title: 'a store into the middle of',
    touch: { store: 'a+1p+5', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
  },
];

export const hugetlb = suite({
  name: 'flags/hugetlb',
  title: 'MAP_HUGETLB',
  cases: [
    /* what is accepted, with whatever pool */
    ...types.map(
      (type): Case => ({
        id: `flags/hugetlb/noreserve-${type.toLowerCase()}`,
        title: `MAP_${type}|MAP_HUGETLB|MAP_NORESERVE makes a mapping of huge pages of the default size`,
        clauses: [
          'mmap.flags.hugetlb.noreserve',
          'mmap.flags.hugetlb.size_code_default',
          'mmap.flags.hugetlb.address_aligned',
        ],
        needs: ['huge-pages-listed'],
        steps: [
          {
            mmap: { length: '1h', prot: 'rw', flags: [type, 'ANONYMOUS', 'HUGETLB', 'NORESERVE'] },
            as: 'a',
            aligned: '1h',
          },
          {
            smaps: 'a',
            size: '1h',
            kernelPageSize: '1h',
            vmFlags: { has: ['rd', 'wr', 'ht'], lacks: ['ac', 'lo'] },
          },
        ],
      }),
    ),
    {
      id: 'flags/hugetlb/without',
      title: 'Without MAP_HUGETLB the pages are of the ordinary size, whatever size of huge pages is named',
      clauses: ['mmap.flags.private.unknown_ignored', 'proc.smaps.vmflags'],
      steps: [
        {
          mmap: {
            addr: 'arena',
            length: '4p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'HUGE_2MB', 'FIXED'],
          },
          as: 'a',
        },
        { smaps: 'a', size: '4p', kernelPageSize: '1p', vmFlags: { lacks: ['ht'] } },
        { fill: { addr: 'a', length: '4p', value: 0x5a } },
        { contents: { addr: 'a', length: '4p', value: 0x5a } },
      ],
    },
    {
      id: 'flags/hugetlb/file-with-flag',
      title: 'MAP_HUGETLB is accepted for a file of huge pages',
      clauses: ['mmap.flags.hugetlb.on_regular_file_einval'],
      needs: ['huge-pages-listed'],
      steps: [
        hugeFile,
        {
          mmap: { length: '1h', prot: 'rw', flags: ['SHARED', 'HUGETLB', 'NORESERVE'], fd: 'f' },
          as: 'a',
          aligned: '1h',
        },
        { smaps: 'a', size: '1h', kernelPageSize: '1h', vmFlags: { has: ['ht'] } },
      ],
    },
    {
      id: 'flags/hugetlb/file-without-flag',
      title: 'A file of huge pages is mapped by huge pages without MAP_HUGETLB',
      clauses: ['mmap.flags.hugetlb.on_regular_file_einval', 'mmap.flags.hugetlb.length_aligned'],
      needs: ['huge-pages-listed'],
      steps: [
        hugeFile,
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'NORESERVE'], fd: 'f' },
          as: 'a',
          aligned: '1h',
        },
        { smaps: 'a', size: '1h', kernelPageSize: '1h', vmFlags: { has: ['ht'] } },
      ],
    },
    ...foreignFiles.flatMap(({ name, title, fixture }) =>
      types.map(
        (type): Case => ({
          id: `flags/hugetlb/refused-${name}-${type.toLowerCase()}`,
          title: `MAP_${type}|MAP_HUGETLB of ${title} gives EINVAL`,
          clauses: ['mmap.flags.hugetlb.on_regular_file_einval'],
          steps: [
            fixture,
            {
              mmap: { length: '1h', prot: 'rw', flags: [type, 'HUGETLB', 'NORESERVE'], fd: 'f' },
              fails: 'EINVAL',
            },
          ],
        }),
      ),
    ),
    {
      id: 'flags/hugetlb/unprivileged',
      title: 'MAP_HUGETLB takes no privilege',
      clauses: ['mmap.errors.eperm.hugetlb_group', 'mmap.flags.hugetlb.noreserve'],
      needs: ['huge-pages-listed'],
      steps: [
        { drop: 'all' },
        {
          mmap: { length: '1h', prot: 'rw', flags: huge },
          as: 'a',
          historical: {
            documented: 'EPERM without CAP_IPC_LOCK and outside the group of vm.hugetlb_shm_group',
            instead: { fails: 'EPERM' },
          },
        },
        { smaps: 'a', size: '1h', vmFlags: { has: ['ht'] } },
      ],
    },

    /* sizes */
    {
      id: 'flags/hugetlb/size-2mb',
      title: 'MAP_HUGE_2MB, which is 21 shifted by 26, makes a mapping of pages of 2 MiB',
      clauses: ['mmap.flags.hugetlb.size_code_encoding', 'mmap.flags.hugetlb.length_aligned'],
      needs: ['huge-pages-listed', 'x86_64'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: [...huge, 'HUGE_2MB'] }, as: 'a', aligned: '2M' },
        { smaps: 'a', size: '2M', kernelPageSize: '2M', vmFlags: { has: ['ht'] } },
        { mmap: { length: '1p', prot: 'rw', flags: [...huge, '21<<26'] }, as: 'b', aligned: '2M' },
        { smaps: 'b', size: '2M', kernelPageSize: '2M', vmFlags: { has: ['ht'] } },
      ],
    },
    {
      id: 'flags/hugetlb/size-1gb',
      title: 'MAP_HUGE_1GB is accepted where the processor has pages of 1 GiB',
      clauses: ['mmap.flags.hugetlb.size_code_encoding', 'mmap.flags.hugetlb.sizes_listed'],
      needs: ['huge-pages-listed', 'x86_64'],
      steps: [{ mmap: { length: '1p', prot: 'rw', flags: [...huge, 'HUGE_1GB'] }, observed: true }],
    },
    ...neverSupported.map(
      ({ code, title }): Case => ({
        id: `flags/hugetlb/size-code-${code.replace('<<26', '')}`,
        title: `Huge pages of ${title} are refused with EINVAL`,
        clauses: ['mmap.flags.hugetlb.size_unsupported_einval', 'mmap.flags.hugetlb.sizes_listed'],
        steps: [{ mmap: { length: '1h', prot: 'rw', flags: [...huge, code] }, fails: 'EINVAL' }],
      }),
    ),
    ...notOnX86.map(
      ({ name, size, title }): Case => ({
        id: `flags/hugetlb/size-${name}`,
        title: `Huge pages of ${title}, which x86-64 does not have, are refused with EINVAL`,
        clauses: ['mmap.flags.hugetlb.size_unsupported_einval', 'mmap.flags.hugetlb.sizes_listed'],
        needs: ['x86_64'],
        steps: [
          { mmap: { length: '1h', prot: 'rw', flags: [...huge, size] }, fails: 'EINVAL' },
          {
            mmap: { length: '1h', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'HUGETLB', size] },
            fails: 'EINVAL',
          },
        ],
      }),
    ),

    /* lengths, addresses, offsets */
    ...lengths.map(
      ({ name, title, length, is }): Case => ({
        id: `flags/hugetlb/length-${name}`,
        title,
        clauses: ['mmap.flags.hugetlb.length_aligned'],
        needs: ['huge-pages-listed'],
        steps: [
          { mmap: { length, prot: 'rw', flags: huge }, as: 'a', aligned: '1h' },
          { maps: 'a', length: is, perms: 'rw-p', backing: 'hugepages' },
          { smaps: 'a', size: is },
        ],
      }),
    ),
    {
      id: 'flags/hugetlb/length-zero',
      title: 'A length of 0 with MAP_HUGETLB gives EINVAL',
      clauses: ['mmap.length.zero_einval'],
      needs: ['huge-pages-listed'],
      steps: [{ mmap: { length: 0, prot: 'rw', flags: huge }, fails: 'EINVAL' }],
    },
    {
      id: 'flags/hugetlb/fixed',
      title: 'MAP_FIXED on a huge page boundary replaces whole huge pages',
      clauses: ['mmap.flags.hugetlb.address_aligned', 'mmap.flags.hugetlb.length_aligned'],
      needs: ['huge-pages-listed'],
      steps: [
        { mmap: { length: '4h', prot: 'rw', flags: huge }, as: 'a', aligned: '1h' },
        { mmap: { addr: 'a+1h', length: '1p', prot: 'r', flags: [...huge, 'FIXED'] } },
        { maps: 'a', length: '1h', perms: 'rw-p', backing: 'hugepages' },
        { maps: 'a+1h', length: '1h', perms: 'r--p', backing: 'hugepages' },
        { maps: 'a+2h', length: '2h', perms: 'rw-p', backing: 'hugepages' },
      ],
    },
    {
      id: 'flags/hugetlb/fixed-unaligned',
      title: 'MAP_FIXED beside a huge page boundary gives EINVAL, and what was there stays',
      clauses: ['mmap.flags.hugetlb.address_aligned'],
      needs: ['huge-pages-listed'],
      steps: [
        { mmap: { length: '4h', prot: 'rw', flags: huge }, as: 'a', aligned: '1h' },
        { mmap: { addr: 'a+1p', length: '1h', prot: 'r', flags: [...huge, 'FIXED'] }, fails: 'EINVAL' },
        { mmap: { addr: 'a+1h-1p', length: '1h', prot: 'r', flags: [...huge, 'FIXED'] }, fails: 'EINVAL' },
        { smaps: 'a', size: '4h', vmFlags: { has: ['ht', 'wr'] } },
      ],
    },
    {
      id: 'flags/hugetlb/hint-unaligned',
      title: 'A hint beside a huge page boundary is moved to one',
      clauses: ['mmap.flags.hugetlb.address_aligned'],
      needs: ['huge-pages-listed'],
      steps: [
        { mmap: { length: '4h', prot: 'rw', flags: huge }, as: 'a', aligned: '1h' },
        { munmap: { addr: 'a', length: '4h' } },
        {
          mmap: { addr: 'a+1h+1p', length: '1h', prot: 'rw', flags: huge },
          as: 'b',
          notAt: 'a+1h+1p',
          aligned: '1h',
        },
        { smaps: 'b', size: '1h', vmFlags: { has: ['ht'] } },
      ],
    },
    {
      id: 'flags/hugetlb/hint-aligned',
      title: 'A free hint on a huge page boundary is taken',
      clauses: ['mmap.flags.hugetlb.address_aligned', 'mmap.addr.hint.free_taken'],
      needs: ['huge-pages-listed'],
      steps: [
        { mmap: { length: '4h', prot: 'rw', flags: huge }, as: 'a', aligned: '1h' },
        { munmap: { addr: 'a', length: '4h' } },
        { mmap: { addr: 'a+1h', length: '1h', prot: 'rw', flags: huge }, at: 'a+1h' },
        { smaps: 'a+1h', size: '1h', vmFlags: { has: ['ht'] } },
      ],
    },
    ...offsets.map(
      ({ name, title, offset }): Case => ({
        id: `flags/hugetlb/offset-${name}`,
        title: `An offset of ${title} gives EINVAL with huge pages, of a file and of none`,
        clauses: ['mmap.flags.hugetlb.offset_multiple'],
        needs: ['huge-pages-listed'],
        steps: [
          hugeFile,
          {
            mmap: { length: '1h', prot: 'rw', flags: ['SHARED', 'NORESERVE'], fd: 'f', offset },
            fails: 'EINVAL',
          },
          { mmap: { length: '1h', prot: 'rw', flags: huge, offset }, fails: 'EINVAL' },
        ],
      }),
    ),
    {
      id: 'flags/hugetlb/offset-huge-page',
      title: 'An offset of a huge page into a file of huge pages is accepted',
      clauses: ['mmap.flags.hugetlb.offset_multiple'],
      needs: ['huge-pages-listed'],
      steps: [
        hugeFile,
        {
          mmap: { length: '1h', prot: 'rw', flags: ['SHARED', 'NORESERVE'], fd: 'f', offset: '1h' },
          as: 'a',
        },
        { maps: 'a', length: '1h', perms: 'rw-s', offset: '1h' },
      ],
    },

    /* with an empty pool */
    ...types.map(
      (type): Case => ({
        id: `flags/hugetlb/empty-pool-${type.toLowerCase()}`,
        title: `MAP_${type}|MAP_HUGETLB gives ENOMEM when the pool is empty`,
        clauses: ['mmap.flags.hugetlb.enomem_empty_pool', 'mmap.flags.hugetlb.size_code_default'],
        needs: ['huge-pages-listed', 'huge-pool-empty'],
        steps: [
          { mmap: { length: '1h', prot: 'rw', flags: [type, 'ANONYMOUS', 'HUGETLB'] }, fails: 'ENOMEM' },
        ],
      }),
    ),
    {
      id: 'flags/hugetlb/empty-pool-file',
      title: 'A mapping of a file of huge pages gives ENOMEM when the pool is empty',
      clauses: ['mmap.flags.hugetlb.enomem_empty_pool'],
      needs: ['huge-pages-listed', 'huge-pool-empty'],
      steps: [hugeFile, { mmap: { length: '1h', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'ENOMEM' }],
    },
    ...touches.flatMap(({ name, title, touch }) =>
      types.map(
        (type): Case => ({
          id: `flags/hugetlb/exhausted-${name}-${type.toLowerCase()}`,
          title: `With an empty pool ${title} MAP_${type}|MAP_HUGETLB|MAP_NORESERVE raises SIGBUS`,
          clauses: ['mmap.flags.hugetlb.noreserve', 'mmap.signal.sigbus.hugetlb_exhausted'],
          needs: ['huge-pages-listed', 'huge-pool-empty'],
          steps: [
            {
              mmap: { length: '1h', prot: 'rw', flags: [type, 'ANONYMOUS', 'HUGETLB', 'NORESERVE'] },
              as: 'a',
            },
            touch,
            touch,
            { munmap: { addr: 'a', length: '1h' } },
          ],
        }),
      ),
    ),
    {
      id: 'flags/hugetlb/populate-empty-pool',
      title: 'MAP_POPULATE that finds the pool empty does not make the call fail',
      clauses: ['mmap.flags.hugetlb.populate_does_not_fail'],
      needs: ['huge-pages-listed', 'huge-pool-empty'],
      steps: [
        { mmap: { length: '1h', prot: 'rw', flags: [...huge, 'POPULATE'] }, as: 'a' },
        { smaps: 'a', size: '1h', vmFlags: { has: ['ht'] } },
        { store: 'a', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },

    /* with free huge pages */
    ...types.map(
      (type): Case => ({
        id: `flags/hugetlb/pool-${type.toLowerCase()}`,
        title: `MAP_${type}|MAP_HUGETLB gives huge pages of zeros that can be written from end to end`,
        clauses: ['mmap.flags.hugetlb.allocates', 'sysctl.nr_hugepages'],
        needs: ['huge-pages-free'],
        steps: [
          {
            mmap: { length: '2h', prot: 'rw', flags: [type, 'ANONYMOUS', 'HUGETLB'] },
            as: 'a',
            aligned: '1h',
          },
          { contents: { addr: 'a', length: '1p', value: 0 } },
          { contents: { addr: 'a+2h-1p', length: '1p', value: 0 } },
          { store: 'a', value: 0x5a },
          { store: 'a+1h-1', value: 0x5b },
          { store: 'a+1h', value: 0x5c },
          { store: 'a+2h-1', value: 0x5d },
          { load: 'a', is: 0x5a },
          { load: 'a+1h-1', is: 0x5b },
          { load: 'a+1h', is: 0x5c },
          { load: 'a+2h-1', is: 0x5d },
          { smaps: 'a', size: '2h', kernelPageSize: '1h', vmFlags: { has: ['ht'] } },
        ],
      }),
    ),
    {
      id: 'flags/hugetlb/pool-noreserve',
      title: 'MAP_HUGETLB|MAP_NORESERVE takes a huge page that is free when it is touched',
      clauses: ['mmap.flags.hugetlb.noreserve', 'mmap.flags.hugetlb.allocates'],
      needs: ['huge-pages-free'],
      steps: [
        { mmap: { length: '1h', prot: 'rw', flags: huge }, as: 'a' },
        { store: 'a+1h-1', value: 0x5a },
        { load: 'a+1h-1', is: 0x5a },
        { load: 'a', is: 0 },
      ],
    },
    {
      id: 'flags/hugetlb/pool-populate',
      title: 'MAP_POPULATE has the huge pages there',
      clauses: ['mmap.flags.populate.prefaults_anon', 'mmap.flags.hugetlb.allocates'],
      needs: ['huge-pages-free'],
      steps: [
        { mmap: { length: '1h', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'HUGETLB', 'POPULATE'] }, as: 'a' },
        { resident: { addr: 'a', length: '16p' }, is: 16 },
      ],
    },
    {
      id: 'flags/hugetlb/pool-fork-private',
      title: 'A child has a copy of a private huge page as soon as it writes',
      clauses: ['fork.hugetlb_cow'],
      needs: ['huge-pages-free'],
      steps: [
        { mmap: { length: '1h', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'HUGETLB'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        { store: 'a+1h-1', value: 0x5b },
        {
          fork: [
            { load: 'a', is: 0x5a },
            { store: 'a', value: 0xa5 },
            { load: 'a', is: 0xa5 },
            { load: 'a+1h-1', is: 0x5b },
          ],
        },
        { load: 'a', is: 0x5a },
      ],
    },
    {
      id: 'flags/hugetlb/pool-fork-shared',
      title: 'Parent and child have the same shared huge page',
      clauses: ['mmap.flags.hugetlb.allocates', 'fork.sharing_type'],
      needs: ['huge-pages-free'],
      steps: [
        { mmap: { length: '1h', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'HUGETLB'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        {
          fork: [
            { load: 'a', is: 0x5a },
            { store: 'a+1h-1', value: 0xa5 },
          ],
        },
        { load: 'a+1h-1', is: 0xa5 },
      ],
    },
    {
      id: 'flags/hugetlb/pool-file-coherence',
      title: 'What is stored to a shared mapping of huge pages is read from their file',
      clauses: ['mmap.flags.hugetlb.file_coherence'],
      needs: ['huge-pages-free'],
      steps: [
        hugeFile,
        { mmap: { length: '2h', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { fill: { addr: 'a+1h-1p', length: '2p', value: 0x5a } },
        { pread: 'f', offset: '1h-1p', length: '2p', content: { value: 0x5a } },
        { pread: 'f', offset: 0, length: '1p', content: { value: 0 } },
      ],
    },
    {
      id: 'flags/hugetlb/pool-beyond-end',
      title: 'A huge page beyond the end of its file raises SIGBUS',
      clauses: ['mmap.signal.sigbus.beyond_eof'],
      needs: ['huge-pages-free'],
      steps: [
        { memfd: 'f', size: '1h', flags: ['HUGETLB'] },
        { mmap: { length: '2h', prot: 'r', flags: ['SHARED', 'NORESERVE'], fd: 'f' }, as: 'a' },
        { load: 'a+1h-1', is: 0 },
        { load: 'a+1h', faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
  ],
});
