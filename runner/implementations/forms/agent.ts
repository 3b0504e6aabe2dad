import { ensureBuilt } from '../../../native/build.ts';
import { createCommandImplementation } from '../command.ts';
import type { Form } from './form.ts';

/** The agent on the running kernel, without FFI. */
export const agentForm: Form<Record<string, never>> = {
  word: 'agent',
  parse: () => ({}),
  usualName: () => 'agent',
  async create(_, place) {
    const { agent } = await ensureBuilt();
    return createCommandImplementation({ ...place, argv: [agent], agent });
  },
};
