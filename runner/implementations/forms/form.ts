import type { Implementation } from '../../implementation.ts';
import type { LevelSource } from '../../level.ts';
import type { Recording } from '../../recording/recording.ts';

/** Where an implementation lives during a run, and its limits. */
export interface Place {
  name: string;
  /** The SPEC as given, without the name. */
  spec: string;
  /** A directory of its own: made at the start, removed at the end. */
  scratch: string;
  /** A directory of its own on a tmpfs, where there is one. */
  tmpfs?: string;
  /** The others are compared with it. */
  isReference?: boolean;
  /** Cases may change settings of the whole machine for a moment. */
  allowSystemChanges?: boolean;
  /** Milliseconds until it must have said what it is; each form has its default. */
  helloTimeoutMs?: number;
  /** Milliseconds beyond a case's own limit after which the whole implementation is said to hang; each form has its default. */
  graceMs?: number;
}

/** One form that the SPEC of `-i` can have. */
export interface Form<Options> {
  /** All of the SPEC, or what stands before its colon where `argument` is set. */
  word: string;
  /** What stands behind the colon, as a user is shown it: `CMDLINE`. */
  argument?: string;
  /** Where there is no argument: `?NAME=VALUE&...` may follow the word. */
  takesOptions?: true;
  /**
   * Whose release says which promises count. A target whose release number is not Linux's own (a kernel of another kind, an emulator
   * that passes on its host's) is held to the reference's. Default: its own.
   */
  level?: LevelSource;
  /** Milliseconds that a case may take if the user does not say; default: as for all. */
  timeoutMs?: number;
  /**
   * Reads what stands behind the colon, or behind the question mark.
   *
   * @throws UserError (exit 2)
   */
  parse(text: string): Options;
  /** What it is called if `NAME=` does not say; letters, digits, `.`, `_` and `-`. */
  usualName(options: Options): string;
  /**
   * Makes it; it is not started yet.
   *
   * @throws UserError (exit 3) when something of it is missing
   */
  create(options: Options, place: Place): Promise<Implementation | Recording>;
}

/** A form whose options only it knows. */
export interface AnyForm extends Omit<Form<unknown>, 'parse' | 'usualName' | 'create'> {
  read(text: string): ReadForm;
}

/** A SPEC that was read. */
export interface ReadForm {
  form: string;
  usualName: string;
  level: LevelSource;
  timeoutMs?: number;
  /** For those who look at it; `create` needs nothing else. */
  options: unknown;
  create(place: Place): Promise<Implementation | Recording>;
}

/** Binds what a form reads to the form that can make something of it. */
export function asForm<Options>(form: Form<Options>): AnyForm {
  return {
    word: form.word,
    ...(form.argument !== undefined && { argument: form.argument }),
    ...(form.takesOptions && { takesOptions: true }),
    read(text) {
      const options = form.parse(text);
      return {
        form: form.word,
        usualName: form.usualName(options),
        level: form.level ?? 'target',
        ...(form.timeoutMs !== undefined && { timeoutMs: form.timeoutMs }),
        options,
        create: (place) => form.create(options, place),
      };
    },
  };
}
