import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeProgram } from '../runner/records.ts';
import { ensureBuilt } from './build.ts';
import { packAgent } from './packed-agent.ts';

const folder = mkdtempSync(join(tmpdir(), 'packed-'));
const { agent } = await ensureBuilt();
afterAll(() => rmSync(folder, { recursive: true }));

function run(text: string): string[] {
  const path = join(folder, 'agent');
  writeFileSync(path, packAgent(readFileSync(agent), text));
  chmodSync(path, 0o755);
  // What it would read from outside is not for it.
  const output = execFileSync(path, {
    input: encodeProgram({ seq: 99, timeoutMs: 1000, lines: ['arena'] }),
    maxBuffer: 1 << 26,
  });
  return output
    .toString('latin1')
    .split('\n')
    .map((line) => line.replace(/^%mc \d+ \w+ /, ''));
}

describe('an agent with programs inside', () => {
  it('reads those, and nothing else', () => {
    const one = encodeProgram({ seq: 7, timeoutMs: 1000, lines: ['arena', 'architecture'] });
    const said = run(`echo plan 1/1 7\n${one}`);
    expect(said.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'hello v=1',
      'plan 1/1',
      'begin 7',
      'step 7',
      'step 7',
      'end 7',
      'bye',
      '',
    ]);
  });

  it('holds more than the buffer through which it reads', () => {
    const lines = ['arena', ...Array.from({ length: 40 }, () => 'architecture')];
    const programs = Array.from({ length: 2000 }, (_, seq) => encodeProgram({ seq, timeoutMs: 1000, lines }));
    expect(programs.join('').length).toBeGreaterThan(1 << 20);
    const ends = run(programs.join('')).filter((line) => /^end \d+ exited us=\d+ steps=41$/.test(line));
    expect(ends.length).toBe(2000);
  });

  it('is made of an agent only', () => {
    expect(() => packAgent(Buffer.from('not an executable'), '')).toThrow('not an agent');
    expect(() => packAgent(readFileSync(process.execPath), '')).toThrow('not an agent');
  });
});
