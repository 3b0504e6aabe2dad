/** What execve leaves of the mappings, locks and limits of the process that calls it: nothing of the first two, all of the third. */
import { type Case, suite } from '../case.ts';
import { kinds, mapped } from './kinds.ts';

const gone = kinds.map(
  (kind): Case => ({
    id: `fork/exec/gone-${kind.id}`,
    title: `After execve nothing is where there was ${kind.name}`,
    clauses: ['execve.mappings_gone'],
    steps: [
      ...mapped(kind),
      { store: 'arena', value: 0x5a },
      {
        exec: [
          { maps: 'arena', length: '2p', mapped: false },
          { load: 'arena', faults: 'SIGSEGV/SEGV_MAPERR' },
          { store: 'arena+2p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        ],
      },
      { load: 'arena', is: 0x5a },
    ],
  }),
);

export const exec = suite({
  name: 'fork/exec',
  title: 'what execve leaves of mappings, locks and limits',
  cases: [
    ...gone,
    {
      id: 'fork/exec/shared-store-kept',
      title: 'What was stored in a shared mapping before execve is in the memfd, also when it is mapped anew',
      clauses: ['munmap.shared_not_lost'],
      steps: [
        { memfd: 'f', size: '2p' },
        { dup: 'f', as: 'g' },
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { fill: { addr: 'arena+1p', length: 16, value: 0x5a } },
        {
          exec: [
            { pread: 'g', offset: '1p', length: 16, content: { value: 0x5a } },
            { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'g', offset: '1p' }, as: 'b' },
            { contents: { addr: 'b', length: 16, value: 0x5a } },
          ],
        },
      ],
    },
    {
      id: 'fork/exec/locks',
      title: 'After execve nothing is locked, and a new mapping is neither locked nor populated',
      clauses: ['execve.locks_cleared'],
      steps: [
        { mlockall: ['FUTURE'] },
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { status: 'VmLck', is: '4p' },
        {
          exec: [
            { status: 'VmLck', is: 0 },
            { mmap: { length: '4p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS'] }, as: 'b' },
            { smaps: 'b', vmFlags: { lacks: ['lo', 'lf'] } },
            { resident: { addr: 'b', length: '4p' }, is: 0 },
            { status: 'VmLck', is: 0 },
          ],
        },
      ],
    },
    {
      id: 'fork/exec/limit-as',
      title: 'RLIMIT_AS is in force after execve: what exceeds it fails, what does not succeeds',
      clauses: ['getrlimit.inheritance'],
      steps: [
        { rlimit: 'AS', soft: '1G' },
        {
          exec: [
            { mmap: { length: '1G', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'ENOMEM' },
            { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'b' },
          ],
        },
      ],
    },
  ],
});
