import { ImplementationError } from '../errors.ts';

/**
 * The line that an executor reads before the first case.
 *
 * @throws ImplementationError when a path cannot be said in it
 */
export function configLine(options: { scratch: string; tmpfs?: string; agent: string }): string {
  for (const [what, path] of Object.entries(options)) {
    if (/^[!-~]+$/.test(path)) continue;
    const hint =
      what !== 'agent'
        ? 'Set TMPDIR to a directory without blanks.'
        : 'Install the package in a path without blanks.';
    throw new ImplementationError(`The path of the ${what} must be plain ASCII without blanks: ${path}`, {
      hint,
    });
  }
  return `config ${Object.entries(options).map(([what, path]) => `${what}=${path}`).join(' ')}\n`;
}
