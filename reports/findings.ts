/** What was found, as a document: for each implementation its differences by clause, from the results of real runs. */
import type { CaseEntry, CaseResult, ImplementationInfo, RunResult, Status } from '../runner/result.ts';
import { symptomOf, wrongStep } from '../runner/symptom.ts';
import { againCommand } from './again.ts';
import type { ClauseText } from './block.ts';
import { visible } from './visible.ts';

export interface FindingsOptions {
  /** Clauses by id, in the order in which they are shown. */
  clauses: Readonly<Record<string, ClauseText>>;
  /** What an implementation was, by name, where its release does not tell: `runsc 2022-12-19`. */
  versions?: Readonly<Record<string, string>>;
}

/** One case that is worth a word. */
interface Found {
  entry: CaseEntry;
  own: CaseResult;
}

/** Headings, and the statuses that stand below them. */
const SECTIONS: readonly { title: string; statuses: readonly Status[] }[] = [
  { title: 'Not as documented', statuses: ['fail', 'crash', 'timeout'] },
  { title: 'Not as documented, and Linux neither', statuses: ['drift'] },
  { title: 'Unlike the reference where the documentation leaves room', statuses: ['deviate'] },
];

const COLUMNS: readonly Status[] = ['pass', 'deviate', 'fail', 'drift', 'crash', 'timeout', 'broken', 'skip'];

