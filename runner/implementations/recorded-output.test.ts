import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../native/build.ts';
import { packAgent } from '../../native/packed-agent.ts';
import type { Case } from '../../suites/case.ts';
import { loadCases } from '../cases.ts';
import { compileCase } from '../compile.ts';
import { packedSeq, packText } from '../pack.ts';
import { encodeRecord } from '../records.ts';
import type { RunResult } from '../result.ts';
import { runConformance } from '../run.ts';
import { parseImplementations } from './spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
const all = loadCases();
const cases = all.filter(({ id }) => /^(flags\/fixed-noreplace|prot\/access|fork\/)/.test(id));
/** A case like any other, and what the agent said about it. */
const [victim] = cases as [Case];
let output: string;

/** What an agent prints into which these cases are packed. */
function capture(packed: readonly Case[], words = ''): string {
  const path = join(folder, 'packed');
  const config = `config scratch=${folder} agent=/proc/self/exe${words}\n`;
  writeFileSync(path, packAgent(readFileSync(agent), packText({ cases: packed, config, timeoutMs: 2000 })));
  chmodSync(path, 0o755);
  return execFileSync(path, { maxBuffer: 1 << 26 }).toString('latin1');
}

async function readBack(text: string, of: readonly Case[] = cases): Promise<RunResult> {
  const path = join(folder, 'serial.log');
  writeFileSync(path, text, 'latin1');
  const implementations = parseImplementations(['agent', `board=transcript:${path}`]);
  return runConformance({ cases: of, implementations, reference: 'agent', timeoutMs: 2000 });
}

/** The cases that are not what they are on the agent. */
function others(result: RunResult): [string, string, string | null][] {
  return result.cases
    .flatMap(({ id, results: { agent: live, board } }) =>
      board === undefined || board.status === live?.status ? [] : [[id, board.status, board.reason] as const],
    )
    .map((one) => [...one]);
}

const seqOf = (one: Case): number => packedSeq(compileCase(one, 0, 2000));
const recordsOf = (one: Case): string[] =>
  output.split('\n').filter((line) => / (begin|step|end) /.test(line) && line.includes(` ${seqOf(one)}`));
const without = (...lines: string[]): string =>
  output
    .split('\n')
    .filter((line) => !lines.includes(line))
    .join('\n');

