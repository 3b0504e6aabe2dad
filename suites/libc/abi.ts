/**
 * The numbers behind the names, as the kernel has them: the ABI of x86-64. Each bit is given as a number, and told by what it does. What does
 * nothing that could be seen is told by MAP_SHARED_VALIDATE, which refuses the bits that it does not know.
 */
import { type Case, type Size, type Step, suite } from '../case.ts';
import type { Prot, RawBits } from '../vocabulary.ts';

const file: Step = { file: 'f', size: '2p', content: 'pattern' };

/** A private anonymous page at arena+1p, of these flags, all by number. */
const page = (flags: RawBits, length: Size = '1p'): Step => ({
  mmap: { addr: 'arena+1p', length, prot: 'rw', flags: [flags] },
  at: 'arena+1p',
});

/** Steps that go wrong where the number means something else. */
const bits: readonly { id: string; what: string; since?: string; steps: readonly Step[] }[] = [
  {
    id: '0x01',
    what: '0x01 is MAP_SHARED',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'rw', flags: ['0x1'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
    ],
  },
  {
    id: '0x02',
    what: '0x02 is MAP_PRIVATE',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'rw', flags: ['0x2'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { load: 'a', is: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { pattern: 0 } },
    ],
  },
  {
    id: '0x03',
    what: '0x03 is MAP_SHARED_VALIDATE',
    since: '4.15',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'rw', flags: ['0x200003'], fd: 'f' }, fails: 'EOPNOTSUPP' },
      { mmap: { length: '1p', prot: 'rw', flags: ['0x3'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
    ],
  },
  {
    id: '0x08',
    what: '0x08 is MAP_DROPPABLE',
    since: '6.11',
    steps: [
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['0x38'] }, at: 'arena+1p' },
      { smaps: 'arena+1p', vmFlags: { has: ['dp', 'wf', 'dd'] } },
    ],
  },
  {
    id: '0x10',
    what: '0x10 is MAP_FIXED',
    steps: [
      page('0x32'),
      { fill: { addr: 'arena+1p', length: '1p', value: 7 } },
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['0x22'] }, notAt: 'arena+1p' },
      { load: 'arena+1p', is: 7 },
      page('0x32'),
      { load: 'arena+1p', is: 0 },
    ],
  },
  {
    id: '0x20',
    what: '0x20 is MAP_ANONYMOUS',
    steps: [
      { mmap: { length: '1p', prot: 'rw', flags: ['0x2'] }, fails: 'EBADF' },
      { mmap: { length: '1p', prot: 'rw', flags: ['0x22'] }, as: 'a' },
      { contents: { addr: 'a', length: '1p', value: 0 } },
    ],
  },
  {
    id: '0x40',
    what: '0x40 is MAP_32BIT',
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['0x62'] }, below: '2G' }],
  },
  {
    id: '0x80',
    what: '0x80 is MAP_ABOVE4G',
    since: '6.6',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'r', flags: ['0x83'], fd: 'f' }, above: '4G' },
      { mmap: { length: '1p', prot: 'rw', flags: ['0xa2'] }, above: '4G' },
    ],
  },
  {
    id: '0x100',
    what: '0x100 is MAP_GROWSDOWN',
    steps: [page('0x132'), { smaps: 'arena+1p', vmFlags: { has: ['gd'] } }],
  },
  {
    id: '0x800',
    what: '0x800 is MAP_DENYWRITE',
    since: '4.15',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'r', flags: ['0x803'], fd: 'f' } },
      { mmap: { length: '1p', prot: 'r', flags: ['0x403'], fd: 'f' }, fails: 'EOPNOTSUPP' },
    ],
  },
  {
    id: '0x1000',
    what: '0x1000 is MAP_EXECUTABLE',
    since: '4.15',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'r', flags: ['0x1003'], fd: 'f' } },
      { mmap: { length: '1p', prot: 'r', flags: ['0x1203'], fd: 'f' }, fails: 'EOPNOTSUPP' },
    ],
  },
  {
    id: '0x2000',
    what: '0x2000 is MAP_LOCKED',
    steps: [page('0x2032'), { smaps: 'arena+1p', locked: '1p', vmFlags: { has: ['lo'] } }],
  },
  {
    id: '0x4000',
    what: '0x4000 is MAP_NORESERVE',
    steps: [page('0x4032'), { smaps: 'arena+1p', vmFlags: { has: ['nr'], lacks: ['ac'] } }],
  },
  {
    id: '0x8000',
    what: '0x8000 is MAP_POPULATE, and 0x10000 MAP_NONBLOCK, which takes its effect away',
    steps: [
      page('0x32', '4p'),
      { resident: { addr: 'arena+1p', length: '4p' }, is: 0 },
      page('0x18032', '4p'),
      { resident: { addr: 'arena+1p', length: '4p' }, is: 0 },
      page('0x8032', '4p'),
      { resident: { addr: 'arena+1p', length: '4p' }, is: 4 },
    ],
  },
  {
    id: '0x20000',
    what: '0x20000 is MAP_STACK',
    since: '4.15',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'r', flags: ['0x20003'], fd: 'f' } },
      { mmap: { length: '1p', prot: 'r', flags: ['0x220003'], fd: 'f' }, fails: 'EOPNOTSUPP' },
    ],
  },
  {
    id: '0x40000',
    what: '0x40000 is MAP_HUGETLB, which no ordinary file has',
    steps: [
      file,
      { mmap: { length: '1p', prot: 'r', flags: ['0x40001'], fd: 'f' }, fails: 'EINVAL' },
      { mmap: { length: '1p', prot: 'r', flags: ['0x40002'], fd: 'f' }, fails: 'EINVAL' },
    ],
  },
  {
    id: '0x80000',
    what: '0x80000 is MAP_SYNC',
    since: '4.15',
    steps: [page('0x80032'), { smaps: 'arena+1p', vmFlags: { has: ['sf'] } }],
  },
  {
    id: '0x100000',
    what: '0x100000 is MAP_FIXED_NOREPLACE',
    since: '4.17',
    steps: [
      page('0x32'),
      { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['0x100022'] }, fails: 'EEXIST' },
      { munmap: { addr: 'arena+1p', length: '1p' } },
      page('0x100022'),
    ],
  },
  {
    id: '0x4000000',
    what: '0x4000000 is MAP_UNINITIALIZED',
    since: '4.15',
    steps: [file, { mmap: { length: '1p', prot: 'r', flags: ['0x4000003'], fd: 'f' } }],
  },
];

