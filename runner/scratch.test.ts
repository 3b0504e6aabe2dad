import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from './errors.ts';
import { createScratch } from './scratch.ts';

const temporary = mkdtempSync(join(tmpdir(), 'mc-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('createScratch', () => {
  it('makes directories for an implementation, and removes all', async () => {
    const scratch = await createScratch({ temporary });
    await scratch.prepare('mine');
    const made = [scratch.root, ...(scratch.tmpfsRoot === null ? [] : [scratch.tmpfsRoot])];
    for (const root of made) {
      expect(readdirSync(root)).toEqual(['mine']);
      if (process.getuid?.() === 0) expect(statSync(join(root, 'mine')).mode & 0o7777).toBe(0o777);
    }
    await scratch.remove();
    await scratch.remove();
    expect(made.filter((root) => existsSync(root))).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each(['/no/such/directory', '/proc'])('does without a tmpfs where %s is none', async (shared) => {
    const scratch = await createScratch({ temporary, shared });
    expect(scratch.tmpfsRoot).toBeNull();
    await scratch.remove();
  });

  it('says what to do where no directory can be made', async () => {
    const error = await createScratch({ temporary: '/no/such/directory' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 3, hint: expect.stringContaining('TMPDIR') });
  });
});
