/** Reads back what an HTML report carries. */
import { gunzipSync } from 'node:zlib';
import type { RunResult } from '../../runner/result.ts';
import type { Packed } from './packed.ts';
import type { PackedPrograms } from './programs.ts';
import { unpackCase } from './unpack.ts';

function read<T>(html: string, id: string): T | null {
  const [, base64] =
    html.match(new RegExp(`<script type="application/json" id="${id}">([\\w+/=]*)</script>`)) ?? [];
  return base64 === undefined
    ? null
    : (JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString()) as T);
}

/** The data of the page. */
export function readData(html: string): Packed {
  const packed = read<Packed>(html, 'report-data');
  if (packed === null) throw new Error('the page carries no data');
  return packed;
}

/** Its cases. */
export function readCases(html: string): RunResult['cases'] {
  const packed = readData(html);
  return packed.cases.map((one) => unpackCase(packed, one));
}

/** Its C programs; null where it has none. */
export function readPrograms(html: string): PackedPrograms | null {
  return read(html, 'report-programs');
}
