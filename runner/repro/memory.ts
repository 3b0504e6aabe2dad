/** The functions under test, in C. */
import type { MmapArguments, Placement, Range } from '../../suites/case.ts';
import { createContext, evaluate } from '../steps/context.ts';
import type { StepOf } from '../steps/rule.ts';
import type { Action, CProgram, Renderer } from './c-program.ts';
import { bitsOf, exceedsInt, flagsInC, isRaw, protInC } from './names.ts';
import { addressInC, offsetInC, plus, sizeInC } from './operands.ts';

/** What is promised of an address that a call returned, as the judge has it: an exact place, or a condition on `got`. */
function placementOf(
  p: Placement,
  request: { asked: string; exact: boolean; length: string },
  program: CProgram,
): { at?: string; where?: string } {
  if (p.at !== undefined) return { at: addressInC(p.at, program) };
  if (request.exact) return { at: request.asked };
  const conditions = [
    p.notAt === undefined ? '' : `got != ${addressInC(p.notAt, program)}`,
    p.below === undefined ? '' : `${plus('got', request.length)} <= ${addressInC(p.below, program)}`,
    p.above === undefined ? '' : `got >= ${addressInC(p.above, program)}`,
    p.aligned === undefined ? '' : `(size_t)got % ${parenthesized(sizeInC(p.aligned, program))} == 0`,
  ].filter(Boolean);
  return conditions.length === 0 ? {} : { where: conditions.join(' && ') };
}

/** Whether an offset is a multiple of 4096 bytes on every target. */
function isWholePages(offset: MmapArguments['offset']): boolean {
  const terms = String(offset ?? 0).match(/[^+-]+/g) ?? [];
  return terms.every(
    (term) => term === '0' || /[phMGTPE]$/.test(term) || Number.parseInt(term, 10) % 4096 === 0,
  );
}

/** Whether the `mmap2` of 32-bit machines, which counts in pages, can say an offset. */
function fitsPageOffset(offset: MmapArguments['offset']): boolean {
  const text = String(offset ?? 0);
  if (/^0?-/.test(text)) return false;
  const context = createContext(4096, 2 << 20);
  return (text.match(/[^+-]+/g) ?? []).every((term) => (evaluate(term, context) ?? 0n) < 1n << 44n);
}

const parenthesized = (text: string): string => (/^\w+$/.test(text) ? text : `(${text})`);

const isExact = (flags: readonly string[] = []): boolean =>
  flags.includes('FIXED') || flags.includes('FIXED_NOREPLACE');

function argumentsOf(m: MmapArguments, program: CProgram): string {
  return [
    addressInC(m.addr, program),
    sizeInC(m.length, program),
    protInC(m.prot, program),
    flagsInC('MAP_', m.flags, program),
    String(m.fd ?? -1),
    offsetInC(m.offset, program),
  ].join(', ');
}

export const mmap: Renderer<StepOf<'mmap'>> = (step, program) => {
  const { mmap: m, as } = step;
  const request = {
    asked: addressInC(m.addr, program),
    exact: isExact(m.flags),
    length: sizeInC(m.length, program),
  };
  const words = argumentsOf(m, program);
  // libc has `int` for protection and flags, and refuses offsets that are no multiple of a page itself.
  const isBeyondLibc = exceedsInt(m) || !isWholePages(m.offset);
  const call = isBeyondLibc ? `syscall(SYS_mmap, ${words})` : `mmap(${words})`;
  if (isBeyondLibc || !fitsPageOffset(m.offset)) program.wide = true;
  const placed = placementOf(step, request, program);
  const watch = step.fails !== undefined && !step.mayChange;
  return { is: 'mapping', call, slot: as, watch, ...placed };
};

/** Its arguments stand in memory; the system call exists on i386 only, and so does the program. */
export const oldMmap: Renderer<StepOf<'oldMmap'>> = (step, program) => {
  const { oldMmap: m, as, pointer } = step;
  const words = argumentsOf(m, program)
    .split(', ')
    .map((word, index) =>
      index === 0 && word !== 'NULL' ? `(long)(${word})` : word === 'NULL' ? '0' : word,
    );
  if (pointer === 'unreadable') program.usesArena = true;
  const call = `syscall(SYS_mmap, ${pointer === 'unreadable' ? 'arena' : `((long[]){ ${words.join(', ')} })`})`;
  const request = { asked: addressInC(m.addr, program), exact: isExact(m.flags), length: '0' };
  return { is: 'mapping', call, slot: as, watch: false, ...placementOf({}, request, program) };
};

