/** MAP_SYNC where it works: a file on persistent memory, whose file system is mounted with -o dax. */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag, RawBits } from '../vocabulary.ts';

const since = '4.15';
const file: Step = { file: 'f', size: '4p', content: 'pattern', on: 'dax' };
const sync = ['SHARED_VALIDATE', 'SYNC'] as const;

const accesses: readonly { prot: Access; perms: string }[] = [
  { prot: 'none', perms: '---s' },
  { prot: 'r', perms: 'r--s' },
  { prot: 'w', perms: '-w-s' },
  { prot: 'rw', perms: 'rw-s' },
];

/** Flags that go with MAP_SYNC. */
const legal: readonly MapFlag[] = [
  'DENYWRITE',
  'EXECUTABLE',
  'LOCKED',
  'NORESERVE',
  'POPULATE',
  'NONBLOCK',
  'STACK',
];

/** Bits without a meaning on x86-64, and MAP_FIXED_NOREPLACE, which the list of the known ones does not have. */
const unknown: readonly { id: string; bit: RawBits | MapFlag }[] = [
  { id: 'bit-9', bit: '0x200' },
  { id: 'bit-10', bit: '0x400' },
  { id: 'bit-21', bit: '0x200000' },
  { id: 'bit-22', bit: '0x400000' },
  { id: 'bit-23', bit: '0x800000' },
  { id: 'bit-24', bit: '0x1000000' },
  { id: 'bit-25', bit: '0x2000000' },
  { id: 'bit-31', bit: '0x80000000' },
  { id: 'bit-32', bit: '0x100000000' },
  { id: 'fixed-noreplace', bit: 'FIXED_NOREPLACE' },
];

