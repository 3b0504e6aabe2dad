import { agentForm } from './agent.ts';
import { commandForm } from './command.ts';
import { type AnyForm, asForm } from './form.ts';
import { gvisorForm } from './gvisor.ts';
import { kernelForm } from './kernel.ts';
import { kernelImageForm } from './kernel-image.ts';
import { libraryForm } from './library.ts';
import { moduleForm } from './module.ts';
import { qemuUserForms } from './qemu-user.ts';
import { resultsForm } from './results.ts';
import { transcriptForm } from './transcript.ts';
import { umlForm } from './uml.ts';
import { valgrindForm } from './valgrind.ts';

/** All forms, in the order in which a user is shown them. */
export const FORMS: readonly AnyForm[] = [
  asForm(kernelForm),
  asForm(agentForm),
  asForm(commandForm),
  asForm(libraryForm),
  asForm(kernelImageForm),
  asForm(moduleForm),
  asForm(gvisorForm),
  asForm(umlForm),
  asForm(valgrindForm),
  ...qemuUserForms.map(asForm),
  asForm(resultsForm),
  asForm(transcriptForm),
];
