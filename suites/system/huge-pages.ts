/** The pool of huge pages: vm.nr_hugepages and vm.nr_overcommit_hugepages. Each case makes its own pool of four. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const four: readonly Step[] = [
  { setting: '/proc/sys/vm/nr_overcommit_hugepages', to: 0 },
  { setting: '/proc/sys/vm/nr_hugepages', to: 4 },
];
const free = (is: number): Step => ({ number: '/proc/meminfo', field: 'HugePages_Free:', is });
const reserved = (is: number): Step => ({ number: '/proc/meminfo', field: 'HugePages_Rsvd:', is });
const surplus = (is: number): Step => ({ number: '/proc/meminfo', field: 'HugePages_Surp:', is });

const kinds: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
}[] = [
  {
    id: 'private',
    what: 'private memory',
    fixtures: [],
    flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'],
    fd: -1,
  },
  {
    id: 'shared',
    what: 'shared memory',
    fixtures: [],
    flags: ['SHARED', 'ANONYMOUS', 'HUGETLB'],
    fd: -1,
  },
  {
    id: 'private-file',
    what: 'a private file mapping',
    fixtures: [{ memfd: 'f', size: '8h', flags: ['HUGETLB'] }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
  {
    id: 'shared-file',
    what: 'a shared file mapping',
    fixtures: [{ memfd: 'f', size: '8h', flags: ['HUGETLB'] }],
    flags: ['SHARED'],
    fd: 'f',
  },
];

export const hugePages = suite({
  name: 'system/huge-pages',
  title: 'the pool of huge pages',
  cases: [
    {
      id: 'system/huge-pages/pool-size',
      title: 'A number written to vm.nr_hugepages is the size of the pool',
      clauses: ['sysctl.nr_hugepages'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { number: '/proc/meminfo', field: 'HugePages_Total:', is: 4 },
        { number: '/proc/sys/vm/nr_hugepages', is: 4 },
      ],
    },
    ...kinds.flatMap(({ id, what, fixtures, flags, fd }): Case[] => [
      {
        id: `system/huge-pages/allocates-${id}`,
        title: `Huge pages of ${what} are reserved by mmap, taken from the pool by a touch, and given back`,
        clauses: ['mmap.flags.hugetlb.allocates'],
        needs: ['root', 'huge-pages-listed'],
        steps: [
          ...four,
          ...fixtures,
          { mmap: { length: '2h', prot: 'rw', flags, fd }, as: 'a', aligned: '1h' },
          free(4),
          reserved(2),
          { smaps: 'a', size: '2h', kernelPageSize: '1h', vmFlags: { has: ['ht', 'rd', 'wr'] } },
          { load: 'a', is: 0 },
          { store: 'a+1h-1', value: 7 },
          free(3),
          reserved(1),
          { store: 'a+1h', value: 8 },
          free(2),
          reserved(0),
          { load: 'a+1h-1', is: 7 },
          { load: 'a+2h-1', is: 0 },
          { munmap: { addr: 'a', length: '2h' } },
          reserved(0),
        ],
      },
      {
        id: `system/huge-pages/exhausted-${id}`,
        title: `As many huge pages of ${what} as the pool has can be mapped, and not one more`,
        clauses: ['mmap.flags.hugetlb.enomem_empty_pool', 'mmap.flags.hugetlb.allocates'],
        needs: ['root', 'huge-pages-listed'],
        steps: [
          ...four,
          ...fixtures,
          { mmap: { length: '5h', prot: 'rw', flags, fd }, fails: 'ENOMEM' },
          { mmap: { length: '4h+1', prot: 'rw', flags, fd }, fails: 'ENOMEM' },
          reserved(0),
          { mmap: { length: '4h', prot: 'rw', flags, fd }, as: 'a' },
          { mmap: { length: '1h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'] }, fails: 'ENOMEM' },
          { store: 'a+4h-1', value: 7 },
          { load: 'a+3h', is: 0 },
        ],
      },
      {
        id: `system/huge-pages/surplus-${id}`,
        title: `vm.nr_overcommit_hugepages lets ${what} have that many huge pages more than the pool, and no more`,
        clauses: ['mmap.flags.hugetlb.surplus'],
        needs: ['root', 'huge-pages-listed'],
        steps: [
          { setting: '/proc/sys/vm/nr_hugepages', to: 4 },
          { setting: '/proc/sys/vm/nr_overcommit_hugepages', to: 2 },
          ...fixtures,
          { mmap: { length: '7h', prot: 'rw', flags, fd }, fails: 'ENOMEM' },
          { mmap: { length: '6h', prot: 'rw', flags, fd }, as: 'a' },
          surplus(2),
          { touch: { addr: 'a', length: '6h', access: 'store' } },
          free(0),
        ],
      },
      {
        id: `system/huge-pages/noreserve-${id}`,
        title: `With MAP_NORESERVE more huge pages of ${what} than the pool has can be mapped, and the touch that finds none raises SIGBUS`,
        clauses: [
          'mmap.flags.hugetlb.noreserve',
          'mmap.signal.sigbus.hugetlb_exhausted',
          'mmap.flags.hugetlb.populate_does_not_fail',
        ],
        needs: ['root', 'huge-pages-listed'],
        steps: [
          ...four,
          ...fixtures,
          { mmap: { length: '6h', prot: 'rw', flags: [...flags, 'NORESERVE'], fd }, as: 'a' },
          reserved(0),
          { touch: { addr: 'a', length: '4h', access: 'store' } },
          free(0),
          { store: 'a+4h', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
          { store: 'a+6h-1', value: 1, faults: 'SIGBUS/BUS_ADRERR' },
          { store: 'a', value: 1 },
        ],
      },
      {
        id: `system/huge-pages/populate-${id}`,
        title: `MAP_POPULATE takes the huge pages of ${what} from the pool at once`,
        clauses: ['mmap.flags.hugetlb.allocates', 'mmap.flags.populate.prefaults_anon'],
        needs: ['root', 'huge-pages-listed'],
        steps: [
          ...four,
          ...fixtures,
          { mmap: { length: '2h', prot: 'rw', flags: [...flags, 'POPULATE'], fd }, as: 'a' },
          free(2),
          { touch: { addr: 'a', length: '2h', access: 'store' }, minorFaults: 'none' },
        ],
      },
      {
        id: `system/huge-pages/no-expand-${id}`,
        title: `mremap cannot make a mapping of huge pages of ${what} longer, whether it may move or not`,
        clauses: ['mremap.hugetlb_no_expand'],
        needs: ['root', 'huge-pages-listed'],
        steps: [
          ...four,
          ...fixtures,
          { mmap: { length: '2h', prot: 'rw', flags, fd }, as: 'a' },
          { store: 'a+2h-1', value: 7 },
          { mremap: { addr: 'a', oldLength: '2h', newLength: '3h' }, fails: 'EINVAL' },
          { mremap: { addr: 'a', oldLength: '2h', newLength: '3h', flags: ['MAYMOVE'] }, fails: 'EINVAL' },
          { mremap: { addr: 'a', oldLength: '1h', newLength: '2h', flags: ['MAYMOVE'] }, fails: 'EINVAL' },
          { smaps: 'a', size: '2h', vmFlags: { has: ['ht'] } },
          { load: 'a+2h-1', is: 7 },
        ],
      },
    ]),
    {
      id: 'system/huge-pages/munmap-gives-back',
      title:
        'What munmap takes of a mapping of huge pages goes back to the pool, reserved or touched, page by page',
      clauses: ['mmap.flags.hugetlb.allocates', 'munmap.hugetlb_alignment'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { mmap: { length: '4h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'] }, as: 'a' },
        { store: 'a', value: 7 },
        { store: 'a+1h', value: 8 },
        free(2),
        reserved(2),
        { munmap: { addr: 'a+1h', length: '1p' }, fails: 'EINVAL' },
        { munmap: { addr: 'a+1h+1p', length: '1h' }, fails: 'EINVAL' },
        free(2),
        { munmap: { addr: 'a+1h', length: '2h' } },
        free(3),
        reserved(1),
        { load: 'a', is: 7 },
        { load: 'a+1h', faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'system/huge-pages/unprivileged',
      title: 'A process without any capability gets huge pages from the pool',
      clauses: ['mmap.errors.eperm.hugetlb_group'],
      needs: ['root', 'huge-pages-listed', 'ordinary-user'],
      steps: [
        ...four,
        { drop: 'all' },
        {
          mmap: { length: '1h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'] },
          as: 'a',
          historical: {
            documented: 'EPERM without CAP_IPC_LOCK and outside the group of vm.hugetlb_shm_group',
            instead: { fails: 'EPERM' },
          },
        },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'system/huge-pages/coherence',
      title: 'Two shared mappings of a file of huge pages, and read(2) of it, show the same bytes',
      clauses: ['mmap.flags.hugetlb.file_coherence'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { memfd: 'f', size: '2h', flags: ['HUGETLB'] },
        { mmap: { length: '2h', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1h', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '1h' }, as: 'b' },
        { fill: { addr: 'a+1h-1p', length: '2p', value: 7 } },
        { contents: { addr: 'b', length: '1p', value: 7 } },
        { pread: 'f', offset: '1h-1p', length: '2p', content: { value: 7 } },
        { store: 'b+1h-1', value: 8 },
        { load: 'a+2h-1', is: 8 },
        { munmap: { addr: 'a', length: '2h' } },
        { munmap: { addr: 'b', length: '1h' } },
        { pread: 'f', offset: '1h-1p', length: '2p', content: { value: 7 } },
        { pread: 'f', offset: '2h-1', length: 1, content: { value: 8 } },
      ],
    },
    {
      id: 'system/huge-pages/private-of-file',
      title: 'What is stored in a private mapping of a file of huge pages does not reach the file',
      clauses: ['mmap.flags.hugetlb.file_coherence', 'mmap.flags.private.not_visible'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { memfd: 'f', size: '1h', flags: ['HUGETLB'] },
        { mmap: { length: '1h', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a', value: 7 },
        { mmap: { length: '1h', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
        { load: 'b', is: 7 },
        { store: 'b', value: 8 },
        { load: 'b', is: 8 },
        { load: 'a', is: 7 },
        { pread: 'f', offset: 0, length: 1, content: { value: 7 } },
      ],
    },
    {
      id: 'system/huge-pages/fork-private',
      title:
        'A private huge page of a child is its own once it is written to, as long as the pool has another',
      clauses: ['fork.hugetlb_cow', 'fork.sharing_type'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { mmap: { length: '1h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'] }, as: 'a' },
        { store: 'a', value: 7 },
        {
          fork: [{ load: 'a', is: 7 }, { store: 'a', value: 8 }, { load: 'a', is: 8 }, free(2)],
          meanwhile: [
            { load: 'a', is: 7 },
            { store: 'a', value: 9 },
          ],
          after: [{ load: 'a', is: 8 }],
        },
        { load: 'a', is: 9 },
      ],
    },
    {
      id: 'system/huge-pages/fork-shared',
      title: 'A shared huge page is shared with a child',
      clauses: ['fork.hugetlb_cow', 'fork.sharing_type'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { mmap: { length: '1h', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'HUGETLB'] }, as: 'a' },
        { store: 'a', value: 7 },
        {
          fork: [
            { load: 'a', is: 7 },
            { store: 'a', value: 8 },
          ],
        },
        { load: 'a', is: 8 },
        free(3),
      ],
    },
    {
      id: 'system/huge-pages/fork-exhausted',
      title:
        'When the pool has no further huge page, the parent can still write to its private one, and the child loses it',
      clauses: ['fork.hugetlb_cow'],
      needs: ['root', 'huge-pages-listed'],
      steps: [
        ...four,
        { mmap: { length: '4h', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'HUGETLB'] }, as: 'a' },
        { fill: { addr: 'a', length: 1, value: 7 } },
        { touch: { addr: 'a+1h', length: '3h', access: 'store' } },
        {
          fork: [{ load: 'a', is: 7 }],
          meanwhile: [
            { store: 'a', value: 9 },
            { load: 'a', is: 9 },
          ],
          after: [{ load: 'a', observed: true }],
        },
        { load: 'a', is: 9 },
      ],
    },
  ],
});
