import { ensureBuilt } from '../../../native/build.ts';
import { numberFrom, readValues } from '../option-words.ts';
import { createUmlImplementation } from '../uml.ts';
import type { Form } from './form.ts';

/** What `uml?NAME=VALUE&...` says of the machine. */
export interface UmlOptions {
  /** The kernel's executable; default: `linux.uml` or `linux`, as packages call it. */
  kernel?: string;
  /** MiB. */
  memory: number;
  /** MiB of the ext4 file system for files; 0: they are on a tmpfs. */
  disk: number;
  /** Added to the kernel's command line. */
  append: string;
}

/** Milliseconds: each page that appears or goes is a system call of the host, and some cases map seventy thousand. */
const CASE_MS = 30_000;

/** User-mode Linux: Linux itself as a program, with the agent as its first process. */
export const umlForm: Form<UmlOptions> = {
  word: 'uml',
  takesOptions: true,
  timeoutMs: CASE_MS,
  parse(text) {
    const keys = ['append', 'disk', 'kernel', 'memory'] as const;
    const { memory = '512', disk = '256', append = '', kernel } = readValues(text, { whose: '`uml`', keys });
    return {
      memory: numberFrom(64, 'memory', memory, 'MiB'),
      disk: numberFrom(0, 'disk', disk, 'MiB'),
      append,
      ...(kernel !== undefined && { kernel }),
    };
  },
  usualName: () => 'uml',
  async create(machine, place) {
    const { agent } = await ensureBuilt();
    return createUmlImplementation({ ...place, machine, agent });
  },
};
