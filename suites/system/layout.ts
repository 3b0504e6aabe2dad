/** vm.legacy_va_layout: what is mapped without a hint goes upwards, from the next execve on. */
import { suite } from '../case.ts';

const memory = ['PRIVATE', 'ANONYMOUS'] as const;

export const legacyLayout = suite({
  name: 'system/layout',
  title: 'vm.legacy_va_layout',
  cases: [
    {
      id: 'system/layout/bottom-up',
      title:
        'After an execve under vm.legacy_va_layout=1 each mapping without a hint lies above the one before',
      clauses: ['mmap.addr.layout.topdown'],
      needs: ['root'],
      steps: [
        { setting: '/proc/sys/vm/legacy_va_layout', to: 1 },
        {
          exec: [
            { mmap: { length: '2p', prot: 'rw', flags: memory }, as: 'a' },
            { mmap: { length: '2p', prot: 'r', flags: memory }, as: 'b', above: 'a+2p' },
            { mmap: { length: '2p', prot: 'rw', flags: memory }, as: 'c', above: 'b+2p' },
          ],
        },
      ],
    },
    {
      id: 'system/layout/top-down',
      title:
        'After an execve under vm.legacy_va_layout=0 each mapping without a hint lies below the one before',
      clauses: ['mmap.addr.layout.topdown'],
      needs: ['root'],
      steps: [
        { setting: '/proc/sys/vm/legacy_va_layout', to: 0 },
        {
          exec: [
            { mmap: { length: '2p', prot: 'rw', flags: memory }, as: 'a' },
            { mmap: { length: '2p', prot: 'r', flags: memory }, as: 'b', below: 'a' },
            { mmap: { length: '2p', prot: 'rw', flags: memory }, as: 'c', below: 'b' },
          ],
        },
      ],
    },
  ],
});
