/** Results by hand, and results by chance, for the tests of the reports. */
import fc from 'fast-check';
import {
  type CaseEntry,
  type CaseResult,
  type RunResult,
  STATUSES,
  type Status,
  type StepResult,
} from '../runner/result.ts';

/** A step that went as documented, unless told otherwise. */
export const step = (more: Partial<StepResult> = {}): StepResult => ({
  call: 'mmap(null, 1p, rw, PRIVATE|ANONYMOUS, -1, 0)',
  expected: 'page aligned, not 0',
  observed: 'a',
  ok: true,
  ...more,
});

/** A case's result on one implementation. */
export const own = (status: Status, more: Partial<CaseResult> = {}): CaseResult => ({
  status,
  known: false,
  reason: status === 'pass' ? null : `the reason for ${status}`,
  durationUs: 180,
  steps: status === 'skip' ? [] : [step()],
  ...more,
});

/** A case. */
export const entry = (
  id: string,
  results: Record<string, CaseResult>,
  more: Partial<CaseEntry> = {},
): CaseEntry => ({
  id,
  title: `Title of ${id}`,
  clauses: [],
  results,
  ...more,
});

/** A whole result: implementations are those that the cases (or `names`) name, the summary is counted. */
export function run(
  cases: CaseEntry[],
  more: Partial<RunResult> = {},
  names: string[] = ['kernel'],
): RunResult {
  const all = [...new Set([...names, ...cases.flatMap(({ results }) => Object.keys(results))])];
  const info = (spec: string) => ({
    spec,
    arch: 'x86_64',
    release: '6.18.44',
    pageSize: 4096,
    startMs: 1,
    wallMs: 900,
  });
  const count = (name: string, status: Status) =>
    cases.filter(({ results }) => results[name]?.status === status).length;
  const counts = (name: string) =>
    Object.fromEntries(STATUSES.map((status) => [status, count(name, status)])) as Record<Status, number>;
  return {
    schema: 1,
    tool: { name: 'mmap-conformance', version: '0.1.0' },
    reference: 'kernel',
    interrupted: false,
    implementations: Object.fromEntries(all.map((name) => [name, info(name)])),
    summary: Object.fromEntries(all.map((name) => [name, counts(name)])),
    cases,
    ...more,
  };
}

/** Text that no target should send, and some will. */
export const NASTY = 'a\u001b[31m\u0000 \u009b2J\r\n# TODO \\ <&>"\' ]]> \uFFFE \uD800 \u202E größer 🦀 {';

/** One case of every status on `gvisor`, with the kernel beside it. */
export function everyStatus(): RunResult {
  const fixed = step({
    call: 'mmap(a, 1p, rw, PRIVATE|ANONYMOUS|FIXED_NOREPLACE, -1, 0)',
    expected: 'EEXIST',
  });
  const on = (status: Status, steps: StepResult[], kernel: CaseResult): CaseEntry =>
    entry(
      `flags/made-up/${status}`,
      { kernel, gvisor: own(status, { steps }) },
      { clauses: ['mmap.made.up'] },
    );
  const good = own('pass', { steps: [step(), { ...fixed, observed: 'EEXIST' }] });
  const bad: StepResult = { ...fixed, observed: 'a', ok: false };
  const silent = step({ expected: null, ok: null });
  const lost: StepResult = { ...fixed, observed: null, ok: null };
  return run([
    on('pass', good.steps, good),
    on(
      'deviate',
      [step(), { ...silent, observed: 'a+1p', differs: true }],
      own('pass', { steps: [step(), silent] }),
    ),
    on('fail', [step(), { ...bad, differs: true }], good),
    on('drift', [step(), bad], own('drift', { steps: [step(), bad] })),
    on('crash', [step(), { ...lost, differs: true }, { ...lost, differs: true }], good),
    on('timeout', [lost, lost], good),
    on('broken', [], good),
    on('skip', [], own('skip', { reason: 'needs huge pages: echo 8 > /proc/sys/vm/nr_hugepages' })),
  ]);
}

const word = fc.constantFrom('prot', 'flags', 'fixed', 'overlap-whole', 'zero', '32bit');
const text = fc.oneof(
  fc.constantFrom('EEXIST', 'a+1p', NASTY, '', ' ', '{', '#', '\\', '...', '---', '# SKIP', '# TODO x {'),
  fc.string({ unit: 'binary' }),
);

const stepArbitrary: fc.Arbitrary<StepResult> = fc.record(
  {
    call: text,
    expected: fc.option(text),
    observed: fc.option(text),
    ok: fc.option(fc.boolean()),
    documented: text,
    differs: fc.constant(true as const),
  },
  { requiredKeys: ['call', 'expected', 'observed', 'ok'] },
);

const expectationArbitrary = fc.record(
  {
    status: fc.constantFrom(...STATUSES),
    or: fc.uniqueArray(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 2 }),
    reason: text.filter((one) => one !== ''),
    issue: text,
  },
  { requiredKeys: ['status', 'reason'] },
);

const caseResultArbitrary: fc.Arbitrary<CaseResult> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    known: fc.boolean(),
    reason: fc.option(text),
    durationUs: fc.nat(),
    steps: fc.array(stepArbitrary, { maxLength: 4 }),
    expectation: fc.option(expectationArbitrary),
    isFixed: fc.boolean(),
  })
  .map(({ expectation, isFixed, ...own }) => {
    if (expectation === null) return own;
    // What is as expected is not otherwise; a skip says nothing.
    const fixed = isFixed && !own.known && own.status !== 'skip';
    return { ...own, expectation, ...(fixed ? { fixed: true as const } : {}) };
  });

/** Any result that a run could come to, texts that no run comes to included. */
export const anyResult: fc.Arbitrary<RunResult> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom('kernel', 'gvisor', 'qemu-x86_64', 'a b', 'Ä.ö', '<&>#\\'), {
      minLength: 1,
    }),
    ids: fc.uniqueArray(
      fc.tuple(word, word, word).map((parts) => parts.join('/')),
      { maxLength: 8 },
    ),
    interrupted: fc.boolean(),
  })
  .chain(({ names, ids, interrupted }) => {
    // An interrupted run leaves out what it did not reach.
    const results = fc
      .tuple(...names.map(() => (interrupted ? fc.option(caseResultArbitrary) : caseResultArbitrary)))
      .map((all) => {
        const pairs = all.flatMap((one, index) => (one === null ? [] : [[names[index] ?? '', one] as const]));
        return Object.fromEntries(pairs);
      });
    return fc
      .tuple(
        ...ids.map((id) =>
          fc.tuple(results, text).map(([all, title]) => entry(id, all, { title, clauses: [title] })),
        ),
      )
      .map((cases) => run(cases, { interrupted, reference: names[0] ?? 'kernel' }, names));
  });
