/** Descriptors of the processes that are started, beside the standard streams: what both of their ends must know. */

/** Records leave a module's process through it. */
export const RECORDS_FD = 4;
/** Programs enter a module's process through it. */
export const PROGRAMS_FD = 5;
/** A library's process reports on it, a line of JSON, what came of loading the library. */
export const REPORT_FD = 4;
