/** The needs that a case's own steps tell: an author need not say that a look into /proc needs /proc. */
import type { Case, Step } from '../suites/case.ts';
import type { NeedName } from '../suites/needs.ts';
import type { StatusField } from '../suites/vocabulary.ts';

/** What tells a line of `/proc/self/status`: some targets have the sizes, but not what is locked. */
const NEED_OF_FIELD = {
  VmLck: 'proc-status',
  VmPin: 'proc-status',
  VmSize: 'vm-size',
  VmData: 'vm-data',
} as const satisfies Record<StatusField, NeedName>;

function needsOfStep(step: Step): NeedName[] {
  if ('maps' in step) return ['proc-maps'];
  if ('smaps' in step) return ['proc-smaps'];
  if ('resident' in step) return ['pagemap'];
  if ('status' in step) return [NEED_OF_FIELD[step.status]];
  if ('rlimit' in step && 'room' in step) return [step.rlimit === 'AS' ? 'vm-size' : 'vm-data'];
  if ('drop' in step && step.drop === 'all') return ['ordinary-user'];
  if ('rlimit' in step && step.rlimit === 'MEMLOCK' && step.soft !== 0) return ['memlock'];
  if ('rlimit' in step && step.rlimit === 'AS' && step.soft === 'unlimited')
    return ['unlimited-address-space'];
  if ('memfd' in step && step.flags?.some((flag) => flag === 'EXEC' || flag === 'NOEXEC_SEAL'))
    return ['memfd-seals', 'memfd-exec'];
  if ('memfd' in step) return [step.flags?.includes('ALLOW_SEALING') ? 'memfd-seals' : 'memfd'];
  if ('seal' in step && step.add.includes('FUTURE_WRITE')) return ['seal-future-write'];
  if ('file' in step)
    return [
      step.on === 'tmpfs' ? 'tmpfs' : step.on === 'dax' ? 'dax' : step.on === 'mount' ? 'mount' : 'scratch',
    ];
  if ('mount' in step || 'freeBlocks' in step) return ['mount'];
  if ('setting' in step && step.setting === '/proc/sys/vm/legacy_va_layout')
    return ['system-changes', 'two-layouts'];
  if ('setting' in step || 'swapOn' in step) return ['system-changes'];
  if ('mapFiles' in step) return ['map-files'];
  if ('pkeyMprotect' in step) return ['pkey-calls'];
  // What is not mapped at all cannot be executed anywhere.
  if ('execute' in step && step.faults !== undefined && String(step.faults) !== 'SIGSEGV/SEGV_MAPERR')
    return ['execute-protection'];
  if ('compile' in step) return [step.run === 32 ? 'c-compiler-32' : 'c-compiler'];
  if ('mdwe' in step) return ['mdwe'];
  if ('special' in step && step.type === 'secretmem') return ['secretmem'];
  if ('special' in step && (step.type === 'socket-udp' || step.type === 'socket-tcp')) return ['internet'];
  if ('special' in step && step.type === 'fifo') return ['scratch'];
  if ('open' in step && step.of === 'scratch') return ['scratch'];
  if ('punch' in step) return ['punch-hole'];
  if ('appendOnly' in step) return ['append-only'];
  if ('exhaustMappings' in step) return ['map-count'];
  if ('open' in step && step.of === '/dev/zero') return ['dev-zero'];
  if ('open' in step && step.of === '/dev/null') return ['dev-null'];
  if ('open' in step && step.of === '/dev/full') return ['dev-full'];
  if ('open' in step && step.of === '/dev/urandom') return ['dev-urandom'];
  if ('open' in step && step.of === '/proc/self/limits') return ['proc-limits'];
  if ('personality' in step) return ['personality'];
  if ('mmap' in step && step.mmap.flags.includes('SYNC')) return ['map-sync'];
  if ('mmap' in step && step.mmap.flags.includes('UNINITIALIZED')) return ['map-uninitialized'];
  // The two flags exist on x86-64 only.
  if ('mmap' in step && step.mmap.flags.some((flag) => flag === '32BIT' || flag === 'ABOVE4G'))
    return ['x86_64'];
  if ('become' in step || 'exec' in step) return ['exec'];
  return [];
}

