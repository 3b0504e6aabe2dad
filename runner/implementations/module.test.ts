/** The life of a module: how it starts, hangs, dies and ends. What its steps are is tested beside runner/module-host. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { ImplementationError } from '../errors.ts';
import type { Implementation, Outcome, Program } from '../implementation.ts';
import { createModuleImplementation } from './module.ts';
import { processesWith, until, untilGone } from './processes.test-data.ts';

let folder = '';
let count = 0;
const started: Implementation[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mc-module-test-'));
  return () => rmSync(folder, { recursive: true });
});

afterEach(async () => {
  for (const implementation of started.splice(0)) {
    await implementation.stop();
    await implementation.stop();
  }
  expect(readdirSync(folder).filter((name) => name.startsWith('scratch'))).toEqual([]);
  await untilGone(() => processesWith(folder));
});

function write(source: string, extension = 'mjs'): string {
  const path = join(folder, `module-${++count}.${extension}`);
  writeFileSync(path, source);
  return path;
}

function create(path: string): Implementation {
  const scratch = join(folder, `scratch-${count}`);
  const implementation = createModuleImplementation(path, { name: 'mine', spec: `module:${path}`, scratch });
  started.push(implementation);
  return implementation;
}

/** A module whose mmap does this; `n` counts the calls of one case. */
const mapping = (body: string, more = ''): Implementation =>
  create(write(`${more}\nexport function create() { let n = 0; return { mmap() { n++; ${body} } }; }`));

const MMAP = 'mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0';

/** Executes a number of equal programs. */
async function execute(
  implementation: Implementation,
  programs: number,
  { lines = [MMAP, MMAP], timeoutMs = 3000 } = {},
): Promise<Outcome[]> {
  await implementation.start();
  const outcomes: Outcome[] = [];
  const all = Array.from({ length: programs }, (_, seq): Program => ({ seq, timeoutMs, lines }));
  await implementation.execute(all, (outcome) => outcomes.push(outcome), new AbortController().signal);
  expect(outcomes.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq));
  return outcomes;
}

const endings = (outcomes: readonly Outcome[]) => outcomes.map(({ ending }) => ending.how);
const answers = ({ observations }: Outcome) => [...observations.values()];

describe('a module that works', () => {
  it('says what it is', async () => {
    const source =
      'export const create = () => ({ mmap() {}, pageSize: 16384, hugePageSize: 1 << 25, architecture: "aarch64", release: "6.1" })';
    expect(await create(write(source)).start()).toMatchObject({
      ...{ arch: 'aarch64', pageSize: 16384, hugePageSize: 1 << 25, release: '6.1' },
    });
  });

  it('is x86_64 with pages of 4096 bytes if it does not say', async () => {
    expect(await mapping('').start()).toMatchObject({
      ...{ arch: 'x86_64', pageSize: 4096, hugePageSize: 2 << 20, release: 'module' },
    });
  });

  it('is made anew for each case', async () => {
    const outcomes = await execute(mapping('return 4096 * n'), 3);
    for (const outcome of outcomes) {
      expect(outcome.ending).toEqual({ how: 'exited' });
      expect(answers(outcome)).toEqual(['ok 0x1000', 'ok 0x2000']);
    }
  });

  it('may take its time to be made, and is told when the case is over', async () => {
    const source = `let over = 0;
      export async function create() {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return { mmap: () => 4096 * (over + 1), end() { over++; } };
      }`;
    const outcomes = await execute(create(write(source)), 2, { lines: [MMAP] });
    // The first one was made to be asked what it is.
    expect(outcomes.map(answers)).toEqual([['ok 0x2000'], ['ok 0x3000']]);
  });

  it('may write what it likes to standard output, even what looks like a record', async () => {
    const more = "import { writeSync } from 'node:fs'; console.log('%mc 3 77379134 bye');";
    const outcomes = await execute(
      mapping("writeSync(1, '%mc 1 2 3'); console.error('no'); return 4096", more),
      2,
    );
    expect(endings(outcomes)).toEqual(['exited', 'exited']);
  });

  it('may write to the descriptor of a channel, and may talk to one: nobody is there', async () => {
    const deed = `try { fs.writeSync(3, '{"x":1}\\n%mc 3 00000000 bye\\n') } catch {}
      process.send({ hello: 1 }, () => {}); process.send(null); process.send('ready'); process.disconnect(); return 4096`;
    const outcomes = await execute(mapping(deed, "import fs from 'node:fs'; process.send('ready');"), 2);
    expect(endings(outcomes)).toEqual(['exited', 'exited']);
  });

  it('has a directory that is empty at the start of each case', async () => {
    const source = `import { readdirSync, writeFileSync } from 'node:fs';
      export const create = ({ scratch }) => ({
        mmap() {
          const names = readdirSync(scratch);
          writeFileSync(scratch + '/' + names.length, '');
          return 4096 * (names.length + 1);
        },
      });`;
    const outcomes = await execute(create(write(source)), 2);
    expect(outcomes.map(answers)).toEqual([
      ['ok 0x1000', 'ok 0x2000'],
      ['ok 0x1000', 'ok 0x2000'],
    ]);
  });

  it('may be CommonJS', async () => {
    const outcomes = await execute(create(write('exports.create = () => ({ mmap: () => 4096 });', 'cjs')), 1);
    expect(outcomes.map(answers)).toEqual([['ok 0x1000', 'ok 0x1000']]);
  });

  it('may be TypeScript, and import this package from where it is not installed', async () => {
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
    write('export const at: bigint = 4096n;', 'ts');
    const source = `import { Errno, type Implementation, MAP_FIXED } from 'mmap-conformance';
      import { at } from './module-${count}.ts';
      export function create(): Implementation {
        return {
          mmap(addr: bigint, _length: bigint, _prot: number, flags: number) {
            if (flags & MAP_FIXED) throw new Errno('EPERM');
            return at;
          },
        };
      }`;
    const lines = [MMAP, 'mmap a 0 1p rw PRIVATE|FIXED -1 0 0'];
    const outcomes = await execute(create(write(source, 'ts')), 1, { lines });
    rmSync(join(folder, 'node_modules'));
    expect(outcomes.map(answers)).toEqual([['ok 0x1000', 'err EPERM']]);
  });
});

