/** What becomes of memory when there is none left. It takes a machine of one's own: the out-of-memory killer ends processes. */
import { suite } from '../case.ts';

/** More than the small machine has, and takes what it has, page by page. */
const hog = [
  { mmap: { length: '4G', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] }, as: 'b' },
  { touch: { addr: 'b', length: '4G', access: 'store' } },
] as const;

export const pressure = suite({
  name: 'system/pressure',
  title: 'Memory without reservation, and memory that may be dropped, when memory runs out',
  cases: [
    {
      id: 'system/pressure/no-reservation',
      title:
        'A process that writes more than there is into memory without reservation is killed, not faulted',
      clauses: ['mmap.flags.noreserve.sigsegv_on_write'],
      since: '2.6',
      needs: ['own-machine', 'small-memory'],
      steps: [
        {
          fork: hog,
          ends: 'SIGKILL',
          historical: { documented: 'SIGSEGV upon a write if no physical memory is available' },
        },
      ],
    },
    {
      id: 'system/pressure/droppable',
      title:
        'Pages of a MAP_DROPPABLE mapping may vanish when memory runs out: they read as zero then, and nobody is told',
      clauses: ['mmap.flags.droppable.dropped_under_pressure'],
      since: '6.11',
      needs: ['own-machine', 'small-memory'],
      steps: [
        {
          mmap: { addr: 'arena', length: '4M', prot: 'rw', flags: ['DROPPABLE', 'ANONYMOUS', 'FIXED'] },
          as: 'a',
        },
        { touch: { addr: 'a', length: '4M', access: 'store' } },
        { fork: hog, ends: 'SIGKILL' },
        // Which of them vanish, if any, is nobody's promise.
        { contents: { addr: 'a', length: '4M', value: 0 }, observed: true },
        { touch: { addr: 'a', length: '4M', access: 'load' } },
        { store: 'a', value: 7 },
        { load: 'a', is: 7 },
      ],
    },
  ],
});
