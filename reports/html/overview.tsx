/** The part of the report that is there without JavaScript: totals, and the documentation as a whole. */
import { type ImplementationInfo, type RunResult, STATUSES, type Status } from '../../runner/result.ts';
import { visible } from '../visible.ts';
import { type Agreement, agreements, occurringStatuses } from './agreement.ts';
import { type ClauseFate, FATES, type MappedSection } from './clause-map.ts';
import { MEANINGS, StatusMark } from './statuses.tsx';
import { hashOf } from './view.ts';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const duration = (ms: number): string => (ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function platform({ arch, release, pageSize }: ImplementationInfo): string {
  const page = pageSize === null ? null : `${pageSize / 1024} KiB pages`;
  const parts = [release, arch, page].filter((part) => part !== null);
  return parts.length === 0 ? 'never answered' : visible(parts.join(' · '));
}

/** The whole as a bar; what there is little of is still a hair wide. */
function Bar({ agreement: { counts, cases } }: { agreement: Agreement }) {
  const hair = 0.6;
  const present = STATUSES.filter((status) => counts[status] > 0);
  const widths = present.map((status) => Math.max(hair, (counts[status] / cases) * 100));
  const total = widths.reduce((sum, width) => sum + width, 0);
  let x = 0;
  return (
    <svg class="bar" width="100%" height="14" aria-hidden="true">
      {present.map((status, index) => {
        const width = ((widths[index] ?? 0) / total) * 100;
        const place = { x: `${x}%`, width: `${width}%`, y: 0, height: 14 };
        x += width;
        return (
          <g key={status} class={`is-${status}`}>
            <rect class="bar-fill" {...place} />
            <rect class="bar-pattern" {...place} />
          </g>
        );
      })}
    </svg>
  );
}

function Count({ status, agreement }: { status: Status; agreement: Agreement }) {
  const count = agreement.counts[status];
  const view = hashOf({ statuses: [status], on: [visible(agreement.name)] });
  return (
    <td class={`count is-${status}${count === 0 ? ' is-zero' : ''}`}>
      {count === 0 ? <span>0</span> : <a href={view}>{count}</a>}
      <span class="count-label" aria-hidden="true">
        {' '}
        {status}
      </span>
    </td>
  );
}

function ImplementationRow({
  agreement,
  info,
  statuses,
  hasKnown,
}: {
  agreement: Agreement;
  info: ImplementationInfo;
  statuses: readonly Status[];
  hasKnown: boolean;
}) {
  const name = visible(agreement.name);
  const spec = visible(info.spec);
  return (
    <tr>
      <th scope="row" class="who">
        <span class="who-name">{name}</span>
        {agreement.isReference && <span class="badge">reference</span>}
        {spec !== name && <code class="who-spec">{spec}</code>}
        <span class="who-platform">{platform(info)}</span>
      </th>
      <td class="share">
        <div class="share-line">
          <span class="share-number">
            {agreement.asDocumented === null ? '–' : `${agreement.asDocumented.toFixed(1)} %`}
          </span>
          <Bar agreement={agreement} />
        </div>
      </td>
      {statuses.map((status) => (
        <Count key={status} status={status} agreement={agreement} />
      ))}
      {hasKnown && (
        <td class={`count${agreement.known === 0 ? ' is-zero' : ''}`}>
          {agreement.known}
          <span class="count-label" aria-hidden="true">
            {' '}
            known
          </span>
        </td>
      )}
      <td class="count time">{duration(info.wallMs)}</td>
    </tr>
  );
}

/** Implementations x statuses: the totals, and how much of what is documented holds. */
function Totals({ result, strict }: { result: RunResult; strict: boolean }) {
  const all = agreements(result, strict);
  const statuses = occurringStatuses(all);
  const hasKnown = all.some(({ known }) => known > 0);
  return (
    <table class="totals" aria-label="Totals of each implementation">
      <thead>
        <tr>
          {['implementation', 'as documented'].map((text, index) => (
            <th key={text} scope="col" class={index === 0 ? 'who' : 'share'}>
              {text}
            </th>
          ))}
          {statuses.map((status) => (
            <th key={status} scope="col" class="count" title={MEANINGS[status]}>
              <StatusMark status={status} />
              <span class="count-head">{status}</span>
            </th>
          ))}
          {[...(hasKnown ? ['known'] : []), 'time'].map((text) => (
            <th key={text} scope="col" class="count">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {all.map((agreement) => {
          const info = result.implementations[agreement.name];
          return (
            info && (
              <ImplementationRow
                key={agreement.name}
                agreement={agreement}
                info={info}
                statuses={statuses}
                hasKnown={hasKnown}
              />
            )
          );
        })}
      </tbody>
    </table>
  );
}

const FATE_ORDER = Object.keys(FATES) as ClauseFate[];

function sentence(clauses: MappedSection['clauses']): string {
  const count = (fate: ClauseFate) => clauses.filter((clause) => clause.fate === fate).length;
  const words: Readonly<Record<ClauseFate, string>> = {
    kept: 'hold',
    unkept: 'do not',
    unrun: 'not run',
    historical: 'historical',
    unobservable: 'unobservable',
    uncovered: 'without a case',
  };
  return FATE_ORDER.flatMap((fate) => (count(fate) > 0 ? [`${count(fate)} ${words[fate]}`] : [])).join(', ');
}

/** A square for each promise of the documentation, section by section. */
function ClauseMap({ sections }: { sections: readonly MappedSection[] }) {
  const present = FATE_ORDER.filter((fate) =>
    sections.some(({ clauses }) => clauses.some((clause) => clause.fate === fate)),
  );
  return (
    <>
      <ul class="legend">
        {present.map((fate) => (
          <li key={fate}>
            <span class={`clause is-${fate}`} aria-hidden="true" />
            {FATES[fate]}
          </li>
        ))}
      </ul>
      <ul class="sections">
        {sections.map(({ section, clauses }) => (
          <li key={section}>
            <a class="section-name" href={hashOf({ section, group: 'clause' })}>
              {section}
            </a>
            <span class="section-map" aria-hidden="true">
              {clauses.map(({ id, fate, promise, cases, unkeptBy }) => {
                const by = unkeptBy.length === 0 ? '' : `\nnot by ${unkeptBy.join(', ')}`;
                const text = `${id} (${plural(cases, 'case')}): ${FATES[fate]}${by}\n${promise}`;
                return (
                  <a
                    key={id}
                    class={`clause is-${fate}`}
                    href={hashOf({ clause: id, group: 'clause' })}
                    tabIndex={-1}
                    title={text}
                  >
                    {id}
                  </a>
                );
              })}
            </span>
            <span class="section-numbers">
              <b>{clauses.length}</b>: {sentence(clauses)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export interface OverviewProps {
  result: RunResult;
  sections: readonly MappedSection[];
  /** Deviations count. */
  strict: boolean;
}

/** Totals and clauses. */
export function Overview({ result, sections, strict }: OverviewProps) {
  const clauses = sections.reduce((sum, section) => sum + section.clauses.length, 0);
  const reference = result.implementations[result.reference];
  return (
    <>
      <header class="head">
        <h1>mmap conformance</h1>
        <p class="head-facts">
          {plural(result.cases.length, 'case')} on{' '}
          {plural(Object.keys(result.implementations).length, 'implementation')}, held against{' '}
          {plural(clauses, 'clause')} of the documentation
          {reference !== undefined && (
            <>
              {' '}
              and compared with <b>{visible(result.reference)}</b>
            </>
          )}
          .
        </p>
        <button id="theme" class="button" type="button" hidden>
          Theme
        </button>
      </header>
      {result.interrupted && (
        <p class="banner" role="status">
          The run ended early: the cases that are missing were not run.
        </p>
      )}
      <section aria-labelledby="totals-title">
        <h2 id="totals-title">Implementations</h2>
        <Totals result={result} strict={strict} />
      </section>
      {sections.length > 0 && (
        <section aria-labelledby="clauses-title" class="documentation">
          <h2 id="clauses-title">Documentation</h2>
          <ClauseMap sections={sections} />
        </section>
      )}
    </>
  );
}
