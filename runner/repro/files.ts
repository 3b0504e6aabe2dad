/** Files and other objects, in C. */
import type { StepOf } from '../steps/rule.ts';
import { contentInC } from './access.ts';
import type { Action, CProgram, Renderer } from './c-program.ts';
import { flagsInC } from './names.ts';
import { addressInC, offsetInC, sizeInC } from './operands.ts';

const setup = (call: string): Action => ({ is: 'setup', call });

const ACCESS_MODES = { rdonly: 'O_RDONLY', wronly: 'O_WRONLY', rdwr: 'O_RDWR' } as const;

function openFlags(mode: keyof typeof ACCESS_MODES, more: readonly string[] = []): string {
  return [ACCESS_MODES[mode], ...more.map((flag) => `O_${flag}`)].join(' | ');
}

/** Makes the file as long as it is to be, and fills it. */
function filled(
  slot: string,
  s: { size?: string | number; content?: 'zero' | 'pattern' | 'code' },
  program: CProgram,
): Action[] {
  const size = s.size ?? 0;
  const actions: Action[] = [];
  if (size !== 0) actions.push(setup(`ftruncate(${slot}, ${offsetInC(size, program)})`));
  if (s.content === 'pattern') {
    program.use('put');
    actions.push(setup(`put(${slot}, 0, ${sizeInC(size, program)}, PATTERN, 0)`));
  }
  if (s.content === 'code') {
    program.use('putCode');
    actions.push(setup(`put_code(${slot}, ${sizeInC(size, program)})`));
  }
  return actions;
}

const DIRECTORIES = {
  scratch: 'NULL',
  mount: '"/mnt"',
  tmpfs: '"/dev/shm"',
  dax: 'dax_directory()',
} as const;

export const file: Renderer<StepOf<'file'>> = (s, program) => {
  program.use('newFile');
  const slot = program.slot(s.file, 'descriptor');
  const path = program.path(slot);
  program.setOrigin(slot, 'path');
  const on = s.on ?? 'scratch';
  const made = setup(`${slot} = new_file(${path}, ${DIRECTORIES[on]})`);
  if (on === 'dax') program.use('daxDirectory');
  if (on === 'tmpfs') program.use('onTmpfs');
  const flags = openFlags(s.mode ?? 'rdwr', s.with);
  if (flags !== 'O_RDWR') program.use('reopenPath');
  return [
    made,
    ...(on === 'tmpfs' ? [setup(`on_tmpfs(${slot})`)] : []),
    ...filled(slot, s, program),
    ...(flags === 'O_RDWR' ? [] : [setup(`${slot} = reopen(${slot}, ${path}, ${flags})`)]),
  ];
};

export const memfd: Renderer<StepOf<'memfd'>> = (s, program) => {
  const slot = program.slot(s.memfd, 'descriptor');
  program.setOrigin(slot, 'descriptor');
  const made = setup(`${slot} = memfd_create("case", ${flagsInC('MFD_', s.flags, program)})`);
  return [made, ...filled(slot, s, program)];
};

/** A way to open what a slot stands for, or a path. */
function opened(of: string, flags: string, program: CProgram): string {
  const mode = flags.includes('O_TMPFILE') ? ', 0600' : '';
  if (of === 'scratch') {
    return `open(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", ${flags}${mode})`;
  }
  if (of === 'mount') return `open("/mnt", ${flags}${mode})`;
  if (of.startsWith('/')) return `open("${of}", ${flags}${mode})`;
  if (program.origin(of) === 'path') return `open(${program.path(of)}, ${flags}${mode})`;
  program.use('again');
  return `again(${of}, ${flags})`;
}

export const open: Renderer<StepOf<'open'>> = (s, program) => {
  const call = opened(s.of, openFlags(s.mode, s.with), program);
  const slot = program.slot(s.open, 'descriptor');
  program.setOrigin(slot, 'descriptor');
  return setup(`${slot} = ${call}`);
};

export const pipe: Renderer<StepOf<'pipe'>> = ({ pipe: [from, to] }, program) => {
  program.use('newPipe');
  program.slot(from, 'descriptor');
  program.slot(to, 'descriptor');
  return setup(`new_pipe(&${from}, &${to})`);
};

