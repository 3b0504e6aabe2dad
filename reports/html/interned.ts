/** A list without doubles, in the order in which its values came. */
export class Interned<T> {
  readonly values: T[] = [];
  readonly #places = new Map<string, number>();

  /** The value's place. Values are the same when their JSON is. */
  place(value: T): number {
    const key = typeof value === 'string' ? value : JSON.stringify(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }

  /** -1 for what is not there. */
  placeOrNone(value: T | null | undefined): number {
    return value === null || value === undefined ? -1 : this.place(value);
  }
}
