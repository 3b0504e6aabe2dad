/**
 * MAP_LOCKED: like mlock() at once, but silent about pages that cannot be had. Without CAP_IPC_LOCK it is bounded by RLIMIT_MEMLOCK, so
 * every case about the limit drops the capability first.
 */
import { type Case, type Size, type Step, suite } from '../case.ts';
import type { ClauseId } from '../clauses/index.ts';
import type { Access, Errno, MapFlag } from '../vocabulary.ts';
import { MEMORY_KINDS, PRIVATE_ANONYMOUS, SHARED_ANONYMOUS } from './memory-kinds.ts';

const locked = [...PRIVATE_ANONYMOUS, 'LOCKED'] as const;

/** More than any case locks, and what an ordinary user may lock nearly everywhere. */
const lockable: Step = { rlimit: 'MEMLOCK', soft: '16p' };

/** Wishes that the limit of four pages allows, each to a case of its own. */
const withinLimit: readonly {
  name: string;
  title: string;
  length: Size;
  soft: Size;
}[] = [
  { name: 'limit-exact', title: 'as much as RLIMIT_MEMLOCK allows', length: '4p', soft: '4p' },
  {
    name: 'limit-exact-by-part',
    title: 'a part of the last page that RLIMIT_MEMLOCK allows',
    length: '3p+1',
    soft: '4p',
  },
  {
    name: 'limit-not-whole-pages',
    title: 'as many whole pages as RLIMIT_MEMLOCK allows',
    length: '4p',
    soft: '5p-1',
  },
];

const beyondLimit: readonly {
  name: string;
  title: string;
  length: Size;
  soft: Size;
  prot?: Access;
}[] = [
  { name: 'limit-one-page-over', title: 'a page more than RLIMIT_MEMLOCK', length: '5p', soft: '4p' },
  { name: 'limit-one-byte-over', title: 'a byte more than RLIMIT_MEMLOCK', length: '4p+1', soft: '4p' },
  {
    name: 'limit-rounded-down',
    title: 'the page that a limit allows only a part of',
    length: '5p',
    soft: '5p-1',
  },
  {
    name: 'limit-below-a-page',
    title: 'a page where the limit is not 0 but less than a page',
    length: '1p',
    soft: '1p-1',
  },
  {
    name: 'limit-prot-none',
    title: 'too much that cannot even be accessed',
    length: '5p',
    soft: '4p',
    prot: 'none',
  },
];

const privileged: readonly { name: string; title: string; soft: Size }[] = [
  { name: 'privileged-beyond-limit', title: 'more than RLIMIT_MEMLOCK', soft: '4p' },
  { name: 'privileged-zero-limit', title: 'memory though RLIMIT_MEMLOCK is 0', soft: 0 },
];

const nonblock: readonly { name: string; title: string; flags: readonly MapFlag[] }[] = [
  { name: 'nonblock', title: 'MAP_NONBLOCK', flags: ['LOCKED', 'NONBLOCK'] },
  {
    name: 'populate-nonblock',
    title: 'MAP_POPULATE|MAP_NONBLOCK',
    flags: ['LOCKED', 'POPULATE', 'NONBLOCK'],
  },
];

const shortFile = { file: 'f', size: 100, content: 'pattern' } as const;
const shortMemfd = { memfd: 'f', size: 100, content: 'pattern' } as const;

const beyondEnd: readonly { kind: string; what: string; object: Step; type: 'PRIVATE' | 'SHARED' }[] = [
  { kind: 'private-file', what: 'a private file mapping', object: shortFile, type: 'PRIVATE' },
  { kind: 'shared-file', what: 'a shared file mapping', object: shortFile, type: 'SHARED' },
  { kind: 'private-memfd', what: 'a private memfd mapping', object: shortMemfd, type: 'PRIVATE' },
  { kind: 'shared-memfd', what: 'a shared memfd mapping', object: shortMemfd, type: 'SHARED' },
];

/** What a limit that is too low gives, on every kind of mapping. */
const refusals: readonly { name: string; why: string; errno: Errno; soft: Size; clause: ClauseId }[] = [
  {
    name: 'over-limit',
    why: 'Beyond RLIMIT_MEMLOCK and without CAP_IPC_LOCK',
    errno: 'EAGAIN',
    soft: '3p',
    clause: 'mmap.errors.eagain.too_much_locked',
  },
  {
    name: 'zero-limit',
    why: 'With an RLIMIT_MEMLOCK of 0 and without CAP_IPC_LOCK',
    errno: 'EPERM',
    soft: 0,
    clause: 'mmap.errors.eperm.locked_limit_zero',
  },
];

