/*
 * EACCES: the mapping asks for more than the descriptor was opened for. A mapping always reads, so the descriptor must be readable
 * whatever prot says; a shared mapping that writes needs a descriptor that writes, too. Which mode the file has, or in which other ways
 * it is open, does not matter.
 */
import { type Case, type Fd, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Access, OpenFlag, OpenMode } from '../vocabulary.ts';
import { appendOnly } from './eacces-append-only.ts';
import { TYPE_ID, TYPE_SINCE, type Type } from './mapping-type.ts';

const ALL = ['none', 'r', 'w', 'x', 'rw', 'rx', 'wx', 'rwx'] as const;
const WRITING = ['w', 'rw', 'wx', 'rwx'] as const;
const NOT_WRITING = ['none', 'r', 'x', 'rx'] as const;
const NOTHING = [] as const;

/** The letters of prot in /proc/self/maps. */
const LETTERS = {
  none: '---',
  r: 'r--',
  w: '-w-',
  x: '--x',
  rw: 'rw-',
  rx: 'r-x',
  wx: '-wx',
  rwx: 'rwx',
} as const satisfies Record<Access, string>;
const TYPE_LETTER = { PRIVATE: 'p', SHARED: 's', SHARED_VALIDATE: 's' } as const satisfies Record<
  Type,
  string
>;

interface Opening {
  id: string;
  mode: OpenMode;
  with: readonly OpenFlag[];
  shown: string;
}
const RDONLY: Opening = { id: 'rdonly', mode: 'rdonly', with: [], shown: 'O_RDONLY' };
const WRONLY: Opening = { id: 'wronly', mode: 'wronly', with: [], shown: 'O_WRONLY' };
const RDWR: Opening = { id: 'rdwr', mode: 'rdwr', with: [], shown: 'O_RDWR' };
const WRONLY_APPEND: Opening = {
  id: 'wronly-append',
  mode: 'wronly',
  with: ['APPEND'],
  shown: 'O_WRONLY|O_APPEND',
};
const RDWR_APPEND: Opening = { id: 'rdwr-append', mode: 'rdwr', with: ['APPEND'], shown: 'O_RDWR|O_APPEND' };

const fileOpened = ({ mode, with: more }: Opening): Step => ({
  file: 'f',
  size: '1p',
  content: 'pattern',
  mode,
  with: more,
});

/** How the file was opened, the type of the mapping, the values of prot that are allowed and those that are refused. */
const MATRIX: readonly (readonly [Opening, Type, readonly Access[], readonly Access[], ClauseId])[] = [
  [RDONLY, 'PRIVATE', ALL, NOTHING, 'mmap.prot.private_write_rdonly_ok'],
  [RDONLY, 'SHARED', NOT_WRITING, WRITING, 'mmap.errors.eacces.shared_write_rdonly'],
  [RDONLY, 'SHARED_VALIDATE', NOT_WRITING, WRITING, 'mmap.errors.eacces.shared_write_rdonly'],
  [WRONLY, 'PRIVATE', NOTHING, ALL, 'mmap.errors.eacces.not_readable'],
  [WRONLY, 'SHARED', NOTHING, ALL, 'mmap.errors.eacces.not_readable'],
  [WRONLY, 'SHARED_VALIDATE', NOTHING, ALL, 'mmap.errors.eacces.not_readable'],
  [WRONLY_APPEND, 'PRIVATE', NOTHING, ALL, 'mmap.errors.eacces.not_readable'],
  [WRONLY_APPEND, 'SHARED', NOTHING, ALL, 'mmap.errors.eacces.not_readable'],
  [WRONLY_APPEND, 'SHARED_VALIDATE', NOTHING, ALL, 'mmap.errors.eacces.not_readable'],
  [RDWR, 'PRIVATE', ALL, NOTHING, 'mmap.prot.or_combination'],
  [RDWR, 'SHARED', ALL, NOTHING, 'mmap.prot.or_combination'],
  [RDWR, 'SHARED_VALIDATE', ALL, NOTHING, 'mmap.prot.or_combination'],
  [RDWR_APPEND, 'PRIVATE', ALL, NOTHING, 'mmap.prot.or_combination'],
  [RDWR_APPEND, 'SHARED', ALL, NOTHING, 'mmap.prot.or_combination'],
  [RDWR_APPEND, 'SHARED_VALIDATE', ALL, NOTHING, 'mmap.prot.or_combination'],
];

const matrix = MATRIX.flatMap(([opening, type, allowed, refused, clause]): Case[] => [
  ...allowed.map(
    (prot): Case => ({
      id: `errors/eacces/${opening.id}-${TYPE_ID[type]}-${prot}`,
      title: `A file opened ${opening.shown} may be mapped MAP_${type} with prot ${prot}`,
      clauses: ['mmap.prot.conflict_open_mode', clause],
      ...TYPE_SINCE[type],
      steps: [
        fileOpened(opening),
        { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, as: 'a' },
        { maps: 'a', perms: `${LETTERS[prot]}${TYPE_LETTER[type]}`, backing: 'file' },
      ],
    }),
  ),
  ...refused.map(
    (prot): Case => ({
      id: `errors/eacces/${opening.id}-${TYPE_ID[type]}-${prot}`,
      title: `A file opened ${opening.shown} may not be mapped MAP_${type} with prot ${prot}`,
      clauses: ['mmap.prot.conflict_open_mode', clause],
      ...TYPE_SINCE[type],
      steps: [fileOpened(opening), { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, fails: 'EACCES' }],
    }),
  ),
]);

