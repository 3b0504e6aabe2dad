/**
 * The prot argument as a word of bits: all eight combinations of read, write and execute are accepted and shown as asked, and mmap
 * (other than mprotect) takes no notice of any other bit.
 */
import { type Case, suite } from '../case.ts';
import type { Access, Prot, ProtExtra, RawBits } from '../vocabulary.ts';

const combinations: readonly { prot: Access; name: string; shown: string }[] = [
  { prot: 'none', name: 'PROT_NONE', shown: '---' },
  { prot: 'r', name: 'PROT_READ', shown: 'r--' },
  { prot: 'w', name: 'PROT_WRITE', shown: '-w-' },
  { prot: 'x', name: 'PROT_EXEC', shown: '--x' },
  { prot: 'rw', name: 'PROT_READ|PROT_WRITE', shown: 'rw-' },
  { prot: 'rx', name: 'PROT_READ|PROT_EXEC', shown: 'r-x' },
  { prot: 'wx', name: 'PROT_WRITE|PROT_EXEC', shown: '-wx' },
  { prot: 'rwx', name: 'PROT_READ|PROT_WRITE|PROT_EXEC', shown: 'rwx' },
];

const types = [
  { type: 'PRIVATE', name: 'private', letter: 'p' },
  { type: 'SHARED', name: 'shared', letter: 's' },
] as const;

const orCombination: readonly Case[] = types.flatMap(({ type, name, letter }) =>
  combinations.flatMap(({ prot, name: protName, shown }): Case[] => [
    {
      id: `prot/bits/anonymous-${name}-${prot}`,
      title: `mmap accepts ${protName} for ${name} anonymous memory, and maps shows ${shown}${letter}`,
      clauses: ['mmap.prot.or_combination', 'proc.maps.perm_letters'],
      steps: [
        { mmap: { addr: 'arena', length: '1p', prot, flags: [type, 'ANONYMOUS', 'FIXED'] } },
        { maps: 'arena', perms: `${shown}${letter}` },
        { maps: 'arena+1p', perms: '---p' },
      ],
    },
    {
      id: `prot/bits/file-${name}-${prot}`,
      title: `mmap accepts ${protName} for a ${name} mapping of a file, and maps shows ${shown}${letter}`,
      clauses: ['mmap.prot.or_combination', 'proc.maps.perm_letters'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, as: 'a' },
        { maps: 'a', perms: `${shown}${letter}`, offset: 0, backing: 'file' },
      ],
    },
  ]),
);

/**
 * Bits 0x10 and 0x20 have a name on some architectures (PROT_BTI, PROT_MTE, PROT_SAO, PROT_ADI), where mmap may look at them.
 * None of them is any of MAP_GROWSDOWN (0x100) or of another flag that has the same value among `flags`.
 */
const extras: readonly {
  id: string;
  name: string;
  bits: readonly [ProtExtra | RawBits, ...(ProtExtra | RawBits)[]];
}[] = [
  { id: 'sem', name: 'PROT_SEM', bits: ['SEM'] },
  { id: 'growsdown', name: 'PROT_GROWSDOWN', bits: ['GROWSDOWN'] },
  { id: 'growsup', name: 'PROT_GROWSUP', bits: ['GROWSUP'] },
  { id: 'growsdown-growsup', name: 'PROT_GROWSDOWN|PROT_GROWSUP', bits: ['GROWSDOWN', 'GROWSUP'] },
  { id: '0x40', name: 'the unknown bit 0x40', bits: ['0x40'] },
  { id: '0x100', name: 'the unknown bit 0x100', bits: ['0x100'] },
  { id: '0x2000', name: 'the unknown bit 0x2000', bits: ['0x2000'] },
  { id: '0x40000000', name: 'the unknown bit 0x40000000', bits: ['0x40000000'] },
  { id: '0x80000000', name: 'the unknown bit 0x80000000', bits: ['0x80000000'] },
  { id: 'bit-40', name: 'the unknown bit 1<<40', bits: ['1<<40'] },
  { id: 'bit-63', name: 'the unknown bit 1<<63', bits: ['1<<63'] },
];

const ignored: readonly Case[] = extras.flatMap(({ id, name, bits }): Case[] => [
  {
    id: `prot/bits/ignored-${id}-read`,
    title: `mmap ignores ${name} beside PROT_READ: private anonymous memory can be read and not written`,
    clauses: ['mmap.prot.unknown_bits_ignored'],
    steps: [
      { mmap: { length: '1p', prot: ['r', ...bits], flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { load: 'a', is: 0 },
      { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
  {
    id: `prot/bits/ignored-${id}-write`,
    title: `mmap ignores ${name} beside PROT_READ|PROT_WRITE: a shared mapping of a file can be written`,
    clauses: ['mmap.prot.unknown_bits_ignored'],
    steps: [
      { file: 'f', size: '1p' },
      { mmap: { length: '1p', prot: ['rw', ...bits], flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0xfd },
      { pread: 'f', offset: 0, length: 1, content: { value: 0xfd } },
    ],
  },
  {
    id: `prot/bits/ignored-${id}-none`,
    title: `mmap ignores ${name} beside PROT_NONE: the memory admits no access`,
    clauses: ['mmap.prot.unknown_bits_ignored'],
    steps: [
      { mmap: { length: '1p', prot: ['none', ...bits], flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
      { load: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  },
]);

/** A bit is ignored altogether: neither permissions nor attributes show it. */
const unseen: readonly { id: string; title: string; prot: Prot }[] = [
  {
    id: 'all',
    title: 'PROT_SEM, PROT_GROWSDOWN, PROT_GROWSUP and unknown bits together',
    prot: ['rw', 'SEM', 'GROWSDOWN', 'GROWSUP', '0x40', '0x100', '1<<40'],
  },
  { id: 'growsdown', title: 'PROT_GROWSDOWN', prot: ['rw', 'GROWSDOWN'] },
  { id: 'map-growsdown', title: 'bit 0x100, the value of MAP_GROWSDOWN,', prot: ['rw', '0x100'] },
];

const invisible: readonly Case[] = unseen.map(
  ({ id, title, prot }): Case => ({
    id: `prot/bits/unseen-${id}`,
    title: `A mapping made with ${title} in prot has the permissions and attributes of one made without`,
    clauses: ['mmap.prot.unknown_bits_ignored'],
    needs: ['proc-smaps'],
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot, flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { maps: 'arena', length: '2p', perms: 'rw-p', backing: 'anonymous' },
      {
        smaps: 'arena',
        vmFlags: { has: ['rd', 'wr', 'mr', 'mw', 'me'], lacks: ['ex', 'gd', 'sh', 'lo', 'nr'] },
      },
    ],
  }),
);

export const bits = suite({
  name: 'prot/bits',
  title: 'Combinations of protection bits, and bits that mmap ignores',
  cases: [...orCombination, ...ignored, ...invisible],
});
