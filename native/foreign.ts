import { constants } from 'node:os';
import koffi from 'koffi';

/** What came of loading somebody else's library. */
export type Loaded =
  /** The file that the loader took, and the functions under test that it exports. */
  | { file: string; exports: readonly string[] }
  /** It cannot be used: the loader's own words, or how the process ended in which it was loaded. */
  | { refused: string }
  | { died: string };

export interface ForeignOptions {
  /** A path, or a name that the dynamic loader knows. */
  path: string;
  /** Stands before the names of its functions. */
  prefix: string;
  /** It is there from the start of this process; else its own symbols, and those of what it needs, come before those of Node. */
  preload: boolean;
}

/** The executor, with the functions of a library in the place of system calls. */
export interface ForeignExecutor {
  /** Makes a copy of this process that loads the library. Blocks until that is done; to be called once. */
  load(options: ForeignOptions): Loaded;
  /**
   * Lets the copy serve: it reads programs from standard input and writes records to standard output. Does not return: when the copy
   * ends, so does this process, in the same way.
   */
  serve(): void;
  /** Ends the copy. */
  dismiss(): void;
}

/** Bytes; room for the report. */
const REPORT_SIZE = 4096;

/**
 * Loads the executor's shared object.
 *
 * @throws Error when it cannot be loaded
 */
export function loadForeignExecutor(executor: string): ForeignExecutor {
  const library = koffi.load(executor);
  const start = library.func(
    'int mc_foreign_start(const char *path, const char *prefix, int preloaded, void *out, int size)',
  );
  const serve = library.func('void mc_foreign_serve(void)');
  const end = library.func('int mc_foreign_end(void)');
  return {
    load({ path, prefix, preload }) {
      const report = Buffer.alloc(REPORT_SIZE);
      const length: number = start(path, prefix, preload ? 1 : 0, report, REPORT_SIZE);
      if (length < 0) return { refused: `this process cannot be copied: errno ${-length}` };
      const lines = report.toString('utf8', 0, length).trimEnd().split('\n');
      const of = (what: string): string[] =>
        lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));
      const [refused] = of('error');
      const [file] = of('file');
      if (refused === undefined && file !== undefined) return { file, exports: of('has') };
      const status: number = end();
      return refused === undefined ? { died: describeEnd(status) } : { refused };
    },
    serve,
    dismiss: () => void end(),
  };
}

/** What wait4(2) tells, in words to follow "ended with". */
function describeEnd(status: number): string {
  const number = status & 0x7f;
  if (number === 0) return `exit status ${(status >> 8) & 0xff}`;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return `signal ${name ?? number}`;
}
