/** Every documented promise that the suites are held to. One file a section; the ids are stable for ever. */
import type { Clause } from './clause.ts';
import { MADVISE } from './madvise.ts';
import { MLOCK } from './mlock.ts';
import { MMAP_ACCESS } from './mmap-access.ts';
import { MMAP_ADDR } from './mmap-addr.ts';
import { MMAP_CALL } from './mmap-call.ts';
import { MMAP_ERRORS } from './mmap-errors.ts';
import { MMAP_FLAGS_MEMORY } from './mmap-flags-memory.ts';
import { MMAP_FLAGS_PLACEMENT } from './mmap-flags-placement.ts';
import { MMAP_FLAGS_TYPE } from './mmap-flags-type.ts';
import { MMAP_LENGTH_OFFSET } from './mmap-length-offset.ts';
import { MMAP_OBJECT } from './mmap-object.ts';
import { MMAP_ORDER } from './mmap-order.ts';
import { MMAP_PROT } from './mmap-prot.ts';
import { MPROTECT } from './mprotect.ts';
import { MREMAP } from './mremap.ts';
import { MSYNC } from './msync.ts';
import { MUNMAP } from './munmap.ts';
import { PROCESS } from './process.ts';
import { SYSTEM } from './system.ts';

export type { Clause } from './clause.ts';

/** Sections in the order in which reports show them. */
const SECTIONS = {
  'mmap: call': MMAP_CALL,
  'mmap: addr': MMAP_ADDR,
  'mmap: length and offset': MMAP_LENGTH_OFFSET,
  'mmap: prot': MMAP_PROT,
  'mmap: flags, kind of mapping': MMAP_FLAGS_TYPE,
  'mmap: flags, placement': MMAP_FLAGS_PLACEMENT,
  'mmap: flags, memory': MMAP_FLAGS_MEMORY,
  'mmap: errors': MMAP_ERRORS,
  'mmap: order of checks': MMAP_ORDER,
  'mmap: descriptor and object': MMAP_OBJECT,
  'mmap: access, signals, times': MMAP_ACCESS,
  munmap: MUNMAP,
  mprotect: MPROTECT,
  mremap: MREMAP,
  msync: MSYNC,
  'madvise and mincore': MADVISE,
  mlock: MLOCK,
  process: PROCESS,
  'proc and sysctl': SYSTEM,
} as const satisfies Record<string, Record<string, Clause>>;

const MERGED = {
  ...MMAP_CALL,
  ...MMAP_ADDR,
  ...MMAP_LENGTH_OFFSET,
  ...MMAP_PROT,
  ...MMAP_FLAGS_TYPE,
  ...MMAP_FLAGS_PLACEMENT,
  ...MMAP_FLAGS_MEMORY,
  ...MMAP_ERRORS,
  ...MMAP_ORDER,
  ...MMAP_OBJECT,
  ...MMAP_ACCESS,
  ...MUNMAP,
  ...MPROTECT,
  ...MREMAP,
  ...MSYNC,
  ...MADVISE,
  ...MLOCK,
  ...PROCESS,
  ...SYSTEM,
};

/** The id of a clause: `function.topic.promise`. */
export type ClauseId = keyof typeof MERGED;
/** The name of a section: `mmap: prot`, `munmap` ... */
export type ClauseSection = keyof typeof SECTIONS;

/** All clauses by id, in the order of their sections. */
export const CLAUSES: Readonly<Record<ClauseId, Clause>> = MERGED;

const SECTION_OF = new Map<string, ClauseSection>(
  Object.entries(SECTIONS).flatMap(([section, clauses]) =>
    Object.keys(clauses).map((id) => [id, section as ClauseSection] as const),
  ),
);

/** The section that a clause stands in: both come from SECTIONS, so that every id has one. */
export const clauseSection = (id: ClauseId): ClauseSection => SECTION_OF.get(id) as ClauseSection;
