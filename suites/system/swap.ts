/** A file that is in use as swap: the one case that is left in which mmap gives ETXTBSY. */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const swap: Step = { swapOn: 'f', size: '64p' };

const refused: readonly { id: string; what: string; prot: Access; flags: readonly MapFlag[] }[] = [
  { id: 'read-write', what: 'MAP_SHARED for reading and writing', prot: 'rw', flags: ['SHARED'] },
  { id: 'write', what: 'MAP_SHARED for writing', prot: 'w', flags: ['SHARED'] },
  { id: 'execute', what: 'MAP_SHARED for reading, writing and executing', prot: 'rwx', flags: ['SHARED'] },
  { id: 'validate', what: 'MAP_SHARED_VALIDATE', prot: 'rw', flags: ['SHARED_VALIDATE'] },
];

const accepted: readonly { id: string; what: string; prot: Access; flags: readonly MapFlag[] }[] = [
  { id: 'shared-read', what: 'MAP_SHARED for reading', prot: 'r', flags: ['SHARED'] },
  { id: 'shared-none', what: 'MAP_SHARED without access', prot: 'none', flags: ['SHARED'] },
  { id: 'private-read-write', what: 'MAP_PRIVATE for reading and writing', prot: 'rw', flags: ['PRIVATE'] },
  { id: 'private-read', what: 'MAP_PRIVATE for reading', prot: 'r', flags: ['PRIVATE'] },
];

export const swapFile = suite({
  name: 'system/swap',
  title: 'a swap file in use',
  cases: [
    ...refused.map(
      ({ id, what, prot, flags }): Case => ({
        id: `system/swap/refused-${id}`,
        title: `A swap file in use cannot be mapped by ${what}: ETXTBSY`,
        clauses: ['mmap.errors.etxtbsy.swapfile'],
        needs: ['root'],
        steps: [swap, { mmap: { length: '2p', prot, flags, fd: 'f' }, fails: 'ETXTBSY' }],
      }),
    ),
    ...accepted.map(
      ({ id, what, prot, flags }): Case => ({
        id: `system/swap/accepted-${id}`,
        title: `A swap file in use can be mapped by ${what}`,
        clauses: ['mmap.errors.etxtbsy.swapfile'],
        needs: ['root'],
        steps: [swap, { mmap: { length: '2p', prot, flags, fd: 'f' } }],
      }),
    ),
    {
      id: 'system/swap/after-swapoff',
      title: 'A swap file that is out of use again can be mapped for writing',
      clauses: ['mmap.errors.etxtbsy.swapfile'],
      needs: ['root'],
      steps: [
        swap,
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'ETXTBSY' },
        { swapOff: true },
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { store: 'a+2p-1', value: 1 },
      ],
    },
    {
      id: 'system/swap/fixed-keeps-replaced',
      title: 'What a MAP_FIXED mapping of a swap file in use would have replaced stays',
      clauses: ['mmap.errors.etxtbsy.swapfile', 'mmap.flags.fixed.failed_call_keeps_old'],
      needs: ['root'],
      steps: [
        swap,
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+1p', length: '2p', value: 7 } },
        {
          mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' },
          fails: 'ETXTBSY',
        },
        { contents: { addr: 'arena+1p', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'system/swap/other-file',
      title: 'While a swap file is in use another file can be mapped shared for writing',
      clauses: ['mmap.errors.etxtbsy.swapfile'],
      needs: ['root'],
      steps: [
        { file: 'g', size: '2p' },
        swap,
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, as: 'a' },
        { store: 'a', value: 1 },
      ],
    },
    {
      id: 'system/swap/order',
      title:
        'Which error a mapping of a swap file gives first that is wrong in another way, too, is not fixed',
      clauses: ['mmap.errors.etxtbsy.swapfile'],
      needs: ['root'],
      steps: [
        swap,
        { mmap: { length: 0, prot: 'rw', flags: ['SHARED'], fd: 'f' }, observed: true },
        {
          mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE', '0x200000'], fd: 'f' },
          observed: true,
        },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED', 'GROWSDOWN'], fd: 'f' }, observed: true },
      ],
    },
  ],
});
