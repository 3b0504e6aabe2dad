import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { nearest } from '../nearest.ts';

/** What `library:PATH?NAME&...` says. */
export interface LibraryOptions {
  /** As given: a path, or a name that the dynamic loader knows. */
  path: string;
  /** The process starts with it (LD_PRELOAD), as some demand. */
  preload: boolean;
  /** Stands before the names of its functions. */
  prefix: string;
}

const KEYS = ['preload', 'prefix'] as const;

/**
 * Reads what follows `library:`.
 *
 * @throws UserError (exit 2)
 */
export function parseLibraryOptions(text: string): LibraryOptions {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  if (path === '')
    throw new UserError('The path of the library is empty.', { hint: 'For example: -i library:./mine.so' });
  const options: LibraryOptions = { path, preload: false, prefix: '' };
  if (mark < 0) return options;
  for (const part of text.slice(mark + 1).split('&')) {
    const [name = '', value] = part.split(/=(.*)/s);
    if (name === 'preload' && value === undefined) options.preload = true;
    else if (name === 'preload') throw new UserError(`\`${part}\`: \`preload\` takes no value.`);
    else if (name === 'prefix' && /^[A-Za-z_]\w{0,63}$/.test(value ?? '')) options.prefix = value ?? '';
    else if (name === 'prefix')
      throw new UserError(`\`${part}\`: it is the beginning of a name in C, as in \`prefix=my_\`.`);
    else throw unknownOption(name);
  }
  return options;
}

function unknownOption(name: string): UserError {
  const meant = nearest(name, KEYS);
  return new UserError(
    `A library has no option \`${name}\`: there are ${KEYS.join(', ')}.`,
    meant === undefined ? {} : { hint: `Did you mean \`${meant}\`?` },
  );
}

/**
 * What the dynamic loader is asked for: an absolute path where there is such a file, else the name, which it looks up in its own places.
 *
 * @throws UserError (exit 3) when a path leads nowhere
 */
export function libraryFile(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return absolute;
  if (path.includes('/'))
    throw new UserError(`There is no file ${path}.`, {
      exitCode: 3,
      hint: 'A name without a slash, such as `library:libc.so.6`, is looked up as the dynamic loader does.',
    });
  return path;
}
