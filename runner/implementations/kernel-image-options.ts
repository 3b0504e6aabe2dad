import { UserError } from '../errors.ts';
import { numberFrom, readOptionWords, withoutValue } from './option-words.ts';

/** What `kernel-image:PATH?NAME=VALUE&...` says of the machine. */
export interface MachineOptions {
  /** Path of a bootable kernel (bzImage). */
  image: string;
  /** Whose agent is the first process: a kernel of 32 bits needs the other one, a kernel of 64 bits has both kinds of calls. */
  arch: 'x86_64' | 'i386';
  /** What executes the machine's instructions: `-accel` of qemu. */
  accel: string;
  /** `-cpu` of qemu. */
  cpu: string;
  cpus: number;
  /** MiB. */
  memory: number;
  /** MiB of the ext4 file system for files; 0: they are on a tmpfs. */
  disk: number;
  /** Whether there is a file system with direct access. */
  dax: boolean;
  /** Added to the kernel's command line. */
  append: string;
  /** The folder of the kernel's modules, `lib/modules/RELEASE`; default: found beside the image. */
  modules?: string;
}

/**
 * A plain machine: what `max` has (57-bit addresses, protection keys) changes what a kernel answers. Its processors take turns: where
 * each has a thread of its own, one may execute what another has just patched away, and the kernel dies of `Oops: int3` (one boot in
 * 100 of Linux 7.2 on a busy computer).
 */
const DEFAULTS: Omit<MachineOptions, 'image'> = {
  arch: 'x86_64',
  accel: 'tcg,thread=single',
  cpu: 'qemu64,+pdpe1gb',
  cpus: 2,
  memory: 1024,
  disk: 256,
  dax: false,
  append: '',
};

const KEYS = ['accel', 'append', 'arch', 'cpu', 'cpus', 'dax', 'disk', 'memory', 'modules'] as const;
type Key = (typeof KEYS)[number];

const FORM = 'kernel-image:/boot/vmlinuz';

/**
 * Reads what follows `kernel-image:`.
 *
 * @throws UserError (exit 2)
 */
export function parseMachineOptions(text: string): MachineOptions {
  const mark = text.indexOf('?');
  const image = mark < 0 ? text : text.slice(0, mark);
  if (image === '')
    throw new UserError('The path of the kernel is empty.', { hint: `For example: -i ${FORM}` });
  const options: MachineOptions = { image, ...DEFAULTS };
  if (mark < 0) return options;
  const words = readOptionWords(text.slice(mark + 1), { whose: 'A machine', keys: KEYS });
  for (const [key, value] of words) set(options, key, value);
  return options;
}

function set(options: MachineOptions, key: Key, value: string | undefined): void {
  if (key === 'dax' && (value === undefined || value === 'yes' || value === 'no'))
    options.dax = value !== 'no';
  else if (key === 'dax') throw new UserError(`\`dax=${value}\`: it is \`yes\` or \`no\`.`);
  else if (value === undefined) throw withoutValue(key);
  else if (key === 'arch') options.arch = architecture(value);
  else if (key === 'cpus') options.cpus = numberFrom(1, key, value);
  else if (key === 'memory') options.memory = numberFrom(64, key, value, 'MiB');
  else if (key === 'disk') options.disk = numberFrom(0, key, value, 'MiB');
  else options[key] = value;
}

function architecture(value: string): MachineOptions['arch'] {
  if (value === 'x86_64' || value === 'i386') return value;
  throw new UserError(`\`arch=${value}\`: it is \`x86_64\` or \`i386\`.`);
}
