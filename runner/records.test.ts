import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from './implementation.ts';
import {
  crc32,
  encodeProgram,
  encodeRecord,
  type OutputRecord,
  parseRecord,
  RecordReader,
  unusablePayload,
} from './records.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function readAll(text: string, noise: string[] = []): OutputRecord[] {
  const reader = new RecordReader((line) => noise.push(line));
  const records = reader.read(bytes(text));
  reader.end();
  return records;
}

describe('crc32', () => {
  it('is the one of zlib, in 8 digits', () => {
    expect(crc32('123456789')).toBe('cbf43926');
    expect(crc32('')).toBe('00000000');
    expect(crc32('case 66')).toHaveLength(8);
  });
});

describe('encodeProgram', () => {
  it('counts and checks the lines of the program', () => {
    const program: Program = { seq: 7, timeoutMs: 500, lines: ['mmap a 0 1p rw ANON -1 0 0', 'load a 1'] };
    const body = 'mmap a 0 1p rw ANON -1 0 0\nload a 1\n';
    expect(encodeProgram(program)).toBe(`case 7 500 2 ${crc32(body)}\n${body}`);
  });

  it('writes a header alone for a program without steps', () => {
    expect(encodeProgram({ seq: 1, timeoutMs: 10, lines: [] })).toBe('case 1 10 0 00000000\n');
  });
});

describe('parseRecord', () => {
  const good: [string, OutputRecord][] = [
    [
      'hello v=1 arch=x86_64 page=4096 huge=2097152 uid=0 release=6.18.44',
      {
        kind: 'hello',
        version: 1,
        hello: { arch: 'x86_64', release: '6.18.44', pageSize: 4096, hugePageSize: 2097152, uid: 0 },
      },
    ],
    ['begin 12', { kind: 'begin', seq: 12 }],
    ['step 3 0 ok 0x7f00', { kind: 'step', seq: 3, index: 0, observation: 'ok 0x7f00' }],
    [
      'step 3 1 err EINVAL changed 0x1000',
      { kind: 'step', seq: 3, index: 1, observation: 'err EINVAL changed 0x1000' },
    ],
    ['end 3 exited us=120 steps=2', { kind: 'end', seq: 3, how: 'exited', durationUs: 120, steps: 2 }],
    [
      'end 3 killed SIGKILL us=1 steps=0',
      { kind: 'end', seq: 3, how: 'killed', signal: 'SIGKILL', durationUs: 1, steps: 0 },
    ],
    ['end 3 timeout us=1 steps=0', { kind: 'end', seq: 3, how: 'timeout', durationUs: 1, steps: 0 }],
    [
      'end 3 timeout SIGKILL us=1 steps=0',
      { kind: 'end', seq: 3, how: 'timeout', signal: 'SIGKILL', durationUs: 1, steps: 0 },
    ],
    ['bad 4 its checksum is wrong', { kind: 'bad', seq: 4, reason: 'its checksum is wrong' }],
    ['bad 4', { kind: 'bad', seq: 4, reason: 'no reason given' }],
    ['crash 4 mmap threw 5', { kind: 'crash', seq: 4, reason: 'mmap threw 5' }],
    ['bye', { kind: 'bye' }],
    ['unusable {"message":"\\u00fc","hint":"h"}', { kind: 'unusable', message: 'ü', hint: 'h' }],
    ['unusable {"message":"m","hint":7}', { kind: 'unusable', message: 'm' }],
    [unusablePayload('ü\n\u2028'), { kind: 'unusable', message: 'ü\n\u2028' }],
  ];
  it.each(good)('reads %s', (payload, record) => {
    expect(parseRecord(encodeRecord(payload).trimEnd())).toEqual(record);
  });

  it.each([
    'hello v=1 arch=x86_64 page=4096 uid=0 release=6.18.44',
    'hello v=1 arch=x86_64 page=4k huge=0 uid=0 release=6.18.44',
    'begin',
    'begin x',
    'begin -1',
    'begin 1 2',
    'step 3 ok',
    'step 3 0',
    'step 3 -1 ok',
    'end 3 exited us=120',
    'end 3 exited SIGSEGV us=120 steps=1',
    'end 3 killed us=120 steps=1',
    'end 3 vanished us=120 steps=1',
    'end 3 exited us=120 steps=1 more',
    'end 3 exited us=120 steps=-1',
    'bad x y',
    'bye bye',
    'unusable',
    'unusable because',
    'unusable null',
    'unusable {"hint":"h"}',
    'unheard of',
    '',
  ])('takes `%s` for damaged, whatever its checksum', (payload) => {
    expect(parseRecord(encodeRecord(payload).trimEnd())).toMatchObject({ kind: 'damaged' });
  });

  it.each([
    ['its length is wrong', '%mc 8 3253cd3d begin 1'],
    ['its checksum is wrong', '%mc 7 3253cd3e begin 1'],
    ['its checksum is wrong', '%mc 7 3253cd3d begin 2'],
    ['it is not framed as a record', '%mc 7 3253cd3 begin 1'],
    ['it is not framed as a record', '%mc -7 3253cd3d begin 1'],
    ['it is not framed as a record', '%mc 7 3253cd3d beg\u00e9n 1'],
    ['it is not framed as a record', '%mc '],
  ])('says why: %s', (why, line) => {
    expect(parseRecord(line)).toMatchObject({ kind: 'damaged', reason: expect.stringContaining(why) });
  });

  it('shows a damaged line fit for a terminal, and not all of a long one', () => {
    const record = parseRecord(`%mc 1 \u001b[31m${'x'.repeat(5000)}`);
    if (record.kind !== 'damaged') throw new Error('unreachable');
    expect(record.reason).not.toContain('\u001b');
    expect(record.reason.length).toBeLessThan(250);
  });
});