export const dax = suite({
  name: 'system/dax',
  title: 'MAP_SYNC on persistent memory',
  cases: [
    ...accesses.map(
      ({ prot, perms }): Case => ({
        id: `system/dax/validate-${prot}`,
        title: `MAP_SHARED_VALIDATE|MAP_SYNC of a file on persistent memory is accepted with the access ${prot}, and marked`,
        clauses: ['mmap.flags.sync.needs_validate'],
        since,
        steps: [
          file,
          {
            mmap: { addr: 'arena+1p', length: '2p', prot, flags: [...sync, 'FIXED'], fd: 'f', offset: '1p' },
          },
          { maps: 'arena+1p', length: '2p', perms, offset: '1p', backing: 'file' },
          { smaps: 'arena+1p', size: '2p', vmFlags: { has: ['sf'] } },
        ],
      }),
    ),
    {
      id: 'system/dax/stores',
      title:
        'What is stored in a mapping with MAP_SYNC is in the file, and what is written to the file in the mapping',
      clauses: ['mmap.flags.sync.needs_validate', 'mmap.flags.shared_validate.like_shared'],
      since,
      steps: [
        file,
        { mmap: { length: '4p', prot: 'rw', flags: sync, fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '4p', pattern: 0 } },
        { fill: { addr: 'a+1p', length: '1p', value: 7 } },
        { pread: 'f', offset: '1p', length: '1p', content: { value: 7 } },
        { pwrite: 'f', offset: '2p', length: '1p', content: { value: 8 } },
        { contents: { addr: 'a+2p', length: '1p', value: 8 } },
        { msync: { addr: 'a', length: '4p', flags: ['SYNC'] } },
        { munmap: { addr: 'a', length: '4p' } },
        { pread: 'f', offset: '1p', length: '1p', content: { value: 7 } },
        { pread: 'f', offset: '3p', length: '1p', content: { pattern: '3p' } },
      ],
    },
    {
      id: 'system/dax/two-mappings',
      title: 'A mapping with MAP_SYNC and one without show the same bytes, also to a child',
      clauses: ['mmap.flags.sync.needs_validate', 'mmap.flags.shared.two_mappings_alias'],
      since,
      steps: [
        file,
        { mmap: { length: '1p', prot: 'rw', flags: sync, fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b' },
        { store: 'a', value: 7 },
        { load: 'b', is: 7 },
        {
          fork: [
            { load: 'a', is: 7 },
            { store: 'b', value: 8 },
          ],
        },
        { load: 'a', is: 8 },
      ],
    },
    {
      id: 'system/dax/without',
      title: 'A shared mapping of a file on persistent memory without MAP_SYNC is not marked',
      clauses: ['mmap.flags.sync.needs_validate'],
      since,
      steps: [
        file,
        {
          mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED_VALIDATE', 'FIXED'], fd: 'f' },
        },
        { smaps: 'arena+1p', size: '2p', vmFlags: { lacks: ['sf'] } },
      ],
    },
    ...(['SHARED', 'PRIVATE'] as const).map(
      (type): Case => ({
        id: `system/dax/ignored-${type.toLowerCase()}`,
        title: `MAP_${type}|MAP_SYNC of a file on persistent memory succeeds`,
        clauses: ['mmap.flags.sync.shared_ignored'],
        since,
        steps: [
          file,
          { mmap: { length: '2p', prot: 'rw', flags: [type, 'SYNC'], fd: 'f' }, as: 'a' },
          { contents: { addr: 'a', length: '2p', pattern: 0 } },
          { store: 'a', value: 7 },
          { load: 'a', is: 7 },
          {
            smaps: 'a',
            vmFlags: { lacks: ['sf'] },
            observed: true,
            historical: { documented: 'MAP_SHARED and MAP_PRIVATE ignore MAP_SYNC', since: '4.15' },
          },
        ],
      }),
    ),
    ...legal.map(
      (flag): Case => ({
        id: `system/dax/with-${flag.toLowerCase()}`,
        title: `MAP_SHARED_VALIDATE|MAP_SYNC|MAP_${flag} of a file on persistent memory is accepted`,
        clauses: ['mmap.flags.sync.needs_validate', 'mmap.flags.shared_validate.known_mask'],
        since,
        steps: [
          file,
          { mmap: { length: '2p', prot: 'rw', flags: [...sync, flag], fd: 'f' }, as: 'a' },
          { smaps: 'a', vmFlags: { has: ['sf'] } },
          { contents: { addr: 'a', length: '2p', pattern: 0 } },
        ],
      }),
    ),
    ...unknown.map(
      ({ id, bit }): Case => ({
        id: `system/dax/unknown-${id}`,
        title: `MAP_SHARED_VALIDATE|MAP_SYNC of a file on persistent memory still refuses ${bit}`,
        clauses: ['mmap.flags.sync.unknown_bits_on_dax'],
        needs: ['x86_64'],
        since,
        steps: [
          file,
          { munmap: { addr: 'arena+1p', length: '2p' } },
          {
            mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: [...sync, bit], fd: 'f' },
            fails: 'EOPNOTSUPP',
          },
          {
            mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED_VALIDATE', bit], fd: 'f' },
            fails: 'EOPNOTSUPP',
          },
        ],
      }),
    ),
    {
      id: 'system/dax/private',
      title: 'What is stored in a private mapping of a file on persistent memory does not reach the file',
      clauses: ['mmap.flags.private.not_visible', 'mmap.flags.private.cow'],
      steps: [
        file,
        { mmap: { length: '2p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '2p', pattern: 0 } },
        { fill: { addr: 'a', length: '1p', value: 7 } },
        { contents: { addr: 'a', length: '1p', value: 7 } },
        { pread: 'f', offset: 0, length: '2p', content: { pattern: 0 } },
      ],
    },
    {
      id: 'system/dax/beyond-end',
      title: 'A page beyond the end of a file on persistent memory raises SIGBUS',
      clauses: ['mmap.signal.sigbus.beyond_eof', 'mmap.signal.sigbus.shrink_under_map'],
      since,
      steps: [
        file,
        { mmap: { length: '5p', prot: 'rw', flags: sync, fd: 'f' }, as: 'a' },
        { store: 'a+4p-1', value: 7 },
        { load: 'a+4p', faults: 'SIGBUS/BUS_ADRERR' },
        { ftruncate: 'f', to: '1p' },
        { load: 'a+1p-1' },
        { store: 'a+1p', value: 7, faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'system/dax/hole',
      title:
        'A store to a hole of a file on persistent memory, mapped with MAP_SYNC, makes a block there that holds it',
      clauses: ['mmap.flags.sync.needs_validate', 'mmap.flags.shared.reaches_file'],
      since,
      steps: [
        { file: 'f', size: '4p', on: 'dax' },
        { mmap: { length: '4p', prot: 'rw', flags: sync, fd: 'f' }, as: 'a' },
        { load: 'a+2p', is: 0 },
        { fill: { addr: 'a+2p', length: '1p', value: 7 } },
        { pread: 'f', offset: '2p', length: '1p', content: { value: 7 } },
        { pread: 'f', offset: 0, length: '2p', content: { value: 0 } },
      ],
    },
    {
      id: 'system/dax/read-only-descriptor',
      title: 'MAP_SYNC does not open a file for writing that is open for reading',
      clauses: ['mmap.errors.eacces.shared_write_rdonly', 'mmap.flags.sync.needs_validate'],
      since,
      steps: [
        { file: 'f', size: '2p', mode: 'rdonly', on: 'dax' },
        { mmap: { length: '2p', prot: 'rw', flags: sync, fd: 'f' }, fails: 'EACCES' },
        { mmap: { length: '2p', prot: 'r', flags: sync, fd: 'f' } },
      ],
    },
  ],
});
