import { expect, it } from 'vitest';
import { entry, own, step } from '../made-up.test-data.ts';
import { errorsIn, facetsOf, flagsIn } from './facets.ts';

it.each([
  ['mmap(arena+3p, 1p, rw, PRIVATE|ANONYMOUS|FIXED, -1, 0)', ['PRIVATE', 'ANONYMOUS', 'FIXED']],
  ['a = mmap(NULL, 1p, r, SHARED|0x200000, f, 1p)', ['SHARED']],
  ['child: mmap(NULL, 1p, none, 0, -1, 0)', []],
  ['mremap(a, 1p, 2p, MAYMOVE|FIXED, b)', []],
  ['madvise(a, 1p, PRIVATE)', []],
])('%s', (call, flags) => {
  expect(flagsIn(call)).toEqual(flags);
});

it.each([
  ['EINVAL or ENOMEM', ['EINVAL', 'ENOMEM']],
  ['SIGBUS/BUS_ADRERR at a+1p', ['SIGBUS', 'BUS_ADRERR']],
  ['success at arena+1p, EVERYTHING', []],
])('%s', (text, errors) => {
  expect(errorsIn(text)).toEqual(errors);
});

it('gathers those of all implementations', () => {
  const call = 'mmap(NULL, 1p, rw, PRIVATE, -1, 0)';
  const results = {
    kernel: own('pass', { steps: [step({ call, expected: 'EBADF', observed: 'EBADF' })] }),
    mine: own('fail', { steps: [step({ call, expected: 'EBADF', observed: 'EINVAL' })] }),
  };
  expect(facetsOf(entry('a/b/c', results))).toEqual({ flags: ['PRIVATE'], errors: ['EBADF', 'EINVAL'] });
});
