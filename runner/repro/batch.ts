/**
 * Many programs in one, so that all of them can be compiled and run in seconds: each keeps its own text, but includes and helpers
 * stand once, and names that several programs use are kept apart by the preprocessor.
 */
import type { Case } from '../../suites/case.ts';
import { HELPERS, type HelperName } from './helpers.ts';
import { type CParts, FIRST_LINES, renderCParts } from './render-c.ts';

/** The environment variable that says which case the program is: an index. */
export const BATCH_CASE = 'REPRO_CASE';

/**
 * The C units of a program that is any of these cases.
 *
 * @param count how many units there are to be, besides the one with `main`
 */
export function renderBatch(cases: readonly Case[], count: number): string[] {
  const all = cases.map(renderCParts);
  const size = Math.ceil(all.length / count);
  const starts = Array.from({ length: count }, (_, unit) => unit * size).filter(
    (start) => start < all.length,
  );
  return [...starts.map((start) => unitOf(all.slice(start, start + size), start)), dispatcher(all.length)];
}

function unitOf(programs: readonly CParts[], first: number): string {
  const headers = new Set(programs.flatMap((one) => one.headers));
  const used = new Set(programs.flatMap((one) => one.helpers));
  const helpers = (Object.keys(HELPERS) as HelperName[]).filter((name) => used.has(name));
  return [
    ...FIRST_LINES,
    ...[...headers].sort().map((header) => `#include <${header}>`),
    ...helpers.map((name) => HELPERS[name].text.trim()),
    ...programs.map((one, index) => renamed(one, first + index)),
  ].join('\n');
}

function renamed({ condition, declarations, own, otherwise, names }: CParts, index: number): string {
  const code = `${declarations}\n${own}`;
  return [
    ...['main', ...names.filter((name) => name !== 'main')].map((name) => `#define ${name} ${name}_${index}`),
    condition === null ? code : `#if ${condition}\n${code}\n#else\n${otherwise}\n#endif`,
    ...['main', ...names.filter((name) => name !== 'main')].map((name) => `#undef ${name}`),
  ].join('\n');
}

function dispatcher(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  return `#include <stdlib.h>
${indices.map((index) => `int main_${index}();`).join('\n')}

int main(int argc, char **argv)
{
	switch (atoi(getenv("${BATCH_CASE}"))) {
${indices.map((index) => `	case ${index}: return main_${index}(argc, argv);`).join('\n')}
	}
	return 2;
}
`;
}
