import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../runner/result.ts';
import { entry, everyStatus, NASTY, own, run, step } from './made-up.test-data.ts';
import { type PrettyOptions, renderPretty } from './pretty.ts';

const clauses = {
  'mmap.made.up': {
    promise: 'An overlap is refused with EEXIST.',
    sources: ['mmap.2/ERRORS', 'POSIX mmap/1'],
  },
};
const render = (result: RunResult, more: Partial<PrettyOptions> = {}) =>
  renderPretty(result, { color: false, verbose: false, clauses, ...more });
/** The first lines of all blocks. */
const heads = (text: string) =>
  text.split('\n').filter((line) => /^[a-z]+( \([a-z ]+\))?( on [^:]+)? {2}[\w-]+\//.test(line));

const failure = (names: string[] = ['gvisor']) => {
  const steps = [
    step(),
    step({ call: 'mmap(a, 1p)', expected: 'EEXIST', observed: 'b', ok: false, differs: true }),
  ];
  const kernel = own('pass', {
    steps: [step(), step({ call: 'mmap(a, 1p)', expected: 'EEXIST', observed: 'EEXIST' })],
  });
  const others = Object.fromEntries(names.map((name) => [name, own('fail', { steps })]));
  return entry('flags/x/overlap', { kernel, ...others }, { clauses: ['mmap.made.up', 'mmap.unknown'] });
};

describe('a block', () => {
  it('says what is promised, what differs, and how to see it again', () => {
    expect(render(run([failure()]))).toBe(`fail on gvisor  flags/x/overlap
  Title of flags/x/overlap
  mmap.made.up: An overlap is refused with EEXIST. (mmap.2/ERRORS)
  mmap.unknown

    mmap(a, 1p)
      documented  EEXIST
      kernel      EEXIST
      gvisor      b

  again: npx mmap-conformance run 'flags/x/overlap' -i gvisor

        cases  pass  fail   time
kernel      1     1     0  0.9 s
gvisor      1     0     1  0.9 s
`);
  });

  it('is one for a case, whoever fails it', () => {
    const text = render(run([failure(['gvisor', 'qemu'])]));
    expect(heads(text)).toEqual(['fail on gvisor, qemu  flags/x/overlap']);
    expect(text).toContain('      gvisor      b\n      qemu        b\n');
    expect(text).toContain(' -i gvisor -i qemu\n');
  });

  it.each<[Partial<PrettyOptions>, string[]]>([
    [{}, ['fail', 'drift', 'crash', 'timeout', 'broken']],
    [{ strict: true }, ['deviate', 'fail', 'drift', 'crash', 'timeout', 'broken']],
    [{ verbose: true }, ['pass', 'deviate', 'fail', 'drift', 'crash', 'timeout', 'broken', 'skip']],
  ])('is written with %j for %j', (options, statuses) => {
    expect(heads(render(everyStatus(), options)).map((line) => line.split(/ | {2}/)[0])).toEqual(statuses);
  });

  it('tells how a case ended', () => {
    const text = render(everyStatus());
    for (const status of ['crash', 'timeout', 'broken']) {
      expect(text).toContain(`  gvisor: ${status}: the reason for ${status}\n`);
    }
    expect(text).not.toContain('the reason for fail');
  });

  it('repeats the command that leads to the same verdict', () => {
    const result = run([failure(['my one'])], { reference: 'agent' }, ['agent']);
    for (const [name, spec] of [
      ['my one', "command:it's {agent}"],
      ['agent', 'agent'],
    ] as const) {
      Object.assign(result.implementations[name] ?? {}, { spec });
    }
    expect(render(result)).toContain(
      "again: npx mmap-conformance run 'flags/x/overlap' -i 'my one=command:it'\\''s {agent}' --reference agent\n",
    );
    expect(render(everyStatus(), { strict: true })).toContain("'flags/made-up/deviate' -i gvisor --strict\n");
  });

  it('stands under its clause where that has several, once, without losing the other clauses', () => {
    const also = {
      ...failure(),
      id: 'flags/x/other',
      clauses: ['mmap.unknown', 'mmap.made.up', 'mmap.third'],
    };
    const alone = { ...failure(), id: 'flags/y/alone', clauses: ['mmap.alone'] };
    const text = render(run([failure(), alone, also]), {
      clauses: { ...clauses, 'mmap.unknown': { promise: 'Also promised.', sources: [] } },
    });
    expect(heads(text)).toEqual([
      'fail on gvisor  flags/x/overlap',
      'fail on gvisor  flags/x/other',
      'fail on gvisor  flags/y/alone',
    ]);
    expect(
      text.startsWith('mmap.made.up: An overlap is refused with EEXIST. (mmap.2/ERRORS): 2 cases\n\nfail on'),
    ).toBe(true);
    expect(text).toContain('  Title of flags/x/overlap\n  mmap.made.up\n  mmap.unknown: Also promised.\n\n');
    expect(text).toContain('\n  mmap.unknown: Also promised.\n  mmap.made.up\n  mmap.third\n\n');
    expect(text).toContain('  Title of flags/x/overlap\n  mmap.alone\n\n');
  });

  it('is written for what is not as expected, with what was expected', () => {
    const expectation = { status: 'fail' as const, reason: 'never did', issue: 'issue 7' };
    const result = run([entry('a/b/c', { gvisor: own('pass', { fixed: true, expectation }) })]);
    expect(heads(render(result))).toEqual(['pass (not as expected) on gvisor  a/b/c']);
    expect(render(result)).toContain('  gvisor: pass; not fail as expected: never did (issue 7)\n');
    const known = run([entry('a/b/c', { gvisor: own('fail', { known: true, expectation }) })]);
    expect(render(known)).not.toContain('never did');
    expect(render(known, { verbose: true })).toContain(
      '  gvisor: fail: the reason for fail; known: never did (issue 7)\n',
    );
  });

  it('is not written for what is known, unless asked for', () => {
    const result = run([entry('a/b/c', { gvisor: own('fail', { known: true, reason: 'issue 7' }) })]);
    expect(heads(render(result))).toEqual([]);
    expect(render(result, { verbose: true })).toContain('fail (known) on gvisor  a/b/c');
    expect(render(result, { verbose: true })).toContain('  gvisor: fail: issue 7\n');
  });
});

describe('the end', () => {
  it('is all there is when nothing ran, or nothing counts', () => {
    expect(render(run([]))).toBe('kernel  0 cases  in 0.9 s\n');
    expect(render(run([], {}, []))).toBe('\n');
    expect(render(run([entry('a/b/c', { kernel: own('pass') })]))).toBe('kernel  1 case: 1 pass  in 0.9 s\n');
  });

  it('groups skips by reason, with ids when asked for', () => {
    const skip = (reason: string) => ({ kernel: own('skip', { reason }) });
    const result = run([
      entry('a/b/one', skip('needs root')),
      entry('a/b/two', skip('needs swap')),
      entry('a/b/three', skip('needs swap')),
    ]);
    expect(render(result)).toBe(
      'skipped:\n  2  needs swap\n  1  needs root\n\nkernel  3 cases: 3 skip  in 0.9 s\n',
    );
    expect(render(result, { verbose: true })).toContain('  2  needs swap\n     a/b/two\n     a/b/three\n');
  });

  it('names the implementations that skipped', () => {
    const result = run([
      entry('a/b/c', { kernel: own('skip', { reason: 'r' }), gvisor: own('skip', { reason: 'r' }) }),
    ]);
    expect(render(result)).toContain('  1  kernel, gvisor: r\n');
  });

  it('says which part of a run it is, and how it ended', () => {
    const shard = { index: 2, count: 3, total: 12, selection: '00000000' };
    const result = run([], { interrupted: true, bailed: true, shard });
    expect(render(result)).toContain(
      'shard 2/3 of 12 cases\nended by --bail: the cases that are missing were not run\n',
    );
  });

  it('is a table for several', () => {
    const three = { kernel: own('pass'), gvisor: own('fail', { known: true }), 'qemu-x86_64': own('skip') };
    const text = render(run([entry('a/b/c', three), entry('a/b/d', three)]));
    expect(text.slice(text.indexOf('             cases'))).toBe(
      [
        '             cases  pass  fail  skip  known   time',
        'kernel           2     2     0     0      0  0.9 s',
        'gvisor           2     0     2     0      2  0.9 s',
        'qemu-x86_64      2     0     0     2      0  0.9 s',
        '',
      ].join('\n'),
    );
  });

  it('counts the known beside their status', () => {
    const result = run([
      entry('a/b/c', { kernel: own('fail', { known: true }) }),
      entry('a/b/d', { kernel: own('fail') }),
    ]);
    expect(render(result)).toContain('kernel  2 cases: 2 fail (1 known)  in 0.9 s\n');
  });

  it('notes promises that are history', () => {
    const old = step({ documented: 'ETXTBSY', expected: 'success' });
    const result = run([
      entry('a/b/c', { kernel: own('pass', { steps: [old] }), agent: own('pass', { steps: [old] }) }),
    ]);
    expect(render(result)).toContain(
      '1 documented promise that Linux does not keep any more: shown by --verbose\n',
    );
    const verbose = render(result, { verbose: true });
    expect(verbose).toContain('      documented  ETXTBSY\n      Linux now   success\n');
    expect(verbose).toContain('1 documented promise that Linux does not keep any more\n');
  });

  it('says when the run was interrupted', () => {
    expect(render(run([], { interrupted: true }))).toContain(
      'interrupted: the cases that are missing were not run\n',
    );
  });
});

it('colours on request, and says the same', () => {
  const coloured = render(everyStatus(), { color: true, verbose: true });
  expect(coloured).toContain('\u001b[31mfail\u001b[39m');
  expect(stripVTControlCharacters(coloured)).toBe(render(everyStatus(), { verbose: true }));
});

it('shows nothing of a target raw', () => {
  const nasty = step({ call: NASTY, expected: NASTY, observed: NASTY, documented: NASTY, ok: false });
  const results = (status: 'fail' | 'skip') => ({ [NASTY]: own(status, { reason: NASTY, steps: [nasty] }) });
  const more = { title: NASTY, clauses: [NASTY] };
  const result = run([entry(`a/${NASTY}/c`, results('fail'), more), entry('a/b/d', results('skip'), more)]);
  const text = render(result, { verbose: true, clauses: { [NASTY]: { promise: NASTY, sources: [NASTY] } } });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
});
