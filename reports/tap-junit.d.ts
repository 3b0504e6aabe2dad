declare module 'tap-junit' {
  interface TapJunitOptions {
    /** Name of `testsuites`. */
    name?: string;
    /** Name of the one `testsuite`. */
    classname?: string;
    pretty?: boolean;
  }
  /** A TAP parser that prints XML with `console.info` once it is told the end. */
  function tapJunit(options: TapJunitOptions): { end(tap: string): void };
  export = tapJunit;
}
