/** From the steps of a case to statements of C that do them and check what is promised. */
import type { Step } from '../../suites/case.ts';
import { linesOf } from '../compile.ts';
import { documentedOf, stepAsDocumented } from '../describe.ts';
import { kindOf, list, type StepOf } from '../steps/rule.ts';
import * as access from './access.ts';
import type { Action, CProgram, Renderer } from './c-program.ts';
import * as files from './files.ts';
import * as inspect from './inspect.ts';
import * as memory from './memory.ts';
import { addressInC, slotsIn } from './operands.ts';
import * as system from './system.ts';

type Processes = 'fork' | 'exec' | 'become';
type Kind = Exclude<ReturnType<typeof kindOf>, Processes>;

/** The renderer of every kind but those that hold steps themselves; a kind without one does not compile. */
const RENDERERS: { [K in Kind]: Renderer<StepOf<K>> } = {
  ...memory,
  ...access,
  ...files,
  ...inspect,
  ...system,
};

const indented = (text: string): string => text.replace(/^(?=[^\n#])/gm, '\t');

/** The statements of steps, one or more lines each, without indentation. */
export function statementsOf(steps: readonly Step[], program: CProgram): string[] {
  return steps.flatMap((step) => {
    const comment = commentOf(step);
    const statements = guarded(step, program, statementsOfStep(step, program));
    return comment === null ? statements : [comment, ...statements];
  });
}

function commentOf(step: Step): string | null {
  const documented = documentedOf(step);
  return documented === null ? null : `/* Documented: ${documented}. */`;
}

/** What uses a mapping that may lawfully not be there is left out then. */
function guarded(step: Step, program: CProgram, statements: string[]): string[] {
  if (program.maybe.size === 0) return statements;
  const words = linesOf({ steps: [step] }).flatMap(({ text }) => text.split(' ').slice(1));
  const slots = [...new Set(words.flatMap((word) => (/^[a-k][-+]|^[a-k]$/.test(word) ? slotsIn(word) : [])))];
  const unsure = slots.filter((slot) => program.maybe.has(slot));
  const own = 'as' in step ? step.as : undefined;
  const asked = unsure.filter((slot) => slot !== own);
  if (asked.length === 0) return statements;
  const condition = asked.map((slot) => `${slot} != MAP_FAILED`).join(' && ');
  return [`if (${condition}) {`, ...statements.map(indented), '}'];
}

function statementsOfStep(step: Step, program: CProgram): string[] {
  if ('fork' in step) return forked(step, program);
  if ('exec' in step) {
    program.use('child');
    const part = newPart(step.exec, program);
    return ['if (!start_child())', `\trun_part("${part}");`, 'child_ends(0);'];
  }
  if ('become' in step) {
    const part = newPart(step.become, program);
    return ['if (failures)', '\texit(1);', `run_part("${part}");`];
  }
  const kind = kindOf(step) as Kind;
  // That the renderer fits the step is what RENDERERS' type says; TypeScript cannot carry it through a look-up by a union.
  const rendered = (RENDERERS[kind] as Renderer<Step>)(step, program);
  const actions: readonly Action[] = 'is' in rendered ? [rendered] : rendered;
  return actions.map((action, index) =>
    statementOf(index === actions.length - 1 ? step : null, action, program),
  );
}

/** Steps that another image of the program carries out; returns the part's name. */
function newPart(steps: readonly Step[], program: CProgram): string {
  program.use('processor', 'cannotTell', 'name');
  const number = String(program.parts.length + 1);
  program.parts.push(number);
  const body = statementsOf(steps, program).map(indented).join('\n');
  program.functions.push(`static void part_${number}(void)\n{\n${body}\n}`);
  return number;
}

function forked(step: StepOf<'fork'>, program: CProgram): string[] {
  const { fork, meanwhile = [], after = [], ends } = step;
  const takesTurns = meanwhile.length > 0 || after.length > 0;
  program.use('child');
  if (takesTurns) program.use('turns');
  const before = new Set(program.maybe);
  const first = statementsOf(fork, program);
  const known = new Set(program.maybe);
  program.maybe.clear();
  for (const slot of before) program.maybe.add(slot);
  const between = statementsOf(meanwhile, program);
  const left = new Set(program.maybe);
  for (const slot of known) program.maybe.add(slot);
  const second = statementsOf(after, program);
  program.maybe.clear();
  for (const slot of left) program.maybe.add(slot);
  return [
    ...(takesTurns ? ['take_turns();'] : []),
    'if (!start_child()) {',
    ...first.map(indented),
    ...(takesTurns ? ['\tparents_turn();'] : []),
    ...second.map(indented),
    '\texit(failures != 0);',
    '}',
    ...(takesTurns ? ['await_turn();'] : []),
    ...between,
    ...(takesTurns ? ['childs_turn();'] : []),
    `child_ends(${ends ?? 0});`,
  ];
}

function statementOf(step: Step | null, action: Action, program: CProgram): string {
  const text = checked(step, action, program);
  if (step?.observed) {
    program.use('undocumented');
    return `UNDOCUMENTED(${text});`;
  }
  const documented = step === null ? null : stepAsDocumented(step);
  if (documented === null) return `${text};`;
  const [errno] = list(documented.fails);
  const [signal] = list(documented.faults);
  program.use('instead');
  return `AS_LINUX_OR(${errno ?? (signal === undefined ? 0 : `-${signal}`)}, ${text});`;
}

/** The call or access in the macro that says what is expected of it. */
function checked(step: Step | null, action: Action, program: CProgram): string {
  const errnos = list(step?.fails).join(', ');
  switch (action.is) {
    case 'mapping':
      return checkedMapping(step, action, errnos, program);
    case 'call':
      if (errnos !== '') return use(program, 'fails', `FAILS(${action.call}, ${errnos})`);
      if (action.returns !== undefined)
        return use(program, 'returns', `RETURNS(${action.call}, ${action.returns})`);
      return use(program, 'succeeds', `SUCCEEDS(${action.call})`);
    case 'setup':
      if (errnos !== '') return use(program, 'fails', `FAILS(${action.call}, ${errnos})`);
      if (step?.observed) return use(program, 'succeeds', `SUCCEEDS(${action.call})`);
      return use(program, 'setup', `SETUP(${action.call})`);
    case 'question':
      return use(program, 'ask', `ASK(${action.question}, ${action.condition})`);
    case 'access':
      return checkedAccess(step, action, program);
    case 'statement':
      return action.text;
  }
}

function checkedMapping(
  step: Step | null,
  action: Extract<Action, { is: 'mapping' }>,
  errnos: string,
  program: CProgram,
): string {
  const { slot, at, where, watch } = action;
  if (slot !== undefined) {
    program.slot(slot, 'pointer');
    if (step?.observed || errnos !== '') program.maybe.add(slot);
    else program.maybe.delete(slot);
  }
  const isNumber = action.call.startsWith('syscall(') && slot !== undefined;
  const call = slot === undefined ? action.call : `${slot} = ${isNumber ? '(char *)' : ''}${action.call}`;
  if (errnos !== '') {
    return watch
      ? use(program, 'refuses', `REFUSES(${call}, ${errnos})`)
      : use(program, 'fails', `FAILS(${call}, ${errnos})`);
  }
  if (at !== undefined) return use(program, 'mapsAt', `MAPS_AT(${call}, ${at})`);
  if (where !== undefined) return use(program, 'mapsWhere', `MAPS_WHERE(${call}, ${where})`);
  return use(program, 'maps', `MAPS(${call})`);
}

function checkedAccess(
  step: Step | null,
  action: Extract<Action, { is: 'access' }>,
  program: CProgram,
): string {
  const { access: text, range, value, condition } = action;
  if (step?.faults !== undefined) {
    const faults = list(step.faults).map((fault) => {
      const [signal = '', code] = fault.split('/');
      return `${signal}, ${code === undefined ? '0' : program.name(code)}`;
    });
    if (step.faultAt === 'any') return use(program, 'raises', `RAISES(${text}, ${faults.join(', ')})`);
    const [from, length] =
      step.faultAt === undefined ? range : ([addressInC(step.faultAt, program), '1'] as const);
    return use(program, 'faults', `FAULTS(${text}, ${from}, ${length}, ${faults.join(', ')})`);
  }
  if (condition !== undefined) return use(program, 'check', `CHECK(${text}, ${condition})`);
  if (value !== undefined) return use(program, 'is', `IS(${text}, ${value})`);
  return use(program, 'works', `WORKS(${text})`);
}

function use(program: CProgram, helper: Parameters<CProgram['use']>[0], text: string): string {
  program.use(helper);
  return text;
}