const hasFile = (steps: readonly Step[], on: 'scratch' | 'tmpfs'): boolean =>
  steps.some((step) => 'file' in step && (step.on ?? 'scratch') === on);

/** Executable mappings of a file need a mount that allows them; which mapping is of which file need not be known so exactly. */
function needsToExecute(steps: readonly Step[]): NeedName[] {
  const prots = steps.flatMap((step) =>
    'mmap' in step ? [step.mmap.prot] : 'mprotect' in step ? [step.mprotect.prot] : [],
  );
  const executes = prots.some((prot) => String(typeof prot === 'string' ? prot : prot[0]).includes('x'));
  // VmFlags tell it of mappings that are not executable, too: `me`, may become so.
  const tells = steps.some((step) => 'smaps' in step && step.vmFlags?.has?.includes('me'));
  if (!executes && !tells) return [];
  return [
    ...(hasFile(steps, 'scratch') ? (['scratch-exec'] as const) : []),
    ...(hasFile(steps, 'tmpfs') ? (['tmpfs-exec'] as const) : []),
  ];
}

const text = (operand: unknown): string => String(operand ?? '');

/** Addresses and lengths of a step, as text. */
function extentOf(step: Step): string[] {
  if ('mmap' in step) return [text(step.mmap.addr), text(step.mmap.length)];
  if ('munmap' in step) return [text(step.munmap.addr), text(step.munmap.length)];
  if ('mremap' in step) return [text(step.mremap.newAddr), text(step.mremap.newLength)];
  return [];
}

/** MAP_FIXED at address 0. */
function isFixedAtNull(step: Step): boolean {
  if (!('mmap' in step) || !/^(|0|null)$/.test(text(step.mmap.addr))) return false;
  return step.mmap.flags.some((flag) => flag === 'FIXED' || flag === 'FIXED_NOREPLACE');
}

/** How much of the 64-bit numbers must be addresses, or must be none, for a call to be answered as promised. */
function needsOfExtent(step: Step): NeedName[] {
  const extent = extentOf(step);
  // Half of the numbers, or the upper half.
  const isHalf = extent.some((operand) => /\dE|^0-\d+T/.test(operand));
  const isToFit = 'mmap' in step && step.fails === undefined && step.observed === undefined;
  const isWide = isToFit && /\d[TP]/.test(extent[1] ?? '');
  return [
    ...(isFixedAtNull(step) ? (['first-pages'] as const) : []),
    ...(isHalf ? (['lower-half'] as const) : []),
    ...(isWide ? (['wide-addresses'] as const) : []),
  ];
}

function flattened(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => {
    const inner =
      'fork' in step
        ? [...step.fork, ...(step.meanwhile ?? []), ...(step.after ?? [])]
        : 'exec' in step
          ? step.exec
          : 'become' in step
            ? step.become
            : [];
    return [step, ...flattened(inner)];
  });
}

/** What has no path is opened once more by way of its descriptor. */
function needsToReopen(steps: readonly Step[]): NeedName[] {
  const all = flattened(steps);
  const memfds = new Set<string>(all.flatMap((step) => ('memfd' in step ? [step.memfd] : [])));
  return all.some((step) => 'open' in step && memfds.has(step.of)) ? ['proc-fd'] : [];
}

/** All needs of a case: those that it names, then those of its steps. */
export function needsOf(c: Pick<Case, 'needs' | 'steps'>): readonly NeedName[] {
  const { needs = [], steps } = c;
  const told = [
    ...flattened(steps).flatMap(needsOfStep),
    ...flattened(steps).flatMap(needsOfExtent),
    ...needsToExecute(steps),
    ...needsToReopen(steps),
  ];
  return [...new Set([...needs, ...told])];
}
