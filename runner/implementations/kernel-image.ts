import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { ImplementationError } from '../errors.ts';
import type { Hello, Implementation, Outcome, Program } from '../implementation.ts';
import { createCommandImplementation } from './command.ts';
import { findProgram } from './find-program.ts';
import type { MachineOptions } from './kernel-image-options.ts';
import { LastLines } from './last-lines.ts';
import { type Machine, machineCommand, writeMachineFiles } from './machine.ts';
import { removeDirectory } from './scratch.ts';

export interface KernelImageOptions {
  name: string;
  /** The SPEC as given. */
  spec: string;
  machine: MachineOptions;
  /** A directory of its own: made at the start, removed at the end. */
  scratch: string;
  /** Path of an agent that runs in the machine. */
  agent: string;
  /** Milliseconds until the machine must have started; default 90000. */
  helloTimeoutMs?: number;
  /** Milliseconds beyond a case's own limit after which the machine is said to hang; default 10000. */
  graceMs?: number;
}

/** What a serial line's driver can hold if the machine does not read for a while. */
const WINDOW_BYTES = 16 << 10;
/** What a kernel says that dies: the causes come before the panic. */
const DEATH = /Kernel panic|kernel BUG at|BUG: unable to handle|\bOops\b|\[#\d+\]/;
/** How much of the console's end is looked through, and how much of it is shown at most. */
const CONSOLE_LINES = 500;
const SHOWN_LINES = 12;
const EMULATOR = 'qemu-system-x86_64';

/** A kernel of its own, in a virtual machine whose first process is the agent. */
export function createKernelImageImplementation(options: KernelImageOptions): Implementation {
  return new KernelImageImplementation(options);
}

class KernelImageImplementation implements Implementation {
  readonly name: string;
  readonly spec: string;
  readonly #options: KernelImageOptions;
  #machine: { files: Machine; command: Implementation } | undefined;

  constructor(options: KernelImageOptions) {
    this.name = options.name;
    this.spec = options.spec;
    this.#options = options;
  }

  async start(onCrash?: (error: ImplementationError) => void): Promise<Hello> {
    const { name, spec, machine, scratch, agent, helloTimeoutMs = 90_000, graceMs = 10_000 } = this.#options;
    if (!existsSync(machine.image)) {
      throw new ImplementationError(`there is no kernel at ${machine.image}`, {
        hint: 'On Debian: apt-get install linux-image-amd64, then -i kernel-image:/boot/vmlinuz-...; docs/kernel-image.md has more.',
      });
    }
    const emulator = findProgram(EMULATOR);
    if (emulator === undefined) {
      throw new ImplementationError(`\`${EMULATOR}\` is not there to boot ${machine.image} with`, {
        hint: 'Install it, on Debian: apt-get install --no-install-recommends qemu-system-x86 seabios',
      });
    }
    await mkdir(scratch, { recursive: true });
    await chmod(scratch, 0o700);
    const files = await writeMachineFiles(machine, { folder: scratch, agent });
    const command = createCommandImplementation({
      ...{ name, spec, scratch, agent, helloTimeoutMs, graceMs },
      argv: machineCommand(machine, files, emulator),
      // Where it keeps what the machine writes to its disk.
      env: { TMPDIR: scratch },
      windowBytes: WINDOW_BYTES,
      // The machine knows its directories itself.
      config: '',
    });
    this.#machine = { files, command };
    return await explained(() => command.start((error) => onCrash?.(explain(error, files))), files);
  }

  async execute(
    programs: readonly Program[],
    report: (outcome: Outcome) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const machine = this.#machine;
    if (machine === undefined) throw new ImplementationError(`${this.name} was not started.`);
    const { files, command } = machine;
    await explained(
      () => command.execute(programs, (outcome) => report(told(outcome, files)), signal),
      files,
    );
  }

  async stop(): Promise<void> {
    await this.#machine?.command.stop();
    await removeDirectory(this.#options.scratch);
  }
}

/** What the kernel's console showed: from the first word of its death on if it died, else the end. */
function consoleLines({ console }: Machine): readonly string[] {
  const log = new LastLines(CONSOLE_LINES);
  if (existsSync(console)) log.write(readFileSync(console, 'utf8'));
  const death = log.lines.findIndex((line) => DEATH.test(line));
  return death < 0 ? log.lines.slice(-SHOWN_LINES) : log.lines.slice(death, death + SHOWN_LINES);
}

/** A machine that went away, or stood still after a panic: why, in the kernel's own words. */
function told(outcome: Outcome, files: Machine): Outcome {
  const { ending } = outcome;
  const isHung = ending.how === 'timeout' && ending.hung === 'system';
  if (ending.how !== 'crashed' && !isHung) return outcome;
  const lines = consoleLines(files);
  const death = lines.find((line) => DEATH.test(line));
  const word = death ?? lines.at(-1);
  if (word === undefined || (isHung && death === undefined)) return outcome;
  const reason = ending.how === 'crashed' ? ending.reason : 'the machine stood still';
  return { ...outcome, ending: { how: 'crashed', reason: `${reason}; its console: ${word}` } };
}

/** Adds to the error of a start what the kernel's console showed. */
async function explained<T>(act: () => Promise<T>, files: Machine): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof ImplementationError ? explain(error, files) : error;
  }
}

function explain(error: ImplementationError, files: Machine): ImplementationError {
  const lines = consoleLines(files);
  const shown = lines.length === 0 ? ' Its console stayed empty.' : ['', ...lines].join('\n  ');
  return new ImplementationError(`${error.message}${shown}`, {
    hint: 'docs/kernel-image.md says what a kernel must have to be booted here.',
    cause: error,
  });
}
