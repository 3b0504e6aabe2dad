/** One case while it is carried out: what its steps share. */

import * as constants from '../module/constants.ts';
import type { Implementation, Mapping } from '../module/implementation.ts';
import { Breach, call, Failed, NotDone, notProvided, numberFrom, ok, shownValue } from './answers.ts';
import type { Scale } from './operands.ts';

/** Room of a case, in pages, and what stays untouched on both sides of it, as in native/executor. */
export const ARENA_PAGES = 4096n;
const GUARD_PAGES = 512n;

/** What the host knows of an implementation. */
export interface Shape {
  pageSize: number;
  hugePageSize: number;
  /** How many bits an address has. */
  bits: number;
}

/** The functions of an implementation; what else it has is no function. */
export type FunctionName = {
  [K in keyof Implementation]-?: NonNullable<Implementation[K]> extends (...args: never[]) => unknown
    ? K
    : never;
}[keyof Implementation];

export interface CaseOptions {
  implementation: Implementation;
  shape: Shape;
  /** A directory of this machine for its files. */
  scratch: string;
}

export class Case implements Scale {
  readonly page: bigint;
  readonly huge: bigint;
  readonly bits: number;
  readonly slots = new Map<string, bigint>();
  readonly scratch: string;
  /** Paths of files that were made, by slot. */
  readonly paths = new Map<string, string>();
  readonly #implementation: Implementation;
  #arena: bigint | Error | undefined;

  constructor({ implementation, shape, scratch }: CaseOptions) {
    this.#implementation = implementation;
    this.page = BigInt(shape.pageSize);
    this.huge = BigInt(shape.hugePageSize);
    this.bits = shape.bits;
    this.scratch = scratch;
  }

  has(name: FunctionName): boolean {
    return typeof this.#implementation[name] === 'function';
  }

  /**
   * Calls a function of the module.
   *
   * @throws NotDone when it does not have it; Failed, Faulted or Breach for what it throws
   */
  call<K extends FunctionName>(
    name: K,
    ...args: Parameters<NonNullable<Implementation[K]>>
  ): ReturnType<NonNullable<Implementation[K]>> {
    const fn = this.#implementation[name] as ((...args: unknown[]) => unknown) | undefined;
    if (fn === undefined || fn === null) throw notProvided(name);
    if (typeof fn !== 'function') throw new Breach(`${name} is ${shownValue(fn)}, and no function`);
    return call(name, () => fn.apply(this.#implementation, args)) as ReturnType<
      NonNullable<Implementation[K]>
    >;
  }

  /** Calls a function that returns a number. */
  number<K extends FunctionName>(name: K, ...args: Parameters<NonNullable<Implementation[K]>>): bigint {
    return numberFrom(name, this.call(name, ...args));
  }

  /** Keeps a value in a slot; `-` keeps it nowhere. */
  keep(slot: string, value: bigint): void {
    if (slot !== '-') this.slots.set(slot, value);
  }

  arena(): bigint {
    this.#arena ??= this.#reserve();
    if (this.#arena instanceof Error) throw this.#arena;
    return this.#arena;
  }

  /** Where the arena is, if it was needed and could be had. */
  get reserved(): bigint | undefined {
    return typeof this.#arena === 'bigint' ? this.#arena : undefined;
  }

  /** `ok none` where there is no room: cases that need none can do without. */
  arenaAnswer(isUsed: boolean): string {
    if (!isUsed) return 'ok none';
    try {
      return ok(this.arena());
    } catch (error) {
      if (error instanceof NotDone) return 'ok none';
      throw error;
    }
  }

  #reserve(): bigint | Error {
    const length = (ARENA_PAGES + 2n * GUARD_PAGES) * this.page + this.huge;
    try {
      const start =
        (this.has('reserve') ? this.number('reserve', length) : this.#map(length)) + GUARD_PAGES * this.page;
      return ((start + this.huge - 1n) / this.huge) * this.huge;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      const how = this.has('reserve')
        ? `reserve(0x${length.toString(16)})`
        : `mmap(NULL, 0x${length.toString(16)}, none, PRIVATE|ANONYMOUS|NORESERVE, -1, 0)`;
      return notProvided(`room in which the case could work: ${how} gives ${error.errno}`);
    }
  }

  #map(length: bigint): bigint {
    const { MAP_PRIVATE, MAP_ANONYMOUS, MAP_NORESERVE, PROT_NONE } = constants;
    return this.number('mmap', 0n, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0n);
  }

  /** All that is mapped, in the order of addresses. */
  mappings(): Mapping[] {
    const mappings = this.call('maps');
    try {
      return [...mappings].sort((one, other) => (one.start < other.start ? -1 : 1));
    } catch (error) {
      throw new Breach(`maps returned no list of mappings: ${shownValue(error)}`);
    }
  }

  /** What is mapped, as one text; undefined where the module cannot tell. */
  fingerprint(): string | undefined {
    if (!this.has('maps')) return undefined;
    const lines = this.mappings().map((m) => [
      m.start,
      m.end,
      m.perms,
      m.offset ?? 0n,
      m.backing ?? 'anonymous',
    ]);
    return lines.join('\n');
  }
}
