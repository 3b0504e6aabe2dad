/** `doctor`: what a run would execute here, what it would skip, and what to do about it. */
import type { Command } from 'commander';
import { loadCases } from '../cases.ts';
import type { ParsedImplementation } from '../implementations/spec.ts';
import { createScratch } from '../scratch.ts';
import { collect } from './case-selection.ts';
import { chooseImplementations } from './choose-implementations.ts';
import { examine, releaseOf, renderExamination } from './doctor-examination.ts';
import { renderMachine } from './doctor-machine.ts';
import { type Io, wantsColor } from './io.ts';
import { parseLevel } from './parse-level.ts';

interface DoctorFlags {
  implementation?: string[];
  reference?: string;
  level?: string;
}

export function addDoctor(program: Command, io: Io, end: (code: number) => void): void {
  program
    .command('doctor')
    .description('show what can be run here, what would be skipped, and what to do about it')
    .option('-i, --implementation <[NAME=]SPEC>', 'as of `run` (repeatable; default: kernel)', collect)
    .option('--reference <name|SPEC>', 'as of `run`')
    .option('--level <version>', 'as of `run`', parseLevel)
    .action(async (flags: DoctorFlags) => end(await doctor(flags, io)));
}

async function doctor(flags: DoctorFlags, io: Io): Promise<number> {
  const { implementations, reference } = chooseImplementations(flags.implementation ?? [], flags.reference);
  const cases = loadCases();
  const color = wantsColor(io.stdout, io.env);
  const signal = io.interruption();
  const scratch = await createScratch();
  let isWell = true;
  try {
    io.stdout.write(await renderMachine(scratch, color));
    // The reference first: the others may be held to its level.
    const isReference = ({ name }: ParsedImplementation): boolean => name === reference;
    const inOrder = [...implementations].sort((a, b) => Number(isReference(b)) - Number(isReference(a)));
    let referenceRelease = '';
    for (const parsed of inOrder) {
      if (signal.aborted) break;
      const examination = await examine(parsed, {
        ...{ cases, scratch, signal, referenceRelease, level: flags.level ?? null },
        isReference: isReference(parsed),
      });
      isWell &&= examination.started;
      if (isReference(parsed) && examination.started) referenceRelease = releaseOf(examination);
      io.stdout.write(`\n${renderExamination(parsed, examination, color)}`);
    }
  } finally {
    await scratch.remove();
  }
  if (signal.aborted) return 130;
  return isWell ? 0 : 3;
}