const { agent } = await ensureBuilt();
beforeAll(() => {
  output = capture(cases);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the output of a packed agent', () => {
  it('comes to the same results as the agent itself', async () => {
    const result = await readBack(output);
    // A packed agent is not told of a tmpfs.
    expect(others(result).filter(([, , reason]) => !reason?.includes('needs tmpfs'))).toEqual([]);
    expect(result.summary.board?.pass).toBeGreaterThan(200);
  });

  it('survives the noise of a serial line', async () => {
    const noisy = output
      .split('\n')
      .map((line, index) => (index % 7 === 0 ? `[  ${index}.0] usb 1-1: \xff\x00 reset${line}` : line))
      .join('\r\n');
    expect(others(await readBack(`U-Boot 2026\r\n\x1b[2J${noisy}`))).toEqual(others(await readBack(output)));
  });

  it('is damaged in one case where one record is', async () => {
    const usual = others(await readBack(output));
    const [begin = '', ...rest] = recordsOf(victim);
    const end = rest.at(-1) ?? '';
    expect([begin, end].map((line) => line.split(' ')[3])).toEqual(['begin', 'end']);
    for (const broken of [
      without(begin),
      without(end),
      without(rest[0] ?? ''),
      output.replace(rest[0] ?? '', (line) => line.replace('ok', 'oK')),
      output.replace(begin, (line) => `${line.slice(0, -1)}~`),
      output.replace(end, `${end}\n${end}`),
    ]) {
      const found = others(await readBack(broken)).filter(([id]) => !usual.some(([other]) => other === id));
      expect(found.map(([id, status]) => [id, status])).toEqual([[victim.id, 'broken']]);
    }
  });

  it('may come several times, against noise', async () => {
    const [, first = ''] = recordsOf(victim);
    const damaged = output.replace(first, '%mc [    2.338469] init[1]: segfault');
    expect(others(await readBack(damaged))).toContainEqual([victim.id, 'broken', expect.anything()]);
    expect(others(await readBack(damaged + output))).toEqual(others(await readBack(output)));
  });

  it('tells a case that is lost from one that was never packed', async () => {
    const lost = await readBack(without(...recordsOf(victim)), [victim]);
    expect(lost.cases[0]?.results.board).toMatchObject({
      status: 'broken',
      reason: 'there is no record of it in the output',
    });
    const elsewhere = all.find(({ id }) => id.startsWith('munmap/')) as Case;
    const other = await readBack(output, [elsewhere]);
    expect(other.cases[0]?.results.board).toMatchObject({
      status: 'skip',
      reason: 'the implementation has no record of this case: it was not packed',
    });
  });

  it('ends with a crash where the target did, and goes on where it was started anew', async () => {
    const [begin = ''] = recordsOf(victim);
    const cut = output.slice(0, output.indexOf(begin) + begin.length + 1);
    const crashed = await readBack(cut, [victim]);
    expect(crashed.cases[0]?.results.board).toMatchObject({ status: 'crash' });
    expect(crashed.cases[0]?.results.board?.reason).toContain('the output ends during this case');
    const twice = others(await readBack(cut + output));
    expect(twice).toContainEqual([victim.id, 'crash', expect.stringContaining('started anew')]);
    expect(twice.length).toBe(others(await readBack(output)).length + 1);
  });

  it.each([
    ['', 'holds no greeting of an agent'],
    ['Linux version 6.1\n', 'holds no greeting of an agent'],
  ])('is refused when it is none: %j', async (text, message) => {
    await expect(readBack(text)).rejects.toThrow(message);
  });

  it('is of one target', async () => {
    const other = output.replace(
      /^%mc .* hello .*$/m,
      encodeRecord('hello v=1 arch=s390x page=4096 huge=1048576 uid=0 release=6.1').trimEnd(),
    );
    await expect(readBack(output + other)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /serial\.log holds what two targets printed: .* and s390x with pages of 4096 bytes, release 6\.1\.$/,
      ),
    });
    const twice = await readBack(output + output);
    expect(others(twice)).toEqual(others(await readBack(output)));
  });

  it.each(['little', 'big'])('may have been captured in UTF-16, %s end first', async (end) => {
    const bytes = Buffer.from(`\ufeff${output}`, 'utf16le');
    const path = join(folder, 'utf16.log');
    writeFileSync(path, end === 'big' ? bytes.swap16() : bytes);
    expect(others(await readBack(readFileSync(path, 'latin1')))).toEqual(others(await readBack(output)));
  });

  it('says what to name where the cases had no directory for their files', async () => {
    const path = join(folder, 'packed');
    const some = all.filter(({ id }) => /^length\/zero\/.*file/.test(id));
    writeFileSync(
      path,
      packAgent(readFileSync(agent), packText({ cases: some, config: '', timeoutMs: 2000 })),
    );
    const result = await readBack(execFileSync(path, { maxBuffer: 1 << 26 }).toString('latin1'), some);
    const reasons = result.cases.map(({ results: { board } }) => board?.reason ?? '');
    expect(
      reasons.some((reason) => reason.includes('needs scratch: ') && reason.includes('pack --scratch DIR')),
    ).toBe(true);
  });

  it('says which file cannot be read', async () => {
    const implementations = parseImplementations(['agent', 'transcript:/does/not/exist']);
    const running = runConformance({ cases, implementations, reference: 'agent', timeoutMs: 2000 });
    await expect(running).rejects.toThrow('/does/not/exist cannot be read: ENOENT');
  });
});

describe('cases in one process', () => {
  it('come to the same results, but for those that need a process of their own', async () => {
    const result = await readBack(capture(cases, ' processes=one'));
    const skipped = others(result).filter(
      ([, status, reason]) => status === 'skip' && reason?.includes('fork'),
    );
    expect(others(result).filter(([, status]) => status !== 'skip')).toEqual([]);
    expect(skipped.length).toBeGreaterThan(10);
    expect(result.summary.board?.pass).toBeGreaterThan(150);
  });
});
