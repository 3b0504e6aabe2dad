/** The report of a real run, in a real browser. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCases } from '../../runner/cases.ts';
import { runMain } from '../../runner/commands/program.ts';
import type { RunResult } from '../../runner/result.ts';
import { CLAUSES, type ClauseId, clauseSection } from '../../suites/clauses/index.ts';
import { entry, everyStatus, NASTY, own, run, step } from '../made-up.test-data.ts';
import { parseResult } from '../schema.ts';
import { hasChromium, launchChromium, openWatched, type WatchedPage } from './chromium.ts';
import { renderHtml } from './html.ts';
import { largeResult } from './large.test-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'mc-html-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IMPLEMENTATIONS = [
  'kernel',
  'agent',
  'qemu-x86_64=command:qemu-x86_64 {agent}',
  'valgrind=command:valgrind --tool=none -q {agent}',
  'gvisor=command:runsc --network=none do {agent}',
  'i386=command:{agent}?arch=i386',
];
/** Of a suite in which several of them fail. */
const CASE = 'flags/fixed-noreplace/overlap-same-range';

let browser: Browser;
let real: RunResult;
let url: string;

function save(name: string, result: RunResult, renderC?: (id: string) => string): string {
  const sectionOf = (id: string) => clauseSection(id as ClauseId);
  const options = { strict: false, clauses: CLAUSES, sectionOf, cases: loadCases() };
  const html = renderHtml(result, renderC === undefined ? options : { ...options, renderC });
  writeFileSync(join(folder, name), html);
  return pathToFileURL(join(folder, name)).href;
}

