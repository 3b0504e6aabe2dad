/** What needs a look, for readers without JavaScript. */
import type { RunResult } from '../../runner/result.ts';
import { failingNames } from '../outcome.ts';
import { visible } from '../visible.ts';
import { StatusMark, statusWords } from './statuses.tsx';

/** A page of more would be of no use, and slow. */
const MOST = 500;

/** The cases that count, and on which implementations. */
export function StaticCases({ result, strict }: { result: RunResult; strict: boolean }) {
  const red = result.cases.flatMap((entry) => {
    const names = failingNames(result, entry, strict);
    return names.length === 0 ? [] : [{ entry, names }];
  });
  return (
    <div class="static">
      <p>
        {red.length === 0
          ? 'No case counts against an implementation.'
          : `Cases that count against an implementation: ${red.length}.`}{' '}
        With JavaScript, this page shows all cases and their steps.
      </p>
      <ul>
        {red.slice(0, MOST).map(({ entry, names }) => (
          <li key={entry.id}>
            <code>{visible(entry.id)}</code> {visible(entry.title)}
            <ul>
              {names.map((name) => {
                const own = entry.results[name];
                return (
                  own && (
                    <li key={name}>
                      <StatusMark {...own} /> {statusWords(own)} on {visible(name)}
                      {own.reason === null ? '' : `: ${visible(own.reason)}`}
                    </li>
                  )
                );
              })}
            </ul>
          </li>
        ))}
      </ul>
      {red.length > MOST && <p>And {red.length - MOST} more.</p>}
    </div>
  );
}
