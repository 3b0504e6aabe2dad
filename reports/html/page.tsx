/** The page: what is there without JavaScript, the data, and the script that shows the rest. */
import type { RunResult } from '../../runner/result.ts';
import { visible } from '../visible.ts';
import type { MappedSection } from './clause-map.ts';
import { Overview } from './overview.tsx';
import { Patterns } from './patterns.tsx';
import { StaticCases } from './static-cases.tsx';

export interface PageProps {
  result: RunResult;
  sections: readonly MappedSection[];
  strict: boolean;
  title: string;
  /** The Content-Security-Policy. */
  policy: string;
  script: string;
  style: string;
  /** Base64 of the compressed data. */
  data: string;
  /** The same of the C programs; null: there are none. */
  programs: string | null;
}

/** Text of our own that HTML must take as it is: it was built with the report, and holds nothing that came from a run. */
const raw = (text: string): { __html: string } => {
  if (/<\/(script|style)/i.test(text)) throw new TypeError('the built script or style would end its element');
  return { __html: text };
};

/** The whole document, from `html` on. */
export function Page({ result, sections, strict, title, policy, script, style, data, programs }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={raw(style)} />
      </head>
      <body>
        <a class="skip-link" href="#matrix">
          To the cases
        </a>
        <Patterns />
        <main>
          <Overview result={result} sections={sections} strict={strict} />
          <section id="matrix" aria-labelledby="cases-title" tabIndex={-1}>
            <h2 id="cases-title">Cases</h2>
            <div id="app">
              <noscript>
                <StaticCases result={result} strict={strict} />
              </noscript>
            </div>
          </section>
          <div id="print" />
        </main>
        <footer>
          mmap-conformance {visible(result.tool.version)} · <kbd>/</kbd> searches, arrow keys move in the
          matrix, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes
        </footer>
        <script type="application/json" id="report-data" dangerouslySetInnerHTML={raw(data)} />
        {programs !== null && (
          <script type="application/json" id="report-programs" dangerouslySetInnerHTML={raw(programs)} />
        )}
        <script dangerouslySetInnerHTML={raw(script)} />
      </body>
    </html>
  );
}