/** The same rules hold for what is no file on a disk; `g` is the object, opened once more. */
const OBJECTS: readonly { id: string; shown: string; first: readonly Step[]; of: Fd | '/dev/zero' }[] = [
  { id: 'memfd', shown: 'a memfd', first: [{ memfd: 'f', size: '1p' }], of: 'f' },
  { id: 'dev-zero', shown: '/dev/zero', first: [], of: '/dev/zero' },
];
const OBJECT_ALLOWED: readonly (readonly [OpenMode, Type, Access, ClauseId])[] = [
  ['rdonly', 'PRIVATE', 'rw', 'mmap.prot.private_write_rdonly_ok'],
  ['rdonly', 'SHARED', 'none', 'mmap.prot.conflict_open_mode'],
  ['rdonly', 'SHARED', 'r', 'mmap.prot.shared_read_rdonly_ok'],
  ['rdwr', 'SHARED', 'rw', 'mmap.prot.conflict_open_mode'],
];
const OBJECT_REFUSED: readonly (readonly [OpenMode, Type, Access, ClauseId])[] = [
  ['rdonly', 'SHARED', 'w', 'mmap.errors.eacces.shared_write_rdonly'],
  ['rdonly', 'SHARED', 'rw', 'mmap.errors.eacces.shared_write_rdonly'],
  ['rdonly', 'SHARED_VALIDATE', 'rw', 'mmap.errors.eacces.shared_write_rdonly'],
  ['wronly', 'PRIVATE', 'none', 'mmap.errors.eacces.not_readable'],
  ['wronly', 'PRIVATE', 'rw', 'mmap.errors.eacces.not_readable'],
  ['wronly', 'SHARED', 'w', 'mmap.errors.eacces.not_readable'],
];

const objects = OBJECTS.flatMap(({ id, shown, first, of }): Case[] => [
  ...OBJECT_ALLOWED.map(
    ([mode, type, prot, clause]): Case => ({
      id: `errors/eacces/${id}-${mode}-${TYPE_ID[type]}-${prot}`,
      title: `A descriptor of ${shown} opened O_${mode.toUpperCase()} may be mapped MAP_${type} with prot ${prot}`,
      clauses: [clause],
      steps: [
        ...first,
        { open: 'g', of, mode },
        { mmap: { length: '1p', prot, flags: [type], fd: 'g' }, as: 'a' },
        { maps: 'a', perms: `${LETTERS[prot]}${TYPE_LETTER[type]}` },
      ],
    }),
  ),
  ...OBJECT_REFUSED.map(
    ([mode, type, prot, clause]): Case => ({
      id: `errors/eacces/${id}-${mode}-${TYPE_ID[type]}-${prot}`,
      title: `A descriptor of ${shown} opened O_${mode.toUpperCase()} may not be mapped MAP_${type} with prot ${prot}`,
      clauses: [clause],
      ...TYPE_SINCE[type],
      steps: [
        ...first,
        { open: 'g', of, mode },
        { mmap: { length: '1p', prot, flags: [type], fd: 'g' }, fails: 'EACCES' },
      ],
    }),
  ),
]);

/** What the descriptor allowed stays decisive for mprotect after it is closed: opening, type, prot, new prot, letters then. */
const CHANGE_REFUSED: readonly (readonly [Opening, Type, Access, Access, string])[] = [
  [RDONLY, 'SHARED', 'r', 'rw', 'r--s'],
  [RDONLY, 'SHARED', 'none', 'w', '---s'],
];
const CHANGE_ALLOWED: readonly (readonly [Opening, Type, Access, Access, string])[] = [
  [RDONLY, 'SHARED', 'none', 'r', 'r--s'],
  [RDONLY, 'PRIVATE', 'r', 'rw', 'rw-p'],
  [RDWR, 'SHARED', 'r', 'rw', 'rw-s'],
];

