/** The kinds of mappings that the suites of this group take through fork, as rows for their tables. */

import type { Content, MmapArguments, Size, Step } from '../case.ts';
import type { Backing } from '../vocabulary.ts';

export interface Kind {
  id: string;
  /** As a title names it. */
  name: string;
  /** Makes the object, `f`, three pages of it; none for anonymous memory. */
  object: readonly Step[];
  /** What mmap is told of it, for a fixed address; a file is mapped from its second page on. */
  how: Pick<MmapArguments, 'flags' | 'fd' | 'offset'>;
  /** The bytes of the first and of the second page mapped before anybody stored there. */
  fresh: readonly [Content, Content];
  /** What maps says of it. */
  shown: { letter: 'p' | 's'; backing: Backing; offset: Size };
}

const zero: Kind['fresh'] = [{ value: 0 }, { value: 0 }];
const pattern: Kind['fresh'] = [{ pattern: '1p' }, { pattern: '2p' }];

export const privateKinds: readonly Kind[] = [
  {
    id: 'private-anonymous',
    name: 'a private anonymous mapping',
    object: [],
    how: { flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] },
    fresh: zero,
    shown: { letter: 'p', backing: 'anonymous', offset: 0 },
  },
  {
    id: 'private-file',
    name: 'a private mapping of a file',
    object: [{ file: 'f', size: '3p', content: 'pattern' }],
    how: { flags: ['PRIVATE', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: pattern,
    shown: { letter: 'p', backing: 'file', offset: '1p' },
  },
  {
    id: 'private-memfd',
    name: 'a private mapping of a memfd',
    object: [{ memfd: 'f', size: '3p', content: 'pattern' }],
    how: { flags: ['PRIVATE', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: pattern,
    shown: { letter: 'p', backing: 'memfd', offset: '1p' },
  },
];

export const sharedKinds: readonly Kind[] = [
  {
    id: 'shared-anonymous',
    name: 'a shared anonymous mapping',
    object: [],
    how: { flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
    fresh: zero,
    shown: { letter: 's', backing: 'dev-zero', offset: 0 },
  },
  {
    id: 'shared-file',
    name: 'a shared mapping of a file',
    object: [{ file: 'f', size: '3p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: pattern,
    shown: { letter: 's', backing: 'file', offset: '1p' },
  },
  {
    id: 'shared-memfd',
    name: 'a shared mapping of a memfd',
    object: [{ memfd: 'f', size: '3p', content: 'pattern' }],
    how: { flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' },
    fresh: pattern,
    shown: { letter: 's', backing: 'memfd', offset: '1p' },
  },
];

export const kinds: readonly Kind[] = [...privateKinds, ...sharedKinds];

/** Two pages of the kind at the arena's start. */
export const mapped = (kind: Kind, prot: MmapArguments['prot'] = 'rw'): readonly Step[] => [
  ...kind.object,
  { mmap: { addr: 'arena', length: '2p', prot, ...kind.how } },
];
