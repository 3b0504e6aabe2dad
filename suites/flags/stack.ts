/**
 * MAP_STACK: memory that will do for a stack, which any memory does. The manual page calls it a no-op. It is not MAP_GROWSDOWN: nothing
 * grows.
 */
import { type Case, suite } from '../case.ts';
import { MEMORY_KINDS, PRIVATE_ANONYMOUS } from './memory-kinds.ts';

export const stack = suite({
  name: 'flags/stack',
  title: 'MAP_STACK',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/stack/${kind}`,
        title: `MAP_STACK is accepted for ${what}, which can be used like any`,
        clauses: ['mmap.flags.stack.address_suitable'],
        steps: [
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'STACK', 'FIXED'], fd },
            as: 'a',
          },
          { contents: { addr: 'a', length: '4p', ...content } },
          { fill: { addr: 'a', length: '4p', value: 0x5a } },
          { contents: { addr: 'a', length: '4p', value: 0x5a } },
          { smaps: 'a', size: '4p', vmFlags: { has: ['rd', 'wr'], lacks: ['gd', 'lo', 'ht', 'nr'] } },
        ],
      }),
    ),
    {
      id: 'flags/stack/does-not-grow',
      title: 'A MAP_STACK mapping does not grow when the memory below it is touched',
      clauses: ['mmap.flags.stack.address_suitable'],
      steps: [
        { munmap: { addr: 'arena+1000p', length: '1000p' } },
        {
          mmap: {
            addr: 'arena+2000p',
            length: '2p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'STACK', 'FIXED'],
          },
        },
        { store: 'arena+2000p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
        { smaps: 'arena+2000p', size: '2p', vmFlags: { lacks: ['gd'] } },
      ],
    },
    {
      id: 'flags/stack/with-growsdown',
      title: 'MAP_STACK|MAP_GROWSDOWN makes a mapping that grows',
      clauses: ['mmap.flags.stack.address_suitable', 'mmap.flags.growsdown.grows_on_touch'],
      since: '5.0',
      steps: [
        { munmap: { addr: 'arena+1000p', length: '1000p' } },
        {
          mmap: {
            addr: 'arena+2000p',
            length: '2p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'STACK', 'GROWSDOWN', 'FIXED'],
          },
        },
        { store: 'arena+2000p-1', value: 0x5a },
        { smaps: 'arena+1999p', size: '3p', vmFlags: { has: ['gd'] } },
      ],
    },
    {
      id: 'flags/stack/executable',
      title: 'Code in a MAP_STACK mapping runs if the protection says so, and only then',
      clauses: ['mmap.flags.stack.address_suitable', 'mmap.prot.exec', 'mmap.prot.no_exec_sigsegv'],
      steps: [
        {
          mmap: { addr: 'arena', length: '1p', prot: 'rwx', flags: [...PRIVATE_ANONYMOUS, 'STACK', 'FIXED'] },
          as: 'a',
        },
        { plant: 'a' },
        { execute: 'a' },
        { mprotect: { addr: 'a', length: '1p', prot: 'rw' } },
        { execute: 'a', faults: 'SIGSEGV/SEGV_ACCERR' },
      ],
    },
    {
      id: 'flags/stack/no-other-effect',
      title: 'MAP_STACK adds no access, and nothing that grows',
      clauses: ['mmap.flags.stack.noop'],
      steps: [
        {
          mmap: {
            addr: 'arena+2p',
            length: '4p',
            prot: 'rw',
            flags: [...PRIVATE_ANONYMOUS, 'STACK', 'FIXED'],
          },
          as: 'a',
        },
        { maps: 'a', length: '4p', perms: 'rw-p' },
        { smaps: 'a', size: '4p', vmFlags: { has: ['rd', 'wr'], lacks: ['ex', 'gd'] } },
        { munmap: { addr: 'arena', length: '2p' } },
        { store: 'arena+2p-1', value: 1, faults: 'SIGSEGV/SEGV_MAPERR' },
      ],
    },
    {
      id: 'flags/stack/no-huge-pages',
      title: 'MAP_STACK keeps transparent huge pages away, where the kernel has them',
      clauses: ['mmap.flags.stack.noop'],
      since: '6.7',
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'STACK', 'FIXED'] },
          as: 'a',
        },
        {
          smaps: 'a',
          vmFlags: { has: ['nh'] },
          observed: true,
          historical: { documented: 'the flag is a no-op', since: '6.7' },
        },
      ],
    },
  ],
});
