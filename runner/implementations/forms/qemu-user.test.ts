import { describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../native/toolchain.ts';
import { parseImplementation } from '../spec.ts';
import { isThere, itGoesOn, LIFE_MS, runOn, statusOf, usePlaces } from './preset-life.test-data.ts';

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
  const place = usePlaces();

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

  itGoesOn(place, 'qemu-x86_64', { victims: /qemu-x86_64/ });
});
