/**
 * The process in which a module runs: `main.js PATH`, forked by runner/implementations/module.ts. Programs come and records leave
 * through descriptors of their own, so that the module may print what it likes.
 */
import { mkdirSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PROGRAMS_FD, RECORDS_FD } from '../implementations/descriptors.ts';
import type { Create } from '../module/implementation.ts';
import { encodeRecord, PROTOCOL_VERSION, unusablePayload } from '../records.ts';
import { Breach, shownValue } from './answers.ts';
import { Case } from './case.ts';
import { interpret } from './interpreter.ts';
import { type Description, describe, loadModule, makeImplementation, Unusable } from './load.ts';
import { look } from './look.ts';
import { type Message, ProgramReader } from './program-reader.ts';

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

/**
 * Nobody listens at the other end of the channel that `fork` makes. A module that finds out that it was forked and says something by it
 * must not fail for that.
 */
function mendChannel(): void {
  process.send = (...args: readonly unknown[]) => {
    const done = args.find((arg) => typeof arg === 'function');
    if (done !== undefined) process.nextTick(done as (error: null) => void, null);
    return true;
  };
  process.disconnect = () => {};
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
      tell(unusablePayload(known.message, known.hint));
      process.exit(1);
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
mendChannel();
const host = new Host(process.argv[2] ?? '');
const programs = new Socket({ fd: PROGRAMS_FD, readable: true, writable: false });
programs.setEncoding('latin1');
programs.on('data', (text) => host.take(String(text)));
programs.on('close', () => process.exit(0));
