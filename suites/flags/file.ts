/** MAP_FILE: there for old programs, and without effect. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const types: readonly { id: string; flag: MapFlag; perms: string; reached: Step; since?: string }[] = [
  {
    id: 'private',
    flag: 'PRIVATE',
    perms: 'rw-p',
    reached: { pread: 'f', offset: '1p', length: 16, content: { pattern: '1p' } },
  },
  {
    id: 'shared',
    flag: 'SHARED',
    perms: 'rw-s',
    reached: { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
  },
  {
    id: 'shared-validate',
    flag: 'SHARED_VALIDATE',
    perms: 'rw-s',
    reached: { pread: 'f', offset: '1p', length: 16, content: { value: 0x5a } },
    since: '4.15',
  },
];

export const file = suite({
  name: 'flags/file',
  title: 'MAP_FILE, which changes nothing',
  cases: [
    ...types.map(
      ({ id, flag, perms, reached, since }): Case => ({
        id: `flags/file/${id}`,
        title: `MAP_FILE|MAP_${flag} maps a file as MAP_${flag} does`,
        clauses: ['mmap.flags.file.ignored'],
        ...(since && { since }),
        steps: [
          { file: 'f', size: '2p', content: 'pattern' },
          { mmap: { length: '2p', prot: 'rw', flags: ['FILE', flag], fd: 'f' }, as: 'a' },
          { maps: 'a', length: '2p', perms, offset: 0 },
          { contents: { addr: 'a', length: '2p', pattern: 0 } },
          { fill: { addr: 'a+1p', length: 16, value: 0x5a } },
          reached,
        ],
      }),
    ),
    {
      id: 'flags/file/no-type',
      title: 'MAP_FILE is no type of mapping: alone it is refused',
      clauses: ['mmap.flags.file.ignored', 'mmap.flags.type.required'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '1p', prot: 'r', flags: ['FILE'], fd: 'f' }, fails: 'EINVAL' },
      ],
    },
    {
      id: 'flags/file/no-descriptor',
      title: 'MAP_FILE does not make up for a descriptor that is not open, nor for a missing MAP_ANONYMOUS',
      clauses: ['mmap.flags.file.ignored', 'mmap.fd.ebadf'],
      steps: [{ mmap: { length: '1p', prot: 'rw', flags: ['FILE', 'PRIVATE'] }, fails: 'EBADF' }],
    },
  ],
});
