/** What a flag about memory may treat differently: the kinds of mappings that its tables go through. */
import type { Case, Content, Fd, MmapArguments } from '../case.ts';

export interface MemoryKind {
  /** The name of its rows. */
  kind: string;
  /** In titles. */
  what: string;
  /** The fixture that is mapped: four pages of it. */
  object: Case['steps'];
  flags: MmapArguments['flags'];
  fd: Fd | number;
  /** What the mapping holds before anybody writes. */
  content: Content;
}

export const PRIVATE_ANONYMOUS = ['PRIVATE', 'ANONYMOUS'] as const;
export const SHARED_ANONYMOUS = ['SHARED', 'ANONYMOUS'] as const;

const file = [{ file: 'f', size: '4p', content: 'pattern' }] as const;
const memfd = [{ memfd: 'f', size: '4p', content: 'pattern' }] as const;
const zero = { value: 0 };
const pattern = { pattern: 0 };

export const ANONYMOUS_KINDS: readonly MemoryKind[] = [
  {
    kind: 'private-anonymous',
    what: 'private anonymous memory',
    object: [],
    flags: PRIVATE_ANONYMOUS,
    fd: -1,
    content: zero,
  },
  {
    kind: 'shared-anonymous',
    what: 'shared anonymous memory',
    object: [],
    flags: SHARED_ANONYMOUS,
    fd: -1,
    content: zero,
  },
];

export const FILE_KINDS: readonly MemoryKind[] = [
  {
    kind: 'private-file',
    what: 'a private file mapping',
    object: file,
    flags: ['PRIVATE'],
    fd: 'f',
    content: pattern,
  },
  {
    kind: 'shared-file',
    what: 'a shared file mapping',
    object: file,
    flags: ['SHARED'],
    fd: 'f',
    content: pattern,
  },
  {
    kind: 'private-memfd',
    what: 'a private memfd mapping',
    object: memfd,
    flags: ['PRIVATE'],
    fd: 'f',
    content: pattern,
  },
  {
    kind: 'shared-memfd',
    what: 'a shared memfd mapping',
    object: memfd,
    flags: ['SHARED'],
    fd: 'f',
    content: pattern,
  },
];

export const MEMORY_KINDS: readonly MemoryKind[] = [...ANONYMOUS_KINDS, ...FILE_KINDS];