const changes: readonly Case[] = [
  ...CHANGE_REFUSED.map(
    ([opening, type, from, to, perms]): Case => ({
      id: `errors/eacces/mprotect-${opening.id}-${TYPE_ID[type]}-${from}-to-${to}`,
      title: `A MAP_${type} mapping of a file opened ${opening.shown} cannot be changed from prot ${from} to ${to}, closed or not`,
      clauses: ['mprotect.eacces_file'],
      steps: [
        fileOpened(opening),
        { mmap: { length: '1p', prot: from, flags: [type], fd: 'f' }, as: 'a' },
        { mprotect: { addr: 'a', length: '1p', prot: to }, fails: 'EACCES' },
        { close: 'f' },
        { mprotect: { addr: 'a', length: '1p', prot: to }, fails: 'EACCES' },
        { maps: 'a', perms },
      ],
    }),
  ),
  ...CHANGE_ALLOWED.map(
    ([opening, type, from, to, perms]): Case => ({
      id: `errors/eacces/mprotect-${opening.id}-${TYPE_ID[type]}-${from}-to-${to}`,
      title: `A MAP_${type} mapping of a file opened ${opening.shown} and closed since can be changed from prot ${from} to ${to}`,
      clauses: ['mprotect.changes_access'],
      steps: [
        fileOpened(opening),
        { mmap: { length: '1p', prot: from, flags: [type], fd: 'f' }, as: 'a' },
        { close: 'f' },
        { mprotect: { addr: 'a', length: '1p', prot: to } },
        { maps: 'a', perms },
      ],
    }),
  ),
];

const single: readonly Case[] = [
  {
    id: 'errors/eacces/open-twice',
    title: 'What counts is the descriptor given, not that the file is also open, and mapped, for writing',
    clauses: ['mmap.errors.eacces.shared_write_rdonly'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { open: 'g', of: 'f', mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, fails: 'EACCES' },
      { store: 'a', value: 0x5a },
      { pread: 'g', offset: 0, length: 1, content: { value: 0x5a } },
    ],
  },
  {
    id: 'errors/eacces/dup',
    title: 'A duplicate of a write-only descriptor is no more readable than the first',
    clauses: ['mmap.errors.eacces.not_readable'],
    steps: [
      { file: 'f', size: '1p', mode: 'wronly' },
      { dup: 'f', as: 'g' },
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'g' }, fails: 'EACCES' },
    ],
  },
  {
    id: 'errors/eacces/beyond-eof',
    title: 'A shared writable mapping of a read-only descriptor is refused also where the file has no page',
    clauses: ['mmap.errors.eacces.shared_write_rdonly'],
    steps: [
      { file: 'f', size: 0, mode: 'rdonly' },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f', offset: '8p' }, fails: 'EACCES' },
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '8p' } },
    ],
  },
  {
    id: 'errors/eacces/fixed-keeps-old',
    title: 'MAP_FIXED that fails with EACCES leaves what was mapped there, contents included',
    clauses: ['mmap.flags.fixed.failed_call_keeps_old', 'mmap.errors.eacces.shared_write_rdonly'],
    steps: [
      { file: 'f', size: '1p', mode: 'rdonly' },
      {
        mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
      { fill: { addr: 'a', length: '2p', value: 0x5a } },
      { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' }, fails: 'EACCES' },
      { contents: { addr: 'a', length: '2p', value: 0x5a } },
    ],
  },
];

const DOCUMENTED = 'EACCES: the descriptor is not that of a regular file';

/** What errors/enodev is about is documented to give EACCES, too. */
const NOT_REGULAR: readonly (readonly [id: string, shown: string, fixture: Step, needs: Case['needs']])[] = [
  [
    'directory',
    'A directory',
    { open: 'f', of: 'scratch', mode: 'rdonly', with: ['DIRECTORY'] },
    ['scratch'],
  ],
  ['pipe', 'The read end of a pipe', { pipe: ['f', 'g'] }, []],
  ['fifo', 'A FIFO', { special: 'f', type: 'fifo' }, ['scratch']],
  ['socket', 'A socket', { special: 'f', type: 'socket-unix' }, []],
  ['dev-null', '/dev/null', { open: 'f', of: '/dev/null', mode: 'rdwr' }, []],
];

const notRegular: readonly Case[] = [
  ...NOT_REGULAR.map(
    ([id, shown, fixture, needs = []]): Case => ({
      id: `errors/eacces/not-regular-${id}`,
      title: `${shown}, no regular file, gives ENODEV instead of the documented EACCES`,
      clauses: ['mmap.errors.eacces.non_regular'],
      needs,
      steps: [
        fixture,
        {
          mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' },
          fails: 'ENODEV',
          historical: { documented: DOCUMENTED, instead: { fails: 'EACCES' } },
        },
      ],
    }),
  ),
  {
    id: 'errors/eacces/not-regular-dev-zero',
    title: '/dev/zero, no regular file, can be mapped instead of giving the documented EACCES',
    clauses: ['mmap.errors.eacces.non_regular'],
    steps: [
      { open: 'f', of: '/dev/zero', mode: 'rdwr' },
      {
        mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' },
        as: 'a',
        historical: { documented: DOCUMENTED, instead: { fails: 'EACCES' } },
      },
      { contents: { addr: 'a', length: '1p', value: 0 } },
    ],
  },
];

export const eacces = suite({
  name: 'errors/eacces',
  title: 'EACCES: the descriptor was not opened for what the mapping asks',
  cases: [...matrix, ...objects, ...changes, ...single, ...appendOnly, ...notRegular],
});
