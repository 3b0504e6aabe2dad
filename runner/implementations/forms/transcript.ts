import { UserError } from '../../errors.ts';
import { createRecordedOutputImplementation } from '../recorded-output.ts';
import type { Form } from './form.ts';
import { nameOf } from './name-of.ts';

/** What a packed agent printed somewhere else. */
export const transcriptForm: Form<{ path: string }> = {
  word: 'transcript',
  argument: 'FILE',
  parse(path) {
    if (path !== '') return { path };
    throw new UserError('The path of the transcript is empty.', {
      hint: 'For example: -i transcript:serial.log',
    });
  },
  usualName: ({ path }) => nameOf(path),
  async create({ path }, place) {
    return createRecordedOutputImplementation({ ...place, path });
  },
};
