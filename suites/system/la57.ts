/**
 * Addresses of 57 bits on x86-64: where they begin and end, and what else than a
 * hint leads there (address/five-levels has the hints). 128T is 2^47, 64P is 2^56.
 */
import { type Address, type Case, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const since = '4.14';
const memory = ['PRIVATE', 'ANONYMOUS'] as const;

const high: readonly { id: string; hint: Address }[] = [
  { id: '128t', hint: '128T' },
  { id: '32p', hint: '32P' },
  { id: 'last', hint: '64P-2p' },
];
const fixed: readonly MapFlag[] = ['FIXED', 'FIXED_NOREPLACE'];

export const la57 = suite({
  name: 'system/la57',
  title: 'addresses of 57 bits',
  cases: [
    ...high.map(
      ({ id, hint }): Case => ({
        id: `system/la57/hint-${id}`,
        title: `A free hint to ${hint}, above 2^47, is taken, and the memory there can be used`,
        clauses: ['mmap.addr.hint.la57_opt_in'],
        needs: ['la57'],
        since,
        steps: [
          { mmap: { addr: hint, length: '1p', prot: 'rw', flags: memory }, as: 'a', at: hint },
          { store: 'a', value: 7 },
          { load: 'a', is: 7 },
          { maps: 'a', perms: 'rw-p' },
        ],
      }),
    ),
    {
      id: 'system/la57/taken-high-hint',
      title: 'A taken hint above 2^47 leads elsewhere, and leaves what is there',
      clauses: ['mmap.addr.hint.la57_opt_in', 'mmap.addr.hint.busy_other_address'],
      needs: ['la57'],
      since,
      steps: [
        { mmap: { addr: '1P', length: '1p', prot: 'rw', flags: memory }, at: '1P' },
        { store: '1P', value: 7 },
        { mmap: { addr: '1P', length: '1p', prot: 'rw', flags: memory }, as: 'b', notAt: '1P' },
        { store: 'b', value: 8 },
        { load: '1P', is: 7 },
      ],
    },
    {
      id: 'system/la57/beyond',
      title: 'A hint beyond 2^56 is ignored, and a fixed address there is refused',
      clauses: ['mmap.addr.hint.beyond_space_ignored', 'mmap.errors.enomem.addr_beyond_cpu_space'],
      needs: ['la57'],
      since,
      steps: [
        { mmap: { addr: '64P', length: '1p', prot: 'rw', flags: memory }, below: '64P' },
        { mmap: { addr: '64P', length: '1p', prot: 'rw', flags: [...memory, 'FIXED'] }, fails: 'ENOMEM' },
      ],
    },
    ...fixed.map(
      (flag): Case => ({
        id: `system/la57/${flag.toLowerCase().replace('_', '-')}`,
        title: `MAP_${flag} maps an address above 2^47 like any other`,
        clauses: ['mmap.addr.hint.la57_opt_in', 'mmap.flags.fixed.exact'],
        needs: ['la57'],
        since: '4.17',
        steps: [
          { mmap: { addr: '1P', length: '2p', prot: 'rw', flags: [...memory, flag] }, at: '1P' },
          { store: '1P+1p', value: 7 },
          { load: '1P+2p', faults: 'SIGSEGV/SEGV_MAPERR' },
        ],
      }),
    ),
    {
      id: 'system/la57/file',
      title: 'A file can be mapped above 2^47',
      clauses: ['mmap.addr.hint.la57_opt_in'],
      needs: ['la57'],
      since,
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { mmap: { addr: '1P', length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' }, at: '1P' },
        { contents: { addr: '1P', length: '2p', pattern: 0 } },
      ],
    },
  ],
});
