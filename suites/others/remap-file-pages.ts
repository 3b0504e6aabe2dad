/** remap_file_pages(2), which Linux has done by ordinary mappings since 4.0. */
import { type Case, type Size, type Step, suite } from '../case.ts';

const since = '4.0';
const file: Step = { file: 'f', size: '8p', content: 'pattern' };
/** Four pages of the file, from its second one on, at arena+1p. */
const mapped: readonly Step[] = [
  file,
  { mmap: { addr: 'arena+1p', length: '4p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f', offset: '1p' } },
];

/** Parts of the mapping, and what each part must show afterwards: where, how much, from which offset of the file on. */
const parts: readonly {
  id: string;
  what: string;
  step: Step;
  shows: readonly { addr: 'arena+1p' | 'arena+2p' | 'arena+3p' | 'arena+4p'; length: Size; offset: Size }[];
}[] = [
  {
    id: 'first-page',
    what: 'the first page',
    step: { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 7 } },
    shows: [
      { addr: 'arena+1p', length: '1p', offset: '7p' },
      { addr: 'arena+2p', length: '3p', offset: '2p' },
    ],
  },
  {
    id: 'last-page',
    what: 'the last page',
    step: { remapFilePages: { addr: 'arena+4p', length: '1p', pgoff: 0 } },
    shows: [
      { addr: 'arena+1p', length: '3p', offset: '1p' },
      { addr: 'arena+4p', length: '1p', offset: 0 },
    ],
  },
  {
    id: 'middle',
    what: 'two pages in the middle',
    step: { remapFilePages: { addr: 'arena+2p', length: '2p', pgoff: 5 } },
    shows: [
      { addr: 'arena+1p', length: '1p', offset: '1p' },
      { addr: 'arena+2p', length: '2p', offset: '5p' },
      { addr: 'arena+4p', length: '1p', offset: '4p' },
    ],
  },
  {
    id: 'whole',
    what: 'the whole mapping',
    step: { remapFilePages: { addr: 'arena+1p', length: '4p', pgoff: 4 } },
    shows: [{ addr: 'arena+1p', length: '4p', offset: '4p' }],
  },
  {
    id: 'same-page',
    what: 'a page that shows the wanted page of the file already',
    step: { remapFilePages: { addr: 'arena+2p', length: '1p', pgoff: 2 } },
    shows: [{ addr: 'arena+1p', length: '4p', offset: '1p' }],
  },
];

/** Calls that must be refused, and leave the mapping alone. */
const refused: readonly { id: string; what: string; step: Step }[] = [
  {
    id: 'length-0',
    what: 'with a length of 0',
    step: { remapFilePages: { addr: 'arena+1p', length: 0, pgoff: 7 }, fails: 'EINVAL' },
  },
  {
    id: 'before',
    what: 'that begins before the mapping',
    step: { remapFilePages: { addr: 'arena', length: '2p', pgoff: 7 }, fails: 'EINVAL' },
  },
  {
    id: 'beyond',
    what: 'that ends behind the mapping',
    step: { remapFilePages: { addr: 'arena+4p', length: '2p', pgoff: 6 }, fails: 'EINVAL' },
  },
  {
    id: 'wrap',
    what: 'of a range that wraps around',
    step: { remapFilePages: { addr: 'arena+1p', length: '0-1p', pgoff: 0 }, fails: 'EINVAL' },
  },
];

