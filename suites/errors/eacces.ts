import { type Case, type Fd, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Access, MapFlag, OpenFlag, OpenMode } from '../vocabulary.ts';

/*
 * EACCES: the mapping asks for more than the descriptor was opened for. A mapping always reads, so the descriptor must be readable
 * whatever prot says; a shared mapping that writes needs a descriptor that writes, too. How the file may be opened otherwise, and what
 * its mode bits say, does not matter.
 */

type Type = 'PRIVATE' | 'SHARED' | 'SHARED_VALIDATE';

const ALL = ['none', 'r', 'w', 'x', 'rw', 'rx', 'wx', 'rwx'] as const;
const WRITING = ['w', 'rw', 'wx', 'rwx'] as const;
const NOT_WRITING = ['none', 'r', 'x', 'rx'] as const;

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
const TYPE_ID = {
  PRIVATE: 'private',
  SHARED: 'shared',
  SHARED_VALIDATE: 'validate',
} as const satisfies Record<Type, string>;
/** MAP_SHARED_VALIDATE is newer than the others. */
const SINCE = { PRIVATE: {}, SHARED: {}, SHARED_VALIDATE: { since: '4.15' } } as const satisfies Record<
  Type,
  Pick<Case, 'since'>
>;

interface Opening {
  id: string;
  shown: string;
  mode: OpenMode;
  with?: readonly OpenFlag[];
}
const RDONLY: Opening = { id: 'rdonly', shown: 'O_RDONLY', mode: 'rdonly' };
const WRONLY: Opening = { id: 'wronly', shown: 'O_WRONLY', mode: 'wronly' };
const RDWR: Opening = { id: 'rdwr', shown: 'O_RDWR', mode: 'rdwr' };
const WRONLY_APPEND: Opening = {
  id: 'wronly-append',
  shown: 'O_WRONLY|O_APPEND',
  mode: 'wronly',
  with: ['APPEND'],
};
const RDWR_APPEND: Opening = { id: 'rdwr-append', shown: 'O_RDWR|O_APPEND', mode: 'rdwr', with: ['APPEND'] };

const opened = ({ mode, with: more }: Opening): Step => ({
  file: 'f',
  size: '1p',
  content: 'pattern',
  mode,
  ...(more && { with: more }),
});

/** Which of the eight values of prot a descriptor allows and which it refuses, by the way it was opened and the type of the mapping. */
const MATRIX: readonly {
  opening: Opening;
  type: Type;
  allowed: readonly Access[];
  refused: readonly Access[];
  clause: ClauseId;
}[] = [
  {
    opening: RDONLY,
    type: 'PRIVATE',
    allowed: ALL,
    refused: [],
    clause: 'mmap.prot.private_write_rdonly_ok',
  },
  {
    opening: RDONLY,
    type: 'SHARED',
    allowed: NOT_WRITING,
    refused: WRITING,
    clause: 'mmap.errors.eacces.shared_write_rdonly',
  },
  {
    opening: RDONLY,
    type: 'SHARED_VALIDATE',
    allowed: NOT_WRITING,
    refused: WRITING,
    clause: 'mmap.errors.eacces.shared_write_rdonly',
  },
  { opening: WRONLY, type: 'PRIVATE', allowed: [], refused: ALL, clause: 'mmap.errors.eacces.not_readable' },
  { opening: WRONLY, type: 'SHARED', allowed: [], refused: ALL, clause: 'mmap.errors.eacces.not_readable' },
  {
    opening: WRONLY,
    type: 'SHARED_VALIDATE',
    allowed: [],
    refused: ALL,
    clause: 'mmap.errors.eacces.not_readable',
  },
  {
    opening: WRONLY_APPEND,
    type: 'PRIVATE',
    allowed: [],
    refused: ALL,
    clause: 'mmap.errors.eacces.not_readable',
  },
  {
    opening: WRONLY_APPEND,
    type: 'SHARED',
    allowed: [],
    refused: ALL,
    clause: 'mmap.errors.eacces.not_readable',
  },
  {
    opening: WRONLY_APPEND,
    type: 'SHARED_VALIDATE',
    allowed: [],
    refused: ALL,
    clause: 'mmap.errors.eacces.not_readable',
  },
  { opening: RDWR, type: 'PRIVATE', allowed: ALL, refused: [], clause: 'mmap.prot.conflict_open_mode' },
  { opening: RDWR, type: 'SHARED', allowed: ALL, refused: [], clause: 'mmap.prot.conflict_open_mode' },
  {
    opening: RDWR,
    type: 'SHARED_VALIDATE',
    allowed: ALL,
    refused: [],
    clause: 'mmap.prot.conflict_open_mode',
  },
  {
    opening: RDWR_APPEND,
    type: 'PRIVATE',
    allowed: ALL,
    refused: [],
    clause: 'mmap.prot.conflict_open_mode',
  },
  { opening: RDWR_APPEND, type: 'SHARED', allowed: ALL, refused: [], clause: 'mmap.prot.conflict_open_mode' },
  {
    opening: RDWR_APPEND,
    type: 'SHARED_VALIDATE',
    allowed: ALL,
    refused: [],
    clause: 'mmap.prot.conflict_open_mode',
  },
];

