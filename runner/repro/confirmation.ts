/** The executor's verdicts of a target beside those of the C programs. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../../suites/case.ts';
import { chooseImplementations } from '../commands/choose-implementations.ts';
import type { Status } from '../result.ts';
import { runConformance } from '../run.ts';
import { compareVerdicts, type Disagreement } from './agreement.ts';
import { buildBatch } from './build-batch.ts';
import { type BatchTarget, runBatch } from './run-batch.ts';

export interface ConfirmTarget extends BatchTarget {
  /** What `run -i` is given. */
  spec: string;
  /** The compiler of its architecture; default `gcc`. */
  compiler?: string;
  /** Words for the compiler, besides -O0. */
  flags?: readonly string[];
  /** Words for the linker: an emulator starts a static program sooner. */
  link?: readonly string[];
  /** By case, why a program with a libc cannot see there what the executor sees. */
  known?: Readonly<Record<string, string>>;
}

const EMULATOR_IS_LOCKED =
  'mlockall reaches the emulator, whose own heap grows for a program that is larger than the executor: VmLck counts it';

/** What helpers stand for is left out where a case says nothing about the machine; in one program with others they stand alone. */
const OTHER_MACHINE = ['-Wno-unused-function', '-Wno-unused-variable'];

const EMULATOR_HAS_NO_ROOM =
  'at the limit of mappings the emulator gets none either, and aborts where it happens to want one';
/** What is the emulator's own in qemu's user mode, whatever it emulates. */
const EMULATED = {
  'errors/emfile/too-many-mappings': EMULATOR_HAS_NO_ROOM,
  'errors/enomem/map-count-munmap': EMULATOR_HAS_NO_ROOM,
  'errors/enomem/map-count-split': EMULATOR_HAS_NO_ROOM,
  'errors/order/mapping-count': EMULATOR_HAS_NO_ROOM,
  'flags/locked/future': EMULATOR_IS_LOCKED,
  'fork/locks/mlockall': EMULATOR_IS_LOCKED,
  'munmap/locks/mlockall': EMULATOR_IS_LOCKED,
  'neighbours/mlockall/future-private-anonymous': EMULATOR_IS_LOCKED,
  'neighbours/mlockall/future-private-file': EMULATOR_IS_LOCKED,
  'neighbours/mlockall/future-shared-anonymous': EMULATOR_IS_LOCKED,
  'neighbours/mlockall/future-shared-memfd': EMULATOR_IS_LOCKED,
  'neighbours/mlockall/future-onfault': EMULATOR_IS_LOCKED,
};

export const CONFIRM_TARGETS: Readonly<Record<string, ConfirmTarget>> = {
  kernel: { spec: 'agent' },
  gvisor: { spec: 'command:runsc --network=none do {agent}', once: ['runsc', '--network=none', 'do'] },
  'qemu-x86_64': {
    spec: 'command:qemu-x86_64 {agent}',
    each: ['qemu-x86_64'],
    link: ['-static'],
    known: EMULATED,
  },
  i386: {
    spec: 'command:{agent}?arch=i386',
    // The kernel's headers for both kinds of programs are those of the other kind, unless there are some of its own.
    flags: ['-m32', '-idirafter', '/usr/include/x86_64-linux-gnu', ...OTHER_MACHINE],
    link: ['-m32'],
  },
  'qemu-aarch64': {
    spec: 'command:qemu-aarch64 {agent}?arch=aarch64',
    each: ['qemu-aarch64'],
    compiler: 'aarch64-linux-gnu-gcc',
    flags: OTHER_MACHINE,
    link: ['-static'],
    known: EMULATED,
  },
  'qemu-riscv64': {
    spec: 'command:qemu-riscv64 {agent}?arch=riscv64',
    each: ['qemu-riscv64'],
    compiler: 'riscv64-linux-gnu-gcc',
    flags: OTHER_MACHINE,
    link: ['-static'],
    known: EMULATED,
  },
  valgrind: {
    spec: 'command:valgrind --tool=none -q {agent}',
    each: ['valgrind', '--tool=none', '-q'],
    link: ['-static'],
  },
};

export interface ConfirmOptions {
  level?: string | undefined;
  allowSystemChanges?: boolean | undefined;
}

export interface Confirmation {
  disagreements: readonly Disagreement[];
  /** How often the executor's status and the program's saying came up together. */
  counts: ReadonlyMap<string, number>;
  /** What took how long, in seconds. */
  seconds: { executor: number; compiler: number; programs: number };
}

/**
 * Runs the cases by the executor and by their C programs.
 *
 * @param options.level as `run --level`; with one the programs look at all promises, too
 * @param options.allowSystemChanges as for `run`; one case at a time then
 * @throws UserError (exit 3) when the target cannot be started or a program does not compile
 */
export async function confirm(
  target: ConfirmTarget,
  cases: readonly Case[],
  options: ConfirmOptions = {},
): Promise<Confirmation> {
  const started = performance.now();
  const verdicts = await verdictsOf(target, cases, options);
  const executed = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'mc-confirm-'));
  try {
    // A sandbox may drop the rights to pass a private directory.
    await chmod(folder, 0o755);
    const { compiler = 'gcc', flags = [], link = [] } = target;
    const program = await buildBatch(cases, folder, { compiler, flags: ['-O0', ...flags], link });
    const compiled = performance.now();
    const environment = {
      ...(options.level !== undefined && { ANY_RELEASE: '1' }),
      ...(options.allowSystemChanges && { ALLOW_SYSTEM_CHANGES: '1' }),
    };
    const alone = options.allowSystemChanges ? { shards: 1 } : {};
    const ends = await runBatch(program, cases.length, target, { environment, ...alone });
    const seconds = {
      executor: inSeconds(executed - started),
      compiler: inSeconds(compiled - executed),
      programs: inSeconds(performance.now() - compiled),
    };
    return { ...compareVerdicts(verdicts, ends, target.known), seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const inSeconds = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

async function verdictsOf(target: ConfirmTarget, cases: readonly Case[], options: ConfirmOptions) {
  // It is its own reference: nothing is compared, and two that change the same setting would undo each other's deeds.
  const chosen = chooseImplementations([`target=${target.spec}`], 'target');
  const result = await runConformance({ ...chosen, cases, timeoutMs: 10_000, ...options });
  return result.cases.map(({ id, results }) => {
    const own = results.target;
    const status: Status = own?.status ?? 'broken';
    return { id, status, reason: own?.reason ?? null };
  });
}
