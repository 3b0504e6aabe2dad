/** Files and other objects: fixtures. Those that look at a file's bytes are under test, the rest is set-up. */

import { contentShown, contentWord, judgeContent } from './access.ts';
import { evaluate, showBytes } from './context.ts';
import type { StepOf } from './rule.ts';
import { joined, list, operand, type Rule, shown, works } from './rule.ts';

const mode = (m: string, more: readonly string[] = []): string => [m, ...more].join('|');

/** A fixture that returns nothing worth judging. */
function fixture<S>(line: (s: S) => string, call: (s: S) => string): Rule<S> {
  return { role: 'setup', line, call, promise: () => null, judge: works };
}

export const file = fixture<StepOf<'file'>>(
  (s) =>
    [
      'file',
      s.file,
      operand(s.size),
      s.content ?? 'zero',
      mode(s.mode ?? 'rdwr', s.with),
      s.on ?? 'scratch',
    ].join(' '),
  (s) =>
    `${s.file} = file(${shown(s.size)}${s.content ? ` of ${s.content}` : ''}, ${mode(s.mode ?? 'rdwr', s.with)}${s.on && s.on !== 'scratch' ? `, on ${s.on}` : ''})`,
);
export const memfd = fixture<StepOf<'memfd'>>(
  (s) => ['memfd', s.memfd, operand(s.size), s.content ?? 'zero', joined(s.flags)].join(' '),
  (s) =>
    `${s.memfd} = memfd_create(${joined(s.flags)}), ${shown(s.size)}${s.content ? ` of ${s.content}` : ''}`,
);
export const open: Rule<StepOf<'open'>> = fixture(
  (s) =>
    `open ${s.open} ${!s.of.startsWith('/') && s.of.length === 1 ? `@${s.of}` : s.of} ${mode(s.mode, s.with)}`,
  (s) =>
    `${s.open} = open(${!s.of.startsWith('/') && s.of.length === 1 ? `the file of ${s.of}` : s.of}, ${mode(s.mode, s.with)})`,
);
export const pipe = fixture<StepOf<'pipe'>>(
  (s) => `pipe ${s.pipe.join(' ')}`,
  (s) => `${s.pipe.join(', ')} = pipe()`,
);
export const special = fixture<StepOf<'special'>>(
  (s) => `special ${s.special} ${s.type}`,
  (s) => `${s.special} = ${s.type}()`,
);
export const close = fixture<StepOf<'close'>>(
  (s) => `close ${s.close}`,
  (s) => `close(${s.close})`,
);
export const dup = fixture<StepOf<'dup'>>(
  (s) => `dup ${s.dup} ${s.as}`,
  (s) => `${s.as} = dup(${s.dup})`,
);
export const unlink = fixture<StepOf<'unlink'>>(
  (s) => `unlink ${s.unlink}`,
  (s) => `unlink(the file of ${s.unlink})`,
);
export const ftruncate = fixture<StepOf<'ftruncate'>>(
  (s) => `ftruncate ${s.ftruncate} ${operand(s.to)}`,
  (s) => `ftruncate(${s.ftruncate}, ${shown(s.to)})`,
);
export const pwrite = fixture<StepOf<'pwrite'>>(
  (s) => `pwrite ${s.pwrite} ${operand(s.offset)} ${operand(s.length)} ${contentWord(s.content)}`,
  (s) => `pwrite(${s.pwrite}, ${contentShown(s.content)}, ${shown(s.length)}, ${shown(s.offset)})`,
);
/** Refusing, or not refusing, a seal because of what is mapped is mmap's business. */
export const seal: Rule<StepOf<'seal'>> = {
  role: 'tested',
  line: (s) => `seal ${s.seal} ${joined(s.add)}`,
  call: (s) => `fcntl(${s.seal}, F_ADD_SEALS, ${joined(s.add)})`,
  promise: () => 'success',
  judge: works,
};
export const punch = fixture<StepOf<'punch'>>(
  (s) => `punch ${s.punch} ${operand(s.offset)} ${operand(s.length)}`,
  (s) => `fallocate(${s.punch}, PUNCH_HOLE|KEEP_SIZE, ${shown(s.offset)}, ${shown(s.length)})`,
);
export const appendOnly = fixture<StepOf<'appendOnly'>>(
  (s) => `append ${s.appendOnly} ${s.on ? 1 : 0}`,
  (s) => `chattr(${s.appendOnly}, ${s.on ? '+a' : '-a'})`,
);
export const fsync = fixture<StepOf<'fsync'>>(
  (s) => `fsync ${s.fsync}`,
  (s) => `fsync(${s.fsync})`,
);
export const evict = fixture<StepOf<'evict'>>(
  (s) => `evict ${s.evict}`,
  (s) => `evict(${s.evict} from the page cache)`,
);
export const lock = fixture<StepOf<'lock'>>(
  (s) => `lock ${s.lock} ${s.mandatory ? 1 : 0}`,
  (s) => `fcntl(${s.lock}, F_SETLK, F_WRLCK)${s.mandatory ? ', mandatory' : ''}`,
);

export const pread: Rule<StepOf<'pread'>> = {
  role: 'tested',
  line: (s) => `pread ${s.pread} ${operand(s.offset)} ${operand(s.length)} ${contentWord(s.content)}`,
  call: (s) => `pread(${s.pread}, ${shown(s.length)}, ${shown(s.offset)})`,
  promise: (s) => contentShown(s.content),
  judge: (s, words, context) => judgeContent(contentShown(s.content), words, context),
};

export const read: Rule<StepOf<'read'>> = {
  role: 'tested',
  line: (s) => `read ${operand(s.read)} ${operand(s.into)} ${operand(s.length)}`,
  call: (s) => `read(${s.read}, ${shown(s.into)}, ${shown(s.length)})`,
  promise: (s) => (s.is === undefined ? 'success' : shown(s.is)),
  judge: (s, [word = '0'], context) => judgeCount(s.is, word, context),
};

export const write: Rule<StepOf<'write'>> = {
  role: 'tested',
  line: (s) => `write ${operand(s.write)} ${operand(s.from)} ${operand(s.length)}`,
  call: (s) => `write(${s.write}, ${shown(s.from)}, ${shown(s.length)})`,
  promise: (s) => (s.is === undefined ? 'success' : shown(s.is)),
  judge: (s, [word = '0'], context) => judgeCount(s.is, word, context),
};

export const fileSize: Rule<StepOf<'fileSize'>> = {
  role: 'tested',
  line: (s) => `size ${s.fileSize}`,
  call: (s) => `size(${s.fileSize})`,
  promise: (s) => (s.is === undefined ? null : shown(s.is)),
  judge: (s, [word = '0'], context) => judgeCount(s.is, word, context),
};

/** A number of bytes; without an expectation any will do. */
function judgeCount(is: string | number | undefined, word: string, context: Parameters<typeof showBytes>[1]) {
  if (is === undefined) return works();
  const ok = evaluate(operand(is), context) === BigInt(word);
  return { observed: ok ? shown(is) : showBytes(BigInt(word), context), ok };
}

export const seals: Rule<StepOf<'seals'>> = {
  role: 'tested',
  line: (s) => `seals ${s.seals}`,
  call: (s) => `fcntl(${s.seals}, F_GET_SEALS)`,
  promise: (s) => (s.is === undefined ? null : joined([...s.is].sort())),
  judge: (s, [word = '0']) => {
    const observed = joined(word === '0' ? [] : list(word.split('|')).toSorted());
    return { observed, ok: s.is === undefined ? null : observed === joined([...s.is].sort()) };
  },
};
