/*
 * EINVAL: addr, length, offset or flags make no sense, whatever is mapped. Each row is one way to say it wrong; its neighbours that are right
 * are the cases `may`.
 */
import { type Case, type MmapArguments, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Errno } from '../vocabulary.ts';

/** A file of four pages. */
const file: Step = { file: 'f', size: '4p', content: 'pattern' };
const ANONYMOUS: Flags = ['PRIVATE', 'ANONYMOUS'];
const SHARED_ANONYMOUS: Flags = ['SHARED', 'ANONYMOUS'];
const FIXED: Flags = ['PRIVATE', 'ANONYMOUS', 'FIXED'];
const NOREPLACE: Flags = ['PRIVATE', 'ANONYMOUS', 'FIXED_NOREPLACE'];

type Flags = MmapArguments['flags'];
type Arguments = Omit<MmapArguments, 'prot' | 'fd'>;
type Row = readonly [id: string, title: string, arguments_: Arguments];
interface Rows {
  clause: ClauseId;
  since?: string;
  rows: readonly Row[];
}

const WRONG: readonly Rows[] = [
  {
    clause: 'mmap.length.zero_einval',
    rows: [
      ['length-0-anonymous', 'Length 0 of private anonymous memory', { length: 0, flags: ANONYMOUS }],
      [
        'length-0-shared-anonymous',
        'Length 0 of shared anonymous memory',
        { length: 0, flags: SHARED_ANONYMOUS },
      ],
      ['length-0-private-file', 'Length 0 of a private file mapping', { length: 0, flags: ['PRIVATE'] }],
      ['length-0-shared-file', 'Length 0 of a shared file mapping', { length: 0, flags: ['SHARED'] }],
      ['length-0-hint', 'Length 0 at a hint', { addr: 'arena', length: 0, flags: ANONYMOUS }],
      ['length-0-fixed', 'Length 0 at a fixed address', { addr: 'arena', length: 0, flags: FIXED }],
    ],
  },
  {
    clause: 'mmap.flags.fixed.unaligned_einval',
    rows: [
      ['fixed-1', 'MAP_FIXED a byte behind a page boundary', { addr: 'arena+1', length: '1p', flags: FIXED }],
      [
        'fixed-512',
        'MAP_FIXED 512 bytes behind a page boundary',
        { addr: 'arena+512', length: '1p', flags: FIXED },
      ],
      [
        'fixed-minus-1',
        'MAP_FIXED a byte before a page boundary',
        { addr: 'arena+1p-1', length: 1, flags: FIXED },
      ],
      [
        'fixed-file',
        'MAP_FIXED of a file at an address that is no page boundary',
        { addr: 'arena+1', length: 1, flags: ['SHARED', 'FIXED'] },
      ],
    ],
  },
  {
    clause: 'mmap.flags.fixed_noreplace.unaligned_einval',
    since: '4.17',
    rows: [
      [
        'noreplace-1',
        'MAP_FIXED_NOREPLACE at an address that is no page boundary',
        { addr: 'arena+1', length: '1p', flags: NOREPLACE },
      ],
    ],
  },
  {
    clause: 'mmap.offset.page_multiple',
    rows: [
      [
        'offset-1-private',
        'Offset 1 of a private file mapping',
        { length: '1p', flags: ['PRIVATE'], offset: 1 },
      ],
      [
        'offset-1-shared',
        'Offset 1 of a shared file mapping',
        { length: '1p', flags: ['SHARED'], offset: 1 },
      ],
      ['offset-512', 'Offset 512 of a file', { length: '1p', flags: ['SHARED'], offset: 512 }],
      [
        'offset-minus-1',
        'An offset a byte before a page boundary',
        { length: 1, flags: ['SHARED'], offset: '2p-1' },
      ],
      [
        'offset-to-end',
        'An unaligned offset, up to the end of the file,',
        { length: '4p-512', flags: ['PRIVATE'], offset: 512 },
      ],
    ],
  },
  {
    clause: 'mmap.offset.anon_unaligned_einval',
    rows: [
      ['offset-1-anonymous', 'Offset 1 of anonymous memory', { length: '1p', flags: ANONYMOUS, offset: 1 }],
      [
        'offset-1-shared-anonymous',
        'Offset 1 of shared anonymous memory',
        { length: '1p', flags: SHARED_ANONYMOUS, offset: 1 },
      ],
    ],
  },
  {
    clause: 'mmap.flags.type.required',
    rows: [
      ['no-type-file', 'Neither MAP_SHARED nor MAP_PRIVATE for a file', { length: '1p', flags: [] }],
      [
        'no-type-anonymous',
        'Neither MAP_SHARED nor MAP_PRIVATE for anonymous memory',
        { length: '1p', flags: ['ANONYMOUS'] },
      ],
      ['no-type-other-flags', 'No type, but other flags', { length: '1p', flags: ['NORESERVE', 'POPULATE'] }],
    ],
  },
  {
    clause: 'mmap.flags.type.values_file',
    rows: [
      ['type-4-file', 'The type 4 for a file', { length: '1p', flags: ['0x4'] }],
      ['type-15-file', 'The type 15, all bits, for a file', { length: '1p', flags: ['0xf'] }],
    ],
  },
  {
    clause: 'mmap.flags.type.values_anon',
    rows: [
      ['type-4-anonymous', 'The type 4 for anonymous memory', { length: '1p', flags: ['0x4', 'ANONYMOUS'] }],
      [
        'type-15-anonymous',
        'The type 15, all bits, for anonymous memory',
        { length: '1p', flags: ['0xf', 'ANONYMOUS'] },
      ],
      [
        'both-types-anonymous',
        'MAP_SHARED together with MAP_PRIVATE for anonymous memory',
        { length: '1p', flags: ['SHARED', ...ANONYMOUS] },
      ],
    ],
  },
  {
    clause: 'mmap.flags.shared_validate.anon_einval',
    since: '4.15',
    rows: [
      [
        'validate-anonymous',
        'MAP_SHARED_VALIDATE for anonymous memory',
        { length: '1p', flags: ['SHARED_VALIDATE', 'ANONYMOUS'] },
      ],
    ],
  },
  {
    clause: 'mmap.flags.growsdown.shared_einval',
    rows: [
      [
        'growsdown-shared',
        'MAP_GROWSDOWN for shared anonymous memory',
        { length: '1p', flags: [...SHARED_ANONYMOUS, 'GROWSDOWN'] },
      ],
      [
        'growsdown-private-file',
        'MAP_GROWSDOWN for a private file mapping',
        { length: '1p', flags: ['PRIVATE', 'GROWSDOWN'] },
      ],
      [
        'growsdown-shared-file',
        'MAP_GROWSDOWN for a shared file mapping',
        { length: '1p', flags: ['SHARED', 'GROWSDOWN'] },
      ],
    ],
  },
  {
    clause: 'mmap.flags.droppable.file_einval',
    since: '6.11',
    rows: [
      ['droppable-file', 'MAP_DROPPABLE for a file', { length: '1p', flags: ['DROPPABLE'] }],
      [
        'droppable-locked',
        'MAP_DROPPABLE together with MAP_LOCKED',
        { length: '1p', flags: ['DROPPABLE', 'ANONYMOUS', 'LOCKED'] },
      ],
      [
        'droppable-growsdown',
        'MAP_DROPPABLE together with MAP_GROWSDOWN',
        { length: '1p', flags: ['DROPPABLE', 'ANONYMOUS', 'GROWSDOWN'] },
      ],
    ],
  },
  {
    clause: 'mmap.flags.hugetlb.on_regular_file_einval',
    rows: [
      [
        'hugetlb-file',
        'MAP_HUGETLB for a file that is not on hugetlbfs',
        { length: '1h', flags: ['PRIVATE', 'HUGETLB'] },
      ],
    ],
  },
];

