import { expect, it } from 'vitest';
import { packPrograms, unpackProgram } from './programs.ts';

it('stores each line once, and gives back every program', () => {
  const programs: Record<string, string> = {
    a: '#include <x.h>\n\nint main(void)\n{\n}\n',
    b: '#include <x.h>\n\nint main(void)\n{\n\treturn 1;\n}\n',
  };
  const packed = packPrograms(['a', 'b', 'c', '__proto__'], (id) =>
    Object.hasOwn(programs, id) ? programs[id] : null,
  );
  expect(packed.lines).toHaveLength(6);
  expect(unpackProgram(packed, 'a')).toBe(programs.a);
  expect(unpackProgram(packed, 'b')).toBe(programs.b);
  expect(unpackProgram(packed, 'c')).toBeNull();
  expect(unpackProgram(packed, '__proto__')).toBeNull();
});
