import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../native/toolchain.ts';
import { parseImplementation } from '../spec.ts';
import {
  createPlace,
  interfere,
  isThere,
  LIFE_MS,
  ONE_CRASH,
  ONE_HANG,
  runOn,
  statusOf,
  type TestPlace,
} from './preset-life.test-data.ts';

describe('qemu-ARCH', () => {
  it.each(ARCHITECTURES)('is there for %s', (architecture) => {
    const word = `qemu-${architecture}`;
    expect(parseImplementation(word)).toMatchObject({
      name: word,
      form: word,
      level: 'reference',
      options: {},
    });
  });

  it('takes a processor and a size of pages', () => {
    expect(parseImplementation('qemu-aarch64?cpu=max&page=65536').options).toEqual({
      cpu: 'max',
      page: 65536,
    });
    expect(() => parseImplementation('qemu-aarch64?page=big')).toThrow(
      '`page=big`: it is a number (bytes) from 4096 on.',
    );
  });

  it('gives a case less time than others do, unless the user says otherwise', () => {
    expect(parseImplementation('qemu-x86_64').timeoutMs).toBeLessThan(10_000);
  });
});

describe.runIf(isThere('qemu-x86_64'))('qemu-ARCH for real', { timeout: LIFE_MS }, () => {
  let place: TestPlace;
  beforeEach(() => {
    place = createPlace();
  });
  afterEach(() => place.leave());

  it('differs where it is known to, and what never ends is a timeout of that case', async () => {
    const result = await runOn('qemu-x86_64', [
      'flags/fixed-noreplace/overlap-*',
      'prot/mprotect/hole-inside',
      'prot/access/memfd-*',
      'libc/constants',
    ]);
    expect(result.summary['qemu-x86_64']).toMatchObject({ broken: 0, crash: 0 });
    const status = (id: string): string | undefined => statusOf(result, 'qemu-x86_64', id);
    expect(status('flags/fixed-noreplace/overlap-whole')).toBe('fail');
    expect(status('prot/mprotect/hole-inside')).toBe('timeout');
    expect(status('prot/access/memfd-shared-rw-store')).toBe('pass');
    // The compiler and what it makes would run outside of the emulator.
    expect(status('libc/constants/map-failed')).toBe('skip');
  });

  it('goes on when it is killed', async () => {
    const { endings } = await interfere(place, 'qemu-x86_64', { signal: 'SIGKILL', victims: /qemu-x86_64/ });
    expect(endings).toEqual(ONE_CRASH);
  });

  it('goes on when it stands still', async () => {
    const { endings } = await interfere(place, 'qemu-x86_64', { signal: 'SIGSTOP', victims: /qemu-x86_64/ });
    expect(endings).toEqual(ONE_HANG);
  });
});
