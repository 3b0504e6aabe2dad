/** User-mode Linux: a kernel that is a program. What it shows on its console comes out of its standard error. */
import { chmod, readFile, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImplementationError } from '../errors.ts';
import type { Implementation } from '../implementation.ts';
import { createCommandImplementation } from './command.ts';
import { programOf } from './find-program.ts';
import type { Place } from './forms/form.ts';
import type { UmlOptions } from './forms/uml.ts';
import { writeArchive } from './initramfs.ts';
import { initramfsEntries, makeFileSystem } from './machine.ts';

export interface UmlPlace extends Place {
  machine: UmlOptions;
  /** Path of an agent that runs in the machine. */
  agent: string;
}

/** Its serial line loses what comes when 4096 bytes less a reserve of 128 wait to be read: it is stopped and not started again. */
const WINDOW_BYTES = 3 << 10;
/** MiB that must stay free beside the machine's memory. */
const SPARE = 16;

/**
 * A machine of User-mode Linux; it is not started yet.
 *
 * @throws ImplementationError when its program is missing, or no directory has room for its memory
 */
export async function createUmlImplementation(place: UmlPlace): Promise<Implementation> {
  const { machine, agent, scratch, tmpfs } = place;
  const kernel =
    machine.kernel ?? programOf({ preset: 'uml', program: 'linux.uml', debian: 'user-mode-linux' });
  const files = {
    initramfs: join(scratch, 'initramfs.cpio'),
    folder: join(scratch, 'uml'),
    ...(machine.disk > 0 && { disk: join(scratch, 'disk.ext4') }),
  };
  const memoryFolder = await folderWithRoom(
    tmpfs === undefined ? [scratch] : [tmpfs, scratch],
    machine.memory,
  );
  return createCommandImplementation({
    ...place,
    argv: umlCommand(machine, files, kernel),
    // Where its memory is, in a file without a name.
    env: { TMPDIR: memoryFolder },
    // It has helpers that would outlive it.
    tied: true,
    windowBytes: WINDOW_BYTES,
    // The machine knows its directories itself.
    config: '',
    helloTimeoutMs: place.helloTimeoutMs ?? 60_000,
    graceMs: place.graceMs ?? 10_000,
    async prepare() {
      await chmod(scratch, 0o700);
      const entries = initramfsEntries({ agent: await readFile(agent), modules: [] });
      await writeFile(files.initramfs, writeArchive(entries));
      // What the last machine wrote is forgotten.
      if (files.disk !== undefined) await makeFileSystem(files.disk, machine.disk);
    },
  });
}

/** The command that starts the machine: its first serial line is standard input and output, its console standard error. */
export function umlCommand(
  { memory, append }: UmlOptions,
  files: { initramfs: string; folder: string; disk?: string },
  kernel: string,
): string[] {
  const { initramfs, folder, disk } = files;
  return [
    ...[kernel, `mem=${memory}M`, `initrd=${initramfs}`, `uml_dir=${folder}/`, 'umid=machine'],
    ...['con=null', 'con0=null,fd:2', 'ssl=null', 'ssl0=fd:0,fd:1'],
    ...(disk === undefined ? [] : [`ubd0=${disk}`]),
    ...['quiet', 'panic=-1', 'noreboot', 'rdinit=/init'],
    // Off before Linux 6.5 unless it is asked for.
    'secretmem.enable=1',
    ...(append === '' ? [] : append.split(' ')),
    ...['--', '--init', 'line=/dev/ttyS0', ...(disk === undefined ? [] : ['disk=/dev/ubda'])],
  ];
}

/** The first of these directories that has room for so many MiB: a machine whose memory's file cannot grow dies of SIGBUS. */
async function folderWithRoom(folders: readonly string[], memory: number): Promise<string> {
  for (const folder of folders) {
    const { bavail, bsize } = await statfs(dirname(folder));
    if (bavail * bsize >= (memory + SPARE) * 2 ** 20) return folder;
  }
  throw new ImplementationError(
    `no ${memory} MiB are free for the memory of the machine in ${folders.join(' or ')}`,
    {
      hint: 'Set TMPDIR to a directory with room, or ask for less: -i uml?memory=256',
    },
  );
}
