import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ending, Outcome, Program } from '../implementation.ts';
import { encodeRecord, RecordReader } from '../records.ts';
import { Transcript } from './transcript.ts';

const LINES = ['mmap a 0 1p rw PRIVATE|ANONYMOUS -1 0 0', 'store a 1 90', 'load a 1'];
const programs: Program[] = [0, 1, 2, 3].map((seq) => ({ seq, timeoutMs: 1000, lines: LINES }));

/** The records of one whole case; each case observes something of its own. */
const answer = (seq: number): string[] => [
  `begin ${seq}`,
  `step ${seq} 0 ok 0x7f00${seq}000`,
  `step ${seq} 1 ok`,
  `step ${seq} 2 ok 0x5${seq}`,
  `end ${seq} exited us=100 steps=3`,
];
const truth = (seq: number): Map<number, string> =>
  new Map([
    [0, `ok 0x7f00${seq}000`],
    [1, 'ok'],
    [2, `ok 0x5${seq}`],
  ]);
const encode = (payloads: readonly string[]): string => payloads.map(encodeRecord).join('');

/** Everything that is reported when this output comes, and then nothing more. */
function judge(text: string, given: readonly Program[] = programs): Outcome[] {
  const outcomes: Outcome[] = [];
  const transcript = new Transcript((outcome) => outcomes.push(outcome));
  for (const program of given) transcript.expect(program);
  for (const record of new RecordReader().read(Buffer.from(text, 'latin1'))) transcript.take(record);
  transcript.settle();
  while (transcript.awaited !== undefined) transcript.giveUp({ how: 'crashed', reason: 'gone' });
  return outcomes;
}

/** The endings when cases 0, 2 and 3 are answered well and case 1 so. */
function endingsWith(answerOf1: readonly string[]): Ending[] {
  return judge(encode([...answer(0), ...answerOf1, ...answer(2), ...answer(3), 'bye'])).map(
    ({ ending }) => ending,
  );
}
const exited: Ending = { how: 'exited' };
const damaged = (reason: string): Ending => ({ how: 'damaged', reason: expect.stringContaining(reason) });
/** A payload that is changed after its checksum was computed. */
const DAMAGE = '\u0000';