export const lockedMemory = suite({
  name: 'flags/locked',
  title: 'MAP_LOCKED',
  cases: [
    ...MEMORY_KINDS.map(
      ({ kind, what, object, flags, fd, content }): Case => ({
        id: `flags/locked/${kind}`,
        title: `MAP_LOCKED locks ${what} and has all its pages there`,
        clauses: [
          'mmap.flags.locked.like_mlock',
          'mmap.flags.locked.populates',
          'proc.smaps.locked_field',
          'proc.smaps.vmflags',
        ],
        steps: [
          lockable,
          ...object,
          {
            mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...flags, 'LOCKED', 'FIXED'], fd },
            as: 'a',
          },
          { resident: { addr: 'a', length: '4p' }, is: 4 },
          {
            smaps: 'a',
            size: '4p',
            locked: '4p',
            vmFlags: { has: ['rd', 'wr', 'lo'], lacks: ['lf', 'io'] },
          },
          { status: 'VmLck', is: '4p' },
          { contents: { addr: 'a', length: '4p', ...content } },
          { store: 'a+4p-1', value: 0x5a },
          { load: 'a+4p-1', is: 0x5a },
        ],
      }),
    ),
    {
      id: 'flags/locked/not-ignored',
      title: 'MAP_LOCKED is not ignored',
      clauses: ['mmap.flags.locked.ignored_old', 'mmap.flags.locked.like_mlock'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '1p', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
        {
          smaps: 'a',
          vmFlags: { has: ['lo'] },
          historical: { documented: 'the flag is ignored', before: '2.5.37' },
        },
      ],
    },
    {
      id: 'flags/locked/without',
      title: 'A mapping without MAP_LOCKED is not locked',
      clauses: ['mmap.flags.locked.like_mlock', 'proc.smaps.locked_field'],
      steps: [
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] },
          as: 'a',
        },
        { store: 'a', value: 1 },
        { smaps: 'a', locked: 0, vmFlags: { lacks: ['lo'] } },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'flags/locked/read-only',
      title: 'MAP_LOCKED has the pages of a read-only mapping there, too',
      clauses: ['mmap.flags.locked.populates'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '4p', prot: 'r', flags: [...locked, 'FIXED'] }, as: 'a' },
        { resident: { addr: 'a', length: '4p' }, is: 4 },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'flags/locked/rounds-length',
      title: 'MAP_LOCKED locks the whole last page of a length that is no multiple of the page size',
      clauses: ['mmap.flags.locked.like_mlock', 'mmap.flags.locked.populates', 'mmap.length.rounded_up'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '1p+1', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
        { resident: { addr: 'a', length: '2p' }, is: 2 },
        { smaps: 'a+1p', size: '2p', vmFlags: { has: ['lo'] } },
        { status: 'VmLck', is: '2p' },
      ],
    },
    {
      id: 'flags/locked/munlock',
      title: 'munlock() undoes MAP_LOCKED for the pages that it names',
      clauses: ['mmap.flags.locked.like_mlock', 'proc.smaps.locked_field'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
        { munlock: { addr: 'a+1p', length: '2p' } },
        { status: 'VmLck', is: '2p' },
        { smaps: 'a', size: '1p', vmFlags: { has: ['lo'] } },
        { smaps: 'a+1p', size: '2p', locked: 0, vmFlags: { lacks: ['lo'] } },
        { smaps: 'a+3p', size: '1p', vmFlags: { has: ['lo'] } },
      ],
    },
    {
      id: 'flags/locked/mlock-does-not-stack',
      title: 'mlock() of what MAP_LOCKED has locked counts no page twice, and one munlock() undoes both',
      clauses: ['mlock.no_stacking', 'mmap.flags.locked.like_mlock'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
        { status: 'VmLck', is: '4p' },
        { mlock: { addr: 'a', length: '4p' } },
        { status: 'VmLck', is: '4p' },
        { munlock: { addr: 'a', length: '4p' } },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'flags/locked/replaced',
      title: 'A mapping without MAP_LOCKED in place of locked pages takes their locks away',
      clauses: ['mmap.flags.fixed.overlap_discarded', 'proc.smaps.locked_field'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...locked, 'FIXED'] } },
        { mmap: { addr: 'arena+1p', length: '2p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        { status: 'VmLck', is: '2p' },
        { smaps: 'arena', size: '1p', vmFlags: { has: ['lo'] } },
        { smaps: 'arena+1p', size: '2p', vmFlags: { lacks: ['lo'] } },
        { resident: { addr: 'arena+1p', length: '2p' }, is: 0 },
      ],
    },
    {
      id: 'flags/locked/protection-changes',
      title: 'A locked mapping stays locked when its protection changes',
      clauses: ['mmap.flags.locked.like_mlock'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
        { mprotect: { addr: 'a', length: '4p', prot: 'none' } },
        { smaps: 'a', size: '4p', vmFlags: { has: ['lo'], lacks: ['rd'] } },
        { status: 'VmLck', is: '4p' },
        { mprotect: { addr: 'a', length: '4p', prot: 'r' } },
        { resident: { addr: 'a', length: '4p' }, is: 4 },
      ],
    },
    {
      id: 'flags/locked/dontneed',
      title: 'The pages of a locked mapping cannot be given back by MADV_DONTNEED',
      clauses: ['mmap.flags.locked.like_mlock', 'madvise.dontneed_locked'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '2p', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
        { store: 'a', value: 0x5a },
        { madvise: { addr: 'a', length: '2p', advice: 'DONTNEED' }, fails: 'EINVAL' },
        { load: 'a', is: 0x5a },
        { resident: { addr: 'a', length: '2p' }, is: 2 },
      ],
    },

    /* what cannot be populated */
    ...beyondEnd.map(
      ({ kind, what, object, type }): Case => ({
        id: `flags/locked/beyond-end-${kind}`,
        title: `MAP_LOCKED of ${what} that is longer than the file succeeds and locks, where mlock() fails`,
        clauses: ['mmap.flags.locked.populate_failure_silent'],
        steps: [
          lockable,
          object,
          { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [type, 'LOCKED', 'FIXED'], fd: 'f' } },
          { resident: { addr: 'arena', length: '4p' }, is: 1 },
          { smaps: 'arena', size: '4p', vmFlags: { has: ['lo'] } },
          { status: 'VmLck', is: '4p' },
          { contents: { addr: 'arena', length: 100, pattern: 0 } },
          { load: 'arena+1p', faults: 'SIGBUS/BUS_ADRERR' },
          { mmap: { addr: 'arena+8p', length: '4p', prot: 'rw', flags: [type, 'FIXED'], fd: 'f' } },
          { mlock: { addr: 'arena+8p', length: '4p' }, fails: 'ENOMEM' },
        ],
      }),
    ),
    {
      id: 'flags/locked/prot-none',
      title: 'MAP_LOCKED with PROT_NONE succeeds and locks without a page, where mlock() fails',
      clauses: ['mmap.flags.locked.populate_failure_silent'],
      steps: [
        lockable,
        { mmap: { addr: 'arena', length: '4p', prot: 'none', flags: [...locked, 'FIXED'] } },
        { resident: { addr: 'arena', length: '4p' }, is: 0 },
        { smaps: 'arena', size: '4p', vmFlags: { has: ['lo'] } },
        { status: 'VmLck', is: '4p' },
        { load: 'arena', faults: 'SIGSEGV/SEGV_ACCERR' },
        { mmap: { addr: 'arena+8p', length: '4p', prot: 'none', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        { mlock: { addr: 'arena+8p', length: '4p' }, fails: 'ENOMEM' },
      ],
    },
    ...nonblock.map(
      ({ name, title, flags }): Case => ({
        id: `flags/locked/${name}`,
        title: `${title} does not keep MAP_LOCKED from having the pages there`,
        clauses: ['mmap.flags.locked.nonblock_still_populates'],
        steps: [
          lockable,
          {
            mmap: {
              addr: 'arena',
              length: '4p',
              prot: 'rw',
              flags: [...PRIVATE_ANONYMOUS, ...flags, 'FIXED'],
            },
            as: 'a',
          },
          { resident: { addr: 'a', length: '4p' }, is: 4 },
          { smaps: 'a', size: '4p', vmFlags: { has: ['lo'] } },
        ],
      }),
    ),

    /* the limit */
    ...withinLimit.map(
      ({ name, title, length, soft }): Case => ({
        id: `flags/locked/${name}`,
        title: `Without CAP_IPC_LOCK MAP_LOCKED locks ${title}`,
        clauses: ['mmap.errors.eagain.too_much_locked', 'mmap.errors.eagain.cumulative'],
        steps: [
          { drop: 'IPC_LOCK' },
          { rlimit: 'MEMLOCK', soft },
          { mmap: { addr: 'arena', length, prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
          { status: 'VmLck', is: '4p' },
        ],
      }),
    ),
    ...beyondLimit.map(
      ({ name, title, length, soft, prot = 'rw' }): Case => ({
        id: `flags/locked/${name}`,
        title: `Without CAP_IPC_LOCK MAP_LOCKED does not lock ${title}`,
        clauses: ['mmap.errors.eagain.too_much_locked', 'mmap.errors.eagain.cumulative'],
        steps: [
          { drop: 'IPC_LOCK' },
          { rlimit: 'MEMLOCK', soft },
          { mmap: { length, prot, flags: locked }, fails: 'EAGAIN' },
          { status: 'VmLck', is: 0 },
          { mmap: { length, prot, flags: PRIVATE_ANONYMOUS } },
        ],
      }),
    ),
    ...refusals.flatMap(({ name, why, errno, soft, clause }) =>
      MEMORY_KINDS.map(
        ({ kind, what, object, flags, fd }): Case => ({
          id: `flags/locked/${name}-${kind}`,
          title: `${why} MAP_LOCKED of ${what} gives ${errno}`,
          clauses: [clause],
          steps: [
            ...object,
            { drop: 'IPC_LOCK' },
            { rlimit: 'MEMLOCK', soft },
            { mmap: { length: '4p', prot: 'rw', flags: [...flags, 'LOCKED'], fd }, fails: errno },
            { status: 'VmLck', is: 0 },
          ],
        }),
      ),
    ),
    {
      id: 'flags/locked/limit-keeps-replaced',
      title: 'What MAP_FIXED|MAP_LOCKED would have replaced stays when the limit forbids the new mapping',
      clauses: ['mmap.errors.eagain.too_much_locked', 'mmap.flags.fixed.failed_call_keeps_old'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { addr: 'arena', length: '5p', prot: 'rw', flags: [...SHARED_ANONYMOUS, 'FIXED'] } },
        { fill: { addr: 'arena', length: '5p', value: 0x5a } },
        { mmap: { addr: 'arena', length: '5p', prot: 'rw', flags: [...locked, 'FIXED'] }, fails: 'EAGAIN' },
        { contents: { addr: 'arena', length: '5p', value: 0x5a } },
      ],
    },
    {
      id: 'flags/locked/limit-cumulative',
      title: 'The limit counts what other calls of mmap() have locked',
      clauses: ['mmap.errors.eagain.cumulative'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { length: '3p', prot: 'rw', flags: locked }, as: 'a' },
        { mmap: { length: '2p', prot: 'rw', flags: locked }, fails: 'EAGAIN' },
        { status: 'VmLck', is: '3p' },
        { mmap: { length: '1p', prot: 'rw', flags: locked } },
        { mmap: { length: '1p', prot: 'rw', flags: locked }, fails: 'EAGAIN' },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'flags/locked/limit-counts-mlock',
      title: 'The limit counts what mlock() has locked',
      clauses: ['mmap.errors.eagain.cumulative'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { length: '3p', prot: 'rw', flags: PRIVATE_ANONYMOUS }, as: 'a' },
        { mlock: { addr: 'a', length: '3p' } },
        { mmap: { length: '2p', prot: 'rw', flags: locked }, fails: 'EAGAIN' },
        { mmap: { length: '1p', prot: 'rw', flags: locked } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'flags/locked/limit-counts-for-mlock',
      title: 'What MAP_LOCKED has locked counts against the limit of mlock()',
      clauses: ['mmap.errors.eagain.cumulative', 'mlock.errors'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { length: '3p', prot: 'rw', flags: locked } },
        { mmap: { length: '2p', prot: 'rw', flags: PRIVATE_ANONYMOUS }, as: 'a' },
        { mlock: { addr: 'a', length: '2p' }, fails: 'ENOMEM' },
        { mlock: { addr: 'a', length: '1p' } },
      ],
    },
    {
      id: 'flags/locked/limit-after-munmap',
      title: 'munmap() of a part of a locked mapping makes room for as much',
      clauses: ['mmap.errors.eagain.cumulative', 'munmap.locks_removed'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...locked, 'FIXED'] } },
        { munmap: { addr: 'arena+1p', length: '2p' } },
        { status: 'VmLck', is: '2p' },
        {
          mmap: { addr: 'arena+8p', length: '3p', prot: 'rw', flags: [...locked, 'FIXED'] },
          fails: 'EAGAIN',
        },
        { mmap: { addr: 'arena+8p', length: '2p', prot: 'rw', flags: [...locked, 'FIXED'] } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'flags/locked/limit-after-munlock',
      title: 'munlock() makes room for as much',
      clauses: ['mmap.errors.eagain.cumulative'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { length: '4p', prot: 'rw', flags: locked }, as: 'a' },
        { munlock: { addr: 'a', length: '4p' } },
        { mmap: { length: '5p', prot: 'rw', flags: locked }, fails: 'EAGAIN' },
        { mmap: { length: '4p', prot: 'rw', flags: locked } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'flags/locked/limit-not-without-flag',
      title: 'Memory that is not locked does not count',
      clauses: ['mmap.errors.eagain.cumulative'],
      steps: [
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { addr: 'arena', length: '16p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] } },
        { touch: { addr: 'arena', length: '16p', access: 'store' } },
        { mmap: { addr: 'arena+32p', length: '4p', prot: 'rw', flags: [...locked, 'FIXED'] } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    ...privileged.map(
      ({ name, title, soft }): Case => ({
        id: `flags/locked/${name}`,
        title: `With CAP_IPC_LOCK MAP_LOCKED locks ${title}`,
        clauses: ['mmap.flags.locked.privileged_unlimited', 'mmap.errors.eperm.locked_limit_zero'],
        needs: ['cap-ipc-lock'],
        steps: [
          { rlimit: 'MEMLOCK', soft },
          { mmap: { addr: 'arena', length: '16p', prot: 'rw', flags: [...locked, 'FIXED'] }, as: 'a' },
          { resident: { addr: 'a', length: '16p' }, is: 16 },
          { status: 'VmLck', is: '16p' },
        ],
      }),
    ),
    {
      id: 'flags/locked/privileged-stays-locked',
      title: 'What was locked with CAP_IPC_LOCK stays locked without it, and counts',
      clauses: ['mmap.flags.locked.privileged_unlimited', 'mmap.errors.eagain.cumulative'],
      needs: ['cap-ipc-lock'],
      steps: [
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { length: '8p', prot: 'rw', flags: locked } },
        { drop: 'IPC_LOCK' },
        { status: 'VmLck', is: '8p' },
        { mmap: { length: '1p', prot: 'rw', flags: locked }, fails: 'EAGAIN' },
      ],
    },

    /* mlockall(MCL_FUTURE): every mapping is one of MAP_LOCKED */
    {
      id: 'flags/locked/future',
      title: 'After mlockall(MCL_FUTURE) a mapping without MAP_LOCKED is locked and has its pages there',
      clauses: ['mlockall.future_locks_new_maps'],
      steps: [
        lockable,
        { mlockall: ['FUTURE'] },
        {
          mmap: { addr: 'arena', length: '4p', prot: 'rw', flags: [...PRIVATE_ANONYMOUS, 'FIXED'] },
          as: 'a',
        },
        { resident: { addr: 'a', length: '4p' }, is: 4 },
        { smaps: 'a', size: '4p', vmFlags: { has: ['lo'] } },
        { status: 'VmLck', is: '4p' },
      ],
    },
    {
      id: 'flags/locked/future-over-limit',
      title:
        'After mlockall(MCL_FUTURE) a mapping without MAP_LOCKED is held to the limit, until munlockall()',
      clauses: ['mmap.errors.eagain.mcl_future'],
      steps: [
        lockable,
        { mlockall: ['FUTURE'] },
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: '4p' },
        { mmap: { length: '5p', prot: 'rw', flags: PRIVATE_ANONYMOUS }, fails: 'EAGAIN' },
        { mmap: { length: '5p', prot: 'none', flags: PRIVATE_ANONYMOUS }, fails: 'EAGAIN' },
        { mmap: { length: '4p', prot: 'rw', flags: PRIVATE_ANONYMOUS } },
        { mmap: { length: '1p', prot: 'rw', flags: PRIVATE_ANONYMOUS }, fails: 'EAGAIN' },
        { munlockall: true },
        { status: 'VmLck', is: 0 },
        { mmap: { length: '5p', prot: 'rw', flags: PRIVATE_ANONYMOUS } },
        { status: 'VmLck', is: 0 },
      ],
    },
    {
      id: 'flags/locked/future-zero-limit',
      title:
        'After mlockall(MCL_FUTURE) and with a limit of 0 a mapping gives EAGAIN, and EPERM only with MAP_LOCKED',
      clauses: ['mmap.errors.eagain.mcl_future', 'mmap.errors.eperm.locked_limit_zero'],
      steps: [
        lockable,
        { mlockall: ['FUTURE'] },
        { drop: 'IPC_LOCK' },
        { rlimit: 'MEMLOCK', soft: 0 },
        { mmap: { length: '1p', prot: 'rw', flags: PRIVATE_ANONYMOUS }, fails: 'EAGAIN' },
        { mmap: { length: '1p', prot: 'rw', flags: locked }, fails: 'EPERM' },
      ],
    },
  ],
});
