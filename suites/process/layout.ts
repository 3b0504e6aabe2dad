/** What an execve sets up of the address space by the personality of the process that calls it. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const memory = ['PRIVATE', 'ANONYMOUS'] as const;

const kinds: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
}[] = [
  { id: 'anonymous', what: 'anonymous memory', fixtures: [], flags: memory, fd: -1 },
  { id: 'file', what: 'a file', fixtures: [{ file: 'f', size: '2p' }], flags: ['SHARED'], fd: 'f' },
];

export const layout = suite({
  name: 'process/layout',
  title: 'the personalities ADDR_COMPAT_LAYOUT and MMAP_PAGE_ZERO, which an execve looks at',
  cases: [
    ...kinds.map(
      ({ id, what, fixtures, flags, fd }): Case => ({
        id: `process/layout/bottom-up-${id}`,
        title: `After an execve under ADDR_COMPAT_LAYOUT each mapping of ${what} without a hint lies above the one before`,
        clauses: ['mmap.addr.layout.topdown'],
        steps: [
          ...fixtures,
          { personality: ['ADDR_COMPAT_LAYOUT'] },
          {
            exec: [
              { mmap: { length: '2p', prot: 'rw', flags, fd }, as: 'a' },
              { mmap: { length: '2p', prot: 'r', flags, fd }, as: 'b', above: 'a+2p' },
              { mmap: { length: '2p', prot: 'rw', flags, fd }, as: 'c', above: 'b+2p' },
            ],
          },
        ],
      }),
    ),
    ...kinds.map(
      ({ id, what, fixtures, flags, fd }): Case => ({
        id: `process/layout/top-down-${id}`,
        title: `After an execve under no personality each mapping of ${what} without a hint lies below the one before`,
        clauses: ['mmap.addr.layout.topdown'],
        needs: ['two-layouts'],
        steps: [
          ...fixtures,
          { personality: [] },
          {
            exec: [
              { mmap: { length: '2p', prot: 'rw', flags, fd }, as: 'a' },
              { mmap: { length: '2p', prot: 'r', flags, fd }, as: 'b', below: 'a' },
              { mmap: { length: '2p', prot: 'rw', flags, fd }, as: 'c', below: 'b' },
            ],
          },
        ],
      }),
    ),
    {
      id: 'process/layout/before-exec',
      title: 'ADDR_COMPAT_LAYOUT changes nothing before the next execve',
      clauses: ['mmap.addr.layout.topdown'],
      needs: ['two-layouts'],
      steps: [
        {
          exec: [
            { mmap: { length: '2p', prot: 'rw', flags: memory }, as: 'a' },
            { personality: ['ADDR_COMPAT_LAYOUT'] },
            { mmap: { length: '2p', prot: 'r', flags: memory }, as: 'b', below: 'a' },
          ],
        },
      ],
    },
    {
      id: 'process/layout/bottom-up-hint',
      title: 'A free hint is taken after an execve under ADDR_COMPAT_LAYOUT, too',
      clauses: ['mmap.addr.layout.topdown', 'mmap.addr.hint.free_taken'],
      steps: [
        { personality: ['ADDR_COMPAT_LAYOUT'] },
        {
          exec: [
            { mmap: { length: '8p', prot: 'none', flags: memory }, as: 'a' },
            { munmap: { addr: 'a', length: '8p' } },
            { mmap: { addr: 'a+4p', length: '1p', prot: 'rw', flags: memory }, at: 'a+4p' },
          ],
        },
      ],
    },
    {
      id: 'process/layout/page-zero',
      title: 'After an execve under MMAP_PAGE_ZERO page 0, and no page more, can be read and not written to',
      clauses: ['personality.mmap_page_zero'],
      needs: ['cap-sys-rawio', 'first-pages'],
      steps: [
        { personality: ['MMAP_PAGE_ZERO'] },
        { load: 'null', faults: 'SIGSEGV/SEGV_MAPERR' },
        {
          exec: [
            { contents: { addr: 'null', length: '1p', value: 0 } },
            { store: 'null', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
            { maps: 'null', perms: 'r-xp' },
            { load: '1p', faults: 'SIGSEGV/SEGV_MAPERR' },
          ],
        },
      ],
    },
    {
      id: 'process/layout/no-page-zero',
      title: 'After an execve under no personality page 0 is not mapped',
      clauses: ['personality.mmap_page_zero', 'execve.mappings_gone'],
      needs: ['cap-sys-rawio'],
      steps: [
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'null', value: 1 },
        { exec: [{ load: 'null', faults: 'SIGSEGV/SEGV_MAPERR' }] },
        { load: 'null', is: 1 },
      ],
    },
  ],
});
