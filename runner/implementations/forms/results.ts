import { ImplementationError, UserError } from '../../errors.ts';
import { chooseRecorded } from '../../recording/choose.ts';
import { readRecordedResult } from '../../recording/read.ts';
import { createRecording } from '../../recording/recording.ts';
import type { Form } from './form.ts';
import { nameOf } from './name-of.ts';

export interface RecordedResults {
  /** Of a file, or the name of results that are shipped. */
  path: string;
  /** Which implementation of the file; undefined for the one that is meant if nothing is said. */
  name: string | undefined;
}

/** What `run --json` has written earlier. */
export const resultsForm: Form<RecordedResults> = {
  word: 'results',
  argument: 'FILE.json',
  parse(text) {
    const match = /^(.*?)(?:\?(\w+)=(.*))?$/s.exec(text);
    const [, path = '', key, name] = match ?? [];
    if (path === '')
      throw new UserError('The path of the results is empty.', {
        hint: 'For example: -i results:linux-6.18',
      });
    if (key !== undefined && key !== 'name')
      throw new UserError(`Recorded results have no option \`${key}\`.`, {
        hint: `Which of several implementations is meant: \`results:${path}?name=NAME\``,
      });
    return { path, name };
  },
  usualName: ({ path, name }) =>
    [
      nameOf(path).replace(/\.json(\.gz)?$/, '') || 'results',
      ...(name === undefined ? [] : [nameOf(name)]),
    ].join('-'),
  async create({ path, name }, place) {
    const result = await readRecordedResult(path);
    const of = chooseRecorded(result, { path, name, isReference: place.isReference === true });
    const { arch, release, pageSize, level } = result.implementations[of] ?? {};
    if (arch == null || release == null || pageSize == null)
      throw new ImplementationError(`When \`${path}\` was recorded, \`${of}\` never answered.`);
    return createRecording(result, of, {
      ...place,
      said: { arch, release, pageSize },
      level: level?.release ?? release,
    });
  },
};
