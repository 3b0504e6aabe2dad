import { expect, it } from 'vitest';
import { parseAreas } from '../areas.ts';
import type { Mapping } from '../module/implementation.ts';
import { Case } from './case.ts';
import { look } from './look.ts';

const P = 4096n;
const ARENA = 0x40200000n;
const mapping = (page: bigint, pages: bigint, perms: string, more: Partial<Mapping> = {}): Mapping => ({
  ...{ start: ARENA + page * P, end: ARENA + (page + pages) * P, perms, ...more },
});

function caseWith(mappings: readonly Mapping[] | undefined): Case {
  const implementation = {
    mmap: () => ARENA,
    reserve: () => ARENA - 512n * P,
    ...(mappings && { maps: () => mappings }),
  };
  const shape = { pageSize: 4096, hugePageSize: 2 << 20, bits: 64 };
  return new Case({ implementation, shape, scratch: '/scratch' });
}

it('shows what is in the arena, without its reservation, and around slots outside of it', () => {
  const c = caseWith([
    mapping(-512n, 514n, '---p'),
    mapping(2n, 1n, 'r--s', { backing: 'file', offset: 3n * P }),
    mapping(4n, 5000n, '---p'),
    mapping(100_000n, 1n, 'rw-p'),
  ]);
  expect(c.arena()).toBe(ARENA);
  c.keep('a', ARENA + 2n * P);
  c.keep('b', ARENA + 100_000n * P);
  const text = look(c) ?? '';
  expect(text).toBe('arena,2,1,r--s,file,3 arena,3,1 b,-2,2 b,0,1,rw-p,anonymous,0 b,1,15');
  expect(parseAreas(text)).toHaveLength(5);
});

it('shows nothing of an arena that was not asked for', () => {
  expect(look(caseWith([]))).toBe('');
});

it('is nothing where the module does not tell what is mapped, or where it is too much', () => {
  expect(look(caseWith(undefined))).toBeNull();
  const many = caseWith(Array.from({ length: 100 }, (_, i) => mapping(BigInt(2 * i), 1n, 'rw-p')));
  many.arena();
  expect(look(many)).toBeNull();
});
