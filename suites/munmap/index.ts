import type { Suite } from '../case.ts';
import { errors } from './errors.ts';
import { files } from './files.ts';
import { hugetlb } from './hugetlb.ts';
import { locks } from './locks.ts';
import { range } from './range.ts';

export const munmap: readonly Suite[] = [range, errors, files, locks, hugetlb];
