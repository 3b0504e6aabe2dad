import { readFile } from 'node:fs/promises';
import { ImplementationError } from '../errors.ts';
import type { Ending, Hello, Implementation, Outcome, Program } from '../implementation.ts';
import { packedSeq } from '../pack.ts';
import { type CaseRecord, type OutputRecord, PROTOCOL_VERSION, RecordReader } from '../records.ts';
import { Transcript } from './transcript.ts';

export interface RecordedOutputOptions {
  name: string;
  /** The SPEC as given. */
  spec: string;
  /** What a packed agent printed, captured by any means. */
  path: string;
}

/** A target that ran once, somewhere: what a packed agent printed there is read back. */
export function createRecordedOutputImplementation(options: RecordedOutputOptions): Implementation {
  return new RecordedOutputImplementation(options);
}

/** Where the agent started anew, and where the capture stops, a case that was begun is one that took the target down. */
const STARTED_ANEW: Ending = { how: 'crashed', reason: 'the target started anew during this case' };
const CUT_OFF: Ending = { how: 'crashed', reason: 'the output ends during this case' };
const NO_RECORD: Ending = { how: 'damaged', reason: 'there is no record of it in the output' };
/** Longer than any program: of one that nobody asks for no more is known than its number. */
const UNKNOWN_LINES: readonly string[] = Array.from({ length: 1024 }, () => '');

class RecordedOutputImplementation implements Implementation {
  readonly name: string;
  readonly spec: string;
  readonly #path: string;
  #records: readonly OutputRecord[] = [];

  constructor({ name, spec, path }: RecordedOutputOptions) {
    this.name = name;
    this.spec = spec;
    this.#path = path;
  }

  async start(): Promise<Hello> {
    const reader = new RecordReader();
    const file = await readFile(this.#path).catch((cause: NodeJS.ErrnoException) => {
      throw new ImplementationError(`${this.#path} cannot be read: ${cause.code ?? cause.message}`, {
        cause,
      });
    });
    this.#records = reader.read(inBytes(file));
    const [hello, ...others] = this.#records.filter((record) => record.kind === 'hello');
    const other = others.find((one) => target(one.hello) !== target(hello?.hello));
    if (hello !== undefined && other !== undefined) {
      throw new ImplementationError(
        `${this.#path} holds what two targets printed: ${target(hello.hello)}, and ${target(other.hello)}.`,
        { hint: 'A file for each of them: -i one=transcript:FILE -i other=transcript:FILE.' },
      );
    }
    if (hello?.version === PROTOCOL_VERSION) return hello.hello;
    const why =
      hello === undefined ? 'holds no greeting of an agent' : 'is of another version of the protocol';
    throw new ImplementationError(`${this.#path} ${why}.`, {
      hint: 'It must be all that an agent printed which `mmap-conformance pack` made; docs/offline.md.',
    });
  }

  async execute(
    programs: readonly Program[],
    report: (outcome: Outcome) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const bySeq = new Map(programs.map((program) => [packedSeq(program), program]));
    const outcomes = outcomesOf(this.#records, bySeq);
    const planned = planOf(this.#records);
    for (const program of programs) {
      if (signal.aborted) return;
      const seq = packedSeq(program);
      const found = outcomes.get(seq) ?? unrecorded(planned === null || planned.has(seq));
      report({ ...found, seq: program.seq });
    }
  }

  async stop(): Promise<void> {
    this.#records = [];
  }
}

/** Two greetings that differ in this are of two targets. */
function target(hello: Hello | undefined): string {
  return hello === undefined
    ? ''
    : `${hello.arch} with pages of ${hello.pageSize} bytes, release ${hello.release}`;
}

/** A capture with a byte to each character: PowerShell's `>` writes UTF-16, and says so in the first two bytes. */
function inBytes(file: Buffer): Buffer {
  const whole = file.subarray(0, file.length & ~1);
  if (file[0] === 0xff && file[1] === 0xfe) return Buffer.from(whole.toString('utf16le'), 'latin1');
  if (file[0] !== 0xfe || file[1] !== 0xff) return file;
  return Buffer.from(Buffer.from(whole).swap16().toString('utf16le'), 'latin1');
}

/** What became of each program, by its packed number: the first word about it that is whole counts. */
function outcomesOf(
  records: readonly OutputRecord[],
  programs: ReadonlyMap<number, Program>,
): Map<number, Outcome> {
  const outcomes = new Map<number, Outcome>();
  const begun = new Set<number>();
  const transcript = new Transcript((outcome) => {
    const before = outcomes.get(outcome.seq)?.ending.how;
    if (before === undefined || before === 'damaged') outcomes.set(outcome.seq, outcome);
  });
  for (const record of records) {
    if (record.kind === 'hello') {
      if (transcript.awaited?.begun) transcript.giveUp(STARTED_ANEW);
      else transcript.settle();
      continue;
    }
    if ('seq' in record) expect(record);
    transcript.take(record);
  }
  if (transcript.awaited?.begun) transcript.giveUp(CUT_OFF);
  transcript.settle();
  return outcomes;

  /** Programs come in the order in which they were packed, whatever that was. */
  function expect({ seq, kind }: CaseRecord): void {
    const isOpen = transcript.awaited?.program.seq === seq;
    // Where its begin record was lost, the next one of its records is the first.
    if (begun.has(seq) && (kind !== 'begin' || isOpen)) return;
    begun.add(seq);
    const lines = programs.get(seq)?.lines ?? UNKNOWN_LINES;
    transcript.expect({ seq, timeoutMs: 0, lines });
  }
}

/** The numbers of all programs that were packed; null where the output does not tell them all. */
function planOf(records: readonly OutputRecord[]): ReadonlySet<number> | null {
  const parts = new Map<number, readonly number[]>();
  let count = 0;
  for (const record of records) {
    if (record.kind !== 'plan') continue;
    parts.set(record.part, record.seqs);
    count = record.parts;
  }
  return parts.size === count && count > 0 ? new Set([...parts.values()].flat()) : null;
}

/** A case that the output says nothing of: lost, or never packed. */
function unrecorded(wasPacked: boolean): Omit<Outcome, 'seq'> {
  if (wasPacked) return { observations: new Map(), ending: NO_RECORD, durationUs: 0 };
  const observations = new Map([[0, 'not provided record of this case: it was not packed']]);
  return { observations, ending: { how: 'exited' }, durationUs: 0 };
}
