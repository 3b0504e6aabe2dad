/** An address without MAP_FIXED is a hint: taken where the range is free, given up without any harm where it is not. */
import type { Address, Size, Step } from '../case.ts';
import { suite } from '../case.ts';

const anonymous = ['PRIVATE', 'ANONYMOUS'] as const;
const fixed = ['PRIVATE', 'ANONYMOUS', 'FIXED'] as const;

const free: readonly {
  name: string;
  is: string;
  make: readonly Step[];
  flags: readonly ('PRIVATE' | 'SHARED' | 'ANONYMOUS')[];
  fd: 'f' | -1;
}[] = [
  { name: 'anonymous-private', is: 'private anonymous memory', make: [], flags: anonymous, fd: -1 },
  {
    name: 'anonymous-shared',
    is: 'shared anonymous memory',
    make: [],
    flags: ['SHARED', 'ANONYMOUS'],
    fd: -1,
  },
  {
    name: 'file-private',
    is: 'a private mapping of a file',
    make: [{ file: 'f', size: '2p' }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
  {
    name: 'file-shared',
    is: 'a shared mapping of a file',
    make: [{ file: 'f', size: '2p' }],
    flags: ['SHARED'],
    fd: 'f',
  },
  {
    name: 'memfd-shared',
    is: 'a shared mapping of a memfd',
    make: [{ memfd: 'f', size: '2p' }],
    flags: ['SHARED'],
    fd: 'f',
  },
  {
    name: 'dev-zero-private',
    is: 'a private mapping of /dev/zero',
    make: [{ open: 'f', of: '/dev/zero', mode: 'rdwr' }],
    flags: ['PRIVATE'],
    fd: 'f',
  },
];

const unaligned: readonly { name: string; hint: Address; length: Size; is: string }[] = [
  { name: '1', hint: 'arena+17p+1', length: '1p', is: 'one byte' },
  { name: '123', hint: 'arena+17p+123', length: '1p', is: '123 bytes' },
  { name: 'page-less-one', hint: 'arena+18p-1', length: '1p', is: 'a page less one byte' },
  {
    name: 'across-boundary',
    hint: 'arena+18p-1',
    length: 2,
    is: 'a page less one byte, though the two bytes asked for would reach across,',
  },
];

const occupants: readonly { name: string; is: string; make: readonly Step[] }[] = [
  {
    name: 'anonymous',
    is: 'private anonymous memory',
    make: [{ mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: fixed }, as: 'a' }],
  },
  {
    name: 'anonymous-shared',
    is: 'shared anonymous memory',
    make: [
      {
        mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: ['SHARED', 'ANONYMOUS', 'FIXED'] },
        as: 'a',
      },
    ],
  },
  {
    name: 'file',
    is: 'a mapping of a file',
    make: [
      { file: 'f', size: '2p' },
      { mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: ['SHARED', 'FIXED'], fd: 'f' }, as: 'a' },
    ],
  },
];

const busyPages: readonly { name: string; hint: Address; is: string }[] = [
  { name: 'first', hint: 'a', is: 'first' },
  { name: 'second', hint: 'a+1p', is: 'second' },
];

/** Pages 16 and 17 are free, page 18 is taken, pages 19 and 20 are free, whatever follows is taken. */
const onePageTaken: readonly Step[] = [
  { munmap: { addr: 'arena+16p', length: '5p' } },
  { mmap: { addr: 'arena+18p', length: '1p', prot: 'rw', flags: fixed }, as: 'a' },
  { fill: { addr: 'a', length: '1p', value: 0x5a } },
];
const overlaps: readonly { name: string; hint: Address; length: Size; is: string }[] = [
  { name: 'end', hint: 'arena+16p', length: '3p', is: 'whose last page is taken' },
  { name: 'last-byte', hint: 'arena+16p', length: '2p+1', is: 'whose last byte is taken' },
  { name: 'start', hint: 'arena+18p', length: '3p', is: 'whose first page is taken' },
  { name: 'middle', hint: 'arena+17p', length: '3p', is: 'in the middle of which a page is taken' },
  {
    name: 'both-sides',
    hint: 'arena+16p',
    length: '5p',
    is: 'with two free pages on both sides of a page that is taken',
  },
  {
    name: 'reserved',
    hint: 'arena+19p',
    length: '3p',
    is: 'whose last page is taken by a reservation without access',
  },
];
const fits: readonly { name: string; hint: Address; length: Size; is: string }[] = [
  {
    name: 'below-neighbour',
    hint: 'arena+16p',
    length: '2p',
    is: 'up to the page that the next mapping begins with',
  },
  {
    name: 'below-neighbour-less-one',
    hint: 'arena+16p',
    length: '2p-1',
    is: 'up to a byte before the next mapping',
  },
  {
    name: 'above-neighbour',
    hint: 'arena+19p',
    length: '2p',
    is: 'from the page on that follows the mapping before it',
  },
];

