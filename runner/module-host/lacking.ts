import { NotDone, notProvided } from './answers.ts';

/** What a program may ask for that only a machine has. */
export function lacking(name: string): NotDone {
  const what = Object.hasOwn(LACKING, name) ? LACKING[name] : undefined;
  return what === undefined ? new NotDone(`no such step: ${name}`) : notProvided(what);
}

/** Completes "the implementation has no". */
const LACKING: Readonly<Record<string, string>> = {
  special: 'FIFOs, sockets and the like',
  append: 'append-only files',
  evict: 'page cache to drop a file from',
  lock: 'file locks',
  smaps: '/proc/self/smaps',
  resident: '/proc/self/pagemap',
  status: '/proc/self/status',
  number: '/proc or /sys to read numbers from',
  mapfiles: '/proc/self/map_files',
  age: 'times of files',
  times: 'times of files',
  free: 'mount of its own',
  mount: 'mount of its own',
  rlimit: 'resource limits',
  room: 'resource limits',
  drop: 'capabilities',
  capability: 'capabilities',
  exhaust: 'limit of mappings that could be told from its memory',
  personality: 'personality',
  mdwe: 'PR_SET_MDWE',
  kill: 'processes',
  fork: 'fork',
  join: 'fork',
  exec: 'exec',
  become: 'exec',
  compile: 'C compiler of its own',
  race: 'threads',
  threads: 'threads',
  allowed: 'settings of the machine',
  setting: 'settings of the machine',
  swapon: 'swap',
  swapoff: 'swap',
  openmany: 'limit of open files',
  cpu: 'processor',
};
