/** Values of flags that several verbs take. */
import { InvalidArgumentError } from 'commander';

/** A day: beyond it nobody waits, and timers overflow. */
const LONGEST_MS = 86_400_000;

/** @throws InvalidArgumentError, which commander shows as wrong usage */
export function parseTimeout(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= LONGEST_MS) return value;
  throw new InvalidArgumentError(`It must be a whole number of milliseconds, 1 to ${LONGEST_MS}.`);
}

/** @throws InvalidArgumentError, which commander shows as wrong usage */
export function parseCount(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number, 1 to 99.');
}
