/**
 * The process in which a module runs: `main.js PATH`, forked by runner/implementations/module.ts. Programs come as messages, records
 * leave through a descriptor of their own, so that the module may print what it likes.
 */
import { mkdirSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Create } from '../module/implementation.ts';
import { encodeRecord, PROTOCOL_VERSION } from '../records.ts';
import { Breach, shownValue } from './answers.ts';
import { Case } from './case.ts';
import { interpret } from './interpreter.ts';
import { type Description, describe, loadModule, makeImplementation, Unusable } from './load.ts';
import { look } from './look.ts';
import { type Message, ProgramReader } from './program-reader.ts';

/** Where records go. */
const RECORDS_FD = 4;

/** What is sent when the module cannot be used. */
export interface Complaint {
  message: string;
  hint: string | undefined;
}

const tell = (payload: string): void => {
  let text = encodeRecord(payload);
  // A pipe may take less than all of it.
  while (text.length > 0) text = text.slice(writeSync(RECORDS_FD, text));
};

/** Kills this process when the runner is gone: a module in an endless loop would never notice. */
function dieWithTheRunner(): void {
  const watch = `const { ppid } = process;
    setInterval(() => process.ppid !== ppid && process.kill(process.pid, 'SIGKILL'), 500)`;
  new Worker(watch, { eval: true }).unref();
}

class Host {
  readonly #path: string;
  readonly #reader = new ProgramReader();
  readonly #queue: Message[] = [];
  #create: Create | undefined;
  #description: Description | undefined;
  #scratch = '';
  #isBusy = false;

  constructor(path: string) {
    this.#path = path;
  }

  take(text: string): void {
    this.#queue.push(...this.#reader.read(text));
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift())
      await this.#answer(message);
    this.#isBusy = false;
  }

  async #answer(message: Message): Promise<void> {
    if (message.is === 'config') await this.#start(message.words.get('scratch') ?? '');
    else if (message.is === 'program') await this.#run(message);
    else if (message.is === 'bad') tell(`bad ${message.seq} ${message.why}`);
    else {
      tell('bye');
      process.exit(0);
    }
  }

  async #start(scratch: string): Promise<void> {
    this.#scratch = join(scratch, 'files');
    mkdirSync(this.#scratch, { recursive: true });
    try {
      this.#create = await loadModule(this.#path);
      const implementation = await makeImplementation(this.#create, { scratch: this.#scratch });
      this.#description = describe(implementation);
      implementation.end?.();
    } catch (error) {
      const known = error instanceof Unusable ? error : new Unusable(shownValue(error));
      const complaint: Complaint = { message: known.message, hint: known.hint };
      process.send?.(complaint, () => process.exit(1));
      return;
    }
    this.#sweep();
    const { architecture, pageSize, hugePageSize, release } = this.#description;
    const uid = process.getuid?.() ?? 0;
    tell(
      `hello v=${PROTOCOL_VERSION} arch=${architecture} page=${pageSize} huge=${hugePageSize} uid=${uid} release=${release}`,
    );
  }

  async #run({ seq, lines, look: isWatched }: Message & { is: 'program' }): Promise<void> {
    const create = this.#create;
    const shape = this.#description;
    if (create === undefined || shape === undefined)
      return tell(`bad ${seq} it came before the configuration`);
    tell(`begin ${seq}`);
    const start = process.hrtime.bigint();
    let steps = 0;
    try {
      const implementation = await makeImplementation(create, { scratch: this.#scratch });
      const c = new Case({ implementation, shape, scratch: this.#scratch });
      const observe = (index: number, observation: string): void => {
        tell(`step ${seq} ${index} ${observation}`);
        steps++;
      };
      const watch = (index: number): void => {
        const areas = look(c);
        if (areas !== null) tell(`look ${seq} ${index} ${areas}`.trimEnd());
      };
      interpret(lines, c, shape.architecture, observe, isWatched ? watch : undefined);
      implementation.end?.();
    } catch (error) {
      const known = error instanceof Breach || error instanceof Unusable;
      return tell(`crash ${seq} ${known ? error.message.replace(/[^ -~]/g, '?') : shownValue(error)}`);
    } finally {
      this.#sweep();
    }
    const us = (process.hrtime.bigint() - start) / 1000n;
    tell(`end ${seq} exited us=${us} steps=${steps}`);
  }

  /** Removes the files that the case made. */
  #sweep(): void {
    for (const name of readdirSync(this.#scratch))
      rmSync(join(this.#scratch, name), { recursive: true, force: true });
  }
}

process.on('uncaughtException', (error) => {
  process.stderr.write(`${shownValue(error)}\n`);
  process.exit(1);
});
dieWithTheRunner();
const host = new Host(process.argv[2] ?? '');
process.on('message', (text) => host.take(String(text)));
process.on('disconnect', () => process.exit(0));
