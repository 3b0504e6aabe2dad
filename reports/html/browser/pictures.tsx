/** The address space at the steps that matter, of the reference and of the implementation side by side. */
import type { CaseEntry, CaseResult } from '../../../runner/result.ts';
import { differences } from '../../difference.ts';
import { type Change, hasPictures, type Moment, momentsOf } from '../moments.ts';
import { type Axis, axesOf, changeOn } from '../picture-layout.ts';
import { Legend } from './legend.tsx';
import { Picture } from './picture.tsx';

/** So many steps are shown at once; of more only those that are wrong. */
const MANY = 4;

function Panel({ name, axes, change }: { name: string; axes: readonly Axis[]; change: Change | null }) {
  return (
    <figure class="panel">
      <figcaption>{name}</figcaption>
      {change === null ? (
        <p class="note">Not observed at this step.</p>
      ) : (
        <div class="panel-scroll" tabIndex={0} role="group" aria-label={`Pages of ${name}`}>
          {axes.map((axis) => {
            const own = changeOn(axis, change);
            return own && <Picture key={axis.from} name={name} axis={axis} change={own} />;
          })}
        </div>
      )}
      {change?.outside && <p class="note">The call returned a mapping outside of what is drawn.</p>}
    </figure>
  );
}

interface MomentProps {
  moment: Moment;
  axes: readonly Axis[];
  /** Names of what is shown; null: it is not. */
  reference: string | null;
  own: string | null;
  isOpen: boolean;
}

function MomentPictures({ moment, axes, reference, own, isOpen }: MomentProps) {
  return (
    <details class={`moment${moment.isWrong ? ' is-wrong' : ''}`} open={isOpen}>
      <summary>
        <span class="moment-step">Step {moment.index + 1}</span> <code>{moment.call}</code>
        {moment.isWrong && <span class="moment-wrong">here it differs</span>}
      </summary>
      <div class="panels">
        {reference !== null && <Panel name={reference} axes={axes} change={moment.reference} />}
        {own !== null && <Panel name={own} axes={axes} change={moment.own} />}
      </div>
    </details>
  );
}

/** Why there is no picture of an implementation. */
function whyNone(name: string, { status }: CaseResult): string {
  switch (status) {
    case 'pass':
      return `No pictures of ${name}: they are taken of the reference, and of the others where they do not pass.`;
    case 'timeout':
    case 'broken':
    case 'skip':
      return `No pictures of ${name}: none are taken of a case that ends as ${status}.`;
    default:
      return `No pictures of ${name}: it did not show its address space.`;
  }
}

const changes = (moments: readonly Moment[]): Change[] =>
  moments.flatMap(({ reference, own }) => [reference, own].filter((change) => change !== null));

export interface PicturesProps {
  reference: string;
  entry: CaseEntry;
  /** The implementation's name. */
  own: string;
}

export function Pictures({ reference, entry, own }: PicturesProps) {
  const ofReference = entry.results[reference];
  const result = own === reference ? undefined : entry.results[own];
  const hasReference = hasPictures(ofReference);
  const hasOwn = hasPictures(result);
  const wrong = differences({ reference }, entry, [own], true).map(({ differs }) => differs);
  const moments = momentsOf(
    hasReference ? ofReference : undefined,
    hasOwn ? (result ?? null) : null,
    (index) => wrong[index] ?? false,
  );
  const axes = axesOf(changes(moments));
  const areas = changes(moments).flatMap(({ before, after }) => [
    ...(before === 'unknown' ? [] : before),
    ...after,
  ]);
  const areFew = moments.length <= MANY;
  const hasWrong = moments.some(({ isWrong }) => isWrong);
  return (
    <section class="pictures" aria-labelledby="pictures-title">
      <h3 id="pictures-title">Address space</h3>
      {!hasReference && !hasOwn && (
        <p class="note">
          No pictures: this run took none, or what it ran on could not show its address space.
        </p>
      )}
      {hasReference && result !== undefined && !hasOwn && <p class="note">{whyNone(own, result)}</p>}
      {hasOwn && !hasReference && <p class="note">No pictures of {reference}.</p>}
      {(hasReference || hasOwn) && moments.length === 0 && (
        <p class="note">No step changed the address space.</p>
      )}
      {moments.map((moment, index) => (
        <MomentPictures
          key={moment.index}
          moment={moment}
          axes={axes}
          reference={hasReference ? reference : null}
          own={hasOwn ? own : null}
          isOpen={areFew || moment.isWrong || (!hasWrong && index === 0)}
        />
      ))}
      {moments.length > 0 && axes.length > 0 && <Legend areas={areas} />}
    </section>
  );
}
