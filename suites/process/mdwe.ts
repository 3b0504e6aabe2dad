/** prctl(PR_SET_MDWE): from then on no memory may be writable and executable, nor become executable later. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const since = '6.3';
const refuseExecGain: Step = { mdwe: true };

const kinds: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
  letter: 'p' | 's';
}[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    fixtures: [],
    flags: ['PRIVATE', 'ANONYMOUS'],
    fd: -1,
    letter: 'p',
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    fixtures: [],
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
    letter: 's',
  },
  {
    id: 'private-file',
    what: 'a file by MAP_PRIVATE',
    fixtures: [{ file: 'f', size: '2p', content: 'code' }],
    flags: ['PRIVATE'],
    fd: 'f',
    letter: 'p',
  },
  {
    id: 'shared-file',
    what: 'a file by MAP_SHARED',
    fixtures: [{ file: 'f', size: '2p', content: 'code' }],
    flags: ['SHARED'],
    fd: 'f',
    letter: 's',
  },
];

export const mdwe = suite({
  name: 'process/mdwe',
  title: 'PR_SET_MDWE, which refuses memory that is writable and executable',
  cases: [
    ...kinds.flatMap(({ id, what, fixtures, flags, fd, letter }): Case[] => [
      {
        id: `process/mdwe/mmap-${id}`,
        title: `Under PR_MDWE_REFUSE_EXEC_GAIN ${what} cannot be mapped writable and executable`,
        clauses: ['mmap.errors.eacces.mdwe'],
        since,
        steps: [
          ...fixtures,
          refuseExecGain,
          { mmap: { length: '2p', prot: 'rwx', flags, fd }, fails: 'EACCES' },
          { mmap: { length: '2p', prot: 'wx', flags, fd }, fails: 'EACCES' },
        ],
      },
      {
        id: `process/mdwe/executable-${id}`,
        title: `Under PR_MDWE_REFUSE_EXEC_GAIN ${what} can still be mapped executable, if not writable, and the other way round`,
        clauses: ['mmap.errors.eacces.mdwe'],
        since,
        steps: [
          ...fixtures,
          refuseExecGain,
          { mmap: { addr: 'arena+1p', length: '1p', prot: 'rx', flags: [...flags, 'FIXED'], fd } },
          { maps: 'arena+1p', perms: `r-x${letter}` },
          { mmap: { addr: 'arena+2p', length: '1p', prot: 'rw', flags: [...flags, 'FIXED'], fd } },
          { maps: 'arena+2p', perms: `rw-${letter}` },
          { store: 'arena+3p-1', value: 7 },
        ],
      },
      {
        id: `process/mdwe/mprotect-gain-${id}`,
        title: `Under PR_MDWE_REFUSE_EXEC_GAIN ${what} that is mapped cannot become executable, whether writable or not`,
        clauses: ['mmap.errors.eacces.mdwe'],
        since,
        steps: [
          ...fixtures,
          refuseExecGain,
          { mmap: { addr: 'arena+1p', length: '2p', prot: 'r', flags: [...flags, 'FIXED'], fd } },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'rx' }, fails: 'EACCES' },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'x' }, fails: 'EACCES' },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'rwx' }, fails: 'EACCES' },
          { maps: 'arena+1p', length: '2p', perms: `r--${letter}` },
        ],
      },
      {
        id: `process/mdwe/mprotect-keep-${id}`,
        title: `Under PR_MDWE_REFUSE_EXEC_GAIN ${what} that is executable stays so under mprotect, and does not become so again`,
        clauses: ['mmap.errors.eacces.mdwe'],
        since,
        steps: [
          ...fixtures,
          refuseExecGain,
          { mmap: { addr: 'arena+1p', length: '1p', prot: 'rx', flags: [...flags, 'FIXED'], fd } },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'rx' } },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'x' } },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'r' } },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'rx' }, fails: 'EACCES' },
          { maps: 'arena+1p', perms: `r--${letter}` },
        ],
      },
    ]),
    {
      id: 'process/mdwe/fixed-keeps-replaced',
      title: 'What a refused MAP_FIXED mapping that is writable and executable would have replaced stays',
      clauses: ['mmap.errors.eacces.mdwe', 'mmap.flags.fixed.failed_call_keeps_old'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+1p', length: '2p', value: 7 } },
        refuseExecGain,
        {
          mmap: { addr: 'arena+1p', length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
          fails: 'EACCES',
        },
        { contents: { addr: 'arena+1p', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'process/mdwe/earlier-mapping',
      title:
        'Code in memory that was writable and executable before PR_SET_MDWE still runs, and can be changed',
      clauses: ['mmap.errors.eacces.mdwe'],
      since,
      steps: [
        { mmap: { length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        refuseExecGain,
        { plant: 'a' },
        { execute: 'a' },
      ],
    },
    {
      id: 'process/mdwe/partly-executable',
      title: 'mprotect to PROT_EXEC over an executable page and one that is not is refused under PR_SET_MDWE',
      clauses: ['mmap.errors.eacces.mdwe'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rx', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        refuseExecGain,
        { mprotect: { addr: 'arena+1p', length: '2p', prot: 'rx' }, fails: 'EACCES' },
        { maps: 'arena+1p', perms: 'r-xp' },
        { maps: 'arena+2p', perms: 'r--p' },
      ],
    },
    {
      id: 'process/mdwe/in-child',
      title: 'A child inherits the refusal of PR_SET_MDWE',
      clauses: ['mmap.errors.eacces.mdwe'],
      since,
      steps: [
        refuseExecGain,
        {
          fork: [
            { mmap: { length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'EACCES' },
            { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
            { mprotect: { addr: 'a', length: '1p', prot: 'rx' }, fails: 'EACCES' },
          ],
        },
      ],
    },
    {
      id: 'process/mdwe/in-child-only',
      title: 'A child that asks for PR_SET_MDWE leaves its parent free',
      clauses: ['mmap.errors.eacces.mdwe'],
      since,
      steps: [
        {
          fork: [
            refuseExecGain,
            { mmap: { length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'EACCES' },
          ],
        },
        { mmap: { length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { plant: 'a' },
        { execute: 'a' },
      ],
    },
    {
      id: 'process/mdwe/after-exec',
      title: 'The refusal of PR_SET_MDWE outlives an execve',
      clauses: ['mmap.errors.eacces.mdwe'],
      since,
      steps: [
        refuseExecGain,
        {
          exec: [
            { mmap: { length: '1p', prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] }, fails: 'EACCES' },
            { mmap: { length: '1p', prot: 'rx', flags: ['PRIVATE', 'ANONYMOUS'] } },
          ],
        },
      ],
    },
    {
      id: 'process/mdwe/order',
      title: 'Under PR_SET_MDWE other errors of a writable and executable mapping come before its refusal',
      clauses: ['mmap.errors.eacces.mdwe'],
      since,
      steps: [
        { special: 'f', type: 'eventfd' },
        refuseExecGain,
        { mmap: { length: 0, prot: 'rwx', flags: ['PRIVATE', 'ANONYMOUS'] }, observed: true },
        { mmap: { length: '1p', prot: 'rwx', flags: ['ANONYMOUS'] }, observed: true },
        { mmap: { length: '1p', prot: 'rwx', flags: ['PRIVATE'], fd: 'f' }, observed: true },
      ],
    },
  ],
});
