import { ImplementationError } from '../errors.ts';
import type { Hello } from '../implementation.ts';
import { type OutputRecord, PROTOCOL_VERSION } from '../records.ts';
import { type Exit, TargetProcess } from './target-process.ts';

export interface LaunchOptions {
  name: string;
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** The `config` line. */
  config: string;
  helloTimeoutMs: number;
  signal: AbortSignal;
  /** As of TargetProcess. */
  onMessage?: (message: unknown) => void;
}

type Answer = { hello: OutputRecord } | { exit: Exit } | 'late' | 'aborted';

/**
 * Starts a process and waits until it has said what it is.
 *
 * @throws ImplementationError when it does not; nothing of it is left then
 */
export async function launch(options: LaunchOptions): Promise<{ target: TargetProcess; hello: Hello }> {
  const { argv, env, config, helloTimeoutMs, signal, onMessage } = options;
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => {};
  let hear = (_: OutputRecord): void => {};
  const heard = new Promise<Answer>((resolve) => {
    hear = (hello) => resolve({ hello });
    abort = () => resolve('aborted');
    timer = setTimeout(() => resolve('late'), helloTimeoutMs);
  });
  const target = new TargetProcess({
    argv,
    ...(env && { env }),
    ...(onMessage && { onMessage }),
    onRecords: (records) => {
      const hello = records.find(({ kind }) => kind === 'hello');
      if (hello !== undefined) hear(hello);
    },
  });
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  target.send(config);
  const answer = await Promise.race([heard, target.exited.then((exit): Answer => ({ exit }))]);
  clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  if (!signal.aborted && typeof answer === 'object' && 'hello' in answer && answer.hello.kind === 'hello') {
    if (answer.hello.version === PROTOCOL_VERSION) return { target, hello: answer.hello.hello };
  }
  target.kill();
  await target.exited;
  throw failure(options, signal.aborted ? 'aborted' : answer, target);
}

function failure(options: LaunchOptions, answer: Answer, target: TargetProcess): ImplementationError {
  const { name, argv } = options;
  const program = argv[0] ?? '';
  const words = target.lastWords.map((line) => `\n  ${line}`).join('');
  const hint = `Run it by hand, it must answer with a line that starts with "%mc ": ${argv.join(' ')}`;
  if (answer === 'aborted') return new ImplementationError(`the start of ${name} was interrupted`);
  if (answer === 'late') {
    const seconds = options.helloTimeoutMs / 1000;
    return new ImplementationError(`${name} has not said what it is within ${seconds} s.${words}`, { hint });
  }
  if ('hello' in answer) {
    return new ImplementationError(
      `${name} speaks another version of the protocol than ${PROTOCOL_VERSION}.`,
      {
        hint: 'Build the agent anew: npm run build',
      },
    );
  }
  const { spawnError } = answer.exit;
  if (spawnError === 'ENOENT') {
    return new ImplementationError(`cannot start \`${program}\`: no such program`, {
      hint: 'Is it installed, and on the PATH? No shell runs, so aliases and `~` are not known.',
    });
  }
  if (spawnError !== undefined) return new ImplementationError(`cannot start \`${program}\`: ${spawnError}`);
  return new ImplementationError(
    `${name} ended with ${answer.exit.with} before it said what it is.${words}`,
    { hint },
  );
}
