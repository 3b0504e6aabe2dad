/** The command that runs a case again must be the run that it was. */
import { describe, expect, it } from 'vitest';
import { againCommand } from './again.ts';
import { entry, own, run } from './made-up.test-data.ts';

const one = entry('a/b/1', { kernel: own('pass'), mine: own('fail') });
const result = () => run([one], {}, ['kernel', 'mine']);

describe('the command', () => {
  it('needs no more than the usual', () => {
    expect(againCommand(result(), one, ['mine'], false)).toMatch(
      /^npx mmap-conformance run 'a\/b\/1' -i \S+$/,
    );
  });
  it('repeats what was asked for', () => {
    const settings = {
      level: '6.1',
      timeout: 50,
      allowSystemChanges: true as const,
      expectations: ['shipped', 'my file.json'],
    };
    expect(againCommand({ ...result(), settings }, one, ['mine'], false)).toMatch(
      / --level 6\.1 --timeout 50 --allow-system-changes --expectations shipped --expectations 'my file\.json'$/,
    );
  });
  it('names a reference that is called kernel and is none', () => {
    const made = result();
    const kernel = { ...made.implementations.kernel, spec: 'agent' } as (typeof made.implementations)[string];
    const other = { ...made, implementations: { ...made.implementations, kernel } };
    expect(againCommand(other, one, ['mine'], false)).toContain(' --reference kernel=agent');
  });
});
