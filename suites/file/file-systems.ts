/**
 * Where the files of the cases lie. What a file system does with a page in its cache is its own code, so that one may keep what
 * another loses: cases about it are repeated on each.
 */
import type { Size, Step } from '../case.ts';

export interface FileSystem {
  /** Begins the case's name. */
  name: string;
  /** The file as a title names it. */
  a: string;
  /** Makes a file full of pattern at `f`. */
  file: (size: Size) => Step;
}

const scratch: FileSystem = {
  name: 'scratch',
  a: "a file on the disk's file system",
  file: (size) => ({ file: 'f', size, content: 'pattern' }),
};
const tmpfs: FileSystem = {
  name: 'tmpfs',
  a: 'a file on tmpfs',
  file: (size) => ({ file: 'f', size, content: 'pattern', on: 'tmpfs' }),
};
const memfd: FileSystem = {
  name: 'memfd',
  a: 'a memfd',
  file: (size) => ({ memfd: 'f', size, content: 'pattern' }),
};

export const fileSystems: readonly FileSystem[] = [scratch, tmpfs, memfd];
/** The two that keep a file in memory only. */
export const memoryFileSystems: readonly FileSystem[] = [tmpfs, memfd];
/** One of each sort, where the third would tell nothing new. */
export const diskAndMemory: readonly FileSystem[] = [scratch, memfd];
