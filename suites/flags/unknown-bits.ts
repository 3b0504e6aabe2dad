/** Flag bits without a meaning: MAP_SHARED and MAP_PRIVATE do not look at them. */
import { type Case, type Fd, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { NeedName } from '../needs.ts';
import type { MapFlag, RawBits } from '../vocabulary.ts';

/** The bits of an int that are no flag on any of the architectures that the agent is built for, unless they need something. */
const rows: readonly { id: string; bits: RawBits; what: string; needs?: readonly NeedName[] }[] = [
  { id: 'bit-9', bits: '1<<9', what: 'the unknown flag bit 9' },
  { id: 'bit-10', bits: '1<<10', what: 'the unknown flag bit 10', needs: ['free-flag-bit-10'] },
  { id: 'bit-21', bits: '1<<21', what: 'the unknown flag bit 21' },
  { id: 'bit-22', bits: '1<<22', what: 'the unknown flag bit 22' },
  { id: 'bit-23', bits: '1<<23', what: 'the unknown flag bit 23' },
  { id: 'bit-24', bits: '1<<24', what: 'the unknown flag bit 24' },
  { id: 'bit-25', bits: '1<<25', what: 'the unknown flag bit 25' },
  { id: 'bit-31', bits: '1<<31', what: 'the unknown flag bit 31' },
  {
    id: 'all-bits',
    bits: '0x83e00600',
    what: 'all unknown flag bits at once',
    needs: ['free-flag-bit-10'],
  },
];

/** Each kind, with what is seen of it afterwards: the bits do not turn one into another. */
const kinds: readonly {
  id: string;
  what: string;
  flags: readonly MapFlag[];
  fd: Fd | -1;
  clause: ClauseId;
  fixtures: readonly Step[];
  perms: string;
  seen: readonly Step[];
}[] = [
  {
    id: 'shared-file',
    what: 'a file by MAP_SHARED',
    flags: ['SHARED'],
    fd: 'f',
    clause: 'mmap.flags.shared.unknown_ignored',
    fixtures: [{ file: 'f', size: '1p', content: 'pattern' }],
    perms: 'rw-s',
    seen: [
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
      { fill: { addr: 'a', length: 16, value: 0x5a } },
      { pread: 'f', offset: 0, length: 16, content: { value: 0x5a } },
    ],
  },
  {
    id: 'private-file',
    what: 'a file by MAP_PRIVATE',
    flags: ['PRIVATE'],
    fd: 'f',
    clause: 'mmap.flags.private.unknown_ignored',
    fixtures: [{ file: 'f', size: '1p', content: 'pattern' }],
    perms: 'rw-p',
    seen: [
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
      { fill: { addr: 'a', length: 16, value: 0x5a } },
      { pread: 'f', offset: 0, length: 16, content: { pattern: 0 } },
    ],
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
    clause: 'mmap.flags.private.unknown_ignored',
    fixtures: [],
    perms: 'rw-s',
    seen: [
      { contents: { addr: 'a', length: '1p', value: 0 } },
      { fork: [{ store: 'a', value: 1 }] },
      { load: 'a', is: 1 },
    ],
  },
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    flags: ['PRIVATE', 'ANONYMOUS'],
    fd: -1,
    clause: 'mmap.flags.private.unknown_ignored',
    fixtures: [],
    perms: 'rw-p',
    seen: [
      { contents: { addr: 'a', length: '1p', value: 0 } },
      { fork: [{ store: 'a', value: 1 }] },
      { load: 'a', is: 0 },
    ],
  },
];

export const unknownBits = suite({
  name: 'flags/unknown-bits',
  title: 'flag bits without a meaning, which all but MAP_SHARED_VALIDATE ignore',
  cases: [
    ...kinds.flatMap(({ id, what, flags, fd, clause, fixtures, perms, seen }): Case[] => [
      ...rows.map(
        (row): Case => ({
          id: `flags/unknown-bits/${id}-${row.id}`,
          title: `A mapping of ${what} is the same with ${row.what}`,
          clauses: [clause],
          needs: row.needs ?? [],
          steps: [
            ...fixtures,
            { mmap: { length: '1p', prot: 'rw', flags: [...flags, row.bits], fd }, as: 'a' },
            { maps: 'a', perms },
            ...seen,
          ],
        }),
      ),
      {
        id: `flags/unknown-bits/${id}-beyond-int`,
        title: `What becomes of ${what} with flag bits that no int holds is compared with the reference`,
        clauses: [clause],
        steps: [
          ...fixtures,
          { mmap: { length: '1p', prot: 'rw', flags: [...flags, '0xffffffff00000000'], fd }, observed: true },
        ],
      },
    ]),
  ],
});
