/** A case as a C program of its own, as somebody would write it by hand for a bug report. */
import type { Case } from '../../suites/case.ts';
import { CLAUSES } from '../../suites/clauses/index.ts';
import { toolVersion } from '../tool-version.ts';
import { CProgram } from './c-program.ts';
import { headersFor } from './headers.ts';
import { HELPERS, type HelperName } from './helpers.ts';
import { type Guard, guardsOf, needStatements } from './needs.ts';
import { statementsOf } from './statements.ts';

/** What the program's exit status says. */
export const REPRO_STATUS = { holds: 0, broken: 1, cannotTell: 77 } as const;

const WIDTH = 110;

/**
 * A program in pieces. A page that shows many programs needs the text of each helper (`HELPERS`) only once: the rest is a third
 * of a program.
 */
export interface CParts {
  /** Title, clauses, how to compile it. */
  comment: string;
  headers: readonly string[];
  /** Of the preprocessor: what the machine must be for the case to say anything about it; null: any will do. */
  condition: string | null;
  /** Definitions of names that old headers lack, and variables. */
  declarations: string;
  /** In the order in which they must stand. */
  helpers: readonly HelperName[];
  /** The functions of the case itself; the last is main. */
  own: string;
  /** What stands in their place where the condition does not hold; empty without one. */
  otherwise: string;
  /** The names that declarations and own functions give to something. */
  names: readonly string[];
}

/**
 * The C program of a case: libc only, one file, without a warning under `-Wall -Wextra`. It carries out the steps, prints what came
 * of each, and exits with 0 where all that is documented holds, 1 where something does not, 77 where it cannot tell.
 *
 * @param c a case with all its needs, as `loadCases` gives it
 */
export function renderC(c: Case): string {
  return joinParts(renderCParts(c));
}

/** What stands above all includes: everything that the system has, and offsets of 64 bits where registers have 32. */
export const FIRST_LINES = ['#define _GNU_SOURCE', '#define _FILE_OFFSET_BITS 64'] as const;

/** The text of a program out of its pieces. */
export function joinParts({ comment, headers, condition, otherwise, ...parts }: CParts): string {
  const includes = [...FIRST_LINES, ...headers.map((header) => `#include <${header}>`)].join('\n');
  const code = codeOf(parts);
  const guarded =
    condition === null ? code : `#if ${condition}\n\n${code}\n\n#else\n\n${otherwise}\n\n#endif`;
  return `${comment}\n${includes}\n\n${guarded}\n`;
}

function codeOf({ declarations, helpers, own }: Pick<CParts, 'declarations' | 'helpers' | 'own'>): string {
  const texts = [declarations, ...helpers.map((name) => HELPERS[name].text.trim()), own];
  return texts.filter(Boolean).join('\n\n');
}

