import { runMain } from './program.ts';

/** Carries out a command line in this process. */
export async function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  let stdout = '';
  let stderr = '';
  const code = await runMain(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env,
    interruption: () => new AbortController().signal,
  });
  return { code, stdout, stderr };
}
