/** What is left of mappings when their process ends, by itself or by SIGKILL. */
import { type Case, type Step, suite } from '../case.ts';

const ends: readonly { id: string; what: string; last: readonly Step[]; ends?: 'SIGKILL' }[] = [
  { id: 'exits', what: 'exits', last: [] },
  { id: 'killed', what: 'is killed by SIGKILL', last: [{ kill: 'SIGKILL' }], ends: 'SIGKILL' },
];

export const exit = suite({
  name: 'process/exit',
  title: 'the end of a process',
  cases: ends.flatMap(({ id, what, last, ends }): Case[] => [
    {
      id: `process/exit/unmaps-memfd-${id}`,
      title: `A shared writable mapping of a memfd that keeps F_SEAL_WRITE away is gone when its process ${what}`,
      clauses: ['munmap.exit_unmaps', 'mmap.object.seal_write_ebusy'],
      steps: [
        { memfd: 'f', size: '2p', flags: ['ALLOW_SEALING'] },
        {
          fork: [{ mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' }],
          meanwhile: [{ seal: 'f', add: ['WRITE'], fails: 'EBUSY' }],
          after: last,
          ...(ends && { ends }),
        },
        { seal: 'f', add: ['WRITE'] },
      ],
    },
    {
      id: `process/exit/frees-unlinked-${id}`,
      title: `The blocks of an unlinked file that only a mapping holds are free when the process of the mapping ${what}`,
      clauses: ['munmap.exit_unmaps', 'mmap.fd.reference_dropped_at_unmap'],
      steps: [
        { mount: 'tmpfs', options: ['size=1m'] },
        { freeBlocks: 'mount', as: 'b' },
        { file: 'f', size: '16p', content: 'pattern', on: 'mount' },
        {
          fork: [
            { mmap: { length: '16p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { close: 'f' },
          ],
          meanwhile: [{ unlink: 'f' }, { close: 'f' }, { freeBlocks: 'mount', lessThan: 'b' }],
          after: [{ contents: { addr: 'a', length: '16p', pattern: 0 } }, ...last],
          ...(ends && { ends }),
        },
        { freeBlocks: 'mount', is: 'b' },
      ],
    },
    {
      id: `process/exit/keeps-stores-file-${id}`,
      title: `What a process stored in a shared mapping of a file is in the file when it ${what} without munmap or msync`,
      clauses: ['munmap.exit_unmaps', 'munmap.shared_not_lost', 'mmap.flags.shared.reaches_file'],
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        {
          fork: [
            { mmap: { length: '2p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
            { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
          ],
          after: last,
          ...(ends && { ends }),
        },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
        { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
      ],
    },
    {
      id: `process/exit/keeps-stores-anonymous-${id}`,
      title: `What a child stored in shared anonymous memory is there for its parent when it ${what}`,
      clauses: ['munmap.exit_unmaps', 'fork.sharing_type'],
      steps: [
        { mmap: { length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'a' },
        { fork: [{ fill: { addr: 'a', length: '2p', value: 0x5a } }], after: last, ...(ends && { ends }) },
        { contents: { addr: 'a', length: '2p', value: 0x5a } },
      ],
    },
    {
      id: `process/exit/parent-keeps-mapping-${id}`,
      title: `A mapping that a child inherited stays with the parent, contents and all, when the child ${what}`,
      clauses: ['munmap.exit_unmaps', 'fork.maps_independent'],
      steps: [
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+1p', length: '2p', value: 7 } },
        { fork: [{ store: 'arena+1p', value: 8 }], after: last, ...(ends && { ends }) },
        { contents: { addr: 'arena+1p', length: '2p', value: 7 } },
      ],
    },
  ]),
});
