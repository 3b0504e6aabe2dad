/**
 * Makes the pictures of the documentation anew, from a real run: `node dist/reports/html/screenshots.js`. Needs Chromium, qemu-user,
 * valgrind and runsc.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { packageRoot } from '../../native/build.ts';
import { runMain } from '../../runner/commands/program.ts';
import { launchChromium, openWatched } from './chromium.ts';

const RUN = [
  'run',
  ...['flags/type', 'flags/fixed-noreplace', 'munmap', 'errors/sigbus', '--level', '6.18'],
  ...['-i', 'kernel', '-i', 'agent', '-i', 'qemu-x86_64=command:qemu-x86_64 {agent}'],
  ...['-i', 'valgrind=command:valgrind --tool=none -q {agent}'],
  ...['-i', 'gvisor=command:runsc --network=none do {agent}', '-i', 'i386=command:{agent}?arch=i386'],
];

interface Shot {
  name: string;
  hash: string;
  height: number;
  before?: (page: Page) => Promise<unknown>;
}

const SHOTS: readonly Shot[] = [
  { name: 'report-matrix', hash: '#suite=flags&groups=open', height: 860 },
  {
    name: 'report-case',
    hash: '#case=flags/fixed-noreplace/overlap-one-page-inside&steps=valgrind',
    height: 1180,
  },
];

async function shoot(browser: Browser, url: string, { name, hash, height, before }: Shot): Promise<void> {
  const { page, complaints } = await openWatched(browser, url + hash, { viewport: { width: 1320, height } });
  await page.locator('.matrix').waitFor();
  await before?.(page);
  await page.screenshot({ path: join(packageRoot(), 'docs/images', `${name}.png`) });
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

const folder = await mkdtemp(join(tmpdir(), 'mc-shots-'));
const browser = await launchChromium();
try {
  const file = join(folder, 'report.html');
  await runMain([...RUN, '--html', file], {
    stdout: { write: () => true },
    stderr: process.stderr,
    env: {},
    interruption: () => new AbortController().signal,
  });
  for (const shot of SHOTS) await shoot(browser, pathToFileURL(file).href, shot);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
