/** Several threads of a process that map and unmap at the same time. */
import { suite } from '../case.ts';

export const threads = suite({
  name: 'process/threads',
  title: 'threads that map at the same time',
  cases: [
    {
      id: 'process/threads/noreplace-race',
      title:
        'Of eight threads that ask for one free page by MAP_FIXED_NOREPLACE exactly one gets it, round after round',
      clauses: ['mmap.flags.fixed_noreplace.atomic'],
      since: '4.17',
      steps: [{ munmap: { addr: 'arena+4p', length: '1p' } }, { race: 'arena+4p', threads: 8, rounds: 25 }],
    },
    {
      id: 'process/threads/noreplace-race-two',
      title:
        'Of two threads that ask for one free page by MAP_FIXED_NOREPLACE exactly one gets it, round after round',
      clauses: ['mmap.flags.fixed_noreplace.atomic'],
      since: '4.17',
      steps: [
        { munmap: { addr: 'arena+4p', length: '1p' } },
        { race: 'arena+4p', threads: 2, rounds: 200 },
        // The last of the winners is there, and nothing beside it.
        { maps: 'arena+4p', perms: 'rw-p' },
        { maps: 'arena+3p', perms: '---p' },
        { maps: 'arena+5p', perms: '---p' },
      ],
    },
    {
      id: 'process/threads/pages-of-their-own',
      title: 'Four threads that map, use and unmap pages at the same time get zeroed pages of their own',
      clauses: [
        'mmap.libc.thread_safe',
        'mmap.addr.chosen.no_clobber',
        'mmap.flags.anonymous.no_file_zeroed',
      ],
      steps: [{ mapInThreads: 4, rounds: 100 }],
    },
  ],
});
