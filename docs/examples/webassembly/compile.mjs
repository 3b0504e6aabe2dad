// Compiles mman.c, once: compilers write into a directory of the user, and not beside the source.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('mman.c', import.meta.url));

/**
 * @param {string} command a compiler and its flags; the source and `-o` are added
 * @param {string} output the name of the file that it writes
 * @returns {string} its path
 */
export function compile(command, output) {
  const key = createHash('sha256').update(command).update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'mmap-conformance', 'webassembly', key);
  if (!existsSync(folder)) {
    // Several may do it at once: each in a folder of its own, and the first one stays.
    const own = `${folder}.${process.pid}`;
    mkdirSync(own, { recursive: true });
    const [program, ...flags] = command.split(' ');
    execFileSync(program, [SOURCE, '-o', join(own, output), ...flags], { stdio: 'inherit' });
    try {
      renameSync(own, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  }
  return join(folder, output);
}
