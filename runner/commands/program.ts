/** The command line as a whole: verbs, usage errors, exit codes. */
import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { toolVersion } from '../tool-version.ts';
import { addAgent } from './agent.ts';
import { addCompare } from './compare.ts';
import { addCoverage } from './coverage.ts';
import { addDoctor } from './doctor.ts';
import type { Io } from './io.ts';
import { addList } from './list.ts';
import { addMerge } from './merge.ts';
import { addPack } from './pack.ts';
import { addRepro } from './repro.ts';
import { addRun } from './run.ts';
import { addShow } from './show.ts';
import { showError } from './show-error.ts';

const EXAMPLES = `
Examples:
  $ mmap-conformance run                             all cases on the running kernel
  $ mmap-conformance run -i agent prot               one group, on the kernel and through the agent
  $ mmap-conformance run -i 'command:qemu-x86_64 {agent}'
  $ mmap-conformance list flags/fixed-noreplace
  $ mmap-conformance show flags/fixed-noreplace/overlap-whole
  $ mmap-conformance repro flags/fixed-noreplace/overlap-whole --format c > repro.c
  $ mmap-conformance doctor -i agent                 what will be skipped, and what to do about it`;

/** Says a usage error in the form of all others: the hint on the next line. */
function restyle(text: string): string {
  return text
    .replace(/^error: /, 'mmap-conformance: ')
    .replace(/\n\(Did you mean (.*)\?\)/s, (_, meant: string) => `\n  Did you mean \`${meant}\`?`);
}

/**
 * Carries out a command line and returns the exit code. Never rejects.
 * @param args without the program's own name
 */
export async function runMain(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = new Command('mmap-conformance')
    .description('Holds implementations of mmap(2) against what is documented, and against what Linux does.')
    .version(toolVersion())
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(restyle(text)),
    });
  addRun(program, io, (end) => {
    code = end;
  });
  addList(program, io);
  addShow(program, io);
  addRepro(program, io, (end) => {
    code = end;
  });
  addCoverage(program, io);
  addDoctor(program, io, (end) => {
    code = end;
  });
  addCompare(program, io, (end) => {
    code = end;
  });
  addMerge(program, io, (end) => {
    code = end;
  });
  addAgent(program, io);
  addPack(program, io);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said what it has to say; help that was not asked for is wrong usage, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    showError(error, io.stderr, { stack: args.includes('--verbose') });
    return error instanceof UserError ? error.exitCode : 3;
  }
}