const accesses: readonly { id: string; what: string; prot: Prot; perms: string }[] = [
  { id: 'read', what: '1 is PROT_READ', prot: ['none', '0x1'], perms: 'r--p' },
  { id: 'write', what: '2 is PROT_WRITE', prot: ['none', '0x2'], perms: '-w-p' },
  { id: 'exec', what: '4 is PROT_EXEC', prot: ['none', '0x4'], perms: '--xp' },
  { id: 'all', what: '7 is all of them', prot: ['none', '0x7'], perms: 'rwxp' },
];

export const abi = suite({
  name: 'libc/abi',
  title: 'the numbers of the flags',
  cases: [
    ...bits.map(
      ({ id, what, since, steps }): Case => ({
        id: `libc/abi/flag-${id}`,
        title: `Of the flags on x86-64 ${what}`,
        clauses: ['mmap.flags.constants_x86'],
        needs: ['x86_64'],
        ...(since !== undefined && { since }),
        steps,
      }),
    ),
    ...accesses.map(
      ({ id, what, prot, perms }): Case => ({
        id: `libc/abi/prot-${id}`,
        title: `Of the bits of prot ${what}`,
        clauses: ['mmap.prot.or_combination'],
        steps: [
          { mmap: { addr: 'arena+1p', length: '1p', prot, flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
          { maps: 'arena+1p', perms },
        ],
      }),
    ),
  ],
});
