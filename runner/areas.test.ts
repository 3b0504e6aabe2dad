import { expect, test } from 'vitest';
import { parseAreas } from './areas.ts';

test('reads what is mapped and what is not', () => {
  expect(parseAreas('arena,2,1 arena,3,4,rw-p,memfd,7 b,-2,2,r--s,file,0')).toEqual([
    { from: 'arena', page: 2, pages: 1, perms: null, backing: null, offset: 0 },
    { from: 'arena', page: 3, pages: 4, perms: 'rw-p', backing: 'memfd', offset: 7 },
    { from: 'b', page: -2, pages: 2, perms: 'r--s', backing: 'file', offset: 0 },
  ]);
  expect(parseAreas('')).toEqual([]);
});

test.each([
  'arena,2',
  'arena,2,0',
  'arena,x,1',
  'z,2,1',
  'arena,2,1,rw-p',
  'arena,2,1,rw-p,gold,0',
  'arena,2,1,<b>,file,0',
  'arena,2,1,rw-p,file,-1',
  'arena,2,1 nonsense',
])('makes no picture of %j', (text) => {
  expect(parseAreas(text)).toBeNull();
});
