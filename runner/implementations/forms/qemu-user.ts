import { ensureBuilt } from '../../../native/build.ts';
import { ARCHITECTURES, type Architecture } from '../../../native/toolchain.ts';
import { createCommandImplementation } from '../command.ts';
import { programOf, tiedToUs } from '../find-program.ts';
import { numberFrom, readValues } from '../option-words.ts';
import type { Form } from './form.ts';

export interface QemuUserOptions {
  /** `-cpu` of qemu. */
  cpu?: string;
  /** `-p` of qemu: the size of a page, in bytes. */
  page?: number;
}

/**
 * Milliseconds. Here a case takes less than half a second or never ends: qemu walks through all pages of a reservation of
 * tebibytes, and loops for ever over some faults.
 */
const CASE_MS = 3000;

/** qemu's user mode, with the agent of each architecture: `qemu-ARCH`. */
export const qemuUserForms: readonly Form<QemuUserOptions>[] = ARCHITECTURES.map(qemuUserForm);

function qemuUserForm(architecture: Architecture): Form<QemuUserOptions> {
  const word = `qemu-${architecture}`;
  return {
    word,
    takesOptions: true,
    // It passes on what its host says.
    level: 'reference',
    timeoutMs: CASE_MS,
    parse(text) {
      const { page, ...rest } = readValues(text, { whose: `\`${word}\``, keys: ['cpu', 'page'] });
      return { ...rest, ...(page !== undefined && { page: numberFrom(4096, 'page', page, 'bytes') }) };
    },
    usualName: () => word,
    async create({ cpu, page }, place) {
      const qemu = programOf({ preset: word, program: word, debian: 'qemu-user' });
      const { agent } = await ensureBuilt({ architecture });
      return createCommandImplementation({
        ...place,
        agent,
        argv: [
          ...tiedToUs(),
          qemu,
          ...(cpu === undefined ? [] : ['-cpu', cpu]),
          ...(page === undefined ? [] : ['-p', `${page}`]),
          agent,
        ],
      });
    },
  };
}
