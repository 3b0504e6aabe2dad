/** MAP_EXECUTABLE: ignored. What may be executed is a matter of PROT_EXEC. */
import { type Case, suite } from '../case.ts';
import { MEMORY_KINDS, PRIVATE_ANONYMOUS } from './memory-kinds.ts';

const types = ['PRIVATE', 'SHARED'] as const;

export const executable = suite({
  name: 'flags/executable',
  title: 'MAP_EXECUTABLE',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/executable/${kind}`,
        title: `MAP_EXECUTABLE has no effect on ${what}`,
        clauses: ['mmap.flags.executable.ignored'],
        steps: [
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'EXECUTABLE', 'FIXED'], fd },
            as: 'a',
          },
          {
            smaps: 'a',
            size: '4p',
            vmFlags: { has: ['rd', 'wr', 'mr', 'mw', 'me'], lacks: ['ex', 'dw', 'lo'] },
          },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'flags/executable/anonymous-not-executable',
      title: 'Code in anonymous memory of MAP_EXECUTABLE does not run without PROT_EXEC, and does with it',
      clauses: ['mmap.flags.executable.ignored', 'mmap.prot.no_exec_sigsegv'],
      steps: [
        {
          mmap: {
            addr: 'arena',
            length: '1p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'EXECUTABLE', 'FIXED'],
          },
          as: 'a',
        },
        { plant: 'a' },
        { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
        { mprotect: { addr: 'a', length: '1p', prot: 'rx' } },
        { execute: 'a' },
      ],
    },
    ...types.map(
      (type): Case => ({
        id: `flags/executable/file-${type.toLowerCase()}`,
        title: `Code in a MAP_${type}|MAP_EXECUTABLE mapping of a memfd does not run without PROT_EXEC, and does with it`,
        clauses: ['mmap.flags.executable.ignored', 'mmap.prot.no_exec_sigsegv'],
        steps: [
          { memfd: 'f', size: '1p', content: 'code' },
          { mmap: { length: '1p', prot: 'r', flags: [type, 'EXECUTABLE'], fd: 'f' }, as: 'a' },
          { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
          { mmap: { length: '1p', prot: 'rx', flags: [type, 'EXECUTABLE'], fd: 'f' }, as: 'b' },
          { execute: 'b' },
          { store: 'b', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
        ],
      }),
    ),
    {
      id: 'flags/executable/writable-file',
      title: 'A file that is mapped by MAP_EXECUTABLE can be opened for writing and written',
      clauses: ['mmap.flags.executable.ignored'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED', 'EXECUTABLE'], fd: 'f' }, as: 'a' },
        { open: 'g', of: 'f', mode: 'wronly' },
        { pwrite: 'g', offset: 0, length: '1p', content: { value: 0x5a } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
      ],
    },
  ],
});
