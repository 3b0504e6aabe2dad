import { ensureBuilt } from '../../../native/build.ts';
import { createLibraryImplementation } from '../library/library.ts';
import { type LibraryOptions, parseLibraryOptions } from '../library/options.ts';
import type { Form } from './form.ts';
import { nameOf } from './name-of.ts';

/** A shared library that exports `mmap` and its kin. */
export const libraryForm: Form<LibraryOptions> = {
  word: 'library',
  argument: 'PATH',
  parse: parseLibraryOptions,
  usualName: ({ path }) => nameOf(path),
  async create(library, place) {
    const { agent, library: executor } = await ensureBuilt();
    return createLibraryImplementation({ ...place, library, agent, executor });
  },
};
