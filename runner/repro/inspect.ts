/** Looks at what the system says about a mapping, in C. */
import { SMAPS_SIZES } from '../steps/inspect.ts';
import type { StepOf } from '../steps/rule.ts';
import { list } from '../steps/rule.ts';
import type { Action, CProgram, Renderer } from './c-program.ts';
import { addressInC, offsetInC, sizeArgument, sizeInC } from './operands.ts';

const quoted = (text: string | undefined): string => (text === undefined ? 'NULL' : JSON.stringify(text));

export const maps: Renderer<StepOf<'maps'>> = (s, program) => {
  program.use('shown');
  const range = `${addressInC(s.maps, program)}, ${sizeInC(s.length ?? '1p', program)}`;
  if (s.mapped === false) return { is: 'statement', text: `NOT_SHOWN(${range})` };
  const words = [
    range,
    quoted(s.perms),
    s.offset === undefined ? '-1' : offsetInC(s.offset, program),
    quoted(s.backing === undefined ? undefined : list(s.backing).join(' or ')),
  ];
  return { is: 'statement', text: `SHOWN(${words.join(', ')})` };
};

export const smaps: Renderer<StepOf<'smaps'>> = (s, program) => {
  program.use('smaps');
  const sizes = (Object.keys(SMAPS_SIZES) as (keyof typeof SMAPS_SIZES)[]).flatMap((key) =>
    s[key] === undefined ? [] : [`"${SMAPS_SIZES[key]}"`, sizeArgument(s[key], program)],
  );
  const words = [
    addressInC(s.smaps, program),
    quoted((s.vmFlags?.has ?? []).join(' ')),
    quoted((s.vmFlags?.lacks ?? []).join(' ')),
    ...sizes,
    'NULL',
  ];
  return { is: 'statement', text: `SMAPS(${words.join(', ')})` };
};

export const resident: Renderer<StepOf<'resident'>> = (s, program) => {
  program.use('resident');
  const { addr, length } = s.resident;
  const call = `resident(${addressInC(addr, program)}, ${sizeInC(length, program)})`;
  return { is: 'call', call, ...(s.is !== undefined && { returns: String(s.is) }) };
};

export const status: Renderer<StepOf<'status'>> = (s, program) => {
  program.use('status');
  const call = `STATUS("${s.status}:")`;
  return { is: 'call', call, ...(s.is !== undefined && { returns: sizeInC(s.is, program) }) };
};

/** A number of the system, within bounds. */
function numbered(
  path: string,
  field: string,
  s: {
    as?: string;
    is?: number;
    atLeast?: string | number;
    atMost?: string | number;
  },
  program: CProgram,
): Action {
  program.use('number');
  const call = `number("${path}", "${field}")`;
  const bounds = [
    ...(s.is === undefined ? [] : [`answer == ${s.is}`]),
    ...(s.atLeast === undefined || s.atLeast === 0 ? [] : [`answer >= ${sizeInC(s.atLeast, program)}`]),
    ...(s.atMost === undefined ? [] : [`answer <= ${sizeInC(s.atMost, program)}`]),
  ];
  const access = s.as === undefined ? call : `${program.slot(s.as, 'number')} = ${call}`;
  return bounds.length === 0
    ? { is: 'setup', call: access }
    : { is: 'question', question: access, condition: bounds.join(' && ') };
}

export const sysctl: Renderer<StepOf<'sysctl'>> = (s, program) =>
  numbered(`/proc/sys/${s.sysctl.replaceAll('.', '/')}`, '', s, program);
export const number: Renderer<StepOf<'number'>> = (s, program) =>
  numbered(s.number, s.field ?? '', s, program);

export const mapFiles: Renderer<StepOf<'mapFiles'>> = (s, program) => {
  program.use('mapFiles');
  const { addr, length } = s.mapFiles;
  const call = `leads_to(${addressInC(addr, program)}, ${sizeInC(length, program)}, ${s.leadsTo})`;
  return s.fails === undefined ? { is: 'call', call, returns: '1' } : { is: 'call', call };
};

export const age: Renderer<StepOf<'age'>> = (s, program) => {
  program.use('age');
  return { is: 'setup', call: `age(${s.age})` };
};

export const times: Renderer<StepOf<'times'>> = (s, program) => {
  program.use('times');
  return { is: 'statement', text: `TIMES(${s.times}, ${quoted(s.atime)}, ${quoted(s.mtime)})` };
};

export const freeBlocks: Renderer<StepOf<'freeBlocks'>> = (s, program) => {
  program.use('freeBlocks');
  const call = 'free_blocks("/mnt")';
  if (s.as !== undefined) return { is: 'setup', call: `${program.slot(s.as, 'number')} = ${call}` };
  if (s.is !== undefined) return { is: 'question', question: call, condition: `answer == ${s.is}` };
  if (s.lessThan !== undefined)
    return { is: 'question', question: call, condition: `answer < ${s.lessThan}` };
  return { is: 'setup', call };
};
