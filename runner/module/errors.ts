/** What an implementation throws; anything with the same properties will do. */

/** A call that failed. */
export class Errno extends Error {
  /** The errno's name: `EINVAL`. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = 'Errno';
    this.code = code;
  }
}

/** An access that raised a signal. */
export class Fault extends Error {
  readonly signal: 'SIGSEGV' | 'SIGBUS' | 'SIGILL';
  /** What `si_code` says: `SEGV_MAPERR` (nothing is mapped there), `SEGV_ACCERR` (not in this way), `BUS_ADRERR` (beyond the file). */
  readonly code: string;
  readonly address: bigint;

  constructor(signal: 'SIGSEGV' | 'SIGBUS' | 'SIGILL', code: string, address: bigint) {
    super(`${signal} (${code}) at 0x${address.toString(16)}`);
    this.name = 'Fault';
    this.signal = signal;
    this.code = code;
    this.address = address;
  }
}