const matrix = MATRIX.flatMap(({ opening, type, allowed, refused, clause }): Case[] => [
  ...allowed.map((prot) => ({
    id: `errors/eacces/${opening.id}-${TYPE_ID[type]}-${prot}`,
    title: `A file opened ${opening.shown} may be mapped MAP_${type} with prot ${prot}`,
    clauses: ['mmap.prot.conflict_open_mode', clause] as const,
    ...SINCE[type],
    steps: [
      opened(opening),
      { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, as: 'a' },
      { maps: 'a', perms: `${LETTERS[prot]}${TYPE_LETTER[type]}`, backing: 'file' },
    ] as const,
  })),
  ...refused.map((prot) => ({
    id: `errors/eacces/${opening.id}-${TYPE_ID[type]}-${prot}`,
    title: `A file opened ${opening.shown} may not be mapped MAP_${type} with prot ${prot}: EACCES`,
    clauses: ['mmap.prot.conflict_open_mode', clause] as const,
    ...SINCE[type],
    steps: [
      opened(opening),
      { mmap: { length: '1p', prot, flags: [type], fd: 'f' }, fails: 'EACCES' },
    ] as const,
  })),
]);

/** The same rules hold for what is no file on a disk: `g` is the object opened once more. */
const OBJECTS = [
  { object: 'memfd', shown: 'a memfd', set: [{ memfd: 'f', size: '1p' }], of: 'f' },
  { object: 'dev-zero', shown: '/dev/zero', set: [], of: '/dev/zero' },
] as const satisfies readonly { object: string; shown: string; set: readonly Step[]; of: Fd | '/dev/zero' }[];

const OBJECT_ROWS: readonly {
  mode: OpenMode;
  type: Type;
  prot: Access;
  result: { as: 'a' } | { fails: 'EACCES' };
  says: 'may' | 'may not';
  clause: ClauseId;
}[] = [
  {
    mode: 'rdonly',
    type: 'PRIVATE',
    prot: 'rw',
    result: { as: 'a' },
    says: 'may',
    clause: 'mmap.prot.private_write_rdonly_ok',
  },
  {
    mode: 'rdonly',
    type: 'SHARED',
    prot: 'r',
    result: { as: 'a' },
    says: 'may',
    clause: 'mmap.prot.shared_read_rdonly_ok',
  },
  {
    mode: 'rdonly',
    type: 'SHARED',
    prot: 'none',
    result: { as: 'a' },
    says: 'may',
    clause: 'mmap.prot.conflict_open_mode',
  },
  {
    mode: 'rdonly',
    type: 'SHARED',
    prot: 'w',
    result: { fails: 'EACCES' },
    says: 'may not',
    clause: 'mmap.errors.eacces.shared_write_rdonly',
  },
  {
    mode: 'rdonly',
    type: 'SHARED',
    prot: 'rw',
    result: { fails: 'EACCES' },
    says: 'may not',
    clause: 'mmap.errors.eacces.shared_write_rdonly',
  },
  {
    mode: 'rdonly',
    type: 'SHARED_VALIDATE',
    prot: 'rw',
    result: { fails: 'EACCES' },
    says: 'may not',
    clause: 'mmap.errors.eacces.shared_write_rdonly',
  },
  {
    mode: 'wronly',
    type: 'PRIVATE',
    prot: 'none',
    result: { fails: 'EACCES' },
    says: 'may not',
    clause: 'mmap.errors.eacces.not_readable',
  },
  {
    mode: 'wronly',
    type: 'PRIVATE',
    prot: 'rw',
    result: { fails: 'EACCES' },
    says: 'may not',
    clause: 'mmap.errors.eacces.not_readable',
  },
  {
    mode: 'wronly',
    type: 'SHARED',
    prot: 'w',
    result: { fails: 'EACCES' },
    says: 'may not',
    clause: 'mmap.errors.eacces.not_readable',
  },
  {
    mode: 'rdwr',
    type: 'SHARED',
    prot: 'rw',
    result: { as: 'a' },
    says: 'may',
    clause: 'mmap.prot.conflict_open_mode',
  },
];