describe('RecordReader', () => {
  const begin = { kind: 'begin', seq: 1 };
  const bye = { kind: 'bye' };

  it('reads records that are cut anywhere', () => {
    const text = `noise\n${encodeRecord('begin 1')}${encodeRecord('step 1 0 ok')}${encodeRecord('bye')}`;
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const reader = new RecordReader();
        const ends = [...cuts.sort((a, b) => a - b), text.length];
        const records = ends.flatMap((end, i) => reader.read(bytes(text.slice(ends[i - 1] ?? 0, end))));
        expect(records.map(({ kind }) => kind)).toEqual(['begin', 'step', 'bye']);
      }),
    );
  });

  it('tolerates the line ends of a terminal', () => {
    expect(readAll(encodeRecord('begin 1').replace('\n', '\r\n'))).toEqual([begin]);
  });

  it('drops noise and tells it', () => {
    const noise: string[] = [];
    const text = `[ 1.0] kernel\r\n\n${encodeRecord('begin 1')}qemu: \xff uncaught\nlast words`;
    expect(readAll(text, noise)).toEqual([begin]);
    expect(noise).toEqual(['[ 1.0] kernel', 'qemu: \xff uncaught', 'last words']);
  });

  it('finds a record behind noise on the same line', () => {
    const noise: string[] = [];
    expect(readAll(`oops: ${encodeRecord('begin 1')}`, noise)).toEqual([begin]);
    expect(noise).toEqual(['oops: ']);
  });

  it('loses only the first of two records that a lost line end has joined', () => {
    const text = `${encodeRecord('begin 1').trimEnd()}${encodeRecord('bye')}`;
    expect(readAll(text)).toEqual([expect.objectContaining({ kind: 'damaged' }), bye]);
  });

  it('takes a mark inside of a whole record for text', () => {
    expect(readAll(encodeRecord('bad 1 %mc 3'))).toEqual([{ kind: 'bad', seq: 1, reason: '%mc 3' }]);
  });

  it('reads no record out of a line that has no end', () => {
    const noise: string[] = [];
    expect(readAll(encodeRecord('begin 1').trimEnd(), noise)).toEqual([]);
    expect(noise).toHaveLength(1);
  });

  it('survives an endless line, and finds the record after it', () => {
    const reader = new RecordReader();
    for (let i = 0; i < 40; i++) expect(reader.read(bytes('x'.repeat(100_000)))).toEqual([]);
    expect(reader.read(bytes(encodeRecord('begin 1')))).toEqual([begin]);
    const unending = bytes(`%mc 7 ${'x'.repeat(2_000_000)}`);
    expect(reader.read(unending)).toEqual([{ kind: 'damaged', reason: 'a record has no end' }]);
  });
});
