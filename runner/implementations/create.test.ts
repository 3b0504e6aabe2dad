import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createImplementation } from './create.ts';
import { parseImplementation } from './spec.ts';

it('has nothing executed by what was recorded', async () => {
  const creating = createImplementation(parseImplementation('results:linux-6.1'), {
    scratchRoot: join(tmpdir(), 'not-made'),
  });
  await expect(creating).rejects.toMatchObject({
    name: 'UserError',
    exitCode: 2,
    message: expect.stringContaining('it executes nothing'),
  });
});
