import { basename } from 'node:path';
import { ARCHITECTURES, type Architecture } from '../../native/toolchain.ts';
import { UserError } from '../errors.ts';
import { type MachineOptions, parseMachineOptions } from './kernel-image-options.ts';
import { nearest } from './nearest.ts';
import { splitWords } from './words.ts';

/** What `-i [NAME=]SPEC` says. */
export type ParsedImplementation = {
  /** Given, or made from the SPEC. */
  name: string;
  /** The SPEC as given, without the name. */
  spec: string;
} & Form;

type Form =
  | { form: 'kernel' }
  | { form: 'agent' }
  | {
      form: 'command';
      /** Words of the command line; `{agent}` in any of them stands for the agent's path. */
      words: readonly string[];
      /** Whose agent; undefined for this machine's. */
      architecture: Architecture | undefined;
    }
  | { form: 'kernel-image'; machine: MachineOptions };

/** The forms that there are, as they are shown to a user. */
export const SPEC_FORMS = ['kernel', 'agent', 'command:CMDLINE', 'kernel-image:PATH'] as const;

/** Stands for the agent's path in a command line. */
export const AGENT_PLACEHOLDER = '{agent}';

const PREFIXES_TO_COME = ['library', 'module', 'results'];
const WORDS_TO_COME = ['gvisor', 'valgrind', 'uml'];
const NAME = /^[A-Za-z0-9._-]+$/;

/**
 * Reads the values of `-i`, and gives each a name of its own.
 *
 * @throws UserError (exit 2)
 */
export function parseImplementations(specs: readonly string[]): ParsedImplementation[] {
  const split = specs.map(splitName);
  const taken = new Set<string>();
  for (const { name } of split) {
    if (name === undefined) continue;
    if (taken.has(name)) throw new UserError(`Two implementations are named \`${name}\`.`);
    taken.add(name);
  }
  return split.map(({ name, spec }) => {
    const { form, usualName } = parseForm(spec);
    return { name: name ?? unique(usualName, taken), spec, ...form };
  });
}

/**
 * Reads one value of `-i`.
 *
 * @throws UserError (exit 2)
 */
export function parseImplementation(text: string): ParsedImplementation {
  const [parsed] = parseImplementations([text]);
  return parsed as ParsedImplementation;
}

/** The words of a command with the agent's path in its place, or at the end if it has none. */
export function placeAgent(words: readonly string[], agent: string): string[] {
  const hasPlace = words.some((word) => word.includes(AGENT_PLACEHOLDER));
  return (hasPlace ? words : [...words, AGENT_PLACEHOLDER]).map((word) =>
    word.replaceAll(AGENT_PLACEHOLDER, () => agent),
  );
}

/** A name ends at the first `=`, unless a `:` came before: then that `=` belongs to the SPEC. */
function splitName(text: string): { name: string | undefined; spec: string } {
  const match = /^([^=:]*)=(.*)$/s.exec(text);
  if (match === null) return { name: undefined, spec: text };
  const [, name = '', spec = ''] = match;
  if (NAME.test(name)) return { name, spec };
  throw new UserError(
    `\`${name}\` cannot be the name of an implementation: letters, digits, \`.\`, \`_\` and \`-\` can.`,
  );
}

function unique(usual: string, taken: Set<string>): string {
  let name = usual;
  for (let number = 2; taken.has(name); number++) name = `${usual}-${number}`;
  taken.add(name);
  return name;
}

function parseForm(spec: string): { form: Form; usualName: string } {
  if (spec === 'kernel' || spec === 'agent') return { form: { form: spec }, usualName: spec };
  const colon = spec.indexOf(':');
  const prefix = colon < 0 ? undefined : spec.slice(0, colon);
  if (prefix === 'command') return parseCommand(spec.slice(colon + 1));
  if (prefix === 'kernel-image') {
    const machine = parseMachineOptions(spec.slice(colon + 1));
    return { form: { form: prefix, machine }, usualName: nameOf(machine.image) };
  }
  throw unknownForm(spec, prefix);
}

function parseCommand(text: string): { form: Form; usualName: string } {
  const match = /^(.*)\?arch=([^\s?]*)$/s.exec(text);
  const architecture = match === null ? undefined : parseArchitecture(match[2] ?? '');
  const words = splitWords(match?.[1] ?? text);
  const program = words[0] ?? '';
  if (program === '') {
    throw new UserError('The command is empty.', { hint: "For example: -i 'command:qemu-x86_64 {agent}'" });
  }
  const usualName = program === AGENT_PLACEHOLDER ? 'agent' : nameOf(program) || 'command';
  return { form: { form: 'command', words, architecture }, usualName };
}

/** The last part of a path, without what a name must not have. */
function nameOf(path: string): string {
  return basename(path).replace(/[^A-Za-z0-9._-]+/g, '-');
}

function parseArchitecture(word: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture === word);
  if (found !== undefined) return found;
  const meant = nearest(word, ARCHITECTURES);
  const hint = meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
  const message = `There is no agent for the architecture \`${word}\`: there is one for ${ARCHITECTURES.join(', ')}.`;
  throw new UserError(message, hint === undefined ? {} : { hint });
}

function unknownForm(spec: string, prefix: string | undefined): UserError {
  const word = prefix ?? spec;
  const forms = `the forms are ${SPEC_FORMS.map((form) => `\`${form}\``).join(', ')}`;
  const isToCome =
    prefix === undefined
      ? WORDS_TO_COME.includes(word) || word.startsWith('qemu-')
      : PREFIXES_TO_COME.includes(prefix);
  if (isToCome) {
    const shown = prefix === undefined ? word : `${prefix}:`;
    const command = commandInstead(word);
    const options = command === undefined ? {} : { hint: `Until then: -i 'command:${command}'` };
    return new UserError(`\`${shown}\` is not there yet in this version: ${forms}.`, options);
  }
  const known = ['kernel', 'agent', 'command', 'kernel-image', ...PREFIXES_TO_COME, ...WORDS_TO_COME];
  const meant = nearest(word, known);
  const hint = meant === undefined ? undefined : `Did you mean \`${meant}${spec.slice(word.length)}\`?`;
  return new UserError(`\`${spec}\` is no implementation: ${forms}.`, hint === undefined ? {} : { hint });
}

/** The command that a preset to come will stand for. */
function commandInstead(word: string): string | undefined {
  if (word === 'valgrind') return 'valgrind --tool=none -q {agent}';
  if (word === 'gvisor') return 'runsc --network=none do {agent}';
  const architecture = ARCHITECTURES.find((name) => word === `qemu-${name}`);
  return architecture === undefined ? undefined : `${word} {agent}?arch=${architecture}`;
}
