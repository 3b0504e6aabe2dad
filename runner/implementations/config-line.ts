import { ImplementationError } from '../errors.ts';

/** What an executor is told before the first case. */
export interface ExecutorConfig {
  /** A directory of its own: made at the start, removed at the end. */
  scratch: string;
  /** A directory of its own on a tmpfs, if there is one. */
  tmpfs?: string;
  /** Path of the agent, for cases that execute it anew. */
  agent: string;
  /** Cases may change settings of the whole machine, which are restored when they end. */
  allowSystemChanges?: boolean;
}

/**
 * The line that says it.
 *
 * @throws ImplementationError when a path cannot be said in it
 */
export function configLine({ scratch, tmpfs, agent, allowSystemChanges }: ExecutorConfig): string {
  const paths = { scratch, ...(tmpfs !== undefined && { tmpfs }), agent };
  for (const [what, path] of Object.entries(paths)) {
    if (/^[!-~]+$/.test(path)) continue;
    const hint =
      what === 'agent'
        ? 'Install the package in a path without blanks.'
        : 'Set TMPDIR to a directory without blanks.';
    throw new ImplementationError(`The path of the ${what} must be plain ASCII without blanks: ${path}`, {
      hint,
    });
  }
  const words = Object.entries(paths).map(([what, path]) => `${what}=${path}`);
  return `config ${words.join(' ')}${allowSystemChanges ? ' changes=yes' : ''}\n`;
}
