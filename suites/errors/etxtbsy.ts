/*
 * ETXTBSY: "MAP_DENYWRITE was set but the object specified by fd is open for writing." The flag was taken from callers in Linux 1.3 and does
 * nothing; what is left is that the file of a running program cannot be opened for writing.
 */
import { type Case, suite } from '../case.ts';
import { TYPE_ID, type Type } from './mapping-type.ts';

const HISTORICAL = {
  documented: 'ETXTBSY: MAP_DENYWRITE, and the file is open for writing',
  since: '1.3.24',
  instead: { fails: 'ETXTBSY' },
} as const;

const denywrite = (['PRIVATE', 'SHARED'] as const satisfies readonly Type[]).map(
  (type): Case => ({
    id: `errors/etxtbsy/denywrite-${TYPE_ID[type]}`,
    title: `MAP_${type}|MAP_DENYWRITE of a file that is open for writing is a mapping like any other`,
    clauses: ['mmap.errors.etxtbsy.denywrite', 'mmap.flags.denywrite.ignored'],
    steps: [
      { file: 'f', size: '1p', content: 'pattern' },
      { open: 'g', of: 'f', mode: 'rdonly' },
      {
        mmap: { length: '1p', prot: 'r', flags: [type, 'DENYWRITE'], fd: 'g' },
        as: 'a',
        historical: HISTORICAL,
      },
      { contents: { addr: 'a', length: '1p', pattern: 0 } },
    ],
  }),
);

export const etxtbsy = suite({
  name: 'errors/etxtbsy',
  title: 'ETXTBSY: MAP_DENYWRITE, which is history, and running programs',
  cases: [
    ...denywrite,
    {
      id: 'errors/etxtbsy/denywrite-mapped-for-writing',
      title: 'MAP_DENYWRITE of a file that is mapped shared and writable is a mapping like any other',
      clauses: ['mmap.errors.etxtbsy.denywrite', 'mmap.flags.denywrite.ignored'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        {
          mmap: { length: '1p', prot: 'r', flags: ['SHARED', 'DENYWRITE'], fd: 'f' },
          as: 'b',
          historical: HISTORICAL,
        },
        { store: 'a', value: 0x5a },
        { load: 'b', is: 0x5a },
      ],
    },
    {
      id: 'errors/etxtbsy/denywrite-open-later',
      title: 'A file that is mapped with MAP_DENYWRITE can be opened, written to and mapped for writing',
      clauses: ['mmap.flags.denywrite.ignored'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE', 'DENYWRITE'], fd: 'f' } },
        { open: 'g', of: 'f', mode: 'rdwr' },
        { pwrite: 'g', offset: 0, length: 1, content: { value: 0x5a } },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, as: 'a' },
        { load: 'a', is: 0x5a },
      ],
    },
    {
      id: 'errors/etxtbsy/mapped-executable',
      title: 'A file that is only mapped executable, and not run, can be opened and mapped for writing',
      clauses: ['mmap.flags.shared.two_mappings_alias'],
      steps: [
        { file: 'f', size: '1p', content: 'code', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'rx', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { open: 'g', of: 'f', mode: 'rdwr' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'g' }, as: 'b' },
        { store: 'b+1p-1', value: 0x5a },
        { load: 'a+1p-1', is: 0x5a },
        { execute: 'a' },
      ],
    },
    {
      id: 'errors/etxtbsy/running-program-open',
      title: 'The file of the running program cannot be opened for writing, not even by root',
      clauses: ['mmap.neighbour.etxtbsy_running_text'],
      // Where a program is executed by another one, it is that one's file that the kernel executes.
      needs: ['root', 'exec'],
      steps: [
        { open: 'f', of: '/proc/self/exe', mode: 'rdwr', fails: ['ETXTBSY', 'EROFS'] },
        { open: 'f', of: '/proc/self/exe', mode: 'wronly', fails: ['ETXTBSY', 'EROFS'] },
      ],
    },
    {
      id: 'errors/etxtbsy/running-program-private',
      title: 'A private writable mapping of the running program is allowed, and changes nothing for another',
      clauses: ['mmap.neighbour.etxtbsy_running_text', 'mmap.flags.private.not_visible'],
      needs: ['proc-maps'],
      steps: [
        { open: 'f', of: '/proc/self/exe', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'b' },
        // An ELF file begins with 0x7f.
        { load: 'a', is: 0x7f },
        { store: 'a', value: 0x5a },
        { load: 'a', is: 0x5a },
        { load: 'b', is: 0x7f },
      ],
    },
    {
      id: 'errors/etxtbsy/running-program-shared',
      title: 'A shared mapping of the running program is allowed for reading, and cannot be made writable',
      clauses: ['mmap.prot.shared_read_rdonly_ok', 'mprotect.eacces_file'],
      needs: ['proc-maps'],
      steps: [
        { open: 'f', of: '/proc/self/exe', mode: 'rdonly' },
        { mmap: { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { load: 'a', is: 0x7f },
        { mprotect: { addr: 'a', length: '1p', prot: 'rw' }, fails: 'EACCES' },
        { mmap: { length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, fails: 'EACCES' },
      ],
    },
  ],
});
