/** A mistake that the user can mend: shown as one sentence and a hint, without a stack trace. */
export class UserError extends Error {
  /** The process's exit code: 2 wrong usage, 3 an implementation could not be started. */
  readonly exitCode: 2 | 3;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, options: { exitCode?: 2 | 3; hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.exitCode = options.exitCode ?? 2;
    this.hint = options.hint;
  }
}

/** An implementation that cannot be started or kept running. */
export class ImplementationError extends UserError {
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { ...options, exitCode: 3 });
    this.name = 'ImplementationError';
  }
}

/** A start that came to nothing since what was started ended before it had said what it is: the next may go better. */
export class CrashedStart extends ImplementationError {}
