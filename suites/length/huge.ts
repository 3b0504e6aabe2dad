/** Lengths far beyond what memory there is, of which only a few pages are ever touched. */
import { suite } from '../case.ts';

const reservation = ['PRIVATE', 'ANONYMOUS', 'NORESERVE'] as const;

export const huge = suite({
  name: 'length/huge',
  title: 'large sparse mappings',
  cases: [
    {
      id: 'length/huge/reservation-16g',
      title:
        'A reservation of 16 GiB without access costs nothing, and a page of it can be replaced by memory',
      clauses: ['mmap.length.huge_sparse_ok'],
      steps: [
        { mmap: { length: '16G', prot: 'none', flags: reservation }, as: 'a' },
        { maps: 'a', length: '16G', perms: '---p' },
        { mmap: { addr: 'a+8G', length: '1p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS', 'FIXED'] } },
        { store: 'a+8G', value: 0x5a },
        { load: 'a+8G', is: 0x5a },
        { load: 'a', faults: 'SIGSEGV' },
        { load: 'a+16G-1', faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'length/huge/writable-16g',
      title:
        'Of 16 GiB without reservation the first and the last page, and those around 4 GiB, are pages of their own',
      clauses: ['mmap.length.huge_sparse_ok'],
      needs: ['overcommit-heuristic'],
      steps: [
        { mmap: { length: '16G', prot: 'rw', flags: reservation }, as: 'a' },
        { store: 'a', value: 1 },
        { store: 'a+4G-1', value: 2 },
        { store: 'a+4G', value: 3 },
        { store: 'a+16G-1', value: 4 },
        { load: 'a', is: 1 },
        { load: 'a+4G-1', is: 2 },
        { load: 'a+4G', is: 3 },
        { load: 'a+16G-1', is: 4 },
        { load: 'a+8G', is: 0 },
      ],
    },
    {
      id: 'length/huge/reservation-64t',
      title: 'A reservation of 64 TiB without access, half of the user space of x86-64, is made',
      clauses: ['mmap.length.huge_sparse_ok'],
      needs: ['x86_64'],
      steps: [
        { mmap: { length: '64T', prot: 'none', flags: reservation }, as: 'a' },
        { load: 'a', faults: 'SIGSEGV' },
        { load: 'a+64T-1', faults: 'SIGSEGV' },
      ],
    },
    {
      id: 'length/huge/sparse-file',
      title:
        "A sparse file of 16 GiB is mapped as a whole: its last page is the file's last page, and holds zeros",
      clauses: ['mmap.length.huge_sparse_ok', 'mmap.offset.initial_contents'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { ftruncate: 'f', to: '16G' },
        { mmap: { length: '16G', prot: 'rw', flags: ['SHARED'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
        { load: 'a+4G', is: 0 },
        { load: 'a+16G-1', is: 0 },
        { store: 'a+16G-1', value: 0x5a },
        { pread: 'f', offset: '16G-1', length: 1, content: { value: 0x5a } },
        { pread: 'f', offset: 0, length: '1p', content: { pattern: 0 } },
        { fileSize: 'f', is: '16G' },
      ],
    },
    {
      id: 'length/huge/longer-than-file',
      title: 'A mapping may be a million times longer than its file: what lies beyond the file raises SIGBUS',
      clauses: ['mmap.length.huge_sparse_ok', 'mmap.signal.sigbus.beyond_eof'],
      steps: [
        { file: 'f', size: '1p', content: 'pattern' },
        { mmap: { length: '16G', prot: 'r', flags: ['PRIVATE'], fd: 'f' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: 0 } },
        { load: 'a+1p', faults: 'SIGBUS' },
        { load: 'a+4G', faults: 'SIGBUS' },
        { load: 'a+16G-1', faults: 'SIGBUS' },
      ],
    },
  ],
});