const objects = OBJECTS.flatMap(({ object, shown, set, of }): Case[] =>
  OBJECT_ROWS.map(({ mode, type, prot, result, says, clause }) => ({
    id: `errors/eacces/${object}-${mode}-${TYPE_ID[type]}-${prot}`,
    title: `A descriptor of ${shown} that was opened O_${mode.toUpperCase()} ${says} be mapped MAP_${type} with prot ${prot}`,
    clauses: ['mmap.prot.conflict_open_mode', clause],
    ...SINCE[type],
    steps: [
      ...set,
      { open: 'g', of, mode },
      { mmap: { length: '1p', prot, flags: [type], fd: 'g' }, ...result },
    ],
  })),
);

/** What a mapping was made through stays decisive for mprotect, however long ago it was closed. */
const AFTERWARDS: readonly {
  id: string;
  title: string;
  opening: Opening;
  type: MapFlag;
  from: Access;
  to: Access;
  fails?: 'EACCES';
  perms: string;
  clause: ClauseId;
}[] = [
  {
    id: 'rdonly-shared-r-to-rw',
    title: 'A shared readable mapping of a file opened O_RDONLY',
    opening: RDONLY,
    type: 'SHARED',
    from: 'r',
    to: 'rw',
    fails: 'EACCES',
    perms: 'r--s',
    clause: 'mprotect.eacces_file',
  },
  {
    id: 'rdonly-shared-none-to-w',
    title: 'A shared PROT_NONE mapping of a file opened O_RDONLY',
    opening: RDONLY,
    type: 'SHARED',
    from: 'none',
    to: 'w',
    fails: 'EACCES',
    perms: '---s',
    clause: 'mprotect.eacces_file',
  },
  {
    id: 'rdonly-shared-none-to-r',
    title: 'A shared PROT_NONE mapping of a file opened O_RDONLY',
    opening: RDONLY,
    type: 'SHARED',
    from: 'none',
    to: 'r',
    perms: 'r--s',
    clause: 'mprotect.changes_access',
  },
  {
    id: 'rdonly-private-r-to-rw',
    title: 'A private readable mapping of a file opened O_RDONLY',
    opening: RDONLY,
    type: 'PRIVATE',
    from: 'r',
    to: 'rw',
    perms: 'rw-p',
    clause: 'mprotect.changes_access',
  },
  {
    id: 'rdwr-shared-r-to-rw',
    title: 'A shared readable mapping of a file opened O_RDWR',
    opening: RDWR,
    type: 'SHARED',
    from: 'r',
    to: 'rw',
    perms: 'rw-s',
    clause: 'mprotect.changes_access',
  },
];

const afterwards = AFTERWARDS.map(
  ({ id, title, opening, type, from, to, fails, perms, clause }): Case => ({
    id: `errors/eacces/mprotect-${id}`,
    title: `${title} and closed since ${fails ? 'may not' : 'may'} be changed to prot ${to}`,
    clauses: [clause],
    steps: [
      opened(opening),
      { mmap: { length: '1p', prot: from, flags: [type], fd: 'f' }, as: 'a' },
      { close: 'f' },
      { mprotect: { addr: 'a', length: '1p', prot: to }, ...(fails && { fails }) },
      { maps: 'a', perms },
    ],
  }),
);