describe('a module that misbehaves', () => {
  it('and throws is a crash of that case only, without a restart', async () => {
    const more = "process.stderr.write('started\\n');";
    const outcomes = await execute(mapping('if (n === 2) null.x; return 4096', more), 3);
    for (const outcome of outcomes) {
      expect(outcome.ending).toEqual({
        how: 'crashed',
        reason: "mmap threw TypeError: Cannot read properties of null (reading 'x')",
      });
      expect(answers(outcome)).toEqual(['ok 0x1000']);
    }
  });

  const ONCE = (deed: string) =>
    `import { existsSync, writeFileSync } from 'node:fs';
    const mark = import.meta.filename + '.done';
    export const create = () => ({ mmap() {
      if (!existsSync(mark)) { writeFileSync(mark, ''); ${deed} }
      return 4096;
    } });`;

  it.each([
    ['process.exit(3)', 'the implementation ended with exit status 3 during this case'],
    ['process.abort()', 'the implementation ended with signal SIGABRT during this case'],
    ["process.kill(process.pid, 'SIGKILL')", 'the implementation ended with signal SIGKILL during this case'],
    [
      "console.error('out of luck'); process.exit(1)",
      'ended with exit status 1 during this case: out of luck',
    ],
    [
      "console.error('FATAL ERROR: no room\\n----- Native stack trace -----\\n 1: 0xb7'); process.exit(134)",
      'during this case: FATAL ERROR: no room',
    ],
    [
      "console.error('soon\\n----- Native stack trace -----\\n\\n 1: 0xb7 node::Abort() [node]'); process.exit(134)",
      'during this case: soon',
    ],
  ])('and ends by %s is started again, and loses only that case', async (deed, reason) => {
    const outcomes = await execute(create(write(ONCE(deed))), 4);
    expect(endings(outcomes)).toEqual(['crashed', 'exited', 'exited', 'exited']);
    expect(outcomes[0]?.ending).toMatchObject({ reason: expect.stringContaining(reason) });
  });

  it('and throws from nowhere is named', async () => {
    const source = `let n = 0;
      export async function create() {
        // The first one is made to be asked, the second one for the first case.
        if (++n === 3) setTimeout(() => { throw new Error('late'); });
        await new Promise((resolve) => setTimeout(resolve, n === 3 ? 200 : 0));
        return { mmap: () => 4096 };
      }`;
    const outcomes = await execute(create(write(source)), 2);
    expect(endings(outcomes)).toEqual(['exited', 'crashed']);
    expect(outcomes[1]?.ending).toMatchObject({ reason: expect.stringContaining('Error: late') });
  });

  it('and hangs is a timeout of that case only', async () => {
    const outcomes = await execute(create(write(ONCE('for (;;);'))), 3, { timeoutMs: 300 });
    expect(outcomes.map(({ ending }) => ending)).toEqual([
      { how: 'timeout', hung: 'case' },
      { how: 'exited' },
      { how: 'exited' },
    ]);
  });

  it('and cannot be made for a case is a crash of that case', async () => {
    const source = `let n = 0;
      export const create = () => { if (++n === 2) throw new RangeError('no memory'); return { mmap: () => 4096 }; };`;
    const outcomes = await execute(create(write(source)), 2);
    expect(outcomes.map(({ ending }) => ending)).toEqual([
      { how: 'crashed', reason: '`create` threw RangeError: no memory' },
      { how: 'exited' },
    ]);
  });

  it('does not outlive a runner that is killed', async () => {
    const path = write('export const create = () => ({ mmap() { for (;;); } });');
    const main = join(packageRoot(), 'dist', 'runner', 'main.js');
    const runner = spawn(process.execPath, [main, 'run', 'length/zero', '-i', `module:${path}`], {
      stdio: 'ignore',
    });
    const gone = new Promise((resolve) => runner.once('exit', resolve));
    const hosts = () => processesWith(path).filter(({ command }) => command.includes('module-host'));
    await until(() => hosts().length > 0);
    await sleep(300);
    runner.kill('SIGKILL');
    await gone;
    await untilGone(hosts);
  });
});

