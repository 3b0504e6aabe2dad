import { InvalidArgumentError } from 'commander';
import { parseRelease } from '../level.ts';

/**
 * The value of `--level`.
 *
 * @throws InvalidArgumentError
 */
export function parseLevel(text: string): string {
  if (parseRelease(text) !== null) return text;
  throw new InvalidArgumentError('It must be a Linux release such as 6.11.');
}
