/** What mmap returns: the page aligned address where the mapping really is. */
import type { Step } from '../case.ts';
import { suite } from '../case.ts';
import type { Backing, MapFlag, Prot } from '../vocabulary.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS'] as const;

const mappings: readonly {
  name: string;
  is: string;
  make: readonly Step[];
  prot: Prot;
  flags: readonly MapFlag[];
  fd: 'f' | -1;
  perms: string;
  backing: Backing;
}[] = [
  {
    name: 'anonymous-private',
    is: 'private anonymous memory',
    make: [],
    prot: 'rw',
    flags: anonymous,
    fd: -1,
    perms: 'rw-p',
    backing: 'anonymous',
  },
  {
    name: 'anonymous-shared',
    is: 'shared anonymous memory',
    make: [],
    prot: 'rw',
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
    perms: 'rw-s',
    backing: 'dev-zero',
  },
  {
    name: 'file-private',
    is: 'a private mapping of a file',
    make: [{ file: 'f', size: '3p' }],
    prot: 'rw',
    flags: ['PRIVATE'],
    fd: 'f',
    perms: 'rw-p',
    backing: 'file',
  },
  {
    name: 'file-shared',
    is: 'a shared mapping of a file',
    make: [{ file: 'f', size: '3p' }],
    prot: 'rw',
    flags: ['SHARED'],
    fd: 'f',
    perms: 'rw-s',
    backing: 'file',
  },
  {
    name: 'memfd-shared',
    is: 'a shared mapping of a memfd',
    make: [{ memfd: 'f', size: '3p' }],
    prot: 'rw',
    flags: ['SHARED'],
    fd: 'f',
    perms: 'rw-s',
    backing: 'memfd',
  },
];

const unevenLengths = [1, 123, '1p-1', '1p+1', '3p-1', '5p+123'] as const;

export const result = suite({
  name: 'address/result',
  title: 'the returned address',
  cases: [
    ...mappings.map(
      ({ name, is, make, prot, flags, fd, perms, backing }) =>
        ({
          id: `address/result/is-mapped-${name}`,
          title: `The returned address is where ${is} is found, over its whole length`,
          clauses: ['mmap.call.creates_mapping', 'mmap.return.address'],
          steps: [
            ...make,
            { mmap: { length: '3p', prot, flags, fd }, as: 'a', aligned: '1p' },
            { maps: 'a', length: '3p', perms, backing },
            { store: 'a', value: 1 },
            { store: 'a+3p-1', value: 2 },
            { load: 'a', is: 1 },
            { load: 'a+3p-1', is: 2 },
          ],
        }) as const,
    ),
    {
      id: 'address/result/not-the-hint',
      title: 'Where a hint is not followed the returned address is where the mapping really is',
      clauses: ['mmap.return.address', 'mmap.addr.hint.busy_other_address'],
      steps: [
        { memfd: 'f', size: '3p', content: 'pattern' },
        {
          mmap: { addr: 'arena', length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f', offset: '1p' },
          as: 'a',
          notAt: 'arena',
        },
        { maps: 'a', length: '2p', perms: 'r--s', offset: '1p', backing: 'memfd' },
        { contents: { addr: 'a', length: '2p', pattern: '1p' } },
        { maps: 'arena', length: '2p', perms: '---p', backing: 'anonymous' },
      ],
    },
    {
      id: 'address/result/aligned',
      title: 'Addresses are page aligned whatever lengths came before',
      clauses: ['mmap.return.page_aligned', 'mmap.return.success_never_map_failed'],
      steps: [
        ...unevenLengths.map(
          (length) => ({ mmap: { length, prot: 'rw', flags: anonymous }, aligned: '1p' }) as const,
        ),
        ...unevenLengths.map(
          (length) =>
            ({ mmap: { length, prot: 'r', flags: ['SHARED', 'ANONYMOUS'] }, aligned: '1p' }) as const,
        ),
      ],
    },
    {
      id: 'address/result/aligned-file',
      title: 'Addresses of files are page aligned whatever lengths came before',
      clauses: ['mmap.return.page_aligned', 'mmap.return.success_never_map_failed'],
      steps: [
        { file: 'f', size: 100, content: 'pattern' },
        ...unevenLengths.map(
          (length) => ({ mmap: { length, prot: 'rw', flags: ['PRIVATE'], fd: 'f' }, aligned: '1p' }) as const,
        ),
        ...unevenLengths.map(
          (length) => ({ mmap: { length, prot: 'r', flags: ['SHARED'], fd: 'f' }, aligned: '1p' }) as const,
        ),
      ],
    },
    {
      id: 'address/result/map-failed',
      title: 'A call that fails returns MAP_FAILED, and errno says why',
      clauses: ['mmap.return.map_failed'],
      steps: [
        { mmap: { length: 0, prot: 'rw', flags: anonymous }, fails: 'EINVAL' },
        { mmap: { length: '1p', prot: 'r', flags: ['PRIVATE'], fd: -1 }, fails: 'EBADF' },
        {
          mmap: { length: '8E', prot: 'none', flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] },
          fails: 'ENOMEM',
        },
        { mmap: { length: '1p', prot: 'rw', flags: anonymous }, as: 'a' },
        { store: 'a', value: 1 },
      ],
    },
  ],
});
