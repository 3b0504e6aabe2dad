/** A documented promise about mmap or one of its neighbours, in our own words. Cases name the clauses they check. */
export interface Clause {
  /**
   * Who makes the promise: `core` mmap(2) and POSIX, `kernel` what Linux fixes without documenting it there,
   * `neighbour` the pages of the calls around it (mprotect, mremap, fork, proc ...).
   */
  readonly tier: 'core' | 'kernel' | 'neighbour';
  /** The promise, in one sentence. */
  readonly promise: string;
  /**
   * Where it is made: page and section, paragraph of POSIX, or kernel source. `seed: <passage>` is the Chinese
   * description of mmap that this project began with.
   */
  readonly sources: readonly string[];
  /** First Linux release that keeps it; absent: as long as there has been mmap. */
  readonly since?: string;
  /** First Linux release that does not keep it any more; absent: still kept, or never was (see `observability`). */
  readonly until?: string;
  /** What `since` and `until` are too short to say. */
  readonly note?: string;
  /** Where it holds, if not on every architecture, or what differs between them. */
  readonly arch?: string;
  /**
   * Whether a program can see it kept: `observable` on any machine that meets `needs`, `vm-only` where one would not
   * do it on a machine that others use, `historical` documented, but current kernels do otherwise (see `now`),
   * `unobservable` no program can (see `now`).
   */
  readonly observability: 'observable' | 'vm-only' | 'historical' | 'unobservable';
  /** What Linux does today, where that is not the promise or not all of it; for `unobservable` the reason why. */
  readonly now?: string;
  /** How the supported kernels differ in it. */
  readonly drift?: string;
  /** What of the machine, or of one's rights, it takes to see it. Free text: a case's `needs` are what is probed. */
  readonly needs?: readonly string[];
}
