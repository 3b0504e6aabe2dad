/** Attributes of mappings that no protection shows, but VmFlags of /proc/pid/smaps: the child's mappings have them, too. */
import { type Case, type Step, suite } from '../case.ts';
import type { NeedName } from '../needs.ts';
import type { Advice, MapFlag, VmFlag } from '../vocabulary.ts';

const byFlag: readonly { id: string; flag: MapFlag; shown: VmFlag; needs?: readonly NeedName[] }[] = [
  { id: 'growsdown', flag: 'GROWSDOWN', shown: 'gd' },
  // With strict accounting (vm.overcommit_memory 2) the flag is ignored.
  { id: 'noreserve', flag: 'NORESERVE', shown: 'nr', needs: ['overcommit-heuristic'] },
];

const byAdvice: readonly { id: string; advice: Advice; shown: VmFlag }[] = [
  { id: 'random', advice: 'RANDOM', shown: 'rr' },
  { id: 'sequential', advice: 'SEQUENTIAL', shown: 'sr' },
  { id: 'dontdump', advice: 'DONTDUMP', shown: 'dd' },
];

const mapped: Step = {
  mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
};

export const attributes = suite({
  name: 'fork/attributes',
  title: 'attributes that only smaps shows are inherited',
  cases: [
    ...byFlag.map(
      ({ id, flag, shown, ...row }): Case => ({
        id: `fork/attributes/${id}`,
        title: `A mapping made with MAP_${flag} has that attribute in the child, too`,
        clauses: ['fork.mappings_preserved'],
        ...row,
        steps: [
          {
            mmap: {
              addr: 'arena',
              length: '2p',
              prot: 'rw',
              flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', flag],
            },
          },
          { smaps: 'arena', vmFlags: { has: [shown] } },
          { fork: [{ smaps: 'arena', vmFlags: { has: [shown] } }] },
        ],
      }),
    ),
    ...byAdvice.map(
      ({ id, advice, shown }): Case => ({
        id: `fork/attributes/${id}`,
        title: `A mapping under MADV_${advice} is under it in the child, too`,
        clauses: ['fork.mappings_preserved'],
        steps: [
          mapped,
          { madvise: { addr: 'arena', length: '2p', advice } },
          { smaps: 'arena', vmFlags: { has: [shown] } },
          { fork: [{ smaps: 'arena', vmFlags: { has: [shown] } }] },
        ],
      }),
    ),
    {
      id: 'fork/attributes/growsdown-grows',
      title: 'A grows-down mapping grows in the child on a touch below it, and only there',
      clauses: ['fork.mappings_preserved', 'fork.maps_independent'],
      since: '5.0',
      steps: [
        { munmap: { addr: 'arena', length: '4p' } },
        {
          mmap: {
            addr: 'arena+4p',
            length: '1p',
            prot: 'rw',
            flags: ['PRIVATE', 'ANONYMOUS', 'FIXED', 'GROWSDOWN'],
          },
        },
        {
          fork: [
            { store: 'arena+3p', value: 1 },
            { maps: 'arena+3p', length: '2p', perms: 'rw-p' },
          ],
          meanwhile: [{ maps: 'arena+3p', mapped: false }],
        },
      ],
    },
    {
      id: 'fork/attributes/maximum-protection',
      title: 'A shared mapping through a read-only descriptor cannot be made writable in the child, either',
      clauses: ['fork.mappings_preserved'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
        { mmap: { addr: 'arena', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        {
          fork: [
            { mprotect: { addr: 'arena', length: '1p', prot: 'rw' }, fails: 'EACCES' },
            { store: 'arena', value: 1, faults: 'SIGSEGV' },
          ],
        },
      ],
    },
  ],
});