/** The program of `renderC` in pieces. */
export function renderCParts(c: Case): CParts {
  const program = new CProgram();
  program.use('page', 'report');
  const needs = needStatements(c, program);
  const steps = statementsOf(c.steps, program);
  const main = mainOf(program, needs, steps);
  const again = program.parts.length > 0 ? [runPart(program)] : [];
  const own = [...again, ...program.functions, main].join('\n\n');
  const guards = guardsOf(c);
  // A case of i386 alone has its own ways to say what does not fit.
  if (program.wide && guards.every(({ condition }) => condition !== 'defined(__i386__)')) {
    guards.push({
      condition: '__SIZEOF_POINTER__ == 8',
      otherwise: 'it takes registers of 64 bits, and their system calls',
    });
  }
  const parts = { declarations: program.declarations(), helpers: program.helpers(), own };
  return {
    comment: headComment(c),
    headers: headersFor(codeOf(parts) + otherwise(guards)),
    condition: guards.length === 0 ? null : conditionOf(guards),
    otherwise: guards.length === 0 ? '' : otherwise(guards),
    ...parts,
    names: [
      ...program.variables(),
      ...[...own.matchAll(/^(?:static void|int) (\w+)\(/gm)].map(([, name = '']) => name),
    ],
  };
}

/** The call that must come before any other helper's, and only where it is there. */
function mainOf(program: CProgram, needs: readonly string[], steps: readonly string[]): string {
  // What a failed call leaves behind can merge with a neighbour: there is to be the same as beside the executor.
  program.usesArena ||= program.has('mapped') || program.has('refuses');
  if (program.usesArena) program.use('arena');
  const start = [
    'setvbuf(stdout, NULL, _IONBF, 0);',
    'page = sysconf(_SC_PAGESIZE);',
    ...(program.has('huge') ? ['huge = huge_page();'] : []),
    ...(program.has('access') ? ['catch_faults();'] : []),
    ...(program.parts.length > 0 ? resumption(program) : []),
    ...(program.has('growStack') ? ['grow_stack();'] : []),
    ...(program.usesArena ? [`arena = reserve(${program.has('huge') ? 'huge' : '2 << 20'});`] : []),
  ];
  const end =
    program.parts.length > 0 && steps.at(-1)?.startsWith('run_part') ? [] : ['return failures != 0;'];
  const lines = [...start, ...needs, '', ...steps, '', ...end]
    .flatMap((text) => text.split('\n'))
    .map((line) => (line === '' || line.startsWith('#') ? line : `\t${line}`));
  const parameters = program.parts.length > 0 ? 'int argc, char **argv' : 'void';
  return `int main(${parameters})\n{\n${lines.join('\n').trimEnd()}\n}`;
}

/** The variables that a new image is told. */
function variables(program: CProgram): string[] {
  return [...(program.usesArena ? ['arena'] : []), ...program.slots().map(([name]) => name)];
}

/** What main does in a new image: `repro PART PROCESSOR VARIABLE...`, in hexadecimal. */
function resumption(program: CProgram): string[] {
  program.usesArena = true;
  program.use('arena');
  const types = { pointer: '(char *)', number: '', descriptor: '(int)' } as const;
  const assignments = variables(program).map((name, index) => {
    const type = name === 'arena' ? '(char *)' : types[program.kindOf(name) ?? 'number'];
    return `\t${name} = ${type}strtoul(argv[${index + 3}], NULL, 16);`;
  });
  const parts = program.parts.map((part) => `\tif (*argv[1] == '${part}')\n\t\tpart_${part}();`);
  return [
    'if (argc > 1) {',
    '\tif (strtoul(argv[2], NULL, 16) != processor())',
    '\t\tcannot_tell("exec", "the new image runs somewhere else");',
    ...assignments,
    ...(program.parts.length === 1 ? [`\tpart_${program.parts[0]}();`] : parts),
    '\treturn failures != 0;',
    '}',
  ];
}

function runPart(program: CProgram): string {
  const names = variables(program);
  const prints = names.map((name, index) => `\tsprintf(words[${index + 1}], "%lx", (unsigned long)${name});`);
  const words = [...names, ''].map((_, index) => `words[${index}]`).join(', ');
  return `/* Executes this program anew, for steps of the case that another image does. */
static void run_part(const char *part)
{
	char words[${names.length + 1}][24];

	sprintf(words[0], "%x", processor());
${prints.join('\n')}
	execl("/proc/self/exe", "repro", part, ${words}, NULL);
	cannot_tell("exec", name(errno));
}`;
}

function conditionOf(guards: readonly Guard[]): string {
  return guards.map((one) => (guards.length > 1 ? `(${one.condition})` : one.condition)).join(' && ');
}

/** What is compiled where the case says nothing about the machine. */
function otherwise(guards: readonly Guard[]): string {
  const why = guards.map((guard) => guard.otherwise).join('; ');
  return `int main(void)
{
	puts(${JSON.stringify(`cannot tell: ${why}`)});
	return 77;
}`;
}

/** Text that may stand in a comment, in lines of a comment. */
function commented(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll('*/', '* /').replaceAll('/*', '/ *').split(/\s+/)) {
    if (line !== '' && line.length + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? indent + word : ` ${word}`;
  }
  return [...lines, line].map((one) => ` * ${one}`);
}

function headComment(c: Case): string {
  const lines = [
    '/*',
    ...commented(`${c.id}: ${c.title}`),
    ' *',
    ...c.clauses.flatMap((id) => [
      ...commented(CLAUSES[id].promise),
      ...CLAUSES[id].sources.flatMap((source) => commented(source, '  - ')),
    ]),
    ' *',
    ` * cc -Wall -Wextra ${/race|mapInThreads/.test(Object.keys(Object.assign({}, ...c.steps)).join()) ? '-pthread ' : ''}-o repro repro.c && ./repro`,
    ' * exits with 0: as documented, 1: not as documented, 77: cannot tell.',
    ` * Made by mmap-conformance ${toolVersion()}.`,
    ' */',
  ];
  return lines.join('\n');
}
