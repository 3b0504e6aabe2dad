/** `agent`: where the static executor of an architecture is, or a copy of it. */
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { ensureBuilt } from '../../native/build.ts';
import { ARCHITECTURES, type Architecture } from '../../native/toolchain.ts';
import type { Io } from './io.ts';
import { checkFile, writeWhole } from './output-files.ts';

export function addAgent(program: Command, io: Io): void {
  program
    .command('agent')
    .description('print the path of the agent, the static program that executes cases on a target')
    .addOption(new Option('--arch <arch>', 'whose; default: this machine').choices(ARCHITECTURES))
    .option('--output <file>', 'copy it to this file')
    .action(async ({ arch, output }: { arch?: Architecture; output?: string }) => {
      if (output !== undefined) await checkFile(output, '--output');
      const { agent } = await ensureBuilt(arch === undefined ? {} : { architecture: arch });
      if (output !== undefined) await writeWhole(output, await readFile(agent), 0o777);
      io.stdout.write(`${output ?? agent}\n`);
    });
}
