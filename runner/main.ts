#!/usr/bin/env node
import { endNow, listenForSignals } from './commands/interruption.ts';
import { why } from './commands/output-files.ts';
import { runMain } from './commands/program.ts';
import { showError } from './commands/show-error.ts';
import { UserError } from './errors.ts';

const { stdout, stderr, env, argv } = process;
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read it has seen enough: `| head`.
    if (error.code === 'EPIPE') return;
    if (stream === stdout)
      showError(new UserError(`standard output cannot be written: ${why(error)}`), stderr);
    process.exit(3);
  });
}
// Each running target has one: there are as many as there are implementations.
process.setMaxListeners(0);
const io = { stdout, stderr, env, interruption: () => listenForSignals(stderr) };
process.exitCode = await runMain(argv.slice(2), io);
// What an interrupted run was in the middle of starting may keep this process alive.
if (process.exitCode === 130) endNow();
