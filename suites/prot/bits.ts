/**
 * The prot argument as a word of bits: all eight combinations of read, write and execute are accepted and shown as asked, and mmap
 * (other than mprotect) takes no notice of any other bit.
 */
import { type Case, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';
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

interface Extra {
  id: string;
  name: string;
  bits: readonly [ProtExtra | RawBits, ...(ProtExtra | RawBits)[]];
  needs?: readonly NeedName[];
}

/** Bit 0x10 has a name on other architectures: PROT_BTI, PROT_SAO, PROT_ADI, or PROT_SEM. */
const extras: readonly Extra[] = [
  { id: 'sem', name: 'PROT_SEM', bits: ['SEM'] },
  { id: 'growsdown', name: 'PROT_GROWSDOWN', bits: ['GROWSDOWN'], needs: ['unchecked-prot'] },
  { id: 'growsup', name: 'PROT_GROWSUP', bits: ['GROWSUP'], needs: ['unchecked-prot'] },
  {
    id: 'growsdown-growsup',
    name: 'PROT_GROWSDOWN|PROT_GROWSUP',
    bits: ['GROWSDOWN', 'GROWSUP'],
    needs: ['unchecked-prot'],
  },
  { id: '0x10', name: 'the bit 0x10, unknown on x86-64,', bits: ['0x10'], needs: ['x86_64'] },
  { id: '0x40', name: 'the unknown bit 0x40', bits: ['0x40'], needs: ['unchecked-prot'] },
  {
    id: '0x100',
    name: 'the unknown bit 0x100, whose value among flags is MAP_GROWSDOWN,',
    bits: ['0x100'],
    needs: ['unchecked-prot'],
  },
  { id: '0x40000000', name: 'the unknown bit 0x40000000', bits: ['0x40000000'], needs: ['unchecked-prot'] },
  { id: '0x80000000', name: 'the unknown bit 0x80000000', bits: ['0x80000000'], needs: ['unchecked-prot'] },
  { id: 'bit-40', name: 'the unknown bit 1<<40', bits: ['1<<40'], needs: ['unchecked-prot'] },
];

const ignored: readonly Case[] = extras.map(
  ({ id, name, bits, needs = [] }): Case => ({
    id: `prot/bits/ignored-${id}`,
    title: `mmap ignores ${name} in prot: beside PROT_NONE, PROT_READ and PROT_READ|PROT_WRITE the memory admits what it does without`,
    clauses: ['mmap.prot.unknown_bits_ignored'],
    needs,
    steps: [
      { mmap: { length: '1p', prot: ['none', ...bits], flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
      { load: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      { mmap: { length: '1p', prot: ['r', ...bits], flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
      { load: 'b', is: 0 },
      { store: 'b', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      { file: 'f', size: '1p' },
      { mmap: { length: '1p', prot: ['rw', ...bits], flags: ['SHARED'], fd: 'f' }, as: 'c' },
      { store: 'c', value: 0xfd },
      { load: 'c', is: 0xfd },
      { pread: 'f', offset: 0, length: 1, content: { value: 0xfd } },
      { execute: 'c', faults: 'SIGSEGV/SEGV_ACCERR' },
    ],
  }),
);

const unseen: readonly { id: string; name: string; prot: Prot; needs?: readonly NeedName[] }[] = [
  { id: 'sem', name: 'PROT_SEM', prot: ['rw', 'SEM'] },
  { id: 'growsdown', name: 'PROT_GROWSDOWN', prot: ['rw', 'GROWSDOWN'], needs: ['unchecked-prot'] },
  {
    id: 'many',
    name: 'many further bits',
    prot: ['rw', 'SEM', 'GROWSDOWN', 'GROWSUP', '0x40', '0x100', '1<<40'],
    needs: ['unchecked-prot'],
  },
];

const invisible: readonly Case[] = unseen.map(
  ({ id, name, prot, needs = [] }): Case => ({
    id: `prot/bits/unseen-${id}`,
    title: `A mapping made with ${name} in prot has the permissions and attributes of one made without`,
    clauses: ['mmap.prot.unknown_bits_ignored'],
    needs,
    steps: [
      { mmap: { addr: 'arena', length: '2p', prot, flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
      { maps: 'arena', length: '2p', perms: 'rw-p', backing: 'anonymous' },
      {
        smaps: 'arena',
        vmFlags: { has: ['rd', 'wr', 'mr', 'mw', 'me', 'ac'], lacks: ['ex', 'sh', 'gd', 'lo', 'nr'] },
      },
    ],
  }),
);

export const bits = suite({
  name: 'prot/bits',
  title: 'Combinations of protection bits, and bits that mmap ignores',
  cases: [...orCombination, ...ignored, ...invisible],
});