const wrong = WRONG.flatMap(({ clause, rows, ...since }) =>
  rows.map(
    ([id, title, arguments_]): Case => ({
      id: `errors/einval/${id}`,
      title: `${title} is invalid`,
      clauses: [clause, 'mmap.errors.einval.generic'],
      ...since,
      steps: [file, { mmap: { prot: 'r', fd: 'f', ...arguments_ }, fails: 'EINVAL' }],
    }),
  ),
);

/** What is nearly as wrong, and is allowed. */
const RIGHT: readonly (readonly [id: string, title: string, clause: ClauseId, arguments_: Arguments])[] = [
  [
    'hint',
    'An unaligned hint',
    'mmap.addr.hint.rounded_down',
    { addr: 'arena+1', length: '1p', flags: ANONYMOUS },
  ],
  ['length', 'A length of 1 byte', 'mmap.length.less_than_page_is_page', { length: 1, flags: ['SHARED'] }],
  [
    'offset',
    'An offset that is a multiple of the page size',
    'mmap.offset.page_multiple',
    { length: 1, flags: ['SHARED'], offset: '3p' },
  ],
  [
    'offset-far',
    'An offset beyond the end',
    'mmap.offset.beyond_eof_accepted',
    { length: 1, flags: ['SHARED'], offset: '64p' },
  ],
  [
    'offset-anonymous',
    'An aligned offset of anonymous memory',
    'mmap.offset.anon_ignored',
    { length: 1, flags: ANONYMOUS, offset: '3p' },
  ],
  [
    'bit-private',
    'An unknown flag with MAP_PRIVATE',
    'mmap.flags.private.unknown_ignored',
    { length: 1, flags: ['PRIVATE', '0x200000'] },
  ],
  [
    'bit-shared',
    'An unknown flag with MAP_SHARED',
    'mmap.flags.shared.unknown_ignored',
    { length: 1, flags: ['SHARED', '0x200000'] },
  ],
];

