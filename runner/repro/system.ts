/** Rights, limits, settings, compilers and threads, in C. */
import type { StepOf } from '../steps/rule.ts';
import { list } from '../steps/rule.ts';
import type { Action, CProgram, Renderer } from './c-program.ts';
import { flagsInC } from './names.ts';
import { addressInC, sizeInC } from './operands.ts';

const setup = (call: string): Action => ({ is: 'setup', call });
/** An answer that must be yes. */
const yes = (question: string): Action => ({ is: 'question', question, condition: 'answer == 1' });

function limitInC(value: string | number | undefined, program: CProgram): string {
  if (value === undefined) return 'KEEP';
  return value === 'unlimited' ? 'RLIM_INFINITY' : sizeInC(value, program);
}

export const rlimit: Renderer<StepOf<'rlimit'>> = (s, program) => {
  program.use('limit', 'growStack');
  if ('room' in s) {
    program.use('status');
    const used = s.rlimit === 'AS' ? 'VmSize' : 'VmData';
    return setup(`limit(RLIMIT_${s.rlimit}, STATUS("${used}:") + ${sizeInC(s.room, program)}, KEEP)`);
  }
  return setup(`limit(RLIMIT_${s.rlimit}, ${limitInC(s.soft, program)}, ${limitInC(s.hard, program)})`);
};

export const drop: Renderer<StepOf<'drop'>> = (s, program) => {
  program.use(s.drop === 'all' ? 'dropAll' : 'drop');
  return setup(s.drop === 'all' ? 'become_nobody()' : `drop(CAP_${s.drop})`);
};

export const capability: Renderer<StepOf<'capability'>> = (s, program) => {
  program.use('capability');
  return {
    is: 'question',
    question: `has(CAP_${s.capability})`,
    condition: s.is === undefined ? '1' : `answer == ${s.is ? 1 : 0}`,
  };
};

const MACROS = {
  x86_64: '__x86_64__',
  i386: '__i386__',
  aarch64: '__aarch64__',
  riscv64: '__riscv',
  arm: '__arm__',
  ppc64le: '__powerpc64__',
  s390x: '__s390x__',
  mips64el: '__mips64',
} as const;

/** The condition of the preprocessor that the program is for one of these. */
export function isForOneOf(architectures: readonly (keyof typeof MACROS)[]): string {
  return architectures.map((one) => `defined(${MACROS[one]})`).join(' || ');
}

export const architecture: Renderer<StepOf<'architecture'>> = (s) => ({
  is: 'statement',
  text: `\n#if !(${isForOneOf(list(s.architecture))})\n\tfailures++;\n#endif\n`,
});

const MOUNT_FLAGS: Readonly<Record<string, string>> = { noexec: 'MS_NOEXEC', ro: 'MS_RDONLY' };

export const mount: Renderer<StepOf<'mount'>> = (s, program) => {
  program.use('ownMount');
  const options = s.options ?? [];
  const flags = options.flatMap((option) => MOUNT_FLAGS[option] ?? []).join(' | ') || '0';
  const data = options.filter((option) => !(option in MOUNT_FLAGS)).join(',');
  return setup(`own_mount(${flags}, "${data}")`);
};

export const exhaustMappings: Renderer<StepOf<'exhaustMappings'>> = (s, program) => {
  program.use('exhaust');
  return { is: 'statement', text: `${program.slot(s.exhaustMappings, 'pointer')} = exhaust()` };
};

export const personality: Renderer<StepOf<'personality'>> = (s, program) =>
  setup(`personality(${flagsInC('', s.personality, program)})`);
export const mdwe: Renderer<StepOf<'mdwe'>> = (_s, program) =>
  setup(`prctl(${program.name('PR_SET_MDWE')}, ${program.name('PR_MDWE_REFUSE_EXEC_GAIN')}, 0, 0, 0)`);
export const kill: Renderer<StepOf<'kill'>> = (s) => setup(`kill(getpid(), ${s.kill})`);

export const compile: Renderer<StepOf<'compile'>> = (s, program) => {
  program.use('compile');
  const options = [
    `-std=${s.std ?? 'gnu11'}`,
    // The kernel's headers for both kinds of programs are those of the other kind, unless there are some of its own.
    ...(s.run === 32 ? ['-m32 -idirafter /usr/include/x86_64-linux-gnu'] : []),
  ].join(' ');
  const unit = s.compile
    .split(/(?<=\n)/)
    .map((line) => `\n\t\t${JSON.stringify(line)}`)
    .join('');
  const question = `accepted("${options}",${unit}, ${s.run === undefined ? 0 : 1})`;
  return { is: 'question', question, condition: `answer == ${s.is === 'accepted' ? 1 : 0}` };
};

export const allowed: Renderer<StepOf<'allowed'>> = (s, program) => {
  program.use('allowed');
  return setup(
    s.allowed === 'own-machine'
      ? '(allowed("OWN_MACHINE", "only where nothing else runs on the machine; set this variable"), 0)'
      : '(allowed("ALLOW_SYSTEM_CHANGES", "it changes the whole machine for a moment; set this variable"), 0)',
  );
};
export const cpu: Renderer<StepOf<'cpu'>> = (s, program) => {
  if (s.cpu === 'own-pages' || s.cpu === 'no-execute' || s.cpu === 'wide-addresses') {
    program.use('machine');
    return yes(`machine_has("${s.cpu}")`);
  }
  program.use('cpu');
  return yes(`cpu_has("${s.cpu}")`);
};
export const executable: Renderer<StepOf<'executable'>> = (s, program) => {
  program.use('executable');
  const path = s.executable === 'tmpfs' ? '"/dev/shm"' : 'getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp"';
  return yes(`executable(${path})`);
};
export const setting: Renderer<StepOf<'setting'>> = (s, program) => {
  program.use('setting');
  return setup(`setting("${s.setting}", "${s.to}")`);
};
export const swapOn: Renderer<StepOf<'swapOn'>> = (s, program) => {
  program.use('swapOn');
  const slot = program.slot(s.swapOn, 'descriptor');
  return setup(`${slot} = swap_on(${sizeInC(s.size, program)})`);
};
export const swapOff: Renderer<StepOf<'swapOff'>> = (_s, program) => {
  program.use('swapOn');
  return setup('swapoff(swap_path)');
};
export const openMany: Renderer<StepOf<'openMany'>> = (s, program) => {
  program.use('openMany');
  return setup(`open_many(${s.openMany})`);
};

export const race: Renderer<StepOf<'race'>> = (s, program) => {
  program.use('race');
  program.name('MAP_FIXED_NOREPLACE');
  return { is: 'statement', text: `race(${addressInC(s.race, program)}, ${s.threads}, ${s.rounds})` };
};
export const mapInThreads: Renderer<StepOf<'mapInThreads'>> = (s, program) => {
  program.use('mapInThreads');
  return { is: 'statement', text: `map_in_threads(${s.mapInThreads}, ${s.rounds})` };
};
