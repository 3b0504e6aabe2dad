/** JUnit, one file for each implementation and one of all. docs/reports.md says who reads which part. */
import type { ImplementationInfo, RunResult } from '../runner/result.ts';
import { columns, differences, headline } from './difference.ts';
import { junitFileName, MERGED_JUNIT } from './junit-files.ts';
import { type TestOutcome, type TestPoint, testPoints } from './outcome.ts';
import { visible } from './visible.ts';
import { renderXml, type XmlElement } from './xml.ts';

const seconds = (us: number): string => (us / 1e6).toFixed(6);

/** `group/suite/name`: where a case stands, in the words of each consumer. */
function placeOf(id: string): { suite: string; name: string } {
  const [group = '', suite = '', ...rest] = visible(id).split('/');
  return rest.length > 0
    ? { suite: `${group}/${suite}`, name: rest.join('/') }
    : { suite: group, name: suite || group };
}

/** Jenkins splits a class at its last dot: within a part a dot would tear it apart. */
function classOf(implementation: string, suite: string): string {
  const parts = ['mmap', visible(implementation), ...suite.split('/')];
  return parts.map((part) => part.replaceAll('.', '_')).join('.');
}

/** Everything that a reader must know, because GitLab shows nothing else. */
function body(result: RunResult, name: string, { entry, own }: TestPoint): string {
  const lines = [headline(own), `${visible(entry.id)} on ${visible(name)}`];
  if (entry.title !== '') lines.push(visible(entry.title));
  if (entry.clauses.length > 0) lines.push(`clauses: ${entry.clauses.map(visible).join(', ')}`);
  for (const difference of differences(result, entry, [name])) {
    lines.push('', difference.call, ...columns(difference, result.reference).map((line) => `  ${line}`));
  }
  return `\n${lines.join('\n')}\n`;
}

/** The element inside a test case, if it has one. */
function verdict(result: RunResult, name: string, point: TestPoint): XmlElement[] {
  const { own, outcome } = point;
  const text = () => body(result, name, point);
  switch (outcome) {
    case 'ok':
      // What differs without counting is worth a word; consumers have no other place for it than the output.
      return own.status === 'pass' ? [] : [{ name: 'system-out', attributes: {}, inside: text() }];
    case 'skipped':
      return [skipped('skip', visible(own.reason ?? '').trim() || 'skipped', '')];
    case 'known':
      return [skipped(`known-${own.status}`, `known failure: ${headline(own)}`, text())];
    case 'failure':
    case 'error': {
      const type = own.fixed ? `fixed-${own.status}` : own.status;
      return [{ name: outcome, attributes: { type, message: headline(own) }, inside: text() }];
    }
  }
}

/** GitLab shows the body here, too, and of an element without one its attributes as a Ruby hash. */
function skipped(type: string, message: string, more: string): XmlElement {
  return { name: 'skipped', attributes: { type, message }, inside: `${message}${more}` };
}

function totals(points: readonly TestPoint[]) {
  const count = (...outcomes: TestOutcome[]) =>
    points.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    tests: points.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped', 'known'),
    time: seconds(points.reduce((sum, { own }) => sum + own.durationUs, 0)),
  };
}

function properties(result: RunResult, { spec, arch, release }: ImplementationInfo): XmlElement {
  const facts: Record<string, string> = {
    spec,
    arch: arch ?? '',
    release: release ?? '',
    tool: result.tool.version,
  };
  if (result.interrupted) facts.interrupted = 'true';
  const inside = Object.entries(facts).map(
    ([name, value]): XmlElement => ({
      name: 'property',
      attributes: { name, value: visible(value) },
      inside: [],
    }),
  );
  return { name: 'properties', attributes: {}, inside };
}

/** One implementation's share of a document. */
interface Part {
  name: string;
  info: ImplementationInfo;
  points: readonly TestPoint[];
}

/** @param prefix of the names of suites, where several implementations stand in one document */
function suites(result: RunResult, { name, info, points }: Part, prefix: string): XmlElement[] {
  const bySuite = new Map<string, TestPoint[]>();
  for (const point of points) {
    const { suite } = placeOf(point.entry.id);
    bySuite.set(suite, [...(bySuite.get(suite) ?? []), point]);
  }
  const testcase = (suite: string, point: TestPoint): XmlElement => ({
    name: 'testcase',
    attributes: {
      classname: classOf(name, suite),
      name: placeOf(point.entry.id).name,
      time: seconds(point.own.durationUs),
    },
    inside: verdict(result, name, point),
  });
  return [...bySuite].map(([suite, members]) => ({
    name: 'testsuite',
    attributes: { name: `${prefix}${suite}`, ...totals(members), file: `suites/${suite}.ts` },
    inside: [properties(result, info), ...members.map((point) => testcase(suite, point))],
  }));
}

function document(name: string, points: readonly TestPoint[], inside: readonly XmlElement[]): string {
  // The schema that Jenkins' xUnit plugin holds files to knows no `skipped` here, and `file` on suites only.
  const { skipped: _, ...all } = totals(points);
  return renderXml({ name: 'testsuites', attributes: { name, ...all }, inside });
}

/** The result as JUnit files: name of the file, and its text. */
export function renderJunit(
  result: RunResult,
  { strict = false }: { strict?: boolean } = {},
): Map<string, string> {
  const files = new Map<string, string>();
  const parts = Object.entries(result.implementations).map(
    ([name, info]): Part => ({ name, info, points: testPoints(result, name, strict) }),
  );
  for (const part of parts) {
    const text = document(`mmap ${visible(part.name)}`, part.points, suites(result, part, ''));
    files.set(junitFileName(part.name, files), text);
  }
  const all = parts.flatMap((part) => suites(result, part, `${visible(part.name)}: `));
  files.set(
    MERGED_JUNIT,
    document(
      'mmap',
      parts.flatMap(({ points }) => points),
      all,
    ),
  );
  return files;
}
