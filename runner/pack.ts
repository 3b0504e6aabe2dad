/** Programs for a target that nobody can talk to: what goes into a packed agent, and how its output is told apart again. */
import type { Case } from '../suites/case.ts';
import { NEEDS } from '../suites/needs.ts';
import { compileCase } from './compile.ts';
import type { Program } from './implementation.ts';
import { needsToProbe } from './probe.ts';
import { crc32, encodeProgram } from './records.ts';

export interface PackOptions {
  cases: readonly Case[];
  /** The line that tells the agent its directories and rights, with its LF. */
  config: string;
  /** Milliseconds for each case. */
  timeoutMs: number;
  /** The address space is shown after each step, for pictures. */
  look?: boolean;
  /** How often all of it is executed: what a noisy line damages once may come through the next time. Default 1. */
  repeat?: number;
}

/** Programs named in one `plan` record. */
const PLANNED_AT_ONCE = 20;

/**
 * The number that a program has in a packed agent. It follows from the program alone, so that who reads the output needs no list:
 * its checksum, and its length so that two programs do not meet.
 */
export function packedSeq({ lines }: Pick<Program, 'lines'>): number {
  const body = lines.map((line) => `${line}\n`).join('');
  return body.length * 2 ** 32 + Number.parseInt(crc32(body), 16);
}

/**
 * What a packed agent reads: its configuration, the plan of what follows, the programs. Cases that compile to the same program share
 * one. Needs are programs like the cases; whether they are met is for who reads the output to say.
 */
export function packText({ cases, config, timeoutMs, look = false, repeat = 1 }: PackOptions): string {
  const needs = needsToProbe(cases).map((name) => NEEDS[name]);
  const programs = new Map<number, Program>();
  for (const one of [...needs, ...cases]) {
    const program = compileCase(one, 0, timeoutMs);
    const seq = packedSeq(program);
    programs.set(seq, { ...program, seq, ...(look && { look: true as const }) });
  }
  const seqs = [...programs.keys()];
  const parts = Math.ceil(seqs.length / PLANNED_AT_ONCE);
  const plan = Array.from({ length: parts }, (_, index) => {
    const part = seqs.slice(index * PLANNED_AT_ONCE, (index + 1) * PLANNED_AT_ONCE);
    return `echo plan ${index + 1}/${parts} ${part.join(' ')}\n`;
  });
  const encoded = [...programs.values()].map(encodeProgram).join('');
  return [config, ...plan, encoded.repeat(repeat)].join('');
}