describe.skipIf(!hasChromium)('in Chromium', () => {
  beforeAll(async () => {
    const file = join(folder, 'real.html');
    const json = join(folder, 'real.json');
    let stderr = '';
    const code = await runMain(
      [
        ...['run', 'flags/fixed-noreplace', 'errors/sigbus', '--level', '6.18'],
        ...IMPLEMENTATIONS.flatMap((spec) => ['-i', spec]),
        ...['--json', json, '--html', file],
      ],
      {
        stdout: { write: () => true },
        stderr: { write: (text) => (stderr += text) },
        env: {},
        interruption: () => new AbortController().signal,
      },
    );
    expect(code, stderr).toBe(1);
    real = parseResult(readFileSync(json, 'utf8'));
    url = pathToFileURL(file).href;
    browser = await launchChromium();
  }, 120_000);
  afterAll(() => browser?.close());

  const open = async (hash = '', options = {}): Promise<WatchedPage> => {
    const watched = await openWatched(browser, url + hash, options);
    await watched.page.locator('.matrix, .static').waitFor();
    return watched;
  };
  const close = async ({ page, complaints }: WatchedPage): Promise<void> => {
    expect(complaints).toEqual([]);
    await page.context().close();
  };
  const shown = async (page: Page): Promise<number> => Number(await page.locator('.shown b').textContent());
  const failing = (names: string[]): number =>
    real.cases.filter(({ results }) => names.some((name) => results[name]?.status === 'fail')).length;
  const NAMES = IMPLEMENTATIONS.map((spec) => spec.split('=command')[0] ?? '');

  it('shows a real run of at least five implementations', async () => {
    const watched = await open();
    const { page } = watched;
    expect(Object.keys(real.implementations)).toEqual(NAMES);
    expect(await page.locator('.who-name').allTextContents()).toEqual(NAMES);
    expect(await page.locator('.cell-head').allTextContents()).toEqual(NAMES);
    await expect.poll(() => shown(page)).toBe(real.cases.length);
    expect(failing(['qemu-x86_64'])).toBeGreaterThan(0);
    for (const [name, counts] of Object.entries(real.summary)) {
      const row = page.locator('.totals tbody tr', { has: page.getByText(name, { exact: true }) });
      expect(await row.locator('.count.is-pass').textContent()).toBe(`${counts.pass} pass`);
    }
    await close(watched);
  });

  it('filters, and remembers in the address', async () => {
    const watched = await open();
    const { page } = watched;
    await page.getByRole('button', { name: /^fail/ }).click();
    await expect.poll(() => shown(page)).toBe(failing(NAMES));
    await page.locator('.menu summary').click();
    await page.getByRole('button', { name: 'only valgrind' }).click();
    await expect.poll(() => page.locator('.cell-head').allTextContents()).toEqual(['valgrind']);
    await expect.poll(() => shown(page)).toBe(failing(['valgrind']));
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.menu[open]').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Suite' }).selectOption('errors');
    await expect
      .poll(() => shown(page))
      .toBe(
        real.cases.filter(
          ({ id, results }) => id.startsWith('errors/') && results.valgrind?.status === 'fail',
        ).length,
      );
    await page.getByRole('button', { name: 'clear filters' }).click();
    await expect.poll(() => shown(page)).toBe(real.cases.length);
    await page.getByLabel('Only differences').check();
    const loud = real.cases.filter(({ results }) =>
      Object.values(results).some(({ status }) => status !== 'pass' && status !== 'skip'),
    );
    await expect.poll(() => shown(page)).toBe(loud.length);
    await page.getByRole('combobox', { name: 'Errno or signal' }).selectOption('EEXIST');
    await page.getByRole('combobox', { name: 'Flag' }).selectOption('FIXED_NOREPLACE');
    await page.getByRole('searchbox').fill('overlap-whole');
    await expect.poll(() => shown(page)).toBe(1);
    await page.getByRole('button', { name: 'by clause' }).click();
    await expect
      .poll(() => page.locator('.row.is-group .group-name').first().textContent())
      .toMatch(/^mmap\./);
    const address = page.url();
    await close(watched);
    const again = await openWatched(browser, address);
    await expect.poll(() => shown(again.page)).toBe(1);
    expect(await again.page.getByRole('searchbox').inputValue()).toBe('overlap-whole');
    await close(again);
  });

  it('follows the links of the overview', async () => {
    const watched = await open();
    const { page } = watched;
    await page.locator('tr', { hasText: 'valgrind' }).locator('.count.is-fail a').click();
    await expect.poll(() => shown(page)).toBe(failing(['valgrind']));
    await page.getByRole('link', { name: 'mmap: flags, placement' }).click();
    await page.locator('.row.is-group', { hasText: 'mmap.flags.fixed_noreplace.overlap' }).waitFor();
    await close(watched);
  });

  it('goes back where it came from: from a case, from the cases of a number', async () => {
    const watched = await open();
    const { page } = watched;
    await page.evaluate(`location.hash = 'case=${CASE}'`);
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('');
    await page.goForward();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.locator('tr', { hasText: 'valgrind' }).locator('.count.is-fail a').click();
    await expect.poll(() => shown(page)).toBe(failing(['valgrind']));
    await page.goBack();
    await expect.poll(() => shown(page)).toBe(real.cases.length);
    expect(await page.locator('.cell-head').allTextContents()).toEqual(NAMES);
    // A place in the page is no view: what is shown stays, but for a case that is open.
    await page.evaluate(`location.hash = 'status=fail'`);
    await expect.poll(() => shown(page)).toBe(failing(NAMES));
    await page.evaluate(`location.hash = 'matrix'`);
    expect(await shown(page)).toBe(failing(NAMES));
    await page.evaluate(`location.hash = 'case=${CASE}'`);
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close(watched);
  });

  it('opens a case with all that is to be known of it, pictures included', async () => {
    const watched = await open(`#text=${CASE}`);
    const { page } = watched;
    await page.getByRole('gridcell', { name: 'qemu-x86_64: fail' }).click();
    const dialog = page.getByRole('dialog');
    const of = real.cases.find(({ id }) => id === CASE);
    expect(await dialog.getByRole('heading', { level: 2 }).textContent()).toBe(of?.title);
    expect(await dialog.locator('.clause-promise').textContent()).toContain('EEXIST');
    expect(await dialog.locator('.clause-source').textContent()).toContain('man-pages');
    expect(await dialog.locator('.steps tr').count()).toBe(1 + (of?.results.kernel?.steps.length ?? 0));
    const wrong = dialog.locator('.steps tr.is-wrong').first();
    expect(await wrong.locator('.seen').allInnerTexts()).toEqual(['EEXIST', 'EEXIST', 'success elsewhere']);
    expect(await dialog.locator('.again code').textContent()).toBe(
      `npx mmap-conformance run '${CASE}' -i 'qemu-x86_64=command:qemu-x86_64 {agent}' --level 6.18`,
    );
    const panels = dialog.locator('.moment.is-wrong .panel');
    expect(await panels.locator('figcaption').allTextContents()).toEqual(['kernel', 'qemu-x86_64']);
    expect(await panels.getByRole('img').count()).toBe(2);
    expect(await panels.getByRole('img').first().getAttribute('aria-label')).toContain('rw-p, anonymous');
    // It mapped something that nothing but its answer tells of.
    expect(await panels.locator('.space-label').allTextContents()).toEqual(['unchanged', 'as before']);
    expect(await panels.nth(0).locator('.note').count()).toBe(0);
    expect(await panels.nth(1).locator('.note').textContent()).toContain('outside of what is drawn');
    expect(page.url()).toContain('case=');
    // Another implementation, another case, and away by a click beside it.
    await dialog.getByRole('tab', { name: /kernel/ }).click();
    await expect.poll(() => dialog.locator('.steps thead th').count()).toBe(4);
    await page.mouse.click(5, 5);
    await dialog.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('case=');
    await close(watched);
  });

  it('marks where a fault hit', async () => {
    const watched = await open(`#case=errors/sigbus/file-shared&steps=kernel`);
    expect(await watched.page.locator('.fault text').first().textContent()).toMatch(/^fault at \+\d+$/);
    await close(watched);
  });

  it('is usable by keyboard alone', async () => {
    const watched = await open();
    const { page } = watched;
    const focused = (of: string) => page.evaluate(`document.activeElement.${of}`);
    await page.keyboard.press('/');
    await expect.poll(() => focused('type')).toBe('search');
    await page.keyboard.type('overlap-same');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('');
    await page.keyboard.type('overlap-same-range');
    for (let i = 0; i < 40 && (await focused('getAttribute("role")')) !== 'rowheader'; i++) {
      await page.keyboard.press('Tab');
    }
    await expect.poll(() => focused('innerText')).toContain('flags/fixed-noreplace');
    const rows = page.locator('.matrix-body .row');
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => rows.count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focused('getAttribute("aria-label")')).toBe('qemu-x86_64: fail');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await expect.poll(() => page.getByRole('tab', { selected: true }).textContent()).toContain('qemu-x86_64');
    // Nothing behind the dialog can be reached.
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(
          'document.activeElement === document.body || !!document.activeElement.closest("dialog")',
        ),
      ).toBe(true);
    }
    await page.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('tab', { selected: true }).textContent()).toContain('valgrind');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => focused('getAttribute("aria-label")')).toBe('qemu-x86_64: fail');
    await page.keyboard.press('Control+End');
    await expect.poll(() => focused('getAttribute("data-column")')).toBe(String(NAMES.length));
    await close(watched);
  });

  it('keeps the focus when rows come and go', async () => {
    const watched = await open('#groups=open');
    const { page } = watched;
    await page.locator('.matrix-body [tabindex="0"]').focus();
    await page.keyboard.press('Control+End');
    const row = async () => Number(await page.evaluate('document.activeElement.dataset.row'));
    await expect.poll(row).toBeGreaterThan(real.cases.length);
    const last = await row();
    expect(await page.locator('.matrix-body .row').count()).toBeLessThan(real.cases.length);
    await page.evaluate('scrollTo(0, 0)');
    await expect.poll(() => page.locator('[data-row="0"]').count()).toBeGreaterThan(0);
    expect(await row()).toBe(last);
    await close(watched);
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const violations = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe);
    const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    };
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html)
            .slice(0, 3)
            .join(' ')}`,
      );
  };

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 375, height: 700 } }],
  ])('has nothing that axe calls serious: %s', async (_, options) => {
    for (const hash of ['#groups=open', `#case=${CASE}&steps=qemu-x86_64`]) {
      const watched = await open(hash, options);
      await watched.page.locator('.matrix').waitFor();
      expect(await violations(watched.page)).toEqual([]);
      await close(watched);
    }
  });

  it('fits a phone', async () => {
    for (const hash of ['', `#case=${CASE}`]) {
      const watched = await open(hash, { viewport: { width: 375, height: 700 } });
      await watched.page.locator('.matrix').waitFor();
      expect(await watched.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
      await close(watched);
    }
  });

  it('is dark where that is wanted, by the system or by hand', async () => {
    const background = 'getComputedStyle(document.documentElement).backgroundColor';
    const watched = await open('', { colorScheme: 'dark' });
    const dark = await watched.page.evaluate(background);
    await watched.page.getByRole('button', { name: 'Theme: auto' }).click();
    const light = await watched.page.evaluate(background);
    expect(light).not.toBe(dark);
    await watched.page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await watched.page.evaluate(background)).toBe(dark);
    await close(watched);
  });

  it('tells the totals, and what fails, without JavaScript', async () => {
    const watched = await open('', { javaScriptEnabled: false });
    expect(await watched.page.locator('.who-name').allTextContents()).toEqual(NAMES);
    expect(await watched.page.locator('.static > ul > li').count()).toBe(failing(NAMES));
    await close(watched);
  });

  it('prints summary and differences, or the case that is open', async () => {
    const watched = await open('#text=overlap');
    const { page } = watched;
    await page.locator('.matrix').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.locator('.printed > li').first().waitFor();
    expect(await page.locator('.printed > li').count()).toBeGreaterThan(3);
    expect(await page.locator('.matrix').isVisible()).toBe(false);
    expect(await page.locator('.totals').isVisible()).toBe(true);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator('.printed > li').count()).toBe(0);
    await close(watched);
  });

  it('tells what was expected, and shows the program in C once it is wanted', async () => {
    const expectation = { status: 'fail' as const, reason: 'not done yet', issue: 'https://example.org/7' };
    const results = {
      kernel: own('pass'),
      known: own('fail', { known: true, expectation }),
      fixed: own('pass', { fixed: true, expectation }),
      either: own('pass', {
        known: true,
        expectation: { status: 'crash', or: ['timeout', 'pass'], reason: 'now so' },
      }),
      neither: own('fail', {
        fixed: true,
        expectation: { status: 'crash', or: ['timeout'], reason: 'now so' },
      }),
    };
    const program = '#include <stdio.h>\n\nint main(void)\n{\n\treturn 0 < 1 && 2 > 1;\n}\n';
    const href = save('expected.html', run([entry('a/b/c', results)]), () => program);
    const watched = await openWatched(browser, `${href}#case=a/b/c&steps=known`);
    const dialog = watched.page.getByRole('dialog');
    expect(await dialog.locator('.expectation').textContent()).toBe(
      'Expected to be fail: it does not count. not done yet (https://example.org/7)',
    );
    expect(await dialog.locator('.expectation a').getAttribute('href')).toBe('https://example.org/7');
    await dialog.getByRole('tab', { name: /fixed/ }).click();
    await expect
      .poll(() => dialog.locator('.expectation').textContent())
      .toContain('fail was expected, pass was seen; this counts');
    await dialog
      .getByRole('tab', { name: /either/ })
      .first()
      .click();
    await expect
      .poll(() => dialog.locator('.expectation').textContent())
      .toBe('Expected to be crash or timeout or pass. now so');
    await dialog.getByRole('tab', { name: /neither/ }).click();
    await expect
      .poll(() => dialog.locator('.expectation').textContent())
      .toContain('crash or timeout was expected, fail was seen; this counts');
    expect(await dialog.locator('.program pre').count()).toBe(0);
    await dialog.getByText('The same in C').click();
    await dialog.locator('.program pre').waitFor();
    expect(await dialog.locator('.program code').textContent()).toBe(program);
    await close(watched);
  });

  it('runs nothing that a target says', async () => {
    const attack = `${NASTY}</script><script>alert(1)</script><img src=x onerror=alert(1)><b id=injected>`;
    const hostile = step({ call: attack, expected: attack, observed: attack, documented: attack, ok: false });
    const expectation = { status: 'pass' as const, reason: attack, issue: `javascript:alert(1)//${attack}` };
    const bad = own('fail', { reason: attack, steps: [hostile], expectation });
    const result = run(
      [entry(attack, { kernel: bad, [attack]: bad }, { title: attack, clauses: [attack] })],
      {},
      ['kernel', attack],
    );
    const info = { spec: attack, arch: attack, release: attack, pageSize: null, startMs: 0, wallMs: 0 };
    const whole = { ...result, implementations: { ...result.implementations, [attack]: info } };
    const watched = await openWatched(browser, save('hostile.html', whole));
    const { page } = watched;
    await page
      .locator('.matrix')
      .evaluate((element) => (element as unknown as { scrollIntoView(): void }).scrollIntoView());
    await page.locator('.row.is-case .cell').last().click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('tab').last().click();
    expect(await page.locator('#injected, img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.locator('.steps .is-wrong').textContent()).toContain('<img src=x');
    await close(watched);
  });

  it.each<[string, RunResult, string]>([
    ['no case', run([]), 'This run has no cases.'],
    [
      'an interrupted run',
      run([entry('a/b/c', {})], { interrupted: true }, ['kernel', 'gvisor']),
      'did not run this case',
    ],
    ['every status', everyStatus(), 'deviate'],
  ])('holds with %s', async (_, result, text) => {
    const watched = await openWatched(browser, `${save('small.html', result)}`);
    const { page } = watched;
    await page.locator('.matrix').waitFor();
    for (const { id } of result.cases) {
      await page.evaluate(`location.hash = ${JSON.stringify(`case=${encodeURIComponent(id)}`)}`);
      await page.locator('.case-id', { hasText: id }).waitFor();
    }
    expect(await page.locator('#app').textContent()).toContain(text);
    await close(watched);
  });

  it('opens all cases on ten implementations sooner than the browser shows a plain table of them', async () => {
    const result = largeResult();
    const cells = Object.keys(result.implementations)
      .map(() => '<td>pass</td>')
      .join('');
    const rows = result.cases.map(({ id, title }) => `<tr><th>${id} ${title}</th>${cells}</tr>`).join('');
    writeFileSync(join(folder, 'plain.html'), `<!doctype html><table>${rows}</table>`);
    const large = save('large.html', result);
    const measure = async (of: string, selector: string): Promise<number> => {
      const { page } = await openWatched(browser, of);
      await page.locator(selector).first().waitFor();
      // To the first frame in which it can be seen.
      const time = await page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))',
      );
      await page.context().close();
      return time as number;
    };
    const times = { report: [] as number[], plain: [] as number[] };
    for (let i = 0; i < 2; i++) {
      times.report.push(await measure(large, '.matrix .cell'));
      times.plain.push(await measure(pathToFileURL(join(folder, 'plain.html')).href, 'td'));
    }
    expect(Math.min(...times.report)).toBeLessThan(Math.min(...times.plain));
  });
});