/** Text as code, whatever is in it. */
function code(text: string): string {
  const shown = visible(text).replaceAll('\n', ' ');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Text as text: what would be markup is not. */
const plain = (text: string): string => visible(text).replaceAll(/[\\`*<|[\]]|(?<!\w)_|_(?!\w)/g, '\\$&');

const cases = (count: number): string => `${count} ${count === 1 ? 'case' : 'cases'}`;

function row(result: RunResult, name: string): string {
  const info = result.implementations[name];
  const counts = COLUMNS.map((status) => result.summary[name]?.[status] ?? 0);
  return `| ${plain(name)} | ${plain(info?.release ?? '?')}, ${plain(info?.arch ?? '?')} | ${counts.join(' | ')} |`;
}

/** Groups in the order of `order`, what is not in it last. */
function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  order: readonly string[] = [],
): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const place = new Map(order.map((key, index) => [key, index]));
  const placeOf = (key: string): number => place.get(key) ?? order.length;
  return [...groups].sort(([a], [b]) => placeOf(a) - placeOf(b));
}

/** What was documented, what the reference did, what the implementation did, in the step that went wrong. */
function comparison(result: RunResult, name: string, { entry, own }: Found): string {
  const step = wrongStep(own);
  if (step === undefined) return '';
  const index = own.steps.indexOf(step);
  const reference =
    name === result.reference ? undefined : entry.results[result.reference]?.steps[index]?.observed;
  const parts = [
    `documented ${step.expected === null ? 'nothing' : code(step.documented ?? step.expected)}`,
    ...(reference == null ? [] : [`${plain(result.reference)} ${code(reference)}`]),
    `${plain(name)} ${step.observed === null ? 'no answer' : code(step.observed)}`,
  ];
  return `${code(step.call)}: ${parts.join(', ')}`;
}

/** The cases with one symptom: how many, the first of them in detail, what is known of the cause. */
function renderSymptom(result: RunResult, name: string, symptom: string, found: readonly Found[]): string[] {
  const [first] = found;
  if (first === undefined) return [];
  const { status } = first.own;
  const isTold = status === 'fail' || status === 'drift' || status === 'deviate';
  const said = [isTold ? '' : plain(symptom), comparison(result, name, first)].filter((text) => text !== '');
  const lines = [`- ${cases(found.length)}, ${status}: ${said.join('; ')}`];
  for (const [cause, of] of groupBy(found, ({ own }) => causeOf(own))) {
    if (cause !== '')
      lines.push(`  - cause${of.length < found.length ? ` (${cases(of.length)})` : ''}: ${cause}`);
  }
  return [...lines, `  - ${code(againCommand(result, first.entry, [name], status === 'deviate'))}`];
}

function causeOf({ expectation, fixed }: CaseResult): string {
  if (expectation === undefined || expectation.unreviewed || fixed) return '';
  const { reason, issue } = expectation;
  return issue === undefined ? plain(reason) : `${plain(reason)} <${visible(issue)}>`;
}

function renderClause(id: string, found: readonly Found[], options: FindingsOptions): string[] {
  const clause = Object.hasOwn(options.clauses, id) ? options.clauses[id] : undefined;
  const heading = `#### ${code(id)} (${cases(found.length)})`;
  if (clause === undefined) return [heading, ''];
  const source = clause.sources[0] === undefined ? '' : ` (${plain(clause.sources[0])})`;
  return [heading, '', `${plain(clause.promise)}${source}`, ''];
}

function renderSections(result: RunResult, name: string, options: FindingsOptions): string[] {
  return SECTIONS.flatMap(({ title, statuses }) => {
    const found = result.cases.flatMap((entry): Found[] => {
      const own = entry.results[name];
      return own !== undefined && statuses.includes(own.status) ? [{ entry, own }] : [];
    });
    if (found.length === 0) return [];
    const clauses = groupBy(
      found,
      ({ entry }) => entry.clauses[0] ?? 'no clause',
      Object.keys(options.clauses),
    );
    return [
      ...[`### ${title}: ${cases(found.length)}`, ''],
      ...clauses.flatMap(([id, of]) => {
        const symptoms = groupBy(of, ({ own }) => `${own.status} ${symptomOf(own)}`);
        const ordered = symptoms.toSorted(([, a], [, b]) => b.length - a.length);
        const lines = ordered.flatMap(([, some]) =>
          renderSymptom(result, name, (some[0] && symptomOf(some[0].own)) ?? '', some),
        );
        return [...renderClause(id, of, options), ...lines, ''];
      }),
    ];
  });
}

/** What the harness could not tell is no finding about anybody, but must not be passed over. */
function renderUntold(result: RunResult, name: string): string[] {
  const reasons = result.cases.flatMap(({ results: { [name]: own } }) =>
    own?.status === 'broken' ? [own.reason ?? 'no reason given'] : [],
  );
  if (reasons.length === 0) return [];
  const groups = groupBy(reasons, (reason) => reason).toSorted(([, a], [, b]) => b.length - a.length);
  return [
    ...[`### Could not be told: ${cases(reasons.length)}`, ''],
    ...groups.map(([reason, of]) => `- ${cases(of.length)}: ${plain(reason)}`),
    '',
  ];
}

function renderImplementation(
  result: RunResult,
  name: string,
  info: ImplementationInfo,
  options: FindingsOptions,
): string[] {
  const sections = [...renderSections(result, name, options), ...renderUntold(result, name)];
  if (sections.length === 0 && name === result.reference) return [];
  const version = options.versions?.[name];
  const is = `${version === undefined ? '' : `${plain(version)}; `}says it is Linux ${plain(info.release ?? '?')} on ${plain(info.arch ?? '?')}`;
  const nothing = sections.length === 0 ? ['No difference was found.', ''] : [];
  return [`## ${plain(name)}`, '', `${code(info.spec)}: ${is}.`, '', ...nothing, ...sections];
}

/** The document, with a line end. Nothing in it depends on when, or how fast, the runs were. */
export function renderFindings(results: readonly RunResult[], options: FindingsOptions): string {
  const head = `| implementation | says it is | ${COLUMNS.join(' | ')} |`;
  const lines = [
    '# What was found',
    '',
    'Made by `npm run findings` from the results of real runs: not to be edited. Each implementation is shown with the clauses of the',
    'documentation that it does not keep; a line is one symptom, with the number of cases that show it and the command that shows one.',
    'What is known of the cause comes from the expectations files ([expectations.md](expectations.md)).',
    ...['', head, `|---|---|${'---:|'.repeat(COLUMNS.length)}`],
    ...results.flatMap((result) => Object.keys(result.implementations).map((name) => row(result, name))),
    '',
    ...results.flatMap((result) =>
      Object.entries(result.implementations).flatMap(([name, info]) =>
        renderImplementation(result, name, info, options),
      ),
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
