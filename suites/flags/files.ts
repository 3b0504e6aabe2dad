/** What the suites about kinds of mappings map: one file of three pages, no two of them alike, on each kind of file system. */
import type { Step } from '../case.ts';

interface FileObject {
  id: string;
  /** In titles. */
  what: string;
  /** Opens it as `f`, for reading and writing. */
  fixture: Step;
}

export const files: readonly FileObject[] = [
  { id: 'file', what: 'a file on disk', fixture: { file: 'f', size: '3p', content: 'pattern' } },
  {
    id: 'tmpfs',
    what: 'a file on tmpfs',
    fixture: { file: 'f', size: '3p', content: 'pattern', on: 'tmpfs' },
  },
  { id: 'memfd', what: 'a memfd', fixture: { memfd: 'f', size: '3p', content: 'pattern' } },
];
