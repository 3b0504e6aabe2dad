import picocolors from 'picocolors';
import type { Status } from '../runner/result.ts';

/** Colours, or functions that leave the text as it is. */
export type Paint = ReturnType<typeof picocolors.createColors>;

/** Colours if asked for; whether they are wanted is the caller's to know. */
export const createPaint = (color: boolean): Paint => picocolors.createColors(color);

/** Text in the colour of a status. */
export function paintStatus(paint: Paint, status: Status, text: string): string {
  switch (status) {
    case 'pass':
      return paint.green(text);
    case 'skip':
      return paint.dim(text);
    case 'deviate':
    case 'drift':
      return paint.yellow(text);
    case 'broken':
      return paint.magenta(text);
    case 'fail':
    case 'crash':
    case 'timeout':
      return paint.red(text);
  }
}
