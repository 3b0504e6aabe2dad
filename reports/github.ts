/** The report for the log of a GitHub Actions job: annotations, and the terminal report, in which nothing is taken for a command. */
import { randomUUID } from 'node:crypto';
import type { CaseEntry, RunResult, Status } from '../runner/result.ts';
import { type ClauseText, namesByStatus } from './block.ts';
import { columns, differences, headline } from './difference.ts';
import { failingNames } from './outcome.ts';
import { renderPretty } from './pretty.ts';
import { plural } from './summary.ts';
import { visible } from './visible.ts';

/** So many of each kind does GitHub show of one step; it drops the others without a word. */
export const ANNOTATIONS = 10;

/** GitHub's runner cuts what is longer. */
const MESSAGE_LENGTH = 4096;

export interface GithubOptions {
  /** Deviations count. */
  strict?: boolean;
  /** Clauses by id. */
  clauses: Readonly<Record<string, ClauseText>>;
  /** What ends the part in which commands are not obeyed: a target must not guess it. */
  token?: string;
}

type Kind = 'error' | 'warning';

interface Annotation {
  kind: Kind;
  id: string;
  title: string;
  message: string;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const command = (kind: Kind, title: string, message: string): string =>
  `::${kind} title=${escapeProperty(title)}::${escapeData(message)}`;

/** The whole report, with a line end. */
export function renderGithub(result: RunResult, options: GithubOptions): string {
  const { strict = false, clauses, token = randomUUID() } = options;
  const all = result.cases.flatMap((entry) => {
    const names = failingNames(result, entry, strict);
    return names.length === 0 ? [] : [annotate(result, entry, names)];
  });
  const text = renderPretty(result, { color: false, verbose: false, strict, clauses });
  const lines = [
    `::stop-commands::${token}`,
    text.trimEnd(),
    `::${token}::`,
    ...limited('error', all),
    ...limited('warning', all),
  ];
  return `${lines.join('\n')}\n`;
}

function annotate(result: RunResult, entry: CaseEntry, names: readonly string[]): Annotation {
  const steps = differences(result, entry, names).flatMap((step) => [
    '',
    step.call,
    ...columns(step, result.reference).map((line) => `  ${line}`),
  ]);
  const reasons = names.flatMap((name) => {
    const own = entry.results[name];
    return own === undefined ? [] : [`${visible(name)}: ${headline(own)}`];
  });
  const isUntold = (status: Status | undefined): boolean => status === 'broken';
  return {
    // That nobody can tell is no fault of the implementation.
    kind: names.every((name) => isUntold(entry.results[name]?.status)) ? 'warning' : 'error',
    id: visible(entry.id),
    title: `${namesByStatus(result, entry, names)}: ${visible(entry.id)}`,
    message: [...(entry.title === '' ? [] : [visible(entry.title)]), ...reasons, ...steps].join('\n'),
  };
}

/** The last one that is shown stands for all that follow. */
function limited(kind: Kind, all: readonly Annotation[]): string[] {
  const own = all.filter((one) => one.kind === kind);
  const shown = own.length > ANNOTATIONS ? own.slice(0, ANNOTATIONS - 1) : own;
  const rest = own.slice(shown.length);
  const lines = shown.map(({ title, message }) => command(kind, title, message));
  if (rest.length === 0) return lines;
  const message = ['in the log and in the summary of the job:', ...asManyAs(rest.map(({ id }) => id))].join(
    '\n',
  );
  return [...lines, command(kind, `${plural(rest.length, 'case')} more`, message)];
}

/** The ids that fit into a message. */
function asManyAs(ids: readonly string[]): string[] {
  let room = MESSAGE_LENGTH - 200;
  const fitting = ids.filter((id) => {
    room -= id.length + 1;
    return room > 0;
  });
  const rest = ids.length - fitting.length;
  return rest === 0 ? fitting : [...fitting, `and ${rest} that are not named here`];
}
