/** The virtual machine that a kernel is booted in: its files, and the command that starts it. */
import { execFile } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ImplementationError } from '../errors.ts';
import { findProgram, tiedToUs } from './find-program.ts';
import { type ArchiveEntry, writeArchive } from './initramfs.ts';
import type { MachineOptions } from './kernel-image-options.ts';
import { collectModules, findModules, type KernelModule } from './kernel-modules.ts';

/** Paths of what the machine is started with. */
export interface Machine {
  initramfs: string;
  /** Absent: it has no disk. */
  disk?: string;
  /** Where the first serial line, its console, is written to. */
  console: string;
}

const DISK_MODULES = ['crc32c_generic', 'virtio_pci', 'virtio_blk', 'ext4'];
const DAX_MODULES = ['crc32c_generic', 'libnvdimm', 'nd_btt', 'nd_pmem', 'nd_e820', 'ext4'];
/** MiB: where the memory that stands in for a persistent one begins, how long it is, and what is left for the rest. */
const DAX = { start: 1024, size: 64, memory: 2048, image: 48 };
/**
 * Writes the machine's files into a folder.
 *
 * @throws ImplementationError when a file system cannot be made or a module cannot be read
 */
export async function writeMachineFiles(
  options: MachineOptions,
  { folder, agent }: { folder: string; agent: string },
): Promise<Machine> {
  const machine: Machine = {
    initramfs: join(folder, 'initramfs.cpio'),
    console: join(folder, 'console.log'),
  };
  let dax: Buffer | undefined;
  if (options.disk > 0) {
    machine.disk = join(folder, 'disk.ext4');
    await makeFileSystem(machine.disk, options.disk);
  }
  if (options.dax) {
    const path = join(folder, 'dax.ext4');
    await makeFileSystem(path, DAX.image);
    dax = await readFile(path);
  }
  const contents = { agent: await readFile(agent), modules: modulesFor(options), ...(dax && { dax }) };
  await writeFile(machine.initramfs, writeArchive(initramfsEntries(contents)));
  return machine;
}

function modulesFor({ image, modules, disk, dax }: MachineOptions): KernelModule[] {
  const folder = modules ?? findModules(image);
  if (folder === undefined) return [];
  return collectModules(folder, [...(disk > 0 ? DISK_MODULES : []), ...(dax ? DAX_MODULES : [])]);
}

/** What the first file system holds: the agent as `/init`, modules, and devices for a kernel without devtmpfs. */
export function initramfsEntries(contents: {
  agent: Buffer;
  modules: readonly KernelModule[];
  dax?: Buffer;
}): ArchiveEntry[] {
  const { agent, modules, dax } = contents;
  const list = modules.map(({ name }) => `/modules/${name}.ko\n`).join('');
  return [
    ...['dev', 'modules', 'proc', 'sys', 'tmp'].map((path) => ({ path, mode: 0o755 })),
    { path: 'dev/console', mode: 0o600, device: [5, 1] },
    { path: 'dev/ttyS0', mode: 0o600, device: [4, 64] },
    { path: 'dev/ttyS1', mode: 0o600, device: [4, 65] },
    { path: 'dev/null', mode: 0o666, device: [1, 3] },
    { path: 'dev/zero', mode: 0o666, device: [1, 5] },
    { path: 'init', mode: 0o755, data: agent },
    ...modules.map(({ name, data }) => ({ path: `modules/${name}.ko`, mode: 0o644, data })),
    { path: 'modules/load', mode: 0o644, data: Buffer.from(list) },
    ...(dax === undefined ? [] : [{ path: 'dax.img', mode: 0o644, data: dax }]),
  ];
}

/** The command that starts the machine: the second serial line is its standard input and output. */
export function machineCommand(options: MachineOptions, files: Machine, emulator: string): string[] {
  const { image, accel, cpu, cpus, memory, dax, append } = options;
  const { initramfs, disk, console } = files;
  return [
    ...tiedToUs(),
    ...[emulator, '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...[
      '-accel',
      accel,
      '-cpu',
      cpu,
      '-smp',
      `${cpus}`,
      '-m',
      `${dax ? Math.max(memory, DAX.memory) : memory}`,
    ],
    ...['-chardev', `file,id=console,path=${comma(console)}`, '-serial', 'chardev:console'],
    ...['-chardev', 'stdio,id=line,signal=off', '-serial', 'chardev:line'],
    ...(disk === undefined ? [] : ['-drive', `file=${comma(disk)},format=raw,if=virtio,snapshot=on`]),
    ...['-kernel', image, '-initrd', initramfs, '-append'],
    [
      // The timer's check fails where the processors of a machine do not run at the same time.
      'console=ttyS0 quiet panic=-1 no_timer_check rdinit=/init',
      // Off before Linux 6.5 unless it is asked for.
      'secretmem.enable=1',
      ...(dax ? [`memmap=${DAX.size}M!${DAX.start}M`] : []),
      ...(append === '' ? [] : [append]),
      '-- --init line=/dev/ttyS1',
      ...(disk === undefined ? [] : ['disk=/dev/vda']),
      ...(dax ? ['dax=/dev/pmem0'] : []),
    ].join(' '),
  ];
}

/** In an option of qemu a comma is written twice. */
function comma(path: string): string {
  return path.replaceAll(',', ',,');
}

/**
 * Makes an empty ext4 file system in a file.
 *
 * @throws ImplementationError when the program that does it is missing
 */
export async function makeFileSystem(path: string, mebibytes: number): Promise<void> {
  const file = await open(path, 'w');
  await file.truncate(mebibytes << 20).finally(() => file.close());
  const program = findProgram('mkfs.ext4');
  if (program === undefined) {
    throw new ImplementationError('`mkfs.ext4` is not there to make a file system for the machine with', {
      hint: 'Install it, on Debian: apt-get install e2fsprogs; or go without: `?disk=0`',
    });
  }
  // No journal: its thread would write at times of its own. Blocks as large as pages, as direct access demands.
  await promisify(execFile)(program, ['-q', '-F', '-b', '4096', '-m', '0', '-O', '^has_journal', path]);
}
