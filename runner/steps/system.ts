/** More than one process or thread, and what reaches beyond the case's own process. */
import { type Context, evaluate } from './context.ts';
import { joined, operand, type Rule, type StepOf, shown, works } from './rule.ts';

/** Set-up that returns nothing worth judging. */
function setup<S>(line: (s: S) => string, call: (s: S) => string): Rule<S> {
  return { role: 'setup', line, call, promise: () => null, judge: works };
}

export const mapFiles: Rule<StepOf<'mapFiles'>> = {
  role: 'tested',
  line: (s) => `mapfiles ${operand(s.mapFiles.addr)} ${operand(s.mapFiles.length)} ${s.leadsTo}`,
  call: (s) => `map_files(${shown(s.mapFiles.addr)}, ${shown(s.mapFiles.length)})`,
  promise: (s) => `the file of ${s.leadsTo}`,
  judge: (s, [word]) => ({
    observed: word === 'same' ? `the file of ${s.leadsTo}` : 'another file',
    ok: word === 'same',
  }),
};

export const age = setup<StepOf<'age'>>(
  (s) => `age ${s.age}`,
  (s) => `futimens(${s.age}, long ago)`,
);

const timesText = (s: StepOf<'times'>, atime: string, mtime: string): string =>
  [s.atime === undefined ? '' : `atime ${atime}`, s.mtime === undefined ? '' : `mtime ${mtime}`]
    .filter(Boolean)
    .join(', ');

export const times: Rule<StepOf<'times'>> = {
  role: 'tested',
  line: (s) => `times ${s.times}`,
  call: (s) => `fstat(${s.times})`,
  promise: (s) => timesText(s, s.atime ?? '', s.mtime ?? '') || null,
  judge: (s, [atime = '', mtime = '']) => {
    const named = s.atime !== undefined || s.mtime !== undefined;
    const ok = (s.atime === undefined || s.atime === atime) && (s.mtime === undefined || s.mtime === mtime);
    return named
      ? { observed: timesText(s, atime, mtime), ok }
      : { observed: `atime ${atime}, mtime ${mtime}`, ok: null };
  },
};

export const freeBlocks: Rule<StepOf<'freeBlocks'>> = {
  role: 'tested',
  line: (s) => `free ${s.as ?? '-'}`,
  call: (s) => `${s.as ? `${s.as} = ` : ''}statfs(${s.freeBlocks}).free`,
  promise: (s) =>
    s.is !== undefined ? `as many as ${s.is}` : s.lessThan !== undefined ? `fewer than ${s.lessThan}` : null,
  judge: (s, [word = '0'], context: Context) => {
    const blocks = BigInt(word);
    if (s.as !== undefined) context.slots.set(s.as, blocks);
    const other = evaluate(s.is ?? s.lessThan ?? '0', context) ?? -1n;
    if (s.is !== undefined)
      return {
        observed: blocks === other ? `as many as ${s.is}` : `not as many as ${s.is}`,
        ok: blocks === other,
      };
    if (s.lessThan === undefined) return works();
    return {
      observed: blocks < other ? `fewer than ${s.lessThan}` : `no fewer than ${s.lessThan}`,
      ok: blocks < other,
    };
  },
};

export const personality = setup<StepOf<'personality'>>(
  (s) => `personality ${joined(s.personality)}`,
  (s) => `personality(${joined(s.personality)})`,
);
export const mdwe = setup<StepOf<'mdwe'>>(
  () => 'mdwe',
  () => 'prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN)',
);
export const kill = setup<StepOf<'kill'>>(
  (s) => `kill ${s.kill}`,
  (s) => `kill(itself, ${s.kill})`,
);

export const compile: Rule<StepOf<'compile'>> = {
  role: 'tested',
  line: (s) =>
    `compile ${s.std ?? 'gnu11'} ${s.run === undefined ? 'check' : s.run === 64 ? 'run' : 'run32'} ${[...new TextEncoder().encode(s.compile)].map((b) => b.toString(16).padStart(2, '0')).join('')}`,
  call: (s) => `cc -std=${s.std ?? 'gnu11'} ${JSON.stringify(s.compile)}`,
  promise: (s) => s.is,
  judge: (s, [word = '']) => ({ observed: word, ok: word === s.is }),
};

export const allowed: Rule<StepOf<'allowed'>> = {
  role: 'setup',
  line: (s) => `allowed ${s.allowed === 'own-machine' ? 'machine' : 'changes'}`,
  call: (s) => `allowed(${s.allowed})`,
  promise: () => 'yes',
  judge: (_s, [word = 'no']) => ({ observed: word, ok: word === 'yes' }),
};
export const cpu: Rule<StepOf<'cpu'>> = {
  role: 'setup',
  line: (s) => `cpu ${s.cpu}`,
  call: (s) => `cpu(${s.cpu})`,
  promise: () => 'yes',
  judge: (_s, [word = 'no']) => ({ observed: word, ok: word === 'yes' }),
};
export const executable: Rule<StepOf<'executable'>> = {
  role: 'setup',
  line: (s) => `executable ${s.executable}`,
  call: (s) => `executable(${s.executable})`,
  promise: () => 'yes',
  judge: (_s, [word = 'no']) => ({ observed: word, ok: word === 'yes' }),
};
export const setting = setup<StepOf<'setting'>>(
  (s) => `setting ${s.setting} ${s.to}`,
  (s) => `${s.setting} = ${s.to}`,
);
export const swapOn = setup<StepOf<'swapOn'>>(
  (s) => `swapon ${s.swapOn} ${operand(s.size)}`,
  (s) => `${s.swapOn} = swapon(a file of ${shown(s.size)})`,
);
export const swapOff = setup<StepOf<'swapOff'>>(
  () => 'swapoff',
  () => 'swapoff()',
);
export const openMany = setup<StepOf<'openMany'>>(
  (s) => `openmany ${s.openMany}`,
  (s) => `open(/dev/null), ${s.openMany} times`,
);

const ONE_WINNER = 'one success a round, EEXIST for the others';

export const race: Rule<StepOf<'race'>> = {
  role: 'tested',
  line: (s) => `race ${operand(s.race)} ${s.threads} ${s.rounds}`,
  call: (s) =>
    `${s.threads} threads, ${s.rounds} rounds: mmap(${shown(s.race)}, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)`,
  promise: () => ONE_WINNER,
  judge: (_s, [least = '0', most = '0', others = '0']) => {
    if (least === '1' && most === '1' && others === '0') return { observed: ONE_WINNER, ok: true };
    return { observed: `${least} to ${most} successes a round, ${others} other answers`, ok: false };
  },
};

export const mapInThreads: Rule<StepOf<'mapInThreads'>> = {
  role: 'tested',
  line: (s) => `threads ${s.mapInThreads} ${s.rounds}`,
  call: (s) => `${s.mapInThreads} threads, ${s.rounds} rounds: mmap, store, load, munmap`,
  promise: () => 'nothing is wrong',
  judge: (_s, [count = '0']) => ({
    observed: count === '0' ? 'nothing is wrong' : 'pages are shared, or not zero',
    ok: count === '0',
  }),
};
