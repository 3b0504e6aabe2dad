/** MAP_NONBLOCK: alone it means nothing, and MAP_POPULATE it turns into nothing. What it does not do to MAP_LOCKED stands in locked.ts. */
import { type Case, suite } from '../case.ts';
import { FILE_KINDS, MEMORY_KINDS } from './memory-kinds.ts';

export const nonblock = suite({
  name: 'flags/nonblock',
  title: 'MAP_NONBLOCK',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/nonblock/alone-${kind}`,
        title: `MAP_NONBLOCK alone changes nothing of ${what}`,
        clauses: ['mmap.flags.nonblock.only_with_populate'],
        steps: [
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'NONBLOCK', 'FIXED'], fd },
            as: 'a',
          },
          { resident: { addr: 'a', length: '4p' }, is: 0 },
          {
            smaps: 'a',
            size: '4p',
            vmFlags: { has: ['rd', 'wr', 'mr', 'mw', 'me'], lacks: ['lo', 'gd', 'nr', 'io', 'pf'] },
          },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/nonblock/populate-${kind}`,
        title: `MAP_POPULATE|MAP_NONBLOCK populates nothing of ${what}`,
        clauses: ['mmap.flags.nonblock.cancels_populate'],
        steps: [
          ...object,
          {
            mmap: {
              addr: 'arena',
              length: '4p',
              prot: 'rw',
              flags: [...flags, 'POPULATE', 'NONBLOCK', 'FIXED'],
              fd,
            },
            as: 'a',
          },
          { resident: { addr: 'a', length: '4p' }, is: 0 },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    ...FILE_KINDS.map(
      ({ kind, what, object, flags, fd }): Case => ({
        id: `flags/nonblock/cached-${kind}`,
        title: `MAP_POPULATE|MAP_NONBLOCK makes no page table entries for ${what} either whose pages are in memory`,
        clauses: ['mmap.flags.nonblock.resident_only', 'mmap.flags.nonblock.cancels_populate'],
        steps: [
          ...object,
          { mmap: { addr: 'arena+8p', length: '4p', prot: 'r', flags: ['SHARED', 'POPULATE', 'FIXED'], fd } },
          {
            mmap: {
              addr: 'arena',
              length: '4p',
              prot: 'r',
              flags: [...flags, 'POPULATE', 'NONBLOCK', 'FIXED'],
              fd,
            },
          },
          { mincore: { addr: 'arena', length: '4p' }, is: '1111' },
          {
            resident: { addr: 'arena', length: '4p' },
            is: 0,
            historical: {
              documented: 'page table entries are made for the pages that are in memory',
              before: '2.6.23',
            },
          },
        ],
      }),
    ),
    {
      id: 'flags/nonblock/no-read-ahead',
      title: 'MAP_POPULATE|MAP_NONBLOCK does not read a file that is not in memory',
      clauses: ['mmap.flags.nonblock.cancels_populate', 'mmap.flags.nonblock.only_with_populate'],
      steps: [
        { file: 'f', size: '4p', content: 'pattern' },
        { evict: 'f' },
        {
          mmap: {
            addr: 'arena',
            length: '4p',
            prot: 'r',
            flags: ['SHARED', 'POPULATE', 'NONBLOCK', 'FIXED'],
            fd: 'f',
          },
          as: 'a',
        },
        { mincore: { addr: 'a', length: '4p' }, is: '0000', observed: true },
        { resident: { addr: 'a', length: '4p' }, is: 0 },
        { contents: { addr: 'a', length: '4p', pattern: 0 } },
      ],
    },
  ],
});
