import { CrashedStart, ImplementationError } from '../errors.ts';
import type { Hello } from '../implementation.ts';
import { type OutputRecord, PROTOCOL_VERSION } from '../records.ts';
import type { Connection } from './connection.ts';
import { type Exit, TargetProcess } from './target-process.ts';

export interface LaunchOptions {
  name: string;
  argv: readonly string[];
  /** Starts it. */
  connect: () => Connection;
  /** The `config` line. */
  config: string;
  /** What to do when it says nothing; default: run it by hand. */
  advice?: string | undefined;
  helloTimeoutMs: number;
  /** How many starts in a row have come to nothing, with this one if it does. */
  nth: number;
  signal: AbortSignal;
}

/** What it says first. */
type Greeting = Extract<OutputRecord, { kind: 'hello' | 'unusable' }>;
type Answer = { said: Greeting } | { exit: Exit } | 'late' | 'aborted';

/**
 * Starts a process and waits until it has said what it is.
 *
 * @throws ImplementationError when it does not, CrashedStart when it ended before; nothing of it is left then
 */
export async function launch(options: LaunchOptions): Promise<{ target: TargetProcess; hello: Hello }> {
  const { connect, config, helloTimeoutMs, signal } = options;
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => {};
  let hear = (_: Greeting): void => {};
  const heard = new Promise<Answer>((resolve) => {
    hear = (said) => resolve({ said });
    abort = () => resolve('aborted');
    timer = setTimeout(() => resolve('late'), helloTimeoutMs);
  });
  const target = new TargetProcess({
    connection: connect(),
    onRecords: (records) => {
      const said = records.find((record) => record.kind === 'hello' || record.kind === 'unusable');
      if (said !== undefined) hear(said);
    },
  });
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  target.send(config);
  const answer = await Promise.race([heard, target.exited.then((exit): Answer => ({ exit }))]);
  clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  if (!signal.aborted && typeof answer === 'object' && 'said' in answer && answer.said.kind === 'hello') {
    if (answer.said.version === PROTOCOL_VERSION) return { target, hello: answer.said.hello };
  }
  target.kill();
  await target.exited;
  throw failure(options, signal.aborted ? 'aborted' : answer, target);
}

function failure(options: LaunchOptions, answer: Answer, target: TargetProcess): ImplementationError {
  const { name, argv, advice } = options;
  const program = argv[0] ?? '';
  const words = target.lastWords.map((line) => `\n  ${line}`).join('');
  const hint =
    advice ?? `Run it by hand, it must answer with a line that starts with "%mc ": ${argv.join(' ')}`;
  if (answer === 'aborted') return new ImplementationError(`the start of ${name} was interrupted`);
  if (answer === 'late') {
    const seconds = options.helloTimeoutMs / 1000;
    return new ImplementationError(`${name} has not said what it is within ${seconds} s.${words}`, {
      hint,
    });
  }
  if ('said' in answer && answer.said.kind === 'unusable') {
    const { message, hint: what } = answer.said;
    return new ImplementationError(
      `${name} cannot be used: ${message}`,
      what === undefined ? {} : { hint: what },
    );
  }
  if ('said' in answer) {
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
  const again = options.nth > 1 ? `, ${options.nth} times in a row` : '';
  return new CrashedStart(
    `${name} ended with ${answer.exit.with} before it said what it is${again}.${words}`,
    { hint },
  );
}
