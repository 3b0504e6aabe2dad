/** /proc/self/map_files: a link for each file mapping, by its exact range. */
import { type Case, type Step, suite } from '../case.ts';
import type { MapFlag } from '../vocabulary.ts';

const whole = { addr: 'arena+1p', length: '4p' } as const;

const kinds: readonly { id: string; what: string; fixture: Step; flags: readonly MapFlag[] }[] = [
  {
    id: 'private-file',
    what: 'a private mapping of a file',
    fixture: { file: 'f', size: '8p' },
    flags: ['PRIVATE', 'FIXED'],
  },
  {
    id: 'shared-file',
    what: 'a shared mapping of a file',
    fixture: { file: 'f', size: '8p' },
    flags: ['SHARED', 'FIXED'],
  },
  {
    id: 'tmpfs',
    what: 'a mapping of a file on tmpfs',
    fixture: { file: 'f', size: '8p', on: 'tmpfs' },
    flags: ['SHARED', 'FIXED'],
  },
  {
    id: 'memfd',
    what: 'a mapping of a memfd',
    fixture: { memfd: 'f', size: '8p' },
    flags: ['SHARED', 'FIXED'],
  },
];

export const mapFiles = suite({
  name: 'proc/map-files',
  title: '/proc/self/map_files',
  cases: [
    ...kinds.flatMap(({ id, what, fixture, flags }): Case[] => [
      {
        id: `proc/map-files/${id}`,
        title: `/proc/self/map_files leads from the range of ${what} to the file, and from no other range`,
        clauses: ['proc.map_files'],
        steps: [
          fixture,
          { mmap: { ...whole, prot: 'r', flags, fd: 'f', offset: '1p' } },
          { mapFiles: whole, leadsTo: 'f' },
          { mapFiles: { addr: 'arena+1p', length: '3p' }, leadsTo: 'f', fails: 'ENOENT' },
          { mapFiles: { addr: 'arena+2p', length: '3p' }, leadsTo: 'f', fails: 'ENOENT' },
          { mapFiles: { addr: 'arena+1p', length: '5p' }, leadsTo: 'f', fails: 'ENOENT' },
        ],
      },
      {
        id: `proc/map-files/split-${id}`,
        title: `When ${what} is split, each part has a link of its own, and the whole has none`,
        clauses: ['proc.map_files', 'proc.maps.merge'],
        steps: [
          fixture,
          { mmap: { ...whole, prot: 'r', flags, fd: 'f' } },
          { mprotect: { addr: 'arena+2p', length: '1p', prot: 'none' } },
          { mapFiles: { addr: 'arena+1p', length: '1p' }, leadsTo: 'f' },
          { mapFiles: { addr: 'arena+2p', length: '1p' }, leadsTo: 'f' },
          { mapFiles: { addr: 'arena+3p', length: '2p' }, leadsTo: 'f' },
          { mapFiles: whole, leadsTo: 'f', fails: 'ENOENT' },
        ],
      },
      {
        id: `proc/map-files/unmapped-${id}`,
        title: `The link is gone once ${what} is unmapped`,
        clauses: ['proc.map_files', 'munmap.removes_mapping'],
        steps: [
          fixture,
          { mmap: { ...whole, prot: 'r', flags, fd: 'f' } },
          { mapFiles: whole, leadsTo: 'f' },
          { munmap: whole },
          { mapFiles: whole, leadsTo: 'f', fails: 'ENOENT' },
        ],
      },
    ]),
    {
      id: 'proc/map-files/two-files',
      title: 'The links of two mappings lead each to its own file',
      clauses: ['proc.map_files'],
      steps: [
        { file: 'f', size: '4p' },
        { file: 'g', size: '4p' },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { addr: 'arena+2p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'g' } },
        { mapFiles: { addr: 'arena+1p', length: '1p' }, leadsTo: 'f' },
        { mapFiles: { addr: 'arena+2p', length: '1p' }, leadsTo: 'g' },
      ],
    },
    {
      id: 'proc/map-files/unlinked',
      title: 'The link leads to a file that was unlinked, too',
      clauses: ['proc.map_files', 'mmap.fd.unlink_keeps_file'],
      steps: [
        { file: 'f', size: '4p' },
        { mmap: { ...whole, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { unlink: 'f' },
        { mapFiles: whole, leadsTo: 'f' },
      ],
    },
    {
      id: 'proc/map-files/anonymous',
      title: 'Private anonymous memory has no link',
      clauses: ['proc.map_files', 'mmap.flags.anonymous.no_file_zeroed'],
      steps: [
        { file: 'f', size: '4p' },
        { mmap: { ...whole, prot: 'r', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { mapFiles: whole, leadsTo: 'f', fails: 'ENOENT' },
      ],
    },
    {
      id: 'proc/map-files/replaced',
      title: 'After MAP_FIXED over a file mapping the link leads to the file that replaced it',
      clauses: ['proc.map_files', 'mmap.flags.fixed.overlap_discarded'],
      steps: [
        { file: 'f', size: '4p' },
        { file: 'g', size: '4p' },
        { mmap: { ...whole, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { mmap: { ...whole, prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'g' } },
        { mapFiles: whole, leadsTo: 'g' },
      ],
    },
  ],
});
