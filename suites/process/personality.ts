/** personality(2): READ_IMPLIES_EXEC, under which what may be read may be executed, too. */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const readImpliesExec: Step = { personality: ['READ_IMPLIES_EXEC'] };

const kinds: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
  shared: 'p' | 's';
}[] = [
  {
    id: 'private-anonymous',
    what: 'private anonymous memory',
    fixtures: [],
    flags: ['PRIVATE', 'ANONYMOUS'],
    fd: -1,
    shared: 'p',
  },
  {
    id: 'shared-anonymous',
    what: 'shared anonymous memory',
    fixtures: [],
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
    shared: 's',
  },
  {
    id: 'private-file',
    what: 'a file by MAP_PRIVATE',
    fixtures: [{ file: 'f', size: '2p' }],
    flags: ['PRIVATE'],
    fd: 'f',
    shared: 'p',
  },
  {
    id: 'shared-file',
    what: 'a file by MAP_SHARED',
    fixtures: [{ file: 'f', size: '2p' }],
    flags: ['SHARED'],
    fd: 'f',
    shared: 's',
  },
];

/** What is asked for, and what it is under READ_IMPLIES_EXEC. */
const accesses: readonly { prot: Access; is: string; said: string }[] = [
  { prot: 'none', is: '---', said: 'remains without any access' },
  { prot: 'r', is: 'r-x', said: 'may be executed, too' },
  { prot: 'w', is: '-w-', said: 'does not become executable, since it was not to be read' },
  { prot: 'x', is: '--x', said: 'remains executable only' },
  { prot: 'rw', is: 'rwx', said: 'may be executed, too' },
  { prot: 'rx', is: 'r-x', said: 'remains what it is' },
];

const onNoexec: readonly Step[] = [
  { mount: 'tmpfs', options: ['noexec'] },
  { file: 'f', size: '2p', content: 'code', on: 'mount' },
];

