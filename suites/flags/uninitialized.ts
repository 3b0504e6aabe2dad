/** MAP_UNINITIALIZED: only a kernel without an MMU can be built to honour it. Everywhere else anonymous memory is zero all the same. */
import { type Case, suite } from '../case.ts';
import { ANONYMOUS_KINDS, FILE_KINDS } from './memory-kinds.ts';

export const uninitialized = suite({
  name: 'flags/uninitialized',
  title: 'MAP_UNINITIALIZED',
  cases: [
    ...ANONYMOUS_KINDS.map(
      ({ kind, what, flags }): Case => ({
        id: `flags/uninitialized/${kind}`,
        title: `MAP_UNINITIALIZED leaves ${what} zero, right after memory with something in it was given back`,
        clauses: ['mmap.flags.uninitialized.ignored'],
        steps: [
          { mmap: { addr: 'arena', length: '8p', prot: 'rw', flags: [...flags, 'FIXED'] } },
          { fill: { addr: 'arena', length: '8p', value: 0x5a } },
          { munmap: { addr: 'arena', length: '8p' } },
          { mmap: { addr: 'arena', length: '8p', prot: 'rw', flags: [...flags, 'UNINITIALIZED', 'FIXED'] } },
          { contents: { addr: 'arena', length: '8p', value: 0 } },
          { smaps: 'arena', size: '8p', vmFlags: { has: ['rd', 'wr'], lacks: ['lo', 'ht', 'gd', 'nr'] } },
          { store: 'arena+8p-1', value: 0xa5 },
          { load: 'arena+8p-1', is: 0xa5 },
        ],
      }),
    ),
    ...ANONYMOUS_KINDS.map(
      ({ kind, what, flags }): Case => ({
        id: `flags/uninitialized/replaced-${kind}`,
        title: `MAP_UNINITIALIZED|MAP_FIXED over memory with something in it leaves ${what} zero`,
        clauses: ['mmap.flags.uninitialized.ignored', 'mmap.flags.fixed.overlap_discarded'],
        steps: [
          { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'FIXED'] } },
          { fill: { addr: 'arena', length: '4p', value: 0x5a } },
          {
            mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: [...flags, 'UNINITIALIZED', 'FIXED'] },
          },
          { contents: { addr: 'arena', length: '1p', value: 0x5a } },
          { contents: { addr: 'arena+1p', length: '2p', value: 0 } },
          { contents: { addr: 'arena+3p', length: '1p', value: 0x5a } },
        ],
      }),
    ),
    ...FILE_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/uninitialized/${kind}`,
        title: `MAP_UNINITIALIZED does not matter for ${what}`,
        clauses: ['mmap.flags.uninitialized.ignored'],
        steps: [
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'r', flags: [...flags, 'UNINITIALIZED', 'FIXED'], fd },
            as: 'a',
          },
          { contents: { addr: 'a', length: '4p', ...content } },
        ],
      }),
    ),
    {
      id: 'flags/uninitialized/file-tail',
      title: 'MAP_UNINITIALIZED leaves the rest of the last page of a file zero',
      clauses: ['mmap.flags.uninitialized.ignored', 'mmap.eof.tail_zeroed'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'UNINITIALIZED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: 100, pattern: 0 } },
        { contents: { addr: 'a+100', length: '1p-100', value: 0 } },
      ],
    },
  ],
});
