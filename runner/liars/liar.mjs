#!/usr/bin/env node
/**
 * An implementation that lies, for our own tests: `node liar.mjs MODE [--seq N] [--after N] AGENT [ARGUMENT...]`.
 *
 * It hands the programs to the true agent and passes its records on, apart from one lie. With `--seq N` it lies about that case only.
 * Plain JavaScript, because Node 20 runs no TypeScript. lies.mjs holds the lies.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { entrances, lies } from './lies.mjs';

const [mode = '', ...rest] = process.argv.slice(2);
const options = { seq: undefined, after: 3 };
while (rest[0]?.startsWith('--')) {
  const [name, value] = rest.splice(0, 2);
  options[name.slice(2)] = Number(value);
}
const lie = lies[mode] ?? ((record) => [record]);
if (lies[mode] === undefined && entrances[mode] === undefined) {
  console.error(
    `no such lie: ${mode}; there are ${[...Object.keys(lies), ...Object.keys(entrances)].join(', ')}`,
  );
  process.exit(2);
}

/** Writes to standard output at once, whatever happens next. */
function write(text) {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code === 'EPIPE') process.exit(1);
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

/** Says or does what a lie wants. @param {import('./lies.mjs').Deed} deed */
function carryOut(deed) {
  if (typeof deed === 'string') {
    const checksum = crc32(deed).toString(16).padStart(8, '0');
    write(`%mc ${deed.length} ${checksum} ${deed}\n`);
  } else if ('raw' in deed) {
    write(deed.raw);
  } else if ('exit' in deed) {
    if (deed.says !== undefined) console.error(deed.says);
    process.exit(deed.exit);
  } else {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

entrances[mode]?.(write);

/** Step lines by case number. */
const programs = new Map();
/** What a lie may remember from one record to the next. */
const memory = {};
let input = '';
let open = { seq: -1, missing: 0 };

const agent = spawn(rest[0] ?? '', rest.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
agent.on('error', (error) => {
  console.error(`the true agent cannot be started: ${error.message}`);
  process.exit(3);
});
agent.stdin.on('error', () => {});
process.stdin.on('data', (chunk) => {
  agent.stdin.write(chunk);
  const lines = (input + chunk.toString('latin1')).split('\n');
  input = lines.pop();
  for (const line of lines) {
    if (open.missing > 0) {
      programs.get(open.seq).push(line);
      open.missing--;
    } else if (line.startsWith('case ')) {
      const [, seq, , steps] = line.split(' ').map(Number);
      programs.set(seq, []);
      open = { seq, missing: steps };
    }
  }
});
process.stdin.on('end', () => agent.stdin.end());

let output = '';
agent.stdout.on('data', (chunk) => {
  const lines = (output + chunk.toString('latin1')).split('\n');
  output = lines.pop();
  for (const line of lines) {
    const payload = /^%mc \d+ [0-9a-f]{8} (.*)$/.exec(line)?.[1];
    if (payload === undefined) {
      write(`${line}\n`);
      continue;
    }
    const [kind, seq, index] = payload.split(' ');
    const isMeant = options.seq === undefined || !/^\d+$/.test(seq ?? '') || Number(seq) === options.seq;
    const step = kind === 'step' ? programs.get(Number(seq))?.[Number(index)] : undefined;
    const told = isMeant ? lie(payload, { kind, seq: Number(seq), step, options, memory }) : [payload];
    for (const deed of told) carryOut(deed);
  }
});
agent.on('close', (code) => process.exit(code ?? 1));
