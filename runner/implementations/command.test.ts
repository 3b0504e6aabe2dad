import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../native/build.ts';
import { ImplementationError } from '../errors.ts';
import type { Ending, Implementation, Outcome, Program } from '../implementation.ts';
import { encodeRecord } from '../records.ts';
import { type CommandOptions, createCommandImplementation } from './command.ts';
import { processesWith, untilGone } from './processes.test-data.ts';

const liar = fileURLToPath(new URL('../liars/liar.mjs', import.meta.url));
let agent = '';
let scratchRoot = '';
const started: { implementation: Implementation; scratch: string; mark: string }[] = [];

beforeAll(async () => {
  ({ agent } = await ensureBuilt());
  scratchRoot = mkdtempSync(join(tmpdir(), 'mc-command-test-'));
  return () => rmSync(scratchRoot, { recursive: true });
});

afterEach(async () => {
  for (const { implementation, scratch, mark } of started.splice(0)) {
    await implementation.stop();
    await implementation.stop();
    expect(existsSync(scratch)).toBe(false);
    await untilGone(() => processesWith(mark));
  }
});

function create(argv: readonly string[], options: Partial<CommandOptions> = {}): Implementation {
  const mark = `MC_TEST=${randomUUID()}`;
  const scratch = join(scratchRoot, mark.slice(8));
  const env = { MC_TEST: mark.slice(8) };
  const name = 'under-test';
  const defaults = { name, spec: `command:${argv.join(' ')}`, argv, scratch, agent, env, graceMs: 300 };
  const implementation = createCommandImplementation({ ...defaults, ...options });
  started.push({ implementation, scratch, mark });
  return implementation;
}

const lying = (mode: string, options: Partial<CommandOptions> = {}, ...words: string[]): Implementation =>
  create([process.execPath, liar, mode, ...words, agent], options);

/** Maps, refuses, loads, and refuses once more: one line each for what the liars lie about. */
const LINES = [
  'mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0',
  'mmap b a 1p rw PRIVATE|ANONYMOUS|FIXED_NOREPLACE -1 0 0',
  'load a 1',
  'munmap a 0',
];
const programsOf = (count: number, lines: readonly string[] = LINES): Program[] =>
  Array.from({ length: count }, (_, seq) => ({ seq, timeoutMs: 1000, lines }));

async function execute(implementation: Implementation, programs: readonly Program[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  await implementation.execute(programs, (outcome) => outcomes.push(outcome), new AbortController().signal);
  expect(outcomes.map(({ seq }) => seq)).toEqual(programs.map(({ seq }) => seq));
  return outcomes;
}

async function startAndExecute(implementation: Implementation, count: number): Promise<Outcome[]> {
  await implementation.start();
  return execute(implementation, programsOf(count));
}

async function endings(implementation: Implementation, count: number): Promise<Ending[]> {
  return (await startAndExecute(implementation, count)).map(({ ending }) => ending);
}

async function failure(promise: Promise<unknown>): Promise<ImplementationError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ImplementationError) return error;
  throw new Error(`no ImplementationError: ${error}`);
}

const exited: Ending = { how: 'exited' };
const damaged = (reason: string): Ending => ({ how: 'damaged', reason: expect.stringContaining(reason) });
const crashed = (reason: string): Ending => ({ how: 'crashed', reason: expect.stringContaining(reason) });
const hung: Ending = { how: 'timeout', hung: 'system' };