export const remapFilePages = suite({
  name: 'others/remap-file-pages',
  title: 'remap_file_pages',
  cases: [
    ...parts.map(
      ({ id, what, step, shows }): Case => ({
        id: `others/remap-file-pages/${id}`,
        title: `remap_file_pages makes ${what} show other pages of the file, and the rest what it showed before`,
        clauses: ['remap_file_pages.emulated'],
        since,
        steps: [
          ...mapped,
          step,
          ...shows.flatMap(({ addr, length, offset }): Step[] => [
            { contents: { addr, length, pattern: offset } },
            { maps: addr, length, perms: 'rw-s', offset, backing: 'file' },
          ]),
          { maps: 'arena', perms: '---p' },
          { maps: 'arena+5p', perms: '---p' },
        ],
      }),
    ),
    ...refused.map(
      ({ id, what, step }): Case => ({
        id: `others/remap-file-pages/refused-${id}`,
        title: `A call of remap_file_pages ${what} gives EINVAL and changes nothing`,
        clauses: ['remap_file_pages.emulated'],
        since,
        steps: [
          ...mapped,
          step,
          { maps: 'arena+1p', length: '4p', perms: 'rw-s', offset: '1p', backing: 'file' },
          { contents: { addr: 'arena+1p', length: '4p', pattern: '1p' } },
        ],
      }),
    ),
    {
      id: 'others/remap-file-pages/private',
      title: 'remap_file_pages of a private mapping gives EINVAL and changes nothing',
      clauses: ['remap_file_pages.emulated'],
      since,
      steps: [
        file,
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'FIXED'], fd: 'f' } },
        { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 3 }, fails: 'EINVAL' },
        { contents: { addr: 'arena+1p', length: '2p', pattern: 0 } },
      ],
    },
    {
      id: 'others/remap-file-pages/private-anonymous',
      title: 'remap_file_pages of private anonymous memory gives EINVAL',
      clauses: ['remap_file_pages.emulated'],
      since,
      steps: [
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { fill: { addr: 'arena+1p', length: '2p', value: 7 } },
        { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 1 }, fails: 'EINVAL' },
        { contents: { addr: 'arena+1p', length: '2p', value: 7 } },
      ],
    },
    {
      id: 'others/remap-file-pages/unmapped',
      title: 'remap_file_pages where nothing is mapped gives EINVAL',
      clauses: ['remap_file_pages.emulated'],
      since,
      steps: [
        { munmap: { addr: 'arena+1p', length: '1p' } },
        { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 0 }, fails: 'EINVAL' },
        { maps: 'arena+1p', mapped: false },
      ],
    },
    {
      id: 'others/remap-file-pages/stores',
      title: 'A store to a page that remap_file_pages moved reaches the page of the file that it shows now',
      clauses: ['remap_file_pages.emulated', 'mmap.flags.shared.reaches_file'],
      since,
      steps: [
        ...mapped,
        { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 7 } },
        { fill: { addr: 'arena+1p', length: 16, value: 0x5a } },
        { pread: 'f', offset: '7p', length: 16, content: { value: 0x5a } },
        { pread: 'f', offset: '1p', length: 16, content: { pattern: '1p' } },
      ],
    },
    {
      id: 'others/remap-file-pages/keeps-access',
      title: 'A page that remap_file_pages moved has the access that the mapping has',
      clauses: ['remap_file_pages.emulated'],
      since,
      steps: [
        file,
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 3 } },
        { contents: { addr: 'arena+1p', length: '1p', pattern: '3p' } },
        { store: 'arena+1p', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'others/remap-file-pages/keeps-lock',
      title: 'A page that remap_file_pages moved inside a locked mapping is locked',
      clauses: ['remap_file_pages.emulated'],
      since,
      steps: [
        ...mapped,
        { mlock: { addr: 'arena+1p', length: '4p' } },
        { remapFilePages: { addr: 'arena+2p', length: '1p', pgoff: 7 } },
        { smaps: 'arena+2p', size: '1p', locked: '1p', vmFlags: { has: ['lo'] } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'others/remap-file-pages/closed',
      title: 'remap_file_pages needs no open descriptor of the file',
      clauses: ['remap_file_pages.emulated', 'mmap.fd.close_keeps_mapping'],
      since,
      steps: [
        ...mapped,
        { close: 'f' },
        { remapFilePages: { addr: 'arena+4p', length: '1p', pgoff: 6 } },
        { contents: { addr: 'arena+4p', length: '1p', pattern: '6p' } },
      ],
    },
    {
      id: 'others/remap-file-pages/beyond-end',
      title: 'A page that remap_file_pages moved beyond the end of the file raises SIGBUS',
      clauses: ['remap_file_pages.emulated', 'mmap.signal.sigbus.beyond_eof'],
      since,
      steps: [
        ...mapped,
        { remapFilePages: { addr: 'arena+1p', length: '1p', pgoff: 8 } },
        { load: 'arena+1p', faults: 'SIGBUS/BUS_ADRERR' },
        { contents: { addr: 'arena+2p', length: '3p', pattern: '2p' } },
      ],
    },
    {
      id: 'others/remap-file-pages/inside-page',
      title: 'remap_file_pages rounds its range down to pages on both sides',
      clauses: ['remap_file_pages.emulated'],
      since,
      steps: [
        ...mapped,
        { remapFilePages: { addr: 'arena+2p+1', length: '2p-1', pgoff: 6 } },
        { contents: { addr: 'arena+1p', length: '1p', pattern: '1p' } },
        { contents: { addr: 'arena+2p', length: '1p', pattern: '6p' } },
        { contents: { addr: 'arena+3p', length: '2p', pattern: '3p' } },
      ],
    },
  ],
});
