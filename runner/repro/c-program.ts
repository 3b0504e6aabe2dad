/** A C program in the making: its statements, and what they need in front of them. */
import type { Step } from '../../suites/case.ts';
import { HELPERS, type HelperName } from './helpers.ts';
import { DEFINITIONS } from './names.ts';

/** What a slot of a case is in C. */
export type SlotKind = 'pointer' | 'number' | 'descriptor';

/** Where the file of a descriptor can be found again: by its path, or only by the descriptor. */
export type Origin = 'path' | 'descriptor';

/** Collects statements, and everything that they refer to. */
export class CProgram {
  readonly #helpers = new Set<HelperName>();
  readonly #defined = new Set<string>();
  readonly #slots = new Map<string, SlotKind>();
  readonly #paths = new Set<string>();
  /** Slots whose call may have failed without anything being broken: what uses them must look first. */
  readonly maybe = new Set<string>();
  readonly #origins = new Map<string, Origin>();
  /** Functions of the case's own: what its needs look for, what is done after an exec. */
  readonly functions: string[] = [];
  /** The parts that a new image of the program carries out. */
  readonly parts: string[] = [];
  /** It holds numbers that registers of 32 bits are too small for. */
  wide = false;
  /** It asks for the arena. */
  usesArena = false;

  /** Says that a helper is called; what it calls itself comes along. */
  use(...names: HelperName[]): void {
    for (const name of names) {
      if (this.#helpers.has(name)) continue;
      this.#helpers.add(name);
      this.use(...(HELPERS[name].uses ?? []));
    }
  }

  /** A name of the system; where old headers may lack it the program defines it. */
  name(name: string): string {
    if (name in DEFINITIONS) this.#defined.add(name);
    return name;
  }

  /** The variable of a slot. */
  slot(name: string, kind: SlotKind): string {
    this.#slots.set(name, kind);
    return name;
  }

  kindOf(name: string): SlotKind | undefined {
    return this.#slots.get(name);
  }

  /** Where the path of a slot's file is kept. */
  path(slot: string): string {
    this.#paths.add(slot);
    return `path_${slot}`;
  }

  setOrigin(slot: string, origin: Origin): void {
    this.#origins.set(slot, origin);
  }

  origin(slot: string): Origin {
    return this.#origins.get(slot) ?? 'descriptor';
  }

  has(name: HelperName): boolean {
    return this.#helpers.has(name);
  }

  /** All variables that a new image must be told, in one order. */
  slots(): readonly (readonly [string, SlotKind])[] {
    return [...this.#slots].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The helpers that are called, in the order in which they must stand. */
  helpers(): HelperName[] {
    return (Object.keys(HELPERS) as HelperName[]).filter((name) => this.#helpers.has(name));
  }

  /** The names of all variables. */
  variables(): string[] {
    const paths = [...this.#paths].map((slot) => `path_${slot}`);
    return [...(this.usesArena ? ['arena'] : []), ...this.#slots.keys(), ...paths];
  }

  /** Definitions and variables: what stands between the includes and the helpers. */
  declarations(): string {
    const named = (kind: SlotKind): string[] =>
      this.slots()
        .filter(([, one]) => one === kind)
        .map(([name]) => name);
    const pointers = [...(this.usesArena ? ['arena'] : []), ...named('pointer')];
    const variables = [
      pointers.length > 0 ? `static char ${pointers.map((name) => `*${name}`).join(', ')};` : '',
      named('number').length > 0 ? `static unsigned long ${named('number').join(', ')};` : '',
      named('descriptor').length > 0
        ? `static int ${named('descriptor')
            .map((name) => `${name} = -1`)
            .join(', ')};`
        : '',
      this.#paths.size > 0 ? `static char ${[...this.#paths].map((s) => `path_${s}[128]`).join(', ')};` : '',
    ];
    return [
      [...this.#defined]
        .map((name) => `#ifndef ${name}\n#define ${name} ${DEFINITIONS[name]}\n#endif`)
        .join('\n'),
      variables.filter(Boolean).join('\n'),
    ]
      .filter(Boolean)
      .join('\n\n');
  }
}

/** What one step does in C, before it is said what is expected of it. */
export type Action =
  /** A call that returns an address; `where` is a condition on `got`. */
  | { is: 'mapping'; call: string; slot: string | undefined; at?: string; where?: string; watch: boolean }
  /** A call that returns -1 and sets errno when it fails; `returns` is what it must return. */
  | { is: 'call'; call: string; returns?: string }
  /** A fixture: without it the program cannot tell anything. */
  | { is: 'setup'; call: string }
  /** An access to memory, which may fault; `range` is where. */
  | { is: 'access'; access: string; range: readonly [string, string]; value?: string; condition?: string }
  /** A question whose answer is a number; the condition is on `answer`. */
  | { is: 'question'; question: string; condition: string }
  /** A whole statement. */
  | { is: 'statement'; text: string };

/** How one kind of step is said in C: several actions where it takes several calls. */
export type Renderer<S extends Step> = (step: S, program: CProgram) => Action | readonly Action[];
