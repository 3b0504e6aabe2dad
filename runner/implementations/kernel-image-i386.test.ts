/** A kernel of 32 bits, with the agent of 32 bits as its first process. Under CI it is fetched; elsewhere it must be in the cache. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cachedKernel, fetchKernel, KERNEL_SUITE_I386 } from '../../native/vm/fetch-kernel.ts';
import type { Outcome } from '../implementation.ts';
import { createImplementation } from './create.ts';
import { findProgram } from './find-program.ts';
import { parseImplementation } from './spec.ts';

const image = process.env.CI ? await fetchKernel(KERNEL_SUITE_I386) : cachedKernel(KERNEL_SUITE_I386);
const isBootable = process.env.CI !== undefined || findProgram('qemu-system-x86_64') !== undefined;

it.runIf(isBootable && image !== undefined)(
  'a kernel of 32 bits counts the pages of a file in 32 bits',
  { timeout: 240_000 },
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'mc-i386-'));
    const spec = parseImplementation(`vm=kernel-image:${image}?arch=i386&disk=0`);
    const machine = await createImplementation(spec, { scratchRoot: root });
    try {
      expect(await machine.start()).toMatchObject({ arch: 'i386', pageSize: 4096 });
      const outcomes: Outcome[] = [];
      const lines = [
        'mmap - 0 1p none PRIVATE|ANONYMOUS -1 16T-2p 1',
        'mmap - 0 1p none PRIVATE|ANONYMOUS -1 16T-1p 1',
        'mmap - 0 1p none PRIVATE|ANONYMOUS -1 16T 1',
        'mmap - 0 4G none PRIVATE|ANONYMOUS -1 0 1',
        'mlock arena 0-1p',
      ];
      const program = { seq: 0, timeoutMs: 10_000, lines };
      await machine.execute([program], (one) => outcomes.push(one), new AbortController().signal);
      expect(outcomes.map(({ observations }) => [...observations.values()])).toEqual([
        [
          expect.stringMatching(/^ok 0x[0-9a-f]{8}$/),
          'err EOVERFLOW kept',
          'not fitting into an offset: 16T',
          'not fitting into a register: 4G',
          'err EINVAL',
        ],
      ]);
    } finally {
      await machine.stop();
      rmSync(root, { recursive: true });
    }
  },
);
