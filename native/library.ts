import koffi from 'koffi';

/** The executor, loaded into this process. */
export interface ExecutorLibrary {
  /** Takes the `config` line, with its line end. */
  configure(line: string): void;
  /** The `hello` record. */
  hello(): Uint8Array;
  /**
   * Runs one program, in a child that the library forks, and resolves with its records. They are overwritten by the next program's.
   * It runs on a thread of koffi's: so a case that hangs does not stop this process from answering a Ctrl-C.
   */
  runCase(program: string): Promise<Uint8Array>;
  /** Ends the case under way, if there is one: its records break off. May be called at any time. */
  interrupt(): void;
  /** Ends what the executor has started; only when no case is under way. */
  stop(): void;
}

/** Bytes; room for the records of one case. */
const OUTPUT_SIZE = 1 << 20;

/**
 * Loads the shared object. The functions in it work on state of their own: one case at a time.
 *
 * @throws Error when it cannot be loaded
 */
export function loadExecutor(path: string): ExecutorLibrary {
  const library = koffi.load(path);
  const configure = library.func('int mc_configure(const char *text)');
  const hello = library.func('int mc_hello(void *out, int size)');
  const runCase = library.func('int mc_case(const char *text, int length, void *out, int size)');
  const interrupt = library.func('void mc_interrupt(void)');
  const stop = library.func('void mc_stop(void)');
  // Reused: cases run one after the other, and a result is read before the next one starts.
  const output = Buffer.alloc(OUTPUT_SIZE);
  const result = (written: number): Uint8Array => {
    if (written < 0) throw new RangeError(`the records of a case are longer than ${OUTPUT_SIZE} bytes`);
    return output.subarray(0, written);
  };
  return {
    configure(line) {
      const status: number = configure(line);
      if (status !== 0) throw new Error(`the executor refuses its configuration (${status}): ${line.trim()}`);
    },
    hello: () => result(hello(output, OUTPUT_SIZE)),
    interrupt,
    stop,
    runCase: (program) =>
      new Promise((resolve, reject) => {
        runCase.async(
          program,
          Buffer.byteLength(program),
          output,
          OUTPUT_SIZE,
          (error: unknown, written: number) => {
            if (error) return reject(error);
            try {
              resolve(result(written));
            } catch (tooLong) {
              reject(tooLong);
            }
          },
        );
      }),
  };
}
