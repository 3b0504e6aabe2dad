/** The first mmap of i386, which is still there: its six arguments by pointer, its offset in bytes. */
import { suite } from '../case.ts';

const shared = { length: '1p', prot: 'r', flags: ['SHARED'], fd: 'f' } as const;
const anonymous = { length: '2p', prot: 'rw', flags: ['PRIVATE', 'ANONYMOUS'] } as const;

export const oldMmap = suite({
  name: 'i386/old-mmap',
  title: 'the old system call of i386',
  cases: [
    {
      id: 'i386/old-mmap/file',
      title: 'The old mmap takes its arguments by pointer, and an offset in bytes',
      clauses: ['mmap.abi.old_mmap_i386'],
      needs: ['i386'],
      steps: [
        { memfd: 'f', size: '4p', content: 'pattern' },
        { oldMmap: { ...shared, offset: '1p' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', pattern: '1p' } },
        { oldMmap: { ...shared, offset: '3p' }, as: 'b' },
        { contents: { addr: 'b', length: '1p', pattern: '3p' } },
      ],
    },
    {
      id: 'i386/old-mmap/anonymous',
      title: 'The old mmap makes anonymous memory',
      clauses: ['mmap.abi.old_mmap_i386'],
      needs: ['i386'],
      steps: [
        { oldMmap: anonymous, as: 'a' },
        { contents: { addr: 'a', length: '2p', value: 0 } },
        { maps: 'a', length: '2p', perms: 'rw-p', backing: 'anonymous' },
        { munmap: { addr: 'a', length: '2p' } },
        { oldMmap: { ...anonymous, addr: 'a', flags: [...anonymous.flags, 'FIXED'] } },
        { store: 'a+2p-1', value: 0x5a },
        { load: 'a+2p-1', is: 0x5a },
      ],
    },
    {
      id: 'i386/old-mmap/last-offset',
      title: 'The offset of the old mmap is a number without a sign: it goes up to 4 GiB',
      clauses: ['mmap.abi.old_mmap_i386', 'mmap.offset.initial_contents'],
      needs: ['i386'],
      steps: [
        { memfd: 'f', size: '4G' },
        { pwrite: 'f', offset: '4G-1p', length: '1p', content: { value: 0x5a } },
        { oldMmap: { ...shared, offset: '4G-1p' }, as: 'a' },
        { contents: { addr: 'a', length: '1p', value: 0x5a } },
      ],
    },
    ...[1, 512, 4095].map(
      (offset) =>
        ({
          id: `i386/old-mmap/unaligned-${offset}`,
          title: `The old mmap refuses ${offset} as an offset: it is no multiple of a page`,
          clauses: ['mmap.abi.old_mmap_i386'],
          needs: ['i386'],
          steps: [
            { memfd: 'f', size: '4p', content: 'pattern' },
            { oldMmap: { ...shared, offset }, fails: 'EINVAL' },
            { oldMmap: { ...anonymous, offset }, fails: 'EINVAL' },
            { oldMmap: { ...shared, offset: 0 } },
          ],
        }) as const,
    ),
    {
      id: 'i386/old-mmap/bad-pointer',
      title: 'The old mmap with arguments that cannot be read gives EFAULT',
      clauses: ['mmap.abi.old_mmap_i386'],
      needs: ['i386'],
      steps: [{ oldMmap: anonymous, pointer: 'unreadable', fails: 'EFAULT' }],
    },
  ],
});
