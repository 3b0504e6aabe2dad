import { ensureBuilt } from '../../../native/build.ts';
import type { Form } from './form.ts';

/** The running kernel, through FFI. */
export const kernelForm: Form<Record<string, never>> = {
  word: 'kernel',
  parse: () => ({}),
  usualName: () => 'kernel',
  async create(_, place) {
    const { agent, library } = await ensureBuilt();
    // Loaded here only: the FFI is native code that other implementations can do without.
    const { createKernelImplementation } = await import('../kernel.ts');
    return createKernelImplementation({ ...place, agent, library });
  },
};