describe('Transcript', () => {
  it('reports whole cases with what was observed', () => {
    const outcomes = judge(encode([...programs.flatMap(({ seq }) => answer(seq)), 'bye']));
    expect(outcomes.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
    for (const outcome of outcomes) {
      expect(outcome).toEqual({
        seq: outcome.seq,
        observations: truth(outcome.seq),
        ending: exited,
        durationUs: 100,
      });
    }
  });

  const [begin = '', first = '', second = '', third = '', end = ''] = answer(1);
  it.each<[string, string[], Ending]>([
    ['steps in any order', [begin, third, first, second, end], exited],
    ['fewer steps, if the end says so', [begin, first, 'end 1 exited us=1 steps=1'], exited],
    ['no steps at all', [begin, 'end 1 exited us=1 steps=0'], exited],
    [
      'a killed case',
      [begin, first, 'end 1 killed SIGKILL us=1 steps=1'],
      { how: 'killed', signal: 'SIGKILL' },
    ],
    ['a case out of time', [begin, 'end 1 timeout us=1 steps=0'], { how: 'timeout', hung: 'case' }],
    ['a breakdown', [begin, first, 'crash 1 mmap threw 5'], { how: 'crashed', reason: 'mmap threw 5' }],
    ['a breakdown without a case', ['crash 1 mmap threw 5'], damaged('came without a begin record')],
    ['an unreadable program', ['bad 1 too long'], damaged('the program could not be read: too long')],
    ['a program that could not be forked', [begin, 'bad 1 no fork'], damaged('no fork')],
    ['a missing step', [begin, first, third, end], damaged('3 step records were announced and 2 came')],
    [
      'a step too many',
      [begin, first, 'end 1 exited us=1 steps=0'],
      damaged('0 step records were announced'),
    ],
    ['a step twice', [begin, first, first, second, third, end], damaged('step 0 was reported twice')],
    [
      'a step that does not exist',
      [begin, 'step 1 3 ok', end],
      damaged('step 3 was reported, but it has only 3'),
    ],
    ['no begin', [first, second, third, end], damaged('its step record came without a begin record')],
    ['an end alone', ['end 1 exited us=1 steps=0'], damaged('its end record came without a begin record')],
    ['two begins', [begin, begin, first, second, third, end], damaged('begun twice')],
    ['two ends', [begin, first, second, third, end, end], damaged('answered twice')],
    ['a late step', [begin, first, second, 'end 1 exited us=1 steps=2', third], damaged('answered twice')],
    ['a whole second answer', [...answer(1), ...answer(1)], damaged('answered twice')],
    ['no end', [begin, first, second, third], damaged('the next case was begun before this one ended')],
    ['nothing', [], damaged('the next case was begun before this one ended')],
    [
      'a step of a later case',
      [begin, first, 'step 2 0 ok', second, third, end],
      damaged('another case (number 2)'),
    ],
    [
      'a step of an earlier case',
      [begin, first, 'step 0 0 ok', second, third, end],
      damaged('another case (number 0)'),
    ],
    [
      'a step of no case',
      [begin, first, 'step 99 0 ok', second, third, end],
      damaged('another case (number 99)'),
    ],
    ['a malformed record', [begin, first, second, third, 'end 1 exited'], damaged('malformed')],
    ['an unknown record', [...answer(1).slice(0, 4), 'haste 1', end], damaged('malformed')],
    ['a new hello', [begin, 'hello v=1 arch=a page=1 huge=1 uid=0 release=1', end], damaged('started anew')],
  ])('judges %s, and that case only', (_, answerOf1, ending) => {
    expect(endingsWith(answerOf1)).toEqual([exited, ending, exited, exited]);
  });

  it('blames a damaged line between two cases on the one whose record it was', () => {
    const damagedLine = (payload: string): string => encodeRecord(payload).replace(/.\n$/, `${DAMAGE}\n`);
    const beginLost =
      encode(answer(0)) + damagedLine(begin) + encode([first, second, third, end, ...answer(2)]);
    expect(judge(beginLost, programs.slice(0, 3)).map(({ ending }) => ending.how)).toEqual([
      'exited',
      'damaged',
      'exited',
    ]);
    const surplus = encode(answer(0)) + damagedLine(end) + encode([...answer(1), ...answer(2)]);
    expect(judge(surplus, programs.slice(0, 3)).map(({ ending }) => ending.how)).toEqual([
      'damaged',
      'exited',
      'exited',
    ]);
    const last = encode([...answer(0), ...answer(1), ...answer(2)]) + damagedLine('step 2 0 ok');
    expect(judge(last, programs.slice(0, 3)).map(({ ending }) => ending.how)).toEqual([
      'exited',
      'exited',
      'damaged',
    ]);
  });

  it('holds a case back until the next one begins', () => {
    const reported: number[] = [];
    const transcript = new Transcript(({ seq }) => reported.push(seq));
    for (const program of programs) transcript.expect(program);
    const feed = (payloads: string[]): void => {
      for (const record of new RecordReader().read(Buffer.from(encode(payloads)))) transcript.take(record);
    };
    feed(answer(0));
    expect(reported).toEqual([]);
    feed([begin]);
    expect(reported).toEqual([0]);
    feed([first, second, third, end, 'bye']);
    expect(reported).toEqual([0, 1]);
  });

  it('reports a damaged case as damaged when it is given up for a hang, and as crashed when the process died', () => {
    const giveUp = (ending: Ending): Ending | undefined => {
      const outcomes: Outcome[] = [];
      const transcript = new Transcript((outcome) => outcomes.push(outcome));
      for (const program of programs) transcript.expect(program);
      const text = `${encodeRecord('begin 0')}%mc nonsense\n`;
      for (const record of new RecordReader().read(Buffer.from(text))) transcript.take(record);
      transcript.giveUp(ending);
      return outcomes[0]?.ending;
    };
    expect(giveUp({ how: 'timeout', hung: 'system' })).toEqual(damaged('not framed'));
    expect(giveUp({ how: 'crashed', reason: 'it died' })).toEqual({ how: 'crashed', reason: 'it died' });
  });
});

describe('whatever happens to a transcript on its way', () => {
  const whole = encode([...programs.flatMap(({ seq }) => answer(seq)), 'bye']);
  const lines = whole.split('\n').slice(0, -1);

  /** No case counts as executed unless all of its observations are the true ones; and each case is reported once, in order. */
  function expectNoLie(text: string): void {
    const outcomes = judge(text);
    expect(outcomes.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
    for (const { seq, ending, observations } of outcomes) {
      if (ending.how === 'exited') expect(observations).toEqual(truth(seq));
    }
  }
  const runs = { numRuns: 3000 };
  const at = fc.nat(whole.length - 1);

  it('a changed byte', () => {
    const change = (i: number, byte: number): string =>
      whole.slice(0, i) + String.fromCharCode(byte) + whole.slice(i + 1);
    fc.assert(
      fc.property(at, fc.nat(255), (i, byte) => expectNoLie(change(i, byte))),
      runs,
    );
    // All of those that matter most: a flipped bit, a digit that becomes another one, a lost or a new line end.
    for (let i = 0; i < whole.length; i++) {
      for (const byte of [whole.charCodeAt(i) ^ 1, 0x30, 0x20, 0x0a, 0x0d, 0]) expectNoLie(change(i, byte));
    }
  });

  it('a lost byte', () => {
    for (let i = 0; i < whole.length; i++) expectNoLie(whole.slice(0, i) + whole.slice(i + 1));
  });

  it('a doubled byte', () => {
    for (let i = 0; i < whole.length; i++) expectNoLie(whole.slice(0, i) + whole.slice(i - 1));
  });

  it('an end too early', () => {
    for (let i = 0; i < whole.length; i++) expectNoLie(whole.slice(0, i));
  });

  it('a start too late', () => {
    for (let i = 0; i < whole.length; i++) expectNoLie(whole.slice(i));
  });

  it('a lost, doubled or moved line', () => {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? '';
      const others = lines.toSpliced(i, 1);
      expectNoLie(`${others.join('\n')}\n`);
      for (let j = 0; j <= others.length; j++) {
        expectNoLie(`${others.toSpliced(j, 0, line).join('\n')}\n`);
        expectNoLie(`${lines.toSpliced(j, 0, line).join('\n')}\n`);
      }
    }
  });

  it('a lost stretch, and noise in its place', () => {
    fc.assert(
      fc.property(at, fc.nat(400), fc.string({ unit: 'binary-ascii', maxLength: 20 }), (i, length, noise) => {
        expectNoLie(whole.slice(0, i) + noise + whole.slice(i + length));
      }),
      runs,
    );
  });
});
