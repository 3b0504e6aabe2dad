import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { parseImplementation } from '../spec.ts';
import { gvisorCommand } from './gvisor.ts';
import { isThere, itGoesOn, LIFE_MS, runOn, statusOf, usePlaces } from './preset-life.test-data.ts';

describe('gvisor', () => {
  it('starts without the rights of root where there are none', () => {
    const command = (isRoot: boolean): string =>
      gvisorCommand('/runsc', '/agent', { platform: undefined, isRoot }).join(' ');
    expect(command(true)).toMatch(
      /^\S+setpriv --pdeathsig KILL -- \/runsc --ignore-cgroups --network=none do \/agent$/,
    );
    expect(command(false)).toMatch(/ \/runsc --rootless --ignore-cgroups --network=none do \/agent$/);
  });

  it('takes a platform, and nothing else', () => {
    expect(parseImplementation('gvisor?platform=kvm')).toMatchObject({
      name: 'gvisor',
      options: { platform: 'kvm' },
    });
    expect(parseImplementation('mine=gvisor?platform=kvm').name).toBe('mine');
    expect(() => parseImplementation('gvisor?platfrom=kvm')).toThrow(UserError);
    expect(() => parseImplementation('gvisor:x')).toThrow('`gvisor:x` is no implementation');
  });
});

describe.runIf(isThere('runsc'))('gvisor for real', { timeout: LIFE_MS }, () => {
  const place = usePlaces();

  it('is held to the level of the reference, and differs where it is known to', async () => {
    const result = await runOn('gvisor', [
      'flags/fixed-noreplace',
      'prot/access',
      'process/personality',
      'flags/shared',
    ]);
    const { release, level } = result.implementations.gvisor ?? {};
    expect(release).toBe('4.4.0');
    expect(level).toEqual({ release: result.implementations.kernel?.release, from: 'reference' });
    expect(result.summary.gvisor).toMatchObject({ broken: 0, timeout: 0, crash: 0 });
    expect(statusOf(result, 'gvisor', 'flags/fixed-noreplace/overlap-whole')).toBe('fail');
    expect(statusOf(result, 'gvisor', 'prot/access/anonymous-private-rw-store')).toBe('pass');
    expect(statusOf(result, 'gvisor', 'process/personality/runs')).toBe('skip');
    // It mounts a tmpfs of its own.
    expect(statusOf(result, 'gvisor', 'flags/shared/tmpfs-store-reaches-file')).not.toBe('skip');
  });

  itGoesOn(place, 'gvisor', { victims: /^runsc-sandbox/, hello: { release: '4.4.0', pageSize: 4096 } });

  it('shows what runsc says of a platform that it has not', async () => {
    await expect(runOn('gvisor?platform=magic', ['flags/fixed/null'])).rejects.toThrow(/platform/);
  });
});
