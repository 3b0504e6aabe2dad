/** What an answer to a line may look like, from its first to its last character (docs/protocol.md, "Observations"). */
import type { Line } from '../compile.ts';
import { type Kind, kindOf } from './rule.ts';

const HEX = '0x[0-9a-fA-F]{1,16}';
const DECIMAL = '[0-9]{1,20}';
const SIGNAL = '[A-Z][A-Z0-9+?]*';
const NAMES = '[A-Z0-9_]+';
const END = `exit ${DECIMAL}|signal ${SIGNAL}`;
const COMPARISON = `same ${HEX}|differs ${HEX} ${HEX}|short ${HEX}`;

/** What follows the `ok` (of smaps: below); nothing does where a kind is not named. */
const AFTER_OK: { readonly [K in Kind]?: string } = {
  mmap: HEX,
  oldMmap: HEX,
  mremap: HEX,
  mincore: '[01]*',
  load: HEX,
  contents: COMPARISON,
  execute: HEX,
  touch: DECIMAL,
  pread: COMPARISON,
  read: HEX,
  write: HEX,
  fileSize: HEX,
  seals: `0|${NAMES}(?:\\|${NAMES})*`,
  maps: `none|gap ${HEX}|${HEX} [a-z-]{4} ${HEX} [a-z-]+`,
  resident: `${DECIMAL} ${DECIMAL}`,
  status: HEX,
  capability: 'yes|no',
  architecture: '[\\w.-]+',
  sysctl: HEX,
  number: HEX,
  exhaustMappings: `${NAMES} ${DECIMAL} ${DECIMAL} ${HEX}`,
  exec: END,
  mapFiles: 'same|other',
  times: '(?:old|new) (?:old|new)',
  freeBlocks: HEX,
  compile: 'accepted|refused',
  allowed: 'yes|no',
  cpu: 'yes|no',
  executable: 'yes|no',
  race: `${DECIMAL} ${DECIMAL} ${DECIMAL}`,
  mapInThreads: DECIMAL,
};

const ERRNO = `${NAMES}|errno:-?${DECIMAL}|returned:-?${DECIMAL}`;
const FAULT = whole(`fault ${SIGNAL} (?:${NAMES}|code:\\S+) ${HEX}`);
const FAILURE = whole(`err (?:${ERRNO})`);
/** Of a step that asks for the mappings before and after it. */
const WATCHED = whole(`err (?:${ERRNO})(?: (?:kept|changed|unknown))?`);
const ARENA = whole(`ok (?:none|${HEX})`);
const JOIN = whole(`ok (?:${END})`);
/** A mapping of which the system tells none of the fields is one all the same. */
const SMAPS = whole('ok(?: none|(?: \\w+=[\\w,?]*)*)');
const NOTHING = whole('ok');
const SUCCESS: ReadonlyMap<string, RegExp> = new Map(
  Object.entries(AFTER_OK).map(([kind, after]) => [kind, whole(`ok (?:${after})`)]),
);

/**
 * Whether an answer that is not `not ...` is one to this line, and nothing more. What its words mean is the judge's business.
 */
export function isAnswer(text: string, line: Line): boolean {
  if (text === 'ok' || text.startsWith('ok ')) return successOf(line).test(text);
  const isWatched = line.is === 'step' && 'mmap' in line.step && line.text.endsWith(' 1');
  return FAULT.test(text) || (isWatched ? WATCHED : FAILURE).test(text);
}

function successOf(line: Line): RegExp {
  if (line.is === 'arena') return ARENA;
  if (line.is === 'join') return JOIN;
  return 'smaps' in line.step ? SMAPS : (SUCCESS.get(kindOf(line.step)) ?? NOTHING);
}

function whole(grammar: string): RegExp {
  return new RegExp(`^(?:${grammar})$`);
}
