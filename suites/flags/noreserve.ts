/**
 * MAP_NORESERVE: what a mapping may become is not counted beforehand. Seen by its VmFlags, and by lengths that no machine could back:
 * 64 TiB are more than the memory and swap of any, and fit into the address space of x86-64.
 */
import { type Case, suite } from '../case.ts';
import { MEMORY_KINDS, PRIVATE_ANONYMOUS, SHARED_ANONYMOUS } from './memory-kinds.ts';

const EXCESSIVE = '64T';
const counted = ['overcommit-heuristic', 'x86_64'] as const;

export const noreserve = suite({
  name: 'flags/noreserve',
  title: 'MAP_NORESERVE',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/noreserve/vmflags-${kind}`,
        title: `MAP_NORESERVE marks ${what} as not reserved for, and changes nothing else of it`,
        clauses: ['mmap.flags.noreserve.no_reservation', 'proc.smaps.vmflags'],
        needs: ['overcommit-heuristic'],
        steps: [
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'NORESERVE', 'FIXED'], fd },
            as: 'a',
          },
          {
            smaps: 'a',
            size: '4p',
            vmFlags: { has: ['rd', 'wr', 'nr'], lacks: ['ac', 'lo', 'gd', 'dd', 'wf'] },
          },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'flags/noreserve/vmflags-without',
      title: 'Without MAP_NORESERVE private writable memory is reserved for',
      clauses: ['mmap.flags.noreserve.no_reservation', 'proc.smaps.vmflags'],
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] },
          as: 'a',
        },
        { smaps: 'a', vmFlags: { has: ['ac'], lacks: ['nr'] } },
      ],
    },
    {
      id: 'flags/noreserve/excessive-private',
      title:
        'Private writable memory beyond all memory and swap is refused, and with MAP_NORESERVE it is not',
      clauses: ['mmap.flags.noreserve.avoids_heuristic', 'mmap.flags.noreserve.no_reservation'],
      needs: counted,
      steps: [
        { rlimit: 'AS', soft: 'unlimited' },
        { mmap: { length: EXCESSIVE, prot: 'rw', flags: PRIVATE_ANONYMOUS }, fails: 'ENOMEM' },
        { mmap: { length: EXCESSIVE, prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'NORESERVE'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        { store: `a+${EXCESSIVE}-1`, value: 0xa5 },
        { load: 'a', is: 0x5a },
        { load: `a+${EXCESSIVE}-1`, is: 0xa5 },
      ],
    },
    {
      id: 'flags/noreserve/excessive-shared',
      title:
        'Shared anonymous memory beyond all memory and swap is refused, and with MAP_NORESERVE it is not',
      clauses: ['mmap.flags.noreserve.shared_too', 'mmap.flags.noreserve.private_writable_only_old'],
      needs: counted,
      steps: [
        { rlimit: 'AS', soft: 'unlimited' },
        { mmap: { length: EXCESSIVE, prot: 'rw', flags: SHARED_ANONYMOUS }, fails: 'ENOMEM' },
        {
          mmap: { length: EXCESSIVE, prot: 'rw', flags: [...SHARED_ANONYMOUS, 'NORESERVE'] },
          as: 'a',
          historical: {
            documented: 'the flag matters for private writable mappings only',
            before: '2.6',
          },
        },
        { store: `a+${EXCESSIVE}-1`, value: 0xa5 },
        { load: `a+${EXCESSIVE}-1`, is: 0xa5 },
      ],
    },
    {
      id: 'flags/noreserve/excessive-private-file',
      title: 'A private writable mapping of a file is counted like memory, and with MAP_NORESERVE it is not',
      clauses: ['mmap.flags.noreserve.avoids_heuristic', 'mmap.flags.noreserve.no_reservation'],
      needs: counted,
      steps: [
        { rlimit: 'AS', soft: 'unlimited' },
        { memfd: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: EXCESSIVE, prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, fails: 'ENOMEM' },
        { mmap: { length: EXCESSIVE, prot: 'rw', flags: ['PRIVATE', 'NORESERVE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
        { store: `a+${EXCESSIVE}-1`, value: 1, faults: 'SIGBUS/BUS_ADRERR' },
      ],
    },
    {
      id: 'flags/noreserve/kept-over-mprotect',
      title: 'A mapping of MAP_NORESERVE stays one when its protection changes',
      clauses: ['mmap.flags.noreserve.no_reservation'],
      needs: ['overcommit-heuristic'],
      steps: [
        {
          mmap: {
            addr: 'arena',
            length: '4p',
            prot: 'r',
            flags: [...PRIVATE_ANONYMOUS, 'NORESERVE', 'FIXED'],
          },
          as: 'a',
        },
        { mprotect: { addr: 'a', length: '4p', prot: 'rw' } },
        { smaps: 'a', size: '4p', vmFlags: { has: ['rd', 'wr', 'nr'], lacks: ['ac'] } },
      ],
    },
    {
      id: 'flags/noreserve/fork',
      title: 'A child inherits that nothing is reserved for the mapping',
      clauses: ['mmap.flags.noreserve.no_reservation', 'fork.mappings_preserved'],
      needs: ['overcommit-heuristic'],
      steps: [
        {
          mmap: {
            addr: 'arena',
            length: '4p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'NORESERVE', 'FIXED'],
          },
          as: 'a',
        },
        { store: 'a', value: 0x5a },
        {
          fork: [
            { smaps: 'a', vmFlags: { has: ['nr'], lacks: ['ac'] } },
            { load: 'a', is: 0x5a },
          ],
        },
      ],
    },
  ],
});