describe('a module that cannot be used', () => {
  const failure = async (path: string): Promise<ImplementationError> => {
    const error = await (async () => create(path).start())().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ImplementationError);
    return error as ImplementationError;
  };

  it('because it is not there', async () => {
    const { message, hint } = await failure(join(folder, 'nowhere.mjs'));
    expect(message).toBe(`There is no module ${join(folder, 'nowhere.mjs')}.`);
    expect(hint).toContain('working directory');
  });

  it('because it is a directory', async () => {
    expect((await failure(folder)).message).toContain('is a directory');
  });

  it.each([
    ['has a mistake', 'export const create = () => {', /cannot be imported: SyntaxError: .*:1\)$/],
    [
      'imports what is not there',
      "import './nowhere.mjs';",
      /cannot be imported: Cannot find module .*nowhere\.mjs/,
    ],
    ['throws', "throw new Error('not today');", /cannot be imported: Error: not today$/],
    ['exports nothing', '', /exports no function `create`, but nothing\.$/],
    [
      'exports something else',
      'export const create = 5, x = 1;',
      /exports no function `create`, but `create`, `x`\.$/,
    ],
    ['exports its functions', 'export function mmap() {}', /exports `mmap`, but no function `create`/],
    [
      'makes nothing',
      'export function create() {}',
      /`create` returned undefined instead of an implementation\.$/,
    ],
    ['makes no mmap', 'export const create = () => ({ munmap() {} });', /has no function `mmap`\.$/],
    ['cannot make it', 'export function create() { throw 5; }', /`create` threw 5$/],
    [
      'has a strange page size',
      'export const create = () => ({ mmap() {}, pageSize: 5000 });',
      /`pageSize` is 5000: .* a power of two\.$/,
    ],
    [
      'has a strange name',
      'export const create = () => ({ mmap() {}, architecture: "a b" });',
      /`architecture` is 'a b': it must be one word\.$/,
    ],
    [
      'ends at once',
      'process.exit(7);',
      /ended with exit status 7 before it said what it is, 3 times in a row\.$/,
    ],
  ])('because it %s', async (_, source, message) => {
    const error = await failure(write(source));
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(3);
    expect(error.message).not.toContain('\n');
    expect(existsSync(join(folder, `scratch-${count}`))).toBe(true);
  });

  it.each([
    ['ends', 'process.exit(5);', 'ended with exit status 5 before it said what it is'],
    ['says something else first', 'process.send({ hello: 1 }); process.exit(5);', 'ended with exit status 5'],
    ['hangs', 'for (;;);', 'has not said what it is within 1 s'],
    [
      'never makes anything',
      'export const create = () => new Promise(() => {});',
      'has not said what it is within 1 s',
    ],
  ])('because it %s: the hint is no command that cannot work', async (_, source, message) => {
    const path = write(source);
    const scratch = join(folder, `scratch-${count}`);
    const place = { name: 'mine', spec: `module:${path}`, scratch, helloTimeoutMs: 1000 };
    const implementation = createModuleImplementation(path, place);
    started.push(implementation);
    await expect(implementation.start()).rejects.toMatchObject({
      message: expect.stringContaining(message),
      hint: expect.stringMatching(/^Importing the module, and `create`, must come to an end/),
    });
  });

  it('because its folder is one of CommonJS: what to name it', async () => {
    const inner = join(folder, 'commonjs');
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, 'package.json'), '{"type":"commonjs"}');
    writeFileSync(join(inner, 'mine.js'), "import fs from 'node:fs';\nexport const create = () => fs;");
    count++;
    const { message, hint } = await failure(join(inner, 'mine.js'));
    expect(message).toContain('cannot be imported: SyntaxError');
    expect(hint).toContain('name it .mjs');
  });
});