export const mremap: Renderer<StepOf<'mremap'>> = (step, program) => {
  const { mremap: m, as } = step;
  const moves = m.newAddr !== undefined || m.flags?.some((flag) => flag === 'FIXED' || flag === 'DONTUNMAP');
  const words = [
    addressInC(m.addr, program),
    sizeInC(m.oldLength, program),
    sizeInC(m.newLength, program),
    flagsInC('MREMAP_', m.flags, program),
    // Behind `...`, where NULL may be an int.
    ...(moves ? [addressInC(m.newAddr, program).replace(/^NULL$/, '(void *)NULL')] : []),
  ];
  const request = {
    asked: addressInC(m.newAddr, program),
    exact: isExact(m.flags),
    length: sizeInC(m.newLength, program),
  };
  const placed = placementOf(step, request, program);
  const isWide = m.flags?.some((flag) => isRaw(flag) && bitsOf(flag) >= 1n << 31n) ?? false;
  const call = isWide ? `syscall(SYS_mremap, ${words.join(', ')})` : `mremap(${words.join(', ')})`;
  return { is: 'mapping', call, slot: as, watch: false, ...placed };
};

/** A call on a range that returns 0. */
function onRange(
  name: string,
  { addr, length }: Range,
  program: CProgram,
  ...more: readonly string[]
): Action {
  const words = [addressInC(addr, program), sizeInC(length, program), ...more];
  return { is: 'call', call: `${name}(${words.join(', ')})` };
}

/** The same by its number, where libc may not know it. */
function bySystemCall(name: string, r: Range, program: CProgram, ...more: readonly string[]): Action {
  const words = [
    program.name(`SYS_${name}`),
    addressInC(r.addr, program).replace(/^NULL$/, '0L'),
    sizeInC(r.length, program).replace(/^\d+$/, '$&UL'),
    ...more,
  ];
  return { is: 'call', call: `syscall(${words.join(', ')})` };
}

export const munmap: Renderer<StepOf<'munmap'>> = (s, program) => onRange('munmap', s.munmap, program);
export const mprotect: Renderer<StepOf<'mprotect'>> = (s, program) => {
  const prot = protInC(s.mprotect.prot, program);
  const isWide = exceedsInt({ prot: s.mprotect.prot, flags: [] });
  if (isWide) program.wide = true;
  return isWide
    ? bySystemCall('mprotect', s.mprotect, program, prot)
    : onRange('mprotect', s.mprotect, program, prot);
};
export const msync: Renderer<StepOf<'msync'>> = (s, program) =>
  onRange('msync', s.msync, program, flagsInC('MS_', s.msync.flags, program));
export const madvise: Renderer<StepOf<'madvise'>> = (s, program) =>
  onRange('madvise', s.madvise, program, flagsInC('MADV_', [s.madvise.advice], program));
export const mlock: Renderer<StepOf<'mlock'>> = (s, program) => onRange('mlock', s.mlock, program);
export const mlock2: Renderer<StepOf<'mlock2'>> = (s, program) =>
  // libc's makes another call of it where there are no flags, and another errno of ENOSYS.
  bySystemCall('mlock2', s.mlock2, program, flagsInC('MLOCK_', s.mlock2.flags, program));
export const munlock: Renderer<StepOf<'munlock'>> = (s, program) => onRange('munlock', s.munlock, program);
export const mseal: Renderer<StepOf<'mseal'>> = (s, program) =>
  bySystemCall('mseal', s.mseal, program, '0UL');
export const remapFilePages: Renderer<StepOf<'remapFilePages'>> = (s, program) =>
  onRange('remap_file_pages', s.remapFilePages, program, '0', String(s.remapFilePages.pgoff), '0');
export const pkeyMprotect: Renderer<StepOf<'pkeyMprotect'>> = ({ pkeyMprotect: r }, program) =>
  bySystemCall('pkey_mprotect', r, program, protInC(r.prot, program), String(r.pkey));

export const mincore: Renderer<StepOf<'mincore'>> = (s, program) => {
  const range = [addressInC(s.mincore.addr, program), sizeInC(s.mincore.length, program)].join(', ');
  if (s.vector === 'unmapped') {
    program.usesArena = true;
    return { is: 'call', call: `mincore(${range}, (unsigned char *)arena)` };
  }
  if (s.is === undefined || s.fails !== undefined) {
    program.use('vector');
    return { is: 'call', call: `mincore(${range}, vector)` };
  }
  program.use('mincore');
  return { is: 'statement', text: `MINCORE(${range}, "${s.is}")` };
};

export const mlockall: Renderer<StepOf<'mlockall'>> = (s, program) => {
  const isWide = s.mlockall.some((flag) => isRaw(flag) && bitsOf(flag) >= 1n << 31n);
  const flags = flagsInC('MCL_', s.mlockall, program);
  program.use('growStack');
  return { is: 'call', call: isWide ? `syscall(SYS_mlockall, ${flags})` : `mlockall(${flags})` };
};
export const munlockall: Renderer<StepOf<'munlockall'>> = () => ({ is: 'call', call: 'munlockall()' });
