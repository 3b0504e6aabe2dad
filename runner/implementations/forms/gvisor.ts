import { ensureBuilt } from '../../../native/build.ts';
import { createCommandImplementation } from '../command.ts';
import { programOf, tiedToUs } from '../find-program.ts';
import { readValues } from '../option-words.ts';
import type { Form } from './form.ts';

export interface GvisorOptions {
  /** `--platform` of runsc: what executes the sandbox's instructions. Default: its own. */
  platform?: string;
}

/** gVisor, a kernel in a process: `runsc do`, with the host's files below an overlay that forgets. */
export const gvisorForm: Form<GvisorOptions> = {
  word: 'gvisor',
  takesOptions: true,
  // It answers uname with 4.4.0 whatever it can do.
  level: 'reference',
  parse: (text) => readValues(text, { whose: '`gvisor`', keys: ['platform'] }),
  usualName: () => 'gvisor',
  async create({ platform }, place) {
    const runsc = programOf({ preset: 'gvisor', program: 'runsc', debian: 'runsc' });
    const { agent } = await ensureBuilt();
    const { scratch, tmpfs = scratch } = place;
    return createCommandImplementation({
      ...place,
      agent,
      argv: gvisorCommand(runsc, agent, { platform, isRoot: process.getuid?.() === 0 }),
      // Where it keeps the state of the sandbox, which is nobody and must get there: not below a private TMPDIR.
      env: { TMPDIR: tmpfs },
    });
  },
};

/** The command that starts the agent in a sandbox. */
export function gvisorCommand(
  runsc: string,
  agent: string,
  { platform, isRoot }: { platform: string | undefined; isRoot: boolean },
): string[] {
  return [
    ...tiedToUs(),
    runsc,
    ...(isRoot ? [] : ['--rootless']),
    // Nothing here needs a limit, and a container often may not set one.
    '--ignore-cgroups',
    '--network=none',
    ...(platform === undefined ? [] : [`--platform=${platform}`]),
    'do',
    agent,
  ];
}