describe('the true agent', () => {
  it('says what it is and executes more programs than the window holds', async () => {
    const implementation = create([agent], { window: 4 });
    expect(await implementation.start()).toMatchObject({
      pageSize: expect.any(Number),
      uid: process.getuid?.(),
    });
    const outcomes = await execute(implementation, programsOf(50));
    for (const { ending, observations, durationUs } of outcomes) {
      expect(ending).toEqual(exited);
      expect([...observations.values()]).toEqual([
        expect.stringMatching(/^ok 0x[0-9a-f]+$/),
        'err EEXIST',
        'ok 0x0',
        'err EINVAL',
      ]);
      expect(durationUs).toBeGreaterThan(0);
    }
  });

  it('goes on in the same process for a second execution', async () => {
    const implementation = create([agent]);
    await implementation.start();
    await execute(implementation, programsOf(3));
    expect((await execute(implementation, programsOf(3))).map(({ ending }) => ending)).toEqual([
      exited,
      exited,
      exited,
    ]);
    expect(await execute(implementation, [])).toEqual([]);
  });

  it('executes a program without steps, and one that cannot be read', async () => {
    const implementation = create([agent]);
    await implementation.start();
    const outcomes = await execute(implementation, [
      { seq: 0, timeoutMs: 1000, lines: [] },
      { seq: 1, timeoutMs: 1000, lines: Array.from({ length: 5000 }, () => 'load 0 1') },
      { seq: 2, timeoutMs: 1000, lines: LINES },
    ]);
    expect(outcomes.map(({ ending }) => ending)).toEqual([
      exited,
      damaged('the program could not be read: it has too many steps'),
      exited,
    ]);
  });
});

describe('a liar', () => {
  it('that is honest, passes', async () => {
    expect(await endings(lying('honest'), 40)).toEqual(Array(40).fill(exited));
  });

  it.each<[string, (string | undefined)[]]>([
    ['succeeds', [undefined, 'ok 0x2a0000000000', 'ok 0x0', 'ok']],
    ['wrong-errno', [undefined, 'err EIO', 'ok 0x0', 'err ENOMEM']],
    ['noreplace-as-hint', [undefined, 'ok 0x2a0000000000', 'ok 0x0', 'err EINVAL']],
    ['not-zeroed', [undefined, 'err EEXIST', 'ok 0xaa', 'err EINVAL']],
  ])('about what it observes (%s) is believed: the judge must find out', async (mode, expected) => {
    for (const { ending, observations } of await startAndExecute(lying(mode), 2)) {
      expect(ending).toEqual(exited);
      expected.forEach((text, i) => {
        if (text !== undefined) expect(observations.get(i)).toBe(text);
      });
    }
  });

  it('that prints noise between the records does no harm', async () => {
    expect(await endings(lying('garbage-between'), 5)).toEqual(Array(5).fill(exited));
  });

  it.each([
    ['damaged', 'its checksum is wrong'],
    ['answers-twice', 'it was answered twice'],
    ['ends-twice', 'it was answered twice'],
    ['short', '4 step records were announced and 3 came'],
    ['reports-other-seq', 'a record of another case (number 3) came in the middle'],
    ['garbage-instead', 'the next case was begun before this one ended'],
  ])('that breaks the records of one case (%s) spoils that case only', async (mode, reason) => {
    expect(await endings(lying(mode, {}, '--seq', '2'), 5)).toEqual([
      exited,
      exited,
      damaged(reason),
      exited,
      exited,
    ]);
  });

  it.each(['damaged', 'answers-twice', 'ends-twice', 'short', 'reports-other-seq'])(
    'that breaks the records of every case (%s) has no case believed, not even the last',
    async (mode) => {
      const all = await endings(lying(mode), 3);
      expect(all.map(({ how }) => how)).toEqual(['damaged', 'damaged', 'damaged']);
    },
  );

  it('that crashes on step 2 loses that case, and is restarted for the next', async () => {
    const outcomes = await startAndExecute(lying('crash-on-step-2', {}, '--seq', '1'), 4);
    const reason =
      'the implementation ended with exit status 1 during this case: liar: Assertion `lucky` failed';
    expect(outcomes.map(({ ending }) => ending)).toEqual([
      exited,
      { how: 'crashed', reason },
      exited,
      exited,
    ]);
    expect(outcomes[1]?.observations.size).toBe(1);
  });

  it('that crashes on every case goes on to the end', async () => {
    expect(await endings(lying('crash-on-step-2'), 5)).toEqual(
      Array(5).fill(crashed('exit status 1 during this case')),
    );
  });

  it('that stops half way loses one case each time', async () => {
    const lost = crashed('the implementation ended with exit status 0 before it began this case');
    expect(await endings(lying('stops-half-way', {}, '--after', '2'), 6)).toEqual([
      ...[exited, exited, lost],
      ...[exited, exited, lost],
    ]);
  });

  it.each(['hang', 'hang-deaf'])('that hangs (%s) loses that case only', async (mode) => {
    const before = performance.now();
    expect(await endings(lying(mode, {}, '--seq', '1'), 3)).toEqual([exited, hung, exited]);
    // Not before the case has had its time, and what it is granted beyond.
    expect(performance.now() - before).toBeGreaterThan(1300);
  });

  it('that answers with garbage only is not believed, not even in the last case', async () => {
    const all = await endings(lying('garbage-instead'), 1);
    expect(all).toEqual([hung]);
  });

  it('that leaves a process behind has it killed', async () => {
    const implementation = lying('leaks-child');
    expect(await endings(implementation, 2)).toEqual([exited, exited]);
    const mark = started.at(-1)?.mark ?? '';
    expect(processesWith(mark).map(({ command }) => command)).toContain('sleep 86399 ');
    // afterEach finds out whether it is gone.
  });
});

