/** `pack`: an agent with programs inside, for a target without an input. */
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { ensureBuilt } from '../../native/build.ts';
import { packAgent } from '../../native/packed-agent.ts';
import { ARCHITECTURES, type Architecture } from '../../native/toolchain.ts';
import { UserError } from '../errors.ts';
import { packText } from '../pack.ts';
import { addSelection, type SelectionFlags, selectedCases } from './case-selection.ts';
import { parseCount, parseTimeout } from './flag-values.ts';
import type { Io } from './io.ts';
import { checkFile, writeWhole } from './output-files.ts';

interface PackFlags extends SelectionFlags {
  output: string;
  arch?: Architecture;
  scratch?: string;
  tmpfs?: string;
  oneProcess?: true;
  allowSystemChanges?: true;
  look?: true;
  repeat: number;
  timeout: number;
}

const EXAMPLES = `
Examples:
  $ mmap-conformance pack --arch riscv64 --output mc.elf
  (start mc.elf on the target, keep what it prints in serial.log)
  $ mmap-conformance run -i transcript:serial.log`;

export function addPack(program: Command, io: Io): void {
  addSelection(
    program
      .command('pack')
      .description(
        'write an agent with programs inside, for a target without an input; -i transcript:FILE reads its output',
      ),
  )
    .requiredOption('--output <file>', 'the static executable that is written')
    .addOption(new Option('--arch <arch>', 'of the target; default: this machine').choices(ARCHITECTURES))
    .option(
      '--scratch <dir>',
      'a directory on the target for files; without it, cases about files are skipped',
    )
    .option('--tmpfs <dir>', 'a directory on a tmpfs of the target')
    .option('--one-process', 'for a system without fork: all cases run in one process, as far as that goes')
    .option('--allow-system-changes', 'also cases that change settings of the whole machine for a moment')
    .option('--look', 'the address space is shown after each step, for pictures: more output')
    .option('--repeat <n>', 'all of it so many times, against noise on the line', parseCount, 1)
    .option('--timeout <ms>', 'time limit of each case', parseTimeout, 10_000)
    .addHelpText('after', EXAMPLES)
    .action((filters: string[], flags: PackFlags) => pack(filters, flags, io));
}

async function pack(filters: readonly string[], flags: PackFlags, io: Io): Promise<void> {
  const { output, arch, timeout: timeoutMs, look = false, repeat } = flags;
  const { cases } = selectedCases(filters, flags);
  await checkFile(output, '--output');
  const { agent } = await ensureBuilt(arch === undefined ? {} : { architecture: arch });
  const text = packText({ cases, config: configOf(flags), timeoutMs, look, repeat });
  const file = packAgent(await readFile(agent), text);
  await writeWhole(output, file, 0o777);
  io.stdout.write(`${output}: ${cases.length} cases, ${Math.ceil(file.length / 1024)} KiB\n`);
}

function configOf({ scratch, tmpfs, oneProcess, allowSystemChanges }: PackFlags): string {
  for (const [flag, path] of Object.entries({ '--scratch': scratch, '--tmpfs': tmpfs })) {
    if (path === undefined || /^\/[!-~]*$/.test(path)) continue;
    throw new UserError(`${flag}: it must be an absolute path on the target, plain ASCII without blanks.`);
  }
  const words = [
    ...(scratch === undefined ? [] : [`scratch=${scratch}`]),
    ...(tmpfs === undefined ? [] : [`tmpfs=${tmpfs}`]),
    ...(allowSystemChanges ? ['changes=yes'] : []),
    ...(oneProcess ? ['processes=one'] : []),
    // The packed agent itself: it knows what to do when it is started anew (`exec`).
    'agent=/proc/self/exe',
  ];
  return `config ${words.join(' ')}\n`;
}