const belowOnePage: readonly { name: string; hint: Address; is: string }[] = [
  { name: '1', hint: 1, is: '1' },
  { name: '123', hint: 123, is: '123' },
  { name: 'page-less-one', hint: '1p-1', is: 'a page less one byte' },
];

const beyond: readonly { name: string; hint: Address; length: Size; is: string }[] = [
  { name: 'last-page', hint: '0-1p', length: '1p', is: 'the last page of the number space' },
  { name: 'last-byte', hint: '0-1', length: '1p', is: 'the last byte of the number space' },
  { name: 'wraps', hint: '0-1p', length: '2p', is: 'the last page of the number space, for two pages,' },
  { name: 'kernel-half', hint: '0-128T', length: '1p', is: "an address in the kernel's half" },
  { name: 'half', hint: '8E', length: '1p', is: 'half of the number space' },
  { name: 'quarter', hint: '4E', length: '1p', is: 'a quarter of the number space' },
];

export const hint = suite({
  name: 'address/hint',
  title: 'addresses that are hints',
  cases: [
    ...free.map(
      ({ name, is, make, flags, fd }) =>
        ({
          id: `address/hint/free-${name}`,
          title: `A hint to a free page boundary is where ${is} is placed`,
          clauses: ['mmap.addr.hint.free_taken'],
          steps: [
            ...make,
            { munmap: { addr: 'arena+16p', length: '8p' } },
            { mmap: { addr: 'arena+18p', length: '2p', prot: 'rw', flags, fd }, as: 'a', at: 'arena+18p' },
            { contents: { addr: 'a', length: '2p', value: 0 } },
            { store: 'a+2p-1', value: 1 },
            { maps: 'arena+16p', length: '2p', mapped: false },
            { maps: 'arena+20p', length: '4p', mapped: false },
          ],
        }) as const,
    ),
    {
      id: 'address/hint/free-no-access',
      title: 'A hint to a free page boundary is where a reservation without access is placed',
      clauses: ['mmap.addr.hint.free_taken'],
      steps: [
        { munmap: { addr: 'arena+16p', length: '8p' } },
        {
          mmap: {
            addr: 'arena+18p',
            length: '2p',
            prot: 'none',
            flags: ['PRIVATE', 'ANONYMOUS', 'NORESERVE'],
          },
          at: 'arena+18p',
        },
        { load: 'arena+18p', faults: 'SIGSEGV' },
        { maps: 'arena+18p', length: '2p', perms: '---p' },
        { maps: 'arena+20p', length: '4p', mapped: false },
      ],
    },
    {
      id: 'address/hint/free-file-contents',
      title: 'A file that is placed at a hint shows its bytes from the offset on',
      clauses: ['mmap.addr.hint.free_taken', 'mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '3p', content: 'pattern' },
        { munmap: { addr: 'arena+16p', length: '8p' } },
        {
          mmap: { addr: 'arena+18p', length: '2p', prot: 'r', flags: ['PRIVATE'], fd: 'f', offset: '1p' },
          as: 'a',
          at: 'arena+18p',
        },
        { contents: { addr: 'a', length: '2p', pattern: '1p' } },
      ],
    },
    {
      id: 'address/hint/free-one-after-the-other',
      title: 'Hints to where the last mapping ended are taken one after the other',
      clauses: ['mmap.addr.hint.free_taken'],
      steps: [
        { munmap: { addr: 'arena+16p', length: '8p' } },
        { mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: anonymous }, as: 'a', at: 'arena+16p' },
        { fill: { addr: 'a', length: '1p', value: 1 } },
        { mmap: { addr: 'a+1p', length: '1p', prot: 'rw', flags: anonymous }, as: 'b', at: 'arena+17p' },
        { fill: { addr: 'b', length: '1p', value: 2 } },
        { mmap: { addr: 'b+1p', length: '1p+1', prot: 'rw', flags: anonymous }, as: 'c', at: 'arena+18p' },
        { contents: { addr: 'c', length: '2p', value: 0 } },
        { contents: { addr: 'a', length: '1p', value: 1 } },
        { contents: { addr: 'b', length: '1p', value: 2 } },
      ],
    },
    {
      id: 'address/hint/free-again',
      title: 'A hint to what has just been unmapped is taken, and the memory there is new',
      clauses: ['mmap.addr.hint.free_taken', 'mmap.flags.anonymous.no_file_zeroed'],
      steps: [
        { mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: fixed }, as: 'a' },
        { fill: { addr: 'a', length: '2p', value: 0x5a } },
        { munmap: { addr: 'a', length: '2p' } },
        { mmap: { addr: 'a', length: '2p', prot: 'rw', flags: anonymous }, as: 'b', at: 'a' },
        { contents: { addr: 'b', length: '2p', value: 0 } },
      ],
    },
    ...unaligned.map(
      ({ name, hint, length, is }) =>
        ({
          id: `address/hint/rounded-down-${name}`,
          title: `A hint ${is} above a page boundary is taken as that boundary`,
          clauses: ['mmap.addr.hint.rounded_down'],
          since: '2.6.24',
          steps: [
            { munmap: { addr: 'arena+16p', length: '4p' } },
            { mmap: { addr: hint, length, prot: 'rw', flags: anonymous }, as: 'a', at: 'arena+17p' },
            { store: 'a', value: 1 },
            { store: 'a+1p-1', value: 2 },
            { maps: 'arena+16p', mapped: false },
            { maps: 'arena+18p', mapped: false },
          ],
        }) as const,
    ),
    {
      id: 'address/hint/rounded-down-fits',
      title: 'A hint into the middle of a free page is taken where only that page is free',
      clauses: ['mmap.addr.hint.rounded_down'],
      since: '2.6.24',
      steps: [
        { munmap: { addr: 'arena+17p', length: '1p' } },
        { mmap: { addr: 'arena+17p+123', length: '1p', prot: 'rw', flags: anonymous }, at: 'arena+17p' },
        { maps: 'arena+16p', perms: '---p' },
        { maps: 'arena+18p', perms: '---p' },
      ],
    },
    {
      id: 'address/hint/rounded-down-file',
      title: 'A file that is placed at an unaligned hint begins at the page boundary below',
      clauses: ['mmap.addr.hint.rounded_down', 'mmap.offset.initial_contents'],
      since: '2.6.24',
      steps: [
        { file: 'f', size: '2p', content: 'pattern' },
        { munmap: { addr: 'arena+16p', length: '4p' } },
        {
          mmap: { addr: 'arena+17p+123', length: '2p', prot: 'r', flags: ['SHARED'], fd: 'f' },
          as: 'a',
          at: 'arena+17p',
        },
        { contents: { addr: 'a', length: '2p', pattern: 0 } },
        { maps: 'arena+19p', mapped: false },
      ],
    },
    {
      id: 'address/hint/rounded-down-busy',
      title: 'A hint into the middle of a page that is taken is given up, and the result is page aligned',
      clauses: ['mmap.addr.hint.busy_other_address', 'mmap.return.page_aligned'],
      steps: [
        { mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: fixed }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0x5a } },
        {
          mmap: { addr: 'a+123', length: '1p', prot: 'rw', flags: anonymous },
          as: 'b',
          notAt: 'a',
          aligned: '1p',
        },
        { contents: { addr: 'b', length: '1p', value: 0 } },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
      ],
    },
    ...occupants.flatMap((occupant) =>
      busyPages.map(
        ({ name, hint, is }) =>
          ({
            id: `address/hint/busy-${occupant.name}-${name}`,
            title: `A hint to the ${is} page of ${occupant.is} gives another address, and what was there stays`,
            clauses: [
              'mmap.addr.hint.busy_other_address',
              'mmap.return.address',
              'mmap.addr.chosen.no_clobber',
            ],
            steps: [
              ...occupant.make,
              { fill: { addr: 'a', length: '2p', value: 0x5a } },
              { mmap: { addr: hint, length: '1p', prot: 'rw', flags: anonymous }, as: 'b', notAt: hint },
              { contents: { addr: 'b', length: '1p', value: 0 } },
              { fill: { addr: 'b', length: '1p', value: 1 } },
              { contents: { addr: 'a', length: '2p', value: 0x5a } },
              { contents: { addr: 'b', length: '1p', value: 1 } },
              { maps: 'a', length: '2p' },
            ],
          }) as const,
      ),
    ),
    {
      id: 'address/hint/busy-no-access',
      title: 'A hint into a reservation without access gives another address, and the reservation stays',
      clauses: ['mmap.addr.hint.busy_other_address', 'mmap.addr.chosen.no_clobber'],
      steps: [
        {
          mmap: { addr: 'arena+16p', length: '2p', prot: 'rw', flags: anonymous },
          as: 'a',
          notAt: 'arena+16p',
        },
        { store: 'a', value: 1 },
        { maps: 'arena+16p', length: '2p', perms: '---p' },
      ],
    },
    {
      id: 'address/hint/busy-for-file',
      title: 'A hint to where memory is mapped gives a file another address, and the memory stays',
      clauses: ['mmap.addr.hint.busy_other_address', 'mmap.addr.chosen.no_clobber'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { addr: 'arena+16p', length: '1p', prot: 'rw', flags: fixed }, as: 'a' },
        { fill: { addr: 'a', length: '1p', value: 0 } },
        { mmap: { addr: 'a', length: '1p', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'b', notAt: 'a' },
        { contents: { addr: 'b', length: '1p', pattern: 0 } },
        { contents: { addr: 'a', length: '1p', value: 0 } },
      ],
    },
    ...overlaps.map(
      ({ name, hint, length, is }) =>
        ({
          id: `address/hint/overlap-${name}`,
          title: `A hint to a range ${is} is given up as a whole`,
          clauses: ['mmap.addr.hint.partial_overlap', 'mmap.addr.chosen.no_clobber'],
          steps: [
            ...onePageTaken,
            { mmap: { addr: hint, length, prot: 'rw', flags: anonymous }, as: 'b', notAt: hint },
            { fill: { addr: 'b', length, value: 1 } },
            { contents: { addr: 'a', length: '1p', value: 0x5a } },
            { maps: 'arena+16p', length: '2p', mapped: false },
            { maps: 'arena+19p', length: '2p', mapped: false },
            { maps: 'arena+21p', perms: '---p' },
          ],
        }) as const,
    ),
    ...fits.map(
      ({ name, hint, length, is }) =>
        ({
          id: `address/hint/fits-${name}`,
          title: `A hint to a free range ${is} is taken`,
          clauses: ['mmap.addr.hint.free_taken'],
          steps: [
            ...onePageTaken,
            { mmap: { addr: hint, length, prot: 'rw', flags: anonymous }, as: 'b', at: hint },
            { fill: { addr: 'b', length: '2p', value: 1 } },
            { contents: { addr: 'a', length: '1p', value: 0x5a } },
            { maps: 'arena+15p', perms: '---p' },
            { maps: 'arena+21p', perms: '---p' },
          ],
        }) as const,
    ),
    {
      id: 'address/hint/zero',
      title: 'A hint of 0 is no hint, also right after another mapping',
      clauses: ['mmap.addr.null.kernel_chooses', 'mmap.addr.null.never_zero'],
      steps: [
        { mmap: { addr: 0, length: '1p', prot: 'rw', flags: anonymous }, as: 'a' },
        { store: 'a', value: 1 },
        { mmap: { addr: 'null', length: '1p', prot: 'rw', flags: anonymous }, as: 'b', notAt: 'a' },
        { load: 'b', is: 0 },
        { load: 'null', faults: 'SIGSEGV' },
      ],
    },
    ...belowOnePage.map(
      ({ name, hint, is }) =>
        ({
          id: `address/hint/below-one-page-${name}`,
          title: `A hint of ${is} is rounded down to NULL, and so is no hint: neither page 0 nor the lowest allowed address is given`,
          clauses: ['mmap.addr.hint.below_one_page_is_null', 'mmap.addr.null.never_zero'],
          steps: [
            { mmap: { addr: hint, length: '1p', prot: 'rw', flags: anonymous }, as: 'a', above: '1M' },
            { store: 'a', value: 1 },
            { load: 'a', is: 1 },
          ],
        }) as const,
    ),
    {
      id: 'address/hint/below-min-addr',
      title: 'A hint to page 1 gives no address below vm.mmap_min_addr',
      clauses: ['mmap.addr.hint.min_addr_clamp'],
      needs: ['min-addr'],
      steps: [
        { sysctl: 'vm.mmap_min_addr', as: 'e' },
        { mmap: { addr: '1p', length: '1p', prot: 'rw', flags: anonymous }, as: 'a', above: 'e' },
        { store: 'a', value: 1 },
        { load: 'a', is: 1 },
      ],
    },
    ...beyond.map(
      ({ name, hint, length, is }) =>
        ({
          id: `address/hint/beyond-${name}`,
          title: `A hint to ${is} is ignored, as it is no address of user space`,
          clauses: ['mmap.addr.hint.beyond_space_ignored'],
          steps: [
            { mmap: { addr: hint, length, prot: 'rw', flags: anonymous }, as: 'a', notAt: hint, below: '1E' },
            { fill: { addr: 'a', length, value: 1 } },
            { contents: { addr: 'a', length, value: 1 } },
          ],
        }) as const,
    ),
    {
      id: 'address/hint/beyond-for-file',
      title: 'A hint that is no address of user space is ignored for a file, too',
      clauses: ['mmap.addr.hint.beyond_space_ignored'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        {
          mmap: { addr: '0-1p', length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' },
          as: 'a',
          notAt: '0-1p',
          below: '1E',
        },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
      ],
    },
  ],
});