describe('a program that cannot be started', () => {
  it('does not exist', async () => {
    const error = await failure(create(['no-such-emulator', '{agent}']).start());
    expect(error.message).toBe('cannot start `no-such-emulator`: no such program');
    expect(error.hint).toContain('installed');
    expect(error.exitCode).toBe(3);
  });

  it.each([
    ['may not be executed', liar.replace('liar.mjs', 'lies.mjs'), 'EACCES'],
    ['lies below a file', `${liar}/agent`, 'ENOTDIR'],
  ])('%s', async (_, program, reason) => {
    const { message } = await failure(create([program]).start());
    expect(message).toBe(`cannot start \`${program}\`: ${reason}`);
  });

  it('ends without a word', async () => {
    const error = await failure(create(['sh', '-c', 'echo to stdout; echo to stderr >&2; exit 7']).start());
    expect(error.message).toBe(
      'under-test ended with exit status 7 before it said what it is, 3 times in a row.\n  to stdout\n  to stderr',
    );
    expect(error.hint).toContain('sh -c');
  });

  it('ends twice, and the third time it does not', async () => {
    const tries = join(scratchRoot, 'tries');
    const third = `echo try >> "$0"; test $(wc -l < "$0") = 3 || { echo worn out >&2; exit 9; }; exec "$@"`;
    const implementation = create(['sh', '-c', third, tries, agent]);
    const crashes: string[] = [];
    await implementation.start(({ message }) => crashes.push(message));
    expect(crashes).toEqual([
      'under-test ended with exit status 9 before it said what it is.\n  worn out',
      'under-test ended with exit status 9 before it said what it is, 2 times in a row.\n  worn out',
    ]);
    expect(await execute(implementation, programsOf(2))).toHaveLength(2);
  });

  it('ends, but something out of reach keeps its output open', async () => {
    // Its output, and no mark of ours: it is out of reach.
    const note = join(scratchRoot, 'sleeper');
    const leaves = `env -u MC_TEST setsid sh -c 'echo $$ > ${note}; exec sleep 600' & until [ -s ${note} ]; do sleep 0.05; done; exit 7`;
    const error = await failure(create(['sh', '-c', leaves]).start());
    expect(error.message).toContain('ended with exit status 7');
    // It was not waited for; and this fails where it is gone.
    process.kill(Number(readFileSync(note, 'utf8')), 'SIGKILL');
  });

  it('is killed', async () => {
    const error = await failure(create(['sh', '-c', 'kill -SEGV $$']).start());
    expect(error.message).toContain('ended with signal SIGSEGV before it said what it is');
  });

  it('prints garbage', async () => {
    const error = await failure(lying('garbage').start());
    expect(error.message).toContain('ended with exit status 0 before it said what it is');
    expect(error.message).toContain('liar: that was all');
    expect(error.message).toMatch(/^[ -~\n\u00a0-\uffff]*$/);
  });

  it.each(['garbage-for-ever', 'no-hello'])('never says what it is (%s)', async (mode) => {
    const error = await failure(lying(mode, { helloTimeoutMs: 700 }).start());
    expect(error.message).toContain('under-test has not said what it is within 0.7 s.');
  });

  it('speaks another version', async () => {
    const hello = encodeRecord('hello v=2 arch=x86_64 page=4096 huge=2097152 uid=0 release=6.18');
    const error = await failure(create(['sh', '-c', `echo '${hello.trim()}'; sleep 5`]).start());
    expect(error.message).toBe('under-test speaks another version of the protocol than 1.');
  });

  it('dies again and again after its start', async () => {
    const implementation = lying('starts-and-dies');
    await implementation.start();
    const outcomes: Outcome[] = [];
    const run = implementation.execute(programsOf(10), (o) => outcomes.push(o), new AbortController().signal);
    expect((await failure(run)).message).toContain(
      'under-test ended 3 times in a row without beginning a case.',
    );
    expect(outcomes.map(({ ending }) => ending)).toEqual(
      Array(3).fill(crashed('exit status 1 before it began this case')),
    );
  });

  it('cannot be restarted', async () => {
    // The second time its scratch directory holds the file that the first one made.
    const once = `test ! -e "$0" || { echo worn out >&2; exit 9; }; : > "$0"; exec "$@"`;
    const file = join(scratchRoot, 'once');
    const implementation = create(['sh', '-c', once, file, process.execPath, liar, 'crash-on-step-2', agent]);
    await implementation.start();
    const outcomes: Outcome[] = [];
    const run = implementation.execute(programsOf(3), (o) => outcomes.push(o), new AbortController().signal);
    expect((await failure(run)).message).toContain(
      'ended with exit status 9 before it said what it is, 3 times in a row.\n  worn out',
    );
    expect(outcomes).toHaveLength(1);
  });

  it('would need a blank in its configuration', async () => {
    const scratch = join(scratchRoot, 'with blank');
    const error = await failure(create([agent], { scratch }).start());
    expect(error.message).toContain('must be plain ASCII without blanks');
    expect(error.hint).toContain('TMPDIR');
  });
});

