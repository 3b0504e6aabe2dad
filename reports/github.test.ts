import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { ANNOTATIONS, renderGithub } from './github.ts';
import { anyResult, entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';
import { renderPretty } from './pretty.ts';

const TOKEN = 'b9f7';
const render = (result: RunResult, strict = false) =>
  renderGithub(result, { strict, clauses: {}, token: TOKEN });

interface Command {
  name: string;
  title: string;
  message: string;
}

/**
 * The commands that GitHub's runner obeys: lines that begin with `::`, or hold `##[`, but for what stands between `stop-commands` and
 * its token; with its unescaping.
 */
function obeyed(log: string): Command[] {
  let stopped: string | null = null;
  return log.split('\n').flatMap((line): Command[] => {
    const [, name = '', properties = '', data = ''] =
      line.trimStart().match(/^::([^ :]+)(?: (.*?))?::(.*)$/s) ?? [];
    if (stopped !== null) {
      if (name === stopped) stopped = null;
      return [];
    }
    if (name === '') {
      if (line.includes('##[')) throw new Error(`an old command: ${line}`);
      return [];
    }
    if (name === 'stop-commands') {
      stopped = data;
      return [];
    }
    const unescaped = (text: string) =>
      text.replace(/%(0D|0A|3A|2C|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return [{ name, title: unescaped(properties.replace(/^title=/, '')), message: unescaped(data) }];
  });
}

const failing = (count: number, status: 'fail' | 'broken' = 'fail') =>
  run(Array.from({ length: count }, (_, index) => entry(`a/b/${index}`, { gvisor: own(status) })));

describe('annotations', () => {
  it('are errors, or warnings where nobody can tell, with what a reader must know', () => {
    const commands = obeyed(render(everyStatus()));
    expect(commands.map(({ name, title }) => `${name} ${title}`)).toEqual([
      'error fail on gvisor: flags/made-up/fail',
      'error drift on kernel: flags/made-up/drift',
      'error crash on gvisor: flags/made-up/crash',
      'error timeout on gvisor: flags/made-up/timeout',
      'warning broken on gvisor: flags/made-up/broken',
    ]);
    expect(commands[0]?.message).toBe(`Title of flags/made-up/fail
gvisor: fail: the reason for fail

mmap(a, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)
  documented  EEXIST
  kernel      EEXIST
  gvisor      a`);
  });

  it.each([0, 1, ANNOTATIONS, ANNOTATIONS + 1, 200])(
    'of %d cases are not more than GitHub shows',
    (count) => {
      const commands = obeyed(render(failing(count)));
      expect(commands.length).toBe(Math.min(count, ANNOTATIONS));
      const last = commands.at(-1);
      if (count > ANNOTATIONS) {
        expect(last?.title).toBe(`${count - ANNOTATIONS + 1} cases more`);
        expect(last?.message.split('\n').slice(1)).toEqual(
          Array.from({ length: count - ANNOTATIONS + 1 }, (_, index) => `a/b/${ANNOTATIONS - 1 + index}`),
        );
      }
    },
  );

  it('name as many of the others as a message holds, and count the rest', () => {
    const message = obeyed(render(failing(3000))).at(-1)?.message ?? '';
    expect(message.length).toBeLessThan(4096);
    const named = message.match(/^a\/b\/\d+$/gm)?.length ?? 0;
    const rest = Number(message.match(/^and (\d+) that are not named here$/m)?.[1]);
    expect(named).toBeGreaterThan(300);
    expect(named + rest).toBe(3000 - ANNOTATIONS + 1);
  });

  it('are limited for each kind on its own', () => {
    const both = run([
      ...failing(20).cases,
      ...failing(20, 'broken').cases.map((one) => ({ ...one, id: `${one.id}x` })),
    ]);
    const commands = obeyed(render(both));
    expect(commands.filter(({ name }) => name === 'error').length).toBe(ANNOTATIONS);
    expect(commands.filter(({ name }) => name === 'warning').length).toBe(ANNOTATIONS);
  });

  it('are not made of known failures, but of what is not as expected', () => {
    const expectation = { status: 'fail' as const, reason: 'never did' };
    const result = run([
      entry('a/b/c', { gvisor: own('fail', { known: true, expectation }) }),
      entry('a/b/d', { gvisor: own('pass', { fixed: true, expectation }) }),
    ]);
    expect(obeyed(render(result)).map(({ title }) => title)).toEqual([
      'pass (not as expected) on gvisor: a/b/d',
    ]);
  });
});

describe('the log', () => {
  it('holds the report for the terminal', () => {
    const text = renderPretty(everyStatus(), { color: false, verbose: false, clauses: {} });
    expect(render(everyStatus())).toContain(`::stop-commands::${TOKEN}\n${text}::${TOKEN}::\n`);
  });

  it('has a token that nobody can guess', () => {
    const token = () => renderGithub(run([]), { clauses: {} }).match(/^::stop-commands::(\S+)/)?.[1] ?? '';
    expect(token()).toMatch(/^[0-9a-f-]{36}$/);
    expect(token()).not.toBe(token());
  });

  it('obeys no target', () => {
    const evil = [
      '::set-env name=PATH::/evil',
      '##[add-path]/evil',
      'x\n::error::x',
      '%0A::error::x',
      ':: ::',
      NASTY,
    ];
    const cases = evil.map((text, index) =>
      entry(
        `a/b/${index}`,
        {
          [text]: own('fail', {
            reason: text,
            steps: [step({ call: text, observed: text, expected: text, ok: false })],
          }),
        },
        { title: text, clauses: [text] },
      ),
    );
    const commands = obeyed(render(run(cases)));
    expect(commands.map(({ name }) => name)).toEqual(evil.map(() => 'error'));
  });

  it('is whole for any result', () => {
    fc.assert(
      fc.property(anyResult, fc.boolean(), (result, strict) => {
        for (const { name, title, message } of obeyed(render(result, strict))) {
          expect(['error', 'warning']).toContain(name);
          expect(title).not.toBe('');
          expect(message).not.toBe('');
        }
      }),
    );
  });
});
