import { expect, it } from 'vitest';
import { readReport } from './report.ts';

it.each([
  { file: '/lib/x.so', exports: ['mmap', 'munmap'] },
  { refused: 'no such file' },
  { died: 'signal SIGABRT' },
  { noExecutor: 'it is not there' },
])('reads %j', (report) => {
  expect(readReport(JSON.stringify(report))).toEqual(report);
});

it.each([
  '',
  'null',
  '{"hello":1}',
  '"ready"',
  '{"file":7,"exports":[]}',
  '{"file":"x"',
  '%mc 3 00000000 bye',
])('takes what the library itself wrote, `%s`, for none', (line) => {
  expect(readReport(line)).toBeUndefined();
});
