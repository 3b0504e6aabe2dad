/** Runs a program of many cases on a target, case after case. */
import { availableParallelism } from 'node:os';
import { execa } from 'execa';
import { BATCH_CASE } from './batch.ts';

/** How one case's program ended, and what it printed. */
export interface ProgramEnd {
  /** Exit status as a shell tells it: above 128 for a signal, 137 also where it was killed for lasting too long. */
  status: number;
  output: string;
}

export interface BatchTarget {
  /** Words in front of the program for each case: an emulator. */
  each?: readonly string[];
  /** Words that start a shell inside of the target, once for all cases: a sandbox. */
  once?: readonly string[];
}

/** `$1` program, `$2` first, `$3` step, `$4` end, `$5` seconds, the rest: the words for each case. */
const DRIVER = `program=$1 i=$2 step=$3 end=$4 limit=$5; shift 5
while [ "$i" -lt "$end" ]; do
  echo "== begin $i"
  ${BATCH_CASE}=$i timeout -s KILL "$limit" "$@" "$program" </dev/null 2>&1
  status=$?
  echo
  echo "== end $i $status"
  i=$((i + step))
done`;

/**
 * Runs the cases `0` to `count - 1` of a program that `buildBatch` made, as many at a time as there are processors (or `shards`).
 *
 * @param options.seconds limit of each case
 * @param options.environment is added to that of this process
 */
export async function runBatch(
  program: string,
  count: number,
  target: BatchTarget = {},
  options: { seconds?: number; environment?: Readonly<Record<string, string>>; shards?: number } = {},
): Promise<Map<number, ProgramEnd>> {
  const { seconds = 15, environment = {}, shards = availableParallelism() } = options;
  const outputs = await Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const shell = [
        'sh',
        '-c',
        DRIVER,
        'sh',
        program,
        shard,
        shards,
        count,
        seconds,
        ...(target.each ?? []),
      ];
      const [first = '', ...words] = [...(target.once ?? []), ...shell].map(String);
      const { stdout } = await execa(first, words, {
        reject: false,
        env: environment,
        stdin: 'ignore',
        stderr: 'ignore',
        maxBuffer: 1 << 30,
      });
      return stdout;
    }),
  );
  return new Map(outputs.flatMap(parseOutput));
}

function parseOutput(text: string): [number, ProgramEnd][] {
  const pattern = /^== begin (\d+)\n(.*?)\n?^== end \1 (\d+)$/gms;
  return [...text.matchAll(pattern)].map(([, index, output = '', status]) => [
    Number(index),
    { status: Number(status), output: output.trimEnd() },
  ]);
}