describe('an interruption', () => {
  it.each([
    ['honest', 50],
    ['hang-deaf', 0],
  ] as const)('ends the execution at once (%s)', async (mode, count) => {
    const implementation = lying(mode, { window: 32 });
    await implementation.start();
    const interrupt = new AbortController();
    const outcomes: Outcome[] = [];
    const report = (outcome: Outcome): void => {
      if (outcomes.push(outcome) === count) interrupt.abort();
    };
    if (count === 0) setTimeout(() => interrupt.abort(), 100);
    await implementation.execute(programsOf(20_000), report, interrupt.signal);
    // No more than what had been sent ahead; and no case had to have its time first.
    expect(outcomes.length).toBeLessThan(count + 32);
    expect(outcomes.every(({ ending }) => ending.how === 'exited')).toBe(true);
    await untilGone(() => processesWith(started.at(-1)?.mark ?? ''));
  });

  it('before the first program executes none, and a later execution works', async () => {
    const implementation = create([agent]);
    await implementation.start();
    const outcomes: Outcome[] = [];
    await implementation.execute(programsOf(2), (o) => outcomes.push(o), AbortSignal.abort());
    expect(outcomes).toEqual([]);
    expect(await execute(implementation, programsOf(2))).toHaveLength(2);
  });

  it('by stop() ends the execution, and nothing is started again', async () => {
    const implementation = lying('hang-deaf');
    await implementation.start();
    const outcomes: Outcome[] = [];
    const run = implementation.execute(programsOf(3), (o) => outcomes.push(o), new AbortController().signal);
    await sleep(100);
    await implementation.stop();
    await run;
    expect(outcomes).toEqual([]);
  });

  it('by stop() ends a start that takes too long', async () => {
    const implementation = lying('no-hello');
    const start = failure(implementation.start());
    await sleep(100);
    await implementation.stop();
    expect((await start).message).toBe('the start of under-test was interrupted');
  });

  it('by stop() kills one that does not end with its input', async () => {
    const implementation = create(['sh', '-c', '"$0"; sleep 86399', agent]);
    expect(await endings(implementation, 2)).toEqual([exited, exited]);
    // The limit of this test is far below what it would sleep.
    await implementation.stop();
  });
});
