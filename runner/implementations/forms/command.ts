import { ensureBuilt } from '../../../native/build.ts';
import { ARCHITECTURES, type Architecture } from '../../../native/toolchain.ts';
import { UserError } from '../../errors.ts';
import { createCommandImplementation } from '../command.ts';
import { configLine } from '../config-line.ts';
import { nearest } from '../nearest.ts';
import { readValues } from '../option-words.ts';
import { splitWords } from '../words.ts';
import type { Form } from './form.ts';
import { nameOf } from './name-of.ts';

/** Stands for the agent's path in a command line. */
export const AGENT_PLACEHOLDER = '{agent}';

const KEYS = ['arch', 'scratch', 'tmpfs'] as const;

export interface CommandLine {
  /** `{agent}` in any of them stands for the agent's path. */
  words: readonly string[];
  /** Whose agent; undefined for this machine's. */
  architecture: Architecture | undefined;
  /** Directories where the agent runs, if that is another machine; they must be there. */
  scratch?: string;
  tmpfs?: string;
}

/** Any program that can start the agent. */
export const commandForm: Form<CommandLine> = {
  word: 'command',
  argument: 'CMDLINE',
  parse(text) {
    // Directly behind the agent there is nothing else that it could be; elsewhere a `?` may belong to a word.
    const match =
      /^(.*)\?((?:arch|scratch|tmpfs)=[^\s?]*)$/s.exec(text) ??
      /^(.*\{agent\}['"]?)\?([a-zA-Z]+=[^\s?]*)$/s.exec(text);
    const { arch, ...directories } = readValues(match?.[2] ?? '', { whose: '`command`', keys: KEYS });
    const architecture = arch === undefined ? undefined : parseArchitecture(arch);
    const words = splitWords(match?.[1] ?? text);
    if ((words[0] ?? '') !== '') return { words, architecture, ...directories };
    throw new UserError('The command is empty.', { hint: "For example: -i 'command:qemu-x86_64 {agent}'" });
  },
  usualName: ({ words: [program = ''] }) =>
    program === AGENT_PLACEHOLDER ? 'agent' : nameOf(program) || 'command',
  async create({ words, architecture, ...directories }, place) {
    const { agent } = await ensureBuilt(architecture === undefined ? {} : { architecture });
    const config = configLine({ ...place, ...directories, agent });
    return createCommandImplementation({ ...place, argv: placeAgent(words, agent), agent, config });
  },
};

/** The words of a command with the agent's path in its place, or at the end if it has none. */
export function placeAgent(words: readonly string[], agent: string): string[] {
  const hasPlace = words.some((word) => word.includes(AGENT_PLACEHOLDER));
  return (hasPlace ? words : [...words, AGENT_PLACEHOLDER]).map((word) =>
    word.replaceAll(AGENT_PLACEHOLDER, () => agent),
  );
}

function parseArchitecture(word: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture === word);
  if (found !== undefined) return found;
  const meant = nearest(word, ARCHITECTURES);
  const hint = meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
  const message = `There is no agent for the architecture \`${word}\`: there is one for ${ARCHITECTURES.join(', ')}.`;
  throw new UserError(message, hint === undefined ? {} : { hint });
}
