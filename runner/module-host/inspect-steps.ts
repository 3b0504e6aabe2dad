/** Steps that ask what is mapped. */
import { type MappingLine, mappingLines } from './mapping-lines.ts';
import { readRegister } from './operands.ts';
import type { Steps } from './step.ts';

/** Whether a mapping is one with the one that ends where it starts. */
function continues(first: MappingLine, line: MappingLine, coveredTo: bigint): boolean {
  if (line.start !== coveredTo || line.perms !== first.perms || line.backing !== first.backing) return false;
  return line.backing === 'anonymous' || line.offset === first.offset + (line.start - first.start);
}

export const inspectSteps: Steps = {
  maps: {
    operands: 2,
    run([addr = '', length = ''], c) {
      const start = readRegister(addr, c);
      const end = start + readRegister(length, c);
      const lines = mappingLines(c).filter((line) => line.end > start && line.start < end);
      const [first, ...rest] = lines;
      if (first === undefined) return 'ok none';
      if (first.start > start) return `ok gap 0x${(first.start - start).toString(16)}`;
      let coveredTo = first.end;
      for (const line of rest) {
        if (!continues(first, line, coveredTo)) break;
        coveredTo = line.end;
      }
      if (coveredTo > end) coveredTo = end;
      // Anonymous memory has no offset in anything.
      const offset = first.backing === 'anonymous' ? 0n : first.offset + (start - first.start);
      return `ok 0x${(coveredTo - start).toString(16)} ${first.perms} 0x${offset.toString(16)} ${first.backing}`;
    },
  },
};