export const personality = suite({
  name: 'process/personality',
  title: 'the personality READ_IMPLIES_EXEC',
  cases: [
    ...kinds.flatMap(({ id, what, fixtures, flags, fd, shared }) =>
      accesses.map(
        ({ prot, is, said }): Case => ({
          id: `process/personality/mmap-${id}-${prot}`,
          title: `Under READ_IMPLIES_EXEC a mapping of ${what} with the access ${prot} ${said}`,
          clauses: ['mmap.prot.read_implies_exec_personality'],
          // Executable mappings of the file, which the runner cannot see in the access asked for.
          ...(fd === 'f' && { needs: ['scratch-exec'] }),
          steps: [
            ...fixtures,
            readImpliesExec,
            { mmap: { addr: 'arena+1p', length: '2p', prot, flags: [...flags, 'FIXED'], fd } },
            { maps: 'arena+1p', length: '2p', perms: `${is}${shared}` },
          ],
        }),
      ),
    ),
    ...kinds.flatMap(({ id, what, fixtures, flags, fd, shared }): Case[] => [
      {
        id: `process/personality/mprotect-${id}`,
        title: `Under READ_IMPLIES_EXEC mprotect makes ${what} executable where it makes it readable`,
        clauses: ['mmap.prot.read_implies_exec_personality', 'mprotect.changes_access'],
        ...(fd === 'f' && { needs: ['scratch-exec'] }),
        steps: [
          ...fixtures,
          readImpliesExec,
          { mmap: { addr: 'arena+1p', length: '2p', prot: 'none', flags: [...flags, 'FIXED'], fd } },
          { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' } },
          { maps: 'arena+1p', perms: `---${shared}` },
          { maps: 'arena+2p', perms: `r-x${shared}` },
          { mprotect: { addr: 'arena+2p', length: '1p', prot: 'w' } },
          { maps: 'arena+2p', perms: `-w-${shared}` },
        ],
      },
      {
        id: `process/personality/later-${id}`,
        title: `READ_IMPLIES_EXEC changes no mapping of ${what} that was made before it was set`,
        clauses: ['mmap.prot.read_implies_exec_personality'],
        ...(fd === 'f' && { needs: ['scratch-exec'] }),
        steps: [
          ...fixtures,
          { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: [...flags, 'FIXED'], fd } },
          readImpliesExec,
          { maps: 'arena+1p', length: '2p', perms: `rw-${shared}` },
          { plant: 'arena+1p' },
          { execute: 'arena+1p', faults: 'SIGSEGV/SEGV_ACCERR' },
        ],
      },
    ]),
    {
      id: 'process/personality/runs',
      title: 'Under READ_IMPLIES_EXEC code in memory that was mapped for reading and writing runs',
      clauses: ['mmap.prot.read_implies_exec_personality'],
      steps: [
        readImpliesExec,
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] }, as: 'a' },
        { plant: 'a' },
        { execute: 'a' },
      ],
    },
    {
      id: 'process/personality/runs-read-only-file',
      title: 'Under READ_IMPLIES_EXEC code in a file that was mapped for reading runs',
      clauses: ['mmap.prot.read_implies_exec_personality'],
      needs: ['scratch-exec'],
      steps: [
        { file: 'f', size: '1p', content: 'code' },
        readImpliesExec,
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { execute: 'a' },
        { store: 'a', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'process/personality/cleared',
      title: 'When READ_IMPLIES_EXEC is cleared again a mapping for reading is no longer executable',
      clauses: ['mmap.prot.read_implies_exec_personality', 'mmap.prot.no_exec_sigsegv'],
      steps: [
        readImpliesExec,
        { personality: [] },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { maps: 'arena+1p', perms: 'rw-p' },
        { plant: 'arena+1p' },
        { execute: 'arena+1p', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'process/personality/in-child',
      title: 'A child inherits READ_IMPLIES_EXEC, and what it clears stays set in its parent',
      clauses: ['mmap.prot.read_implies_exec_personality'],
      steps: [
        readImpliesExec,
        {
          fork: [
            { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
            { maps: 'arena+1p', perms: 'r-xp' },
            { personality: [] },
          ],
        },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { maps: 'arena+1p', perms: 'r-xp' },
      ],
    },
    ...(['PRIVATE', 'SHARED'] as const).flatMap((type): Case[] => [
      {
        id: `process/personality/noexec-${type.toLowerCase()}`,
        title: `Under READ_IMPLIES_EXEC a MAP_${type} mapping of a file on a noexec mount is refused no reading, and is not executable`,
        clauses: ['mmap.prot.noexec_read_implies_exec'],
        steps: [
          ...onNoexec,
          readImpliesExec,
          { mmap: { addr: 'arena+1p', length: '2p', prot: 'r', flags: [type, 'FIXED'], fd: 'f' } },
          { maps: 'arena+1p', length: '2p', perms: type === 'SHARED' ? 'r--s' : 'r--p' },
          { execute: 'arena+1p', faults: 'SIGSEGV/SEGV_ACCERR' },
        ],
      },
      {
        id: `process/personality/noexec-mprotect-${type.toLowerCase()}`,
        title: `Under READ_IMPLIES_EXEC mprotect to PROT_READ works for a MAP_${type} mapping from a noexec mount, and adds no PROT_EXEC`,
        clauses: ['mmap.prot.noexec_read_implies_exec', 'mmap.prot.noexec_mount_sticky'],
        steps: [
          ...onNoexec,
          readImpliesExec,
          { mmap: { addr: 'arena+1p', length: '2p', prot: 'none', flags: [type, 'FIXED'], fd: 'f' } },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'r' } },
          { maps: 'arena+1p', perms: type === 'SHARED' ? 'r--s' : 'r--p' },
          { mprotect: { addr: 'arena+1p', length: '1p', prot: 'rx' }, fails: 'EACCES' },
        ],
      },
      {
        id: `process/personality/noexec-asked-${type.toLowerCase()}`,
        title: `Under READ_IMPLIES_EXEC a MAP_${type} mapping from a noexec mount that asks for PROT_EXEC itself is refused with EPERM`,
        clauses: ['mmap.prot.noexec_read_implies_exec', 'mmap.errors.eperm.noexec_mount'],
        steps: [
          ...onNoexec,
          readImpliesExec,
          { mmap: { length: '1p', prot: 'rx', flags: [type], fd: 'f' }, fails: 'EPERM' },
        ],
      },
    ]),
  ],
});
