import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../native/build.ts';
import { cli } from './cli.test-data.ts';

const LIAR = `liar=command:${process.execPath} ${join(packageRoot(), 'runner/liars/liar.mjs')} wrong-errno {agent}`;
const CASE = 'flags/fixed-noreplace/overlap-same-range';

describe('show -i', () => {
  it('runs the case, and shows three columns for each step, the wrong ones marked', async () => {
    const { code, stdout, stderr } = await cli(['show', CASE, '-i', LIAR]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^clauses\n {2}mmap\.flags\.fixed_noreplace\.overlap\n/m);
    expect(stdout).toMatch(/^verdict\n {2}kernel {2}pass\n {2}liar {4}fail: mmap\(arena\+4p, 2p/m);
    const steps = stdout.slice(stdout.indexOf('\nsteps\n'));
    expect(steps).toMatch(
      /^ {3}1 {2}mmap\(.*\n {7}documented {2}success at arena\+4p\n {7}kernel {6}success at arena\+4p\n/m,
    );
    expect(steps).toMatch(
      /^\* {2}5 {2}mmap\(.*FIXED_NOREPLACE, -1, 0\)\n {7}documented {2}EEXIST\n {7}kernel {6}EEXIST\n {7}liar {8}E\w+$/m,
    );
    expect(steps.match(/^\* /gm)?.length).toBe(1);
  });

  it('draws what the reference left, where the address space changed', async () => {
    const { stdout } = await cli(['show', CASE, '-i', 'kernel']);
    expect(stdout).toContain(`       then on kernel:
         arena  4    5
                rw-p rw-p
                anon anon
`);
    expect(stdout.match(/then on/g)?.length).toBe(3);
  });

  it('says why a case was skipped', async () => {
    const { code, stdout } = await cli([
      'show',
      'system/map-count/limit-70000',
      '-i',
      'agent',
      '--reference',
      'agent',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^verdict\n {2}agent {2}skip: needs system-changes/m);
    expect(stdout).not.toContain('\nsteps\n');
  });

  it('as data holds the result beside the case', async () => {
    const { stdout } = await cli(['show', CASE, '-i', 'agent', '--json']);
    const { id, result } = JSON.parse(stdout);
    expect(id).toBe(CASE);
    expect(Object.keys(result.implementations)).toEqual(['kernel', 'agent']);
    expect(result.cases.map((one: { id: string }) => one.id)).toEqual([CASE]);
    expect(JSON.parse((await cli(['show', CASE, '--json'])).stdout).result).toBeUndefined();
  });

  it('ends with 3 where it cannot be started', async () => {
    const { code, stdout } = await cli(['show', CASE, '-i', 'command:no-such-program']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});