const right = RIGHT.map(
  ([id, title, clause, arguments_]): Case => ({
    id: `errors/einval/may-${id}`,
    title: `${title} is not invalid`,
    clauses: [clause],
    steps: [file, { mmap: { prot: 'r', fd: 'f', ...arguments_ }, as: 'a' }, { maps: 'a', mapped: true }],
  }),
);

/** The text names "too large" under EINVAL. */
const TOO_LARGE: readonly (readonly [id: string, title: string, Errno, ClauseId, Arguments])[] = [
  [
    'length',
    'A length that no address space holds',
    'ENOMEM',
    'mmap.length.too_large_enomem',
    { length: '4E', flags: ANONYMOUS },
  ],
  [
    'length-rounded',
    'A length that overflows when it is rounded up',
    'ENOMEM',
    'mmap.length.page_align_overflow',
    { length: '0-1', flags: ANONYMOUS },
  ],
  [
    'addr',
    'A fixed address beyond all user space',
    'ENOMEM',
    'mmap.errors.enomem.addr_beyond_cpu_space',
    { addr: '0-1p', length: '1p', flags: FIXED },
  ],
  [
    'offset',
    'An offset beyond the largest that a file can have',
    'EOVERFLOW',
    'mmap.errors.eoverflow.file_max',
    { length: '1p', flags: ['SHARED'], offset: '8E' },
  ],
];

const tooLarge = TOO_LARGE.map(
  ([id, title, errno, clause, arguments_]): Case => ({
    id: `errors/einval/too-large-${id}`,
    title: `${title} gives ${errno}, although "too large" is documented under EINVAL`,
    clauses: [clause],
    steps: [
      file,
      {
        mmap: { prot: 'r', fd: 'f', ...arguments_ },
        fails: errno,
        historical: { documented: 'EINVAL: "they are too large"', instead: { fails: 'EINVAL' } },
      },
    ],
  }),
);

export const einval = suite({
  name: 'errors/einval',
  title: 'EINVAL: addr, length, offset or flags make no sense',
  cases: [
    ...wrong,
    ...right,
    ...tooLarge,
    {
      id: 'errors/einval/both-types-file',
      title: 'MAP_SHARED together with MAP_PRIVATE is, for a file, MAP_SHARED_VALIDATE since Linux 4.15',
      clauses: ['mmap.flags.type.both_bits'],
      since: '4.15',
      steps: [
        file,
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'PRIVATE'], fd: 'f' },
          as: 'a',
          historical: {
            documented: 'EINVAL: exactly one of the two',
            since: '4.15',
            instead: { fails: 'EINVAL' },
          },
        },
        { maps: 'a', perms: 'rw-s' },
      ],
    },
    {
      id: 'errors/einval/hugetlb-size',
      title: 'MAP_HUGETLB with a page size that no machine has is invalid',
      clauses: ['mmap.flags.hugetlb.size_unsupported_einval'],
      needs: ['huge-pages-listed'],
      steps: [
        { mmap: { length: '1h', prot: 'rw', flags: [...ANONYMOUS, 'HUGETLB', '63<<26'] }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'errors/einval/hugetlb-offset',
      title: 'An offset that is no multiple of the huge page size is invalid for anonymous huge pages',
      clauses: ['mmap.flags.hugetlb.offset_multiple'],
      needs: ['huge-pages-listed'],
      steps: [
        {
          mmap: { length: '1h', prot: 'rw', flags: [...ANONYMOUS, 'HUGETLB', 'NORESERVE'], offset: '1p' },
          fails: 'EINVAL',
        },
        { mmap: { length: '1h', prot: 'rw', flags: [...ANONYMOUS, 'HUGETLB', 'NORESERVE'], offset: '1h' } },
      ],
    },
    {
      id: 'errors/einval/hugetlb-fixed',
      title: 'MAP_FIXED of huge pages at an address that is no huge page boundary is invalid',
      clauses: ['mmap.flags.hugetlb.address_aligned'],
      needs: ['huge-pages-listed'],
      steps: [
        {
          mmap: {
            addr: 'arena+1p',
            length: '1h',
            prot: 'rw',
            flags: [...ANONYMOUS, 'HUGETLB', 'NORESERVE', 'FIXED'],
          },
          fails: 'EINVAL',
        },
      ],
    },
    {
      id: 'errors/einval/fixed-keeps-old',
      title: 'MAP_FIXED that fails with EINVAL leaves what was mapped there, contents included',
      clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.flags.type.required'],
      steps: [
        file,
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: [...ANONYMOUS, 'FIXED'] }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['ANONYMOUS', 'FIXED'] }, fails: 'EINVAL' },
        {
          mmap: { addr: 'a', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f', offset: 1 },
          fails: 'EINVAL',
        },
        {
          mmap: { addr: 'a+1', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' },
          fails: 'EINVAL',
        },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
  ],
});
