/** Rights and limits of the case's process, numbers of the system, and other processes. */

import { type Context, evaluate } from './context.ts';
import { list, operand, type Rule, type Seen, type StepOf, shown, works } from './rule.ts';

const limit = (value: string | number | undefined): string => operand(value, 'keep');

export const rlimit: Rule<StepOf<'rlimit'>> = {
  role: 'setup',
  line: (s) =>
    'room' in s
      ? `room ${s.rlimit} ${operand(s.room)}`
      : `rlimit ${s.rlimit} ${limit(s.soft)} ${limit(s.hard)}`,
  call: (s) => {
    if ('room' in s) return `setrlimit(${s.rlimit}, what is used now + ${shown(s.room)})`;
    return `setrlimit(${s.rlimit}, ${shown(s.soft)}${s.hard === undefined ? '' : `, hard ${shown(s.hard)}`})`;
  },
  promise: () => null,
  judge: works,
};

export const drop: Rule<StepOf<'drop'>> = {
  role: 'setup',
  line: (s) => `drop ${s.drop}`,
  call: (s) => (s.drop === 'all' ? 'become an ordinary user' : `drop(CAP_${s.drop})`),
  promise: () => null,
  judge: works,
};

export const capability: Rule<StepOf<'capability'>> = {
  role: 'setup',
  line: (s) => `capability ${s.capability}`,
  call: (s) => `capability(CAP_${s.capability})`,
  promise: (s) => (s.is === undefined ? null : s.is ? 'yes' : 'no'),
  judge: (s, [word = 'no']) => ({
    observed: word,
    ok: s.is === undefined ? null : word === (s.is ? 'yes' : 'no'),
  }),
};

export const architecture: Rule<StepOf<'architecture'>> = {
  role: 'setup',
  line: () => 'architecture',
  call: () => 'architecture()',
  promise: (s) => list(s.architecture).join(' or '),
  judge: (s, [word = '']) => ({ observed: word, ok: list(s.architecture).some((one) => one === word) }),
};

export const mount: Rule<StepOf<'mount'>> = {
  role: 'setup',
  line: (s) => `mount ${s.mount} ${s.options?.join(',') || '-'}`,
  call: (s) => `mount(${s.mount}${s.options ? `, ${s.options.join(',')}` : ''})`,
  promise: () => null,
  judge: works,
};

/** Bounds of a number of the system; those that are operands may name what was read before. */
interface Bounds {
  is?: number;
  atLeast?: string | number;
  atMost?: string | number;
}

function judgeNumber(s: Bounds & { as?: string }, word: string, context: Context): Seen {
  const number = BigInt(word);
  const ok =
    (s.is === undefined || number === BigInt(s.is)) &&
    (s.atLeast === undefined || number >= (evaluate(operand(s.atLeast), context) ?? 0n)) &&
    (s.atMost === undefined || number <= (evaluate(operand(s.atMost), context) ?? 0n));
  if (s.as !== undefined) context.slots.set(s.as, number);
  return { observed: ok ? 'as needed' : String(number), ok };
}

function promiseNumber(s: Bounds): string | null {
  if (s.is !== undefined) return String(s.is);
  const bounds = [
    s.atLeast === undefined ? '' : `at least ${shown(s.atLeast)}`,
    s.atMost === undefined ? '' : `at most ${shown(s.atMost)}`,
  ];
  return bounds.filter(Boolean).join(', ') || null;
}

export const sysctl: Rule<StepOf<'sysctl'>> = {
  role: 'setup',
  line: (s) => `number ${s.as ?? '-'} /proc/sys/${s.sysctl.replaceAll('.', '/')} -`,
  call: (s) => `${s.as ? `${s.as} = ` : ''}sysctl(${s.sysctl})`,
  promise: promiseNumber,
  judge: (s, [word = '0'], context) => judgeNumber(s, word, context),
};

export const number: Rule<StepOf<'number'>> = {
  role: 'setup',
  line: (s) => `number ${s.as ?? '-'} ${s.number} ${s.field ?? '-'}`,
  call: (s) => `${s.as ? `${s.as} = ` : ''}number(${s.number}${s.field ? `, ${s.field}` : ''})`,
  promise: promiseNumber,
  judge: (s, [word = '0'], context) => judgeNumber(s, word, context),
};

/** What the process had mapped before counts too: a Node process some hundreds, an emulator more. */
const OTHER_MAPPINGS = 4000;

export const exhaustMappings: Rule<StepOf<'exhaustMappings'>> = {
  role: 'tested',
  line: (s) => `exhaust ${s.exhaustMappings}`,
  call: (s) => `${s.exhaustMappings} = map single pages until mmap fails`,
  promise: () => 'ENOMEM near vm.max_map_count',
  judge: (s, [errno = '0', count = '0', most = '0', base = '0'], context) => {
    context.slots.set(s.exhaustMappings, BigInt(base));
    const near = Number(count) <= Number(most) + 1 && Number(count) > Number(most) - OTHER_MAPPINGS;
    if (errno === '0') return { observed: `no failure after ${count} mappings`, ok: false };
    return {
      observed: `${errno} ${near ? 'near vm.max_map_count' : `after ${count} mappings of ${most}`}`,
      ok: near && errno === 'ENOMEM',
    };
  },
};

/** What is promised of the end of a child: of fork (its join) and of exec. */
export function promiseOfChild(ends?: string): string {
  return ends === undefined ? 'the child exits' : `the child is killed by ${ends}`;
}

/** How a child process ended, against how it should. */
export function judgeChild(words: readonly string[], ends?: string): Seen {
  const [how = '', what = ''] = words;
  const observed =
    how === 'exit'
      ? what === '0'
        ? 'the child exits'
        : `the child exits with ${what}`
      : `the child is killed by ${what}`;
  return { observed, ok: observed === promiseOfChild(ends) };
}

export const fork: Rule<StepOf<'fork'>> = {
  role: 'setup',
  line: (s) => `fork ${s.fork.length}`,
  call: () => 'fork()',
  promise: () => null,
  judge: works,
};

export const become: Rule<StepOf<'become'>> = {
  role: 'setup',
  line: (s) => `become ${s.become.length}`,
  call: () => 'execve(agent)',
  promise: () => null,
  judge: works,
};

export const exec: Rule<StepOf<'exec'>> = {
  role: 'tested',
  line: (s) => `exec ${s.exec.length}`,
  call: () => 'fork(), execve(agent)',
  promise: () => 'the child exits',
  judge: (_s, words) => judgeChild(words),
};
