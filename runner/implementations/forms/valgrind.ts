import { ensureBuilt } from '../../../native/build.ts';
import { createCommandImplementation } from '../command.ts';
import { programOf, tiedToUs } from '../find-program.ts';
import { readValues } from '../option-words.ts';
import type { Form } from './form.ts';

export interface ValgrindOptions {
  /** `--tool` of valgrind. */
  tool: string;
}

/** Programs that cases start and that are not under test: a C compiler takes thirty times as long in valgrind. */
const COMPILERS = '/usr/bin/cc,/usr/local/bin/cc';

/** valgrind: it translates the agent's instructions and answers mmap with a strategy of its own. */
export const valgrindForm: Form<ValgrindOptions> = {
  word: 'valgrind',
  takesOptions: true,
  // It passes on what its host says.
  level: 'reference',
  parse: (text) => ({ tool: 'none', ...readValues(text, { whose: '`valgrind`', keys: ['tool'] }) }),
  usualName: ({ tool }) =>
    tool === 'none' ? 'valgrind' : `valgrind-${tool.replace(/[^A-Za-z0-9._-]+/g, '-')}`,
  async create({ tool }, place) {
    const valgrind = programOf({ preset: 'valgrind', program: 'valgrind', debian: 'valgrind' });
    const { agent } = await ensureBuilt();
    return createCommandImplementation({
      ...place,
      agent,
      argv: [...tiedToUs(), valgrind, ...valgrindFlags(tool), agent],
      env: { TMPDIR: place.scratch },
    });
  },
};

/** What valgrind is told, so that the user's own settings change nothing and it leaves no file behind. */
export function valgrindFlags(tool: string): string[] {
  return [
    '--command-line-only=yes',
    `--tool=${tool}`,
    '-q',
    // Cases write code and then execute it.
    '--smc-check=all',
    '--trace-children=yes',
    `--trace-children-skip=${COMPILERS}`,
    // No debugger will come: each process would leave pipes for it in the temporary directory.
    '--vgdb=no',
  ];
}
