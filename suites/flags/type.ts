/** Bits 0 to 3 of flags are the kind of mapping: shared, private, one more for files and one more for anonymous memory. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag, RawBits } from '../vocabulary.ts';

/** What no mapping has, whatever it maps. */
const noType: readonly RawBits[] = [
  '0x4',
  '0x5',
  '0x6',
  '0x7',
  '0x9',
  '0xa',
  '0xb',
  '0xc',
  '0xd',
  '0xe',
  '0xf',
];
const noFileType: readonly RawBits[] = [...noType, '0x8'];

/** The types by number, so that the numbers themselves are checked. */
const anonymousTypes: readonly { id: string; bits: RawBits; perms: string; since?: string }[] = [
  { id: 'shared', bits: '0x1', perms: 'rw-s' },
  { id: 'private', bits: '0x2', perms: 'rw-p' },
  { id: 'droppable', bits: '0x8', perms: 'rw-p', since: '6.11' },
];

const fileTypes: readonly { id: string; bits: RawBits; perms: string; reached: Step; since?: string }[] = [
  {
    id: 'shared',
    bits: '0x1',
    perms: 'rw-s',
    reached: { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
  },
  {
    id: 'private',
    bits: '0x2',
    perms: 'rw-p',
    reached: { pread: 'f', offset: '1p', length: 16, content: { pattern: '1p' } },
  },
  {
    id: 'shared-validate',
    bits: '0x3',
    perms: 'rw-s',
    reached: { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
    since: '4.15',
  },
];

/** Other flags do not stand in for a type. */
const otherFlags: readonly { id: string; flags: readonly MapFlag[] }[] = [
  { id: 'fixed', flags: ['FIXED'] },
  { id: 'noreserve', flags: ['NORESERVE'] },
  { id: 'populate', flags: ['POPULATE'] },
  { id: 'stack', flags: ['STACK'] },
  { id: 'growsdown', flags: ['GROWSDOWN'] },
];

export const type = suite({
  name: 'flags/type',
  title: 'the kind of mapping, exactly one of which flags must name',
  cases: [
    {
      id: 'flags/type/anonymous-none',
      title: 'MAP_ANONYMOUS without a type is refused',
      clauses: ['mmap.flags.type.required', 'mmap.flags.type.values_anon', 'mmap.errors.einval.generic'],
      steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['ANONYMOUS'] }, fails: 'EINVAL' }],
    },
    {
      id: 'flags/type/file-none',
      title: 'A file cannot be mapped without a type',
      clauses: ['mmap.flags.type.required', 'mmap.flags.type.values_file', 'mmap.errors.einval.generic'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'r', flags: [], fd: 'f' }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'flags/type/memfd-none',
      title: 'A memfd cannot be mapped without a type',
      clauses: ['mmap.flags.type.required', 'mmap.flags.type.values_file'],
      steps: [
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'r', flags: [], fd: 'f' }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'flags/type/file-none-unknown-bit',
      title: 'An unknown bit of flags is no type of a file mapping',
      clauses: ['mmap.flags.type.required'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'r', flags: ['0x200000'], fd: 'f' }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'flags/type/fixed-none-keeps-old',
      title: 'MAP_FIXED without a type is refused and leaves the mapping at the address as it was',
      clauses: ['mmap.flags.type.required', 'mmap.flags.fixed.failed_call_keeps_old'],
      steps: [
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { fill: { addr: 'a', length: '1p', value: 7 } },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['ANONYMOUS', 'FIXED'] }, fails: 'EINVAL' },
        { contents: { addr: 'a', length: '1p', value: 7 } },
        { store: 'a', value: 8 },
      ],
    },
    ...otherFlags.map(
      ({ id, flags }): Case => ({
        id: `flags/type/none-but-${id}`,
        title: `MAP_ANONYMOUS with MAP_${flags[0]} but without a type is refused`,
        clauses: ['mmap.flags.type.required'],
        steps: [
          {
            mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['ANONYMOUS', ...flags] },
            fails: 'EINVAL',
          },
        ],
      }),
    ),
    ...anonymousTypes.map(
      ({ id, bits, perms, since }): Case => ({
        id: `flags/type/anonymous-${id}`,
        title: `Type ${bits} of anonymous memory maps zeros as ${perms}`,
        clauses: ['mmap.flags.type.values_anon'],
        ...(since && { since }),
        steps: [
          {
            mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: [bits, 'ANONYMOUS', 'FIXED'] },
            as: 'a',
          },
          { maps: 'a', length: '2p', perms },
          { contents: { addr: 'a', length: '2p', value: 0 } },
          { store: 'a+2p-1', value: 1 },
          { load: 'a+2p-1', is: 1 },
        ],
      }),
    ),
    ...fileTypes.map(
      ({ id, bits, perms, reached, since }): Case => ({
        id: `flags/type/file-${id}`,
        title: `Type ${bits} of a file maps it as ${perms}`,
        clauses: ['mmap.flags.type.values_file'],
        ...(since && { since }),
        steps: [
          { file: 'f', size: '2p', content: 'pattern' },
          { mmap: { length: '2p', prot: 'rw', flags: [bits], fd: 'f' }, as: 'a' },
          { maps: 'a', length: '2p', perms, offset: 0 },
          { contents: { addr: 'a', length: '2p', pattern: 0 } },
          { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
          reached,
        ],
      }),
    ),
    {
      id: 'flags/type/anonymous-both',
      title: 'Anonymous memory cannot be both shared and private',
      clauses: ['mmap.flags.type.values_anon', 'mmap.flags.type.required'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'PRIVATE', 'ANONYMOUS'] }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'flags/type/file-both',
      title:
        'Both type bits together are MAP_SHARED_VALIDATE for a file, not an error: a store reaches the file',
      clauses: [
        'mmap.flags.type.both_bits',
        'mmap.flags.shared_validate.old_kernel',
        'mmap.flags.type.values_file',
      ],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'PRIVATE'], fd: 'f' },
          as: 'a',
          historical: {
            documented: 'exactly one of MAP_SHARED and MAP_PRIVATE, else EINVAL',
            since: '4.15',
            instead: { fails: 'EINVAL' },
          },
        },
        { maps: 'a', perms: 'rw-s' },
        { fill: { addr: 'a', length: 16, value: 0x5a } },
        { pread: 'f', offset: 0, length: 16, content: { value: 0x5a } },
      ],
    },
    {
      id: 'flags/type/file-both-validates',
      title: 'Both type bits together refuse an unknown flag bit',
      clauses: ['mmap.flags.type.both_bits', 'mmap.flags.shared_validate.unknown_eopnotsupp'],
      since: '4.15',
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { length: '1p', prot: 'r', flags: ['SHARED', 'PRIVATE', '0x200000'], fd: 'f' },
          fails: 'EOPNOTSUPP',
        },
      ],
    },
    ...noType.map(
      (bits): Case => ({
        id: `flags/type/anonymous-type-${bits}`,
        title: `Type ${bits} is no kind of anonymous mapping`,
        clauses: ['mmap.flags.type.values_anon'],
        steps: [{ mmap: { length: '1p', prot: 'rw', flags: [bits, 'ANONYMOUS'] }, fails: 'EINVAL' }],
      }),
    ),
    ...noFileType.map(
      (bits): Case => ({
        id: `flags/type/file-type-${bits}`,
        title: `Type ${bits} is no kind of file mapping`,
        clauses: ['mmap.flags.type.values_file'],
        steps: [
          { file: 'f', size: '1p', content: 'pattern' },
          { mmap: { length: '1p', prot: 'r', flags: [bits], fd: 'f' }, fails: 'EINVAL' },
        ],
      }),
    ),
    {
      id: 'flags/type/constants',
      title:
        'The numbers of MAP_SHARED, MAP_PRIVATE, MAP_FIXED, MAP_ANONYMOUS and MAP_FIXED_NOREPLACE are those of the ABI',
      clauses: ['mmap.flags.constants_x86'],
      needs: ['x86_64'],
      since: '4.17',
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['0x32'] }, at: 'arena+1p' },
        { maps: 'arena+1p', perms: 'rw-p' },
        { contents: { addr: 'arena+1p', length: '1p', value: 0 } },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['0x31'] }, at: 'arena+1p' },
        { maps: 'arena+1p', perms: 'rw-s' },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['0x100022'] }, fails: 'EEXIST' },
      ],
    },
  ],
});
