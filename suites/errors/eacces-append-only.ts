/*
 * Append-only files (chattr +a), a part of errors/eacces. The text speaks of PROT_WRITE; Linux refuses every shared mapping, writable or
 * not, through a descriptor that writes, and no private one.
 */
import type { Case, Step } from '../case.ts';

/** `f` writes, opened before the file became append-only; `g` writes by appending; `h` reads. */
const FIXTURE: readonly Step[] = [
  { file: 'f', size: '1p', content: 'pattern' },
  { appendOnly: 'f', on: true },
  { open: 'g', of: 'f', mode: 'rdwr', with: ['APPEND'] },
  { open: 'h', of: 'f', mode: 'rdonly' },
];

const ROWS: readonly Case[] = [
  {
    id: 'shared-rw',
    title: 'An append-only file may not be mapped shared and writable by a descriptor that appends',
    clauses: ['mmap.errors.eacces.append_only'],
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, fails: 'EACCES' }],
  },
  {
    id: 'shared-w',
    title: 'An append-only file may not be mapped shared and write-only',
    clauses: ['mmap.errors.eacces.append_only'],
    steps: [{ mmap: { length: '1p', prot: 'w', flags: ['SHARED'], fd: 'g' }, fails: 'EACCES' }],
  },
  {
    id: 'validate-rw',
    title: 'An append-only file may not be mapped MAP_SHARED_VALIDATE and writable',
    clauses: ['mmap.errors.eacces.append_only'],
    since: '4.15',
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['SHARED_VALIDATE'], fd: 'g' }, fails: 'EACCES' }],
  },
  {
    id: 'opened-before',
    title: 'A file that became append-only after it was opened may not be mapped shared and writable',
    clauses: ['mmap.errors.eacces.append_only'],
    steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'EACCES' }],
  },
  {
    id: 'no-longer',
    title: 'A file that is append-only no longer may be mapped shared and writable',
    clauses: ['mmap.errors.eacces.append_only'],
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
      'A private writable mapping of an append-only file is allowed against the text, and never writes to the file',
    clauses: ['mmap.errors.eacces.append_only_prot_write_only'],
    steps: [
      {
        mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'g' },
        as: 'a',
        historical: { documented: 'EACCES: PROT_WRITE on an append-only file', instead: { fails: 'EACCES' } },
      },
      { store: 'a', value: 0x5a },
      { pread: 'h', offset: 0, length: '1p', content: { pattern: 0 } },
    ],
  },
  {
    id: 'shared-r',
    title:
      'A shared read-only mapping of an append-only file is refused against the text if the descriptor writes',
    clauses: ['mmap.errors.eacces.append_only_prot_write_only'],
    steps: [
      {
        mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'g' },
        fails: 'EACCES',
        historical: { documented: 'success: without PROT_WRITE', instead: {} },
      },
    ],
  },
  {
    id: 'shared-none',
    title:
      'A shared PROT_NONE mapping of an append-only file is refused against the text if the descriptor writes',
    clauses: ['mmap.errors.eacces.append_only_prot_write_only'],
    steps: [
      {
        mmap: { length: '1p', prot: 'none', flags: ['SHARED'], fd: 'g' },
        fails: 'EACCES',
        historical: { documented: 'success: without PROT_WRITE', instead: {} },
      },
    ],
  },
  {
    id: 'rdonly-shared-r',
    title: 'A shared read-only mapping of an append-only file is allowed if the descriptor only reads',
    clauses: ['mmap.errors.eacces.append_only_prot_write_only', 'mmap.prot.shared_read_rdonly_ok'],
    steps: [
      { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'h' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  },
  {
    id: 'private-r',
    title: 'A private read-only mapping of an append-only file is allowed by a descriptor that writes',
    clauses: ['mmap.errors.eacces.append_only'],
    steps: [
      { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'g' }, as: 'a' },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  },
];

export const appendOnly = ROWS.map(
  (row): Case => ({
    ...row,
    id: `errors/eacces/append-only-${row.id}`,
    steps: [...FIXTURE, ...row.steps, { appendOnly: 'f', on: false }],
  }),
).concat([
  {
    id: 'errors/eacces/append-only-flag-alone',
    title: 'O_APPEND on a file that is not append-only refuses no mapping, and a store does not append',
    clauses: ['mmap.errors.eacces.append_only_prot_write_only'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern', with: ['APPEND'] },
      { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
      { store: 'a', value: 0x5a },
      { pread: 'f', offset: 0, length: 1, content: { value: 0x5a } },
      { fileSize: 'f', is: '1p' },
    ],
  },
]);
