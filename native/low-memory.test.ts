import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from './build.ts';
import { hasHeapIn } from './low-memory.ts';

const maps = (heap: string): string => `00400000-00b6f000 r--p 00000000 fe:00 26 /usr/bin/node
${heap} rw-p 00000000 00:00 0          [heap]
7ffd1000-7ffd2000 rw-p 00000000 00:00 0          [stack]
`;

it('sees where the heap lies', () => {
  const range = { from: 0x30000000, to: 0x80000000 };
  expect(hasHeapIn(maps('44823000-44b25000'), range)).toBe(true);
  expect(hasHeapIn(maps('2ff00000-30000000'), range)).toBe(false);
  expect(hasHeapIn(maps('2ff00000-30001000'), range)).toBe(true);
  expect(hasHeapIn(maps('555555554000-555555654000'), range)).toBe(false);
  expect(hasHeapIn('', range)).toBe(false);
});

/** It starts itself anew twice, wherever its heap is, and says what it has kept. */
const program = (module: string): string => `
import { writeSync } from 'node:fs';
import { startAgain } from ${JSON.stringify(module)};
const starts = Number(process.env.MMAP_CONFORMANCE_STARTS ?? 0);
if (starts < 2) startAgain(starts + 1, [3]);
writeSync(3, JSON.stringify({ starts, arguments: process.argv.slice(2), node: process.execArgv, kept: process.env.KEPT }));
`;

it('a program that starts anew keeps its arguments, its environment and its descriptors', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mc-low-memory-test-'));
  try {
    const file = join(folder, 'again.mjs');
    const module = pathToFileURL(join(packageRoot(), 'dist', 'native', 'low-memory.js')).href;
    writeFileSync(file, program(module));
    const child = spawn(process.execPath, ['--v8-pool-size=0', file, 'a b', ''], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      env: { ...process.env, KEPT: 'ä' },
    });
    const said = await text(child.stdio[3] as Readable);
    expect(JSON.parse(said)).toEqual({
      starts: 2,
      arguments: ['a b', ''],
      node: ['--v8-pool-size=0'],
      kept: 'ä',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
