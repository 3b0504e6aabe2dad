import { UserError } from '../../errors.ts';
import { createModuleImplementation } from '../module.ts';
import type { Form } from './form.ts';
import { nameOf } from './name-of.ts';

/** A JavaScript or TypeScript module, in a forked Node process. */
export const moduleForm: Form<{ path: string }> = {
  word: 'module',
  argument: 'PATH',
  parse(path) {
    if (path !== '') return { path };
    throw new UserError('The path of the module is empty.', { hint: 'For example: -i module:./my-mmap.ts' });
  },
  usualName: ({ path }) => nameOf(path).replace(/\.[cm]?[jt]s$/, '') || 'module',
  create: async ({ path }, place) => createModuleImplementation(path, place),
};
