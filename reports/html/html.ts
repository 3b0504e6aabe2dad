/** A run's result as a page for a browser: one file that needs nothing else. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { h } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { RunResult } from '../../runner/result.ts';
import { visible } from '../visible.ts';
import { loadAssets } from './assets.ts';
import { clauseMap, type MapOptions } from './clause-map.ts';
import { type PackOptions, pack } from './pack.ts';
import { Page } from './page.tsx';
import { packPrograms } from './programs.ts';

export interface HtmlOptions extends PackOptions, MapOptions {
  clauses: PackOptions['clauses'] & MapOptions['clauses'];
  /** The C program that performs a case; null or undefined: there is none. Default: no report has any. */
  renderC?: (id: string) => string | null | undefined;
}

/** Base64 holds no character that HTML could take for its own. */
const compressed = (data: unknown): string => gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');

const hashSource = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/**
 * The whole page.
 *
 * @throws UserError when its script has not been built
 */
export function renderHtml(result: RunResult, options: HtmlOptions): string {
  const { script, style } = loadAssets();
  // Whatever a target says is data. Should it ever be taken for more, the browser refuses it.
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const programs =
    options.renderC === undefined
      ? null
      : packPrograms(
          result.cases.map(({ id }) => id),
          options.renderC,
        );
  const page = h(Page, {
    result,
    sections: clauseMap(result, options),
    strict: options.strict,
    policy,
    script,
    style,
    title: `mmap conformance: ${Object.keys(result.implementations).map(visible).join(', ')}`,
    data: compressed(pack(result, options)),
    programs: programs === null ? null : compressed(programs),
  });
  return `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
}