export const special: Renderer<StepOf<'special'>> = (s, program) => {
  const slot = program.slot(s.special, 'descriptor');
  program.setOrigin(slot, 'descriptor');
  if (s.type === 'fifo') {
    program.use('fifo');
    program.setOrigin(slot, 'path');
    return setup(`${slot} = fifo(${program.path(slot)})`);
  }
  if (s.type === 'signalfd') {
    return setup(`${slot} = signalfd(-1, &(sigset_t){ 0 }, 0)`);
  }
  const calls = {
    'socket-unix': 'socket(AF_UNIX, SOCK_STREAM, 0)',
    'socket-udp': 'socket(AF_INET, SOCK_DGRAM, 0)',
    'socket-tcp': 'socket(AF_INET, SOCK_STREAM, 0)',
    eventfd: 'eventfd(0, 0)',
    epoll: 'epoll_create1(0)',
    inotify: 'inotify_init1(0)',
    timerfd: 'timerfd_create(CLOCK_MONOTONIC, 0)',
    secretmem: `syscall(${program.name('SYS_memfd_secret')}, 0)`,
  } as const;
  return setup(`${slot} = ${calls[s.type]}`);
};

export const close: Renderer<StepOf<'close'>> = (s) => setup(`close(${s.close})`);
export const dup: Renderer<StepOf<'dup'>> = (s, program) => {
  const slot = program.slot(s.as, 'descriptor');
  program.setOrigin(slot, 'descriptor');
  return setup(`${slot} = dup(${s.dup})`);
};
export const unlink: Renderer<StepOf<'unlink'>> = (s, program) => setup(`unlink(${program.path(s.unlink)})`);
export const ftruncate: Renderer<StepOf<'ftruncate'>> = (s, program) =>
  setup(`ftruncate(${s.ftruncate}, ${offsetInC(s.to, program)})`);
export const pwrite: Renderer<StepOf<'pwrite'>> = (s, program) => {
  program.use('put');
  const words = [s.pwrite, offsetInC(s.offset, program), sizeInC(s.length, program)];
  return setup(`put(${words.join(', ')}, ${contentInC(s.content, program)})`);
};
export const punch: Renderer<StepOf<'punch'>> = (s, program) =>
  setup(
    `fallocate(${s.punch}, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, ${offsetInC(s.offset, program)}, ${offsetInC(s.length, program)})`,
  );
export const appendOnly: Renderer<StepOf<'appendOnly'>> = (s, program) => {
  program.use('appendOnly');
  return setup(`append_only(${s.appendOnly}, ${s.on ? 1 : 0})`);
};
export const fsync: Renderer<StepOf<'fsync'>> = (s) => setup(`fsync(${s.fsync})`);
export const evict: Renderer<StepOf<'evict'>> = (s, program) => {
  program.use('evict');
  return setup(`evict(${s.evict})`);
};
export const lock: Renderer<StepOf<'lock'>> = (s, program) => {
  program.use('lock');
  return setup(`lock(${s.lock}, ${s.mandatory ? 1 : 0})`);
};

export const pread: Renderer<StepOf<'pread'>> = (s, program) => {
  program.use('fileHolds');
  const words = [s.pread, offsetInC(s.offset, program), sizeInC(s.length, program)];
  return { is: 'statement', text: `FILE_HOLDS(${words.join(', ')}, ${contentInC(s.content, program)})` };
};

/** A call that returns a count; without an expectation any will do. */
function counted(call: string, is: string | number | undefined, program: CProgram): Action {
  return { is: 'call', call, ...(is !== undefined && { returns: offsetInC(is, program) }) };
}

export const read: Renderer<StepOf<'read'>> = (s, program) =>
  counted(`read(${s.read}, ${addressInC(s.into, program)}, ${sizeInC(s.length, program)})`, s.is, program);
export const write: Renderer<StepOf<'write'>> = (s, program) =>
  counted(`write(${s.write}, ${addressInC(s.from, program)}, ${sizeInC(s.length, program)})`, s.is, program);
export const fileSize: Renderer<StepOf<'fileSize'>> = (s, program) =>
  counted(`lseek(${s.fileSize}, 0, SEEK_END)`, s.is, program);

export const seal: Renderer<StepOf<'seal'>> = (s, program) => ({
  is: 'call',
  call: `fcntl(${s.seal}, F_ADD_SEALS, ${flagsInC('F_SEAL_', s.add, program)})`,
});
export const seals: Renderer<StepOf<'seals'>> = (s, program) => ({
  is: 'call',
  call: `fcntl(${s.seals}, F_GET_SEALS)`,
  ...(s.is !== undefined && { returns: flagsInC('F_SEAL_', s.is, program) }),
});
