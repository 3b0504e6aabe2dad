/** pkey_mprotect(2): with the key -1 it is mprotect(2); with a key that was not allocated it does nothing. */
import { type Case, type Step, suite } from '../case.ts';
import type { Access, MapFlag } from '../vocabulary.ts';

const since = '4.9';
const anonymous = ['PRIVATE', 'ANONYMOUS', 'FIXED'] as const;
const mapping: Step = { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: anonymous } };

/** What is asked for, and what a load and a store then do. */
const accesses: readonly { prot: Access; perms: string; store: Step }[] = [
  { prot: 'none', perms: '---p', store: { store: 'arena+2p', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' } },
  { prot: 'r', perms: 'r--p', store: { store: 'arena+2p', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' } },
  { prot: 'rw', perms: 'rw-p', store: { store: 'arena+2p', value: 1 } },
  { prot: 'rx', perms: 'r-xp', store: { store: 'arena+2p', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' } },
  { prot: 'rwx', perms: 'rwxp', store: { store: 'arena+2p', value: 1 } },
];

/** Keys that nobody allocated, or that no processor has. */
const keys: readonly { id: string; key: number }[] = [
  { id: '1', key: 1 },
  { id: '5', key: 5 },
  { id: '15', key: 15 },
  { id: '16', key: 16 },
  { id: '1000', key: 1000 },
  { id: 'minus-2', key: -2 },
];

const kinds: readonly {
  id: string;
  what: string;
  fixtures: readonly Step[];
  flags: readonly MapFlag[];
  fd: 'f' | -1;
}[] = [
  {
    id: 'anonymous',
    what: 'private anonymous memory',
    fixtures: [],
    flags: ['PRIVATE', 'ANONYMOUS'],
    fd: -1,
  },
  {
    id: 'file',
    what: 'a shared file mapping',
    fixtures: [{ file: 'f', size: '3p' }],
    flags: ['SHARED'],
    fd: 'f',
  },
];

export const pkeyMprotect = suite({
  name: 'others/pkey-mprotect',
  title: 'pkey_mprotect',
  cases: [
    ...accesses.map(
      ({ prot, perms, store }): Case => ({
        id: `others/pkey-mprotect/minus-one-${prot}`,
        title: `pkey_mprotect with the key -1 gives a page the access ${prot}, and no page beside it`,
        clauses: ['pkey_mprotect.minus_one'],
        since,
        steps: [
          mapping,
          { fill: { addr: 'arena+1p', length: '3p', value: 7 } },
          { pkeyMprotect: { addr: 'arena+2p', length: '1p', prot, pkey: -1 } },
          { maps: 'arena+1p', perms: 'rw-p' },
          { maps: 'arena+2p', perms },
          { maps: 'arena+3p', perms: 'rw-p' },
          store,
          { mprotect: { addr: 'arena+2p', length: '1p', prot: 'r' } },
          { load: 'arena+3p-1', is: 7 },
        ],
      }),
    ),
    ...kinds.flatMap(({ id: kind, what, fixtures, flags, fd }) =>
      keys.map(
        ({ id, key }): Case => ({
          id: `others/pkey-mprotect/${kind}-key-${id}`,
          title: `pkey_mprotect of ${what} with the key ${key}, which is not allocated, gives EINVAL and changes nothing`,
          clauses: ['pkey_mprotect.minus_one'],
          since,
          steps: [
            ...fixtures,
            { mmap: { addr: 'arena+1p', length: '3p', prot: 'rw', flags: [...flags, 'FIXED'], fd } },
            { pkeyMprotect: { addr: 'arena+1p', length: '3p', prot: 'r', pkey: key }, fails: 'EINVAL' },
            { fill: { addr: 'arena+1p', length: '3p', value: 7 } },
          ],
        }),
      ),
    ),
    {
      id: 'others/pkey-mprotect/unaligned',
      title: 'pkey_mprotect at an address inside a page gives EINVAL with the key -1, too',
      clauses: ['pkey_mprotect.minus_one', 'mprotect.einval_unaligned'],
      since,
      steps: [
        mapping,
        { pkeyMprotect: { addr: 'arena+1p+1', length: '1p', prot: 'r', pkey: -1 }, fails: 'EINVAL' },
        { fill: { addr: 'arena+1p', length: '3p', value: 7 } },
      ],
    },
    {
      id: 'others/pkey-mprotect/unmapped',
      title: 'pkey_mprotect of a range that is not mapped gives ENOMEM with the key -1',
      clauses: ['pkey_mprotect.minus_one', 'mprotect.enomem_unmapped'],
      since,
      steps: [
        mapping,
        { munmap: { addr: 'arena+2p', length: '1p' } },
        { pkeyMprotect: { addr: 'arena+2p', length: '1p', prot: 'r', pkey: -1 }, fails: 'ENOMEM' },
        { maps: 'arena+2p', mapped: false },
      ],
    },
    {
      id: 'others/pkey-mprotect/read-only-file',
      title: 'pkey_mprotect does not make a shared mapping of a descriptor for reading writable',
      clauses: ['pkey_mprotect.minus_one', 'mprotect.eacces_file'],
      since,
      steps: [
        { file: 'f', size: '1p', mode: 'rdonly' },
        { mmap: { addr: 'arena+1p', length: '1p', prot: 'r', flags: ['SHARED', 'FIXED'], fd: 'f' } },
        { pkeyMprotect: { addr: 'arena+1p', length: '1p', prot: 'rw', pkey: -1 }, fails: 'EACCES' },
        { maps: 'arena+1p', perms: 'r--s' },
      ],
    },
    {
      id: 'others/pkey-mprotect/one-byte',
      title: 'pkey_mprotect of one byte changes its whole page, and no other',
      clauses: ['pkey_mprotect.minus_one', 'mprotect.whole_pages'],
      since,
      steps: [
        mapping,
        { pkeyMprotect: { addr: 'arena+2p', length: 1, prot: 'none', pkey: -1 } },
        { store: 'arena+3p-1', value: 1, faults: 'SIGSEGV/SEGV_ACCERR' },
        { store: 'arena+2p-1', value: 1 },
        { store: 'arena+3p', value: 1 },
      ],
    },
  ],
});