const single: readonly Case[] = [
  {
    id: 'errors/eacces/same-file-other-descriptor',
    title:
      'What counts is the descriptor given, not that the same file is open, and mapped, for writing by another',
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
    id: 'errors/eacces/dup-keeps-mode',
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

/** `f` writes, opened before the file became append-only; `g` writes and appends; `h` reads. */
const appendOnly: readonly Step[] = [
  { file: 'f', size: '1p', content: 'pattern' },
  { appendOnly: 'f', on: true },
  { open: 'g', of: 'f', mode: 'rdwr', with: ['APPEND'] },
  { open: 'h', of: 'f', mode: 'rdonly' },
];
const APPEND_ONLY: readonly {
  id: string;
  title: string;
  clause: ClauseId;
  since?: string;
  steps: readonly Step[];
}[] = [
  {
    id: 'shared-rw',
    title: 'An append-only file may not be mapped shared and writable through a descriptor that appends',
    clause: 'mmap.errors.eacces.append_only',
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, fails: 'EACCES' }],
  },
  {
    id: 'shared-w',
    title: 'An append-only file may not be mapped shared and write-only',
    clause: 'mmap.errors.eacces.append_only',
    steps: [{ mmap: { length: '1p', prot: 'w', flags: ['SHARED'], fd: 'g' }, fails: 'EACCES' }],
  },
  {
    id: 'validate-rw',
    title: 'An append-only file may not be mapped MAP_SHARED_VALIDATE and writable',
    clause: 'mmap.errors.eacces.append_only',
    since: '4.15',
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE'], fd: 'g' }, fails: 'EACCES' }],
  },
  {
    id: 'opened-before',
    title: 'A file that became append-only after it was opened may not be mapped shared and writable',
    clause: 'mmap.errors.eacces.append_only',
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'EACCES' }],
  },
  {
    id: 'flag-cleared',
    title: 'A file that is append-only no more may be mapped shared and writable again',
    clause: 'mmap.errors.eacces.append_only',
    steps: [
      { appendOnly: 'f', on: false },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { pread: 'h', offset: 0, length: 1, content: { value: 0x5a } },
    ],
  },
  {
    id: 'private-rw',
    title:
      'A private writable mapping of an append-only file is allowed, against the text: its stores never reach the file',
    clause: 'mmap.errors.eacces.append_only_prot_write_only',
    steps: [
      {
        mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'g' },
        as: 'a',
        historical: { documented: 'EACCES: PROT_WRITE is set, and the file is append-only' },
      },
      { store: 'a', value: 0x5a },
      { pread: 'h', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  },
  {
    id: 'shared-r-writable-descriptor',
    title:
      'A shared read-only mapping of an append-only file is refused when the descriptor writes, although PROT_WRITE is not set',
    clause: 'mmap.errors.eacces.append_only_prot_write_only',
    steps: [
      {
        mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'g' },
        fails: 'EACCES',
        historical: { documented: 'success: PROT_WRITE is not set' },
      },
    ],
  },
  {
    id: 'shared-none-writable-descriptor',
    title:
      'A shared PROT_NONE mapping of an append-only file is refused when the descriptor writes, although PROT_WRITE is not set',
    clause: 'mmap.errors.eacces.append_only_prot_write_only',
    steps: [
      {
        mmap: { length: '1p', prot: 'none', flags: ['SHARED'], fd: 'g' },
        fails: 'EACCES',
        historical: { documented: 'success: PROT_WRITE is not set' },
      },
    ],
  },
  {
    id: 'shared-r-rdonly-descriptor',
    title:
      'A shared read-only mapping of an append-only file through a descriptor that only reads is allowed',
    clause: 'mmap.errors.eacces.append_only_prot_write_only',
    steps: [
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'h' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  },
  {
    id: 'private-r',
    title: 'A private read-only mapping of an append-only file is allowed through a descriptor that writes',
    clause: 'mmap.errors.eacces.append_only_prot_write_only',
    steps: [
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'g' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  },
];

const append = APPEND_ONLY.map(
  ({ id, clause, steps, ...row }): Case => ({
    ...row,
    id: `errors/eacces/append-only-${id}`,
    clauses: [clause],
    steps: [...appendOnly, ...steps, { appendOnly: 'f', on: false }],
  }),
);

/** The text has it that a descriptor of anything but a regular file gives EACCES; see errors/enodev for what there is. */
const NOT_REGULAR: readonly { id: string; shown: string; set: Step; needs?: Case['needs'] }[] = [
  {
    id: 'directory',
    shown: 'A directory',
    set: { open: 'f', of: 'scratch', mode: 'rdonly', with: ['DIRECTORY'] },
  },
  { id: 'pipe', shown: 'The read end of a pipe', set: { pipe: ['f', 'g'] } },
  { id: 'fifo', shown: 'A FIFO', set: { special: 'f', type: 'fifo' }, needs: ['scratch'] },
  { id: 'socket', shown: 'A socket', set: { special: 'f', type: 'socket-unix' } },
  { id: 'dev-null', shown: '/dev/null', set: { open: 'f', of: '/dev/null', mode: 'rdwr' } },
];

const notRegular: readonly Case[] = [
  ...NOT_REGULAR.map(
    ({ id, shown, set, needs }): Case => ({
      id: `errors/eacces/not-regular-${id}`,
      title: `${shown} is no regular file, which is documented to give EACCES, and cannot be mapped`,
      clauses: ['mmap.errors.eacces.non_regular'],
      ...(needs && { needs }),
      steps: [
        set,
        {
          mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' },
          fails: 'ENODEV',
          historical: { documented: 'EACCES: the descriptor is not that of a regular file' },
        },
      ],
    }),
  ),
  {
    id: 'errors/eacces/not-regular-dev-zero',
    title: '/dev/zero is no regular file, which is documented to give EACCES, and yet can be mapped',
    clauses: ['mmap.errors.eacces.non_regular'],
    steps: [
      { open: 'f', of: '/dev/zero', mode: 'rdwr' },
      {
        mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' },
        as: 'a',
        historical: { documented: 'EACCES: the descriptor is not that of a regular file' },
      },
      { contents: { addr: 'a', length: '1p', value: 0 } },
    ],
  },
];

export const eacces = suite({
  name: 'errors/eacces',
  title: 'EACCES: the descriptor was not opened for what the mapping asks',
  cases: [...matrix, ...objects, ...afterwards, ...single, ...append, ...notRegular],
});
