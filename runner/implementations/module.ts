import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageRoot } from '../../native/build.ts';
import { ImplementationError } from '../errors.ts';
import type { Implementation } from '../implementation.ts';
import { createCommandImplementation } from './command.ts';
import { connectByFork } from './fork-connection.ts';
import type { Place } from './forms/form.ts';

/** A case of a module costs microseconds: what is still there then hangs. */
const GRACE_MS = 500;

/**
 * An implementation that is a JavaScript or TypeScript module, in a Node process of its own (runner/module-host).
 *
 * @param path as given, relative to the working directory
 * @throws ImplementationError when there is no such file
 */
export function createModuleImplementation(path: string, place: Place): Implementation {
  const file = resolve(path);
  if (!existsSync(file))
    throw new ImplementationError(`There is no module ${file}.`, {
      hint: 'A path is relative to the working directory.',
    });
  if (statSync(file).isDirectory())
    throw new ImplementationError(`${file} is a directory: name the file of the module.`);
  const host = join(packageRoot(), 'dist', 'runner', 'module-host', 'main.js');
  return createCommandImplementation({
    graceMs: GRACE_MS,
    ...place,
    argv: [process.execPath, host, file],
    connect: () => connectByFork(host, [file]),
    advice:
      'Importing the module, and `create`, must come to an end, and must not end the process (docs/module.md).',
    // There is nothing but the case that could hang.
    hung: 'case',
    config: `config scratch=${place.scratch}\n`,
    agent: '',
  });
}
