import { ensureBuilt } from '../../../native/build.ts';
import { createKernelImageImplementation } from '../kernel-image.ts';
import { type MachineOptions, parseMachineOptions } from '../kernel-image-options.ts';
import type { Form } from './form.ts';
import { nameOf } from './name-of.ts';

/** A kernel in a virtual machine of its own. */
export const kernelImageForm: Form<MachineOptions> = {
  word: 'kernel-image',
  argument: 'PATH',
  parse: parseMachineOptions,
  usualName: ({ image }) => nameOf(image),
  async create(machine, place) {
    const { agent } = await ensureBuilt({ architecture: machine.arch });
    return createKernelImageImplementation({ ...place, machine, agent });
  },
};
