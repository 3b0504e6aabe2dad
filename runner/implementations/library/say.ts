/** What is said of a library: what it has, or why it cannot be used. */
import { ImplementationError } from '../../errors.ts';
import type { ChildReport } from './messages.ts';
import type { LibraryOptions } from './options.ts';

/** The functions under test, in the order of docs/library.md. */
const FAMILY: readonly string[] = [
  ...['mmap', 'munmap', 'mprotect', 'mremap', 'msync', 'madvise', 'mincore', 'mlock', 'mlock2', 'munlock'],
  ...['mlockall', 'munlockall', 'mseal', 'remap_file_pages', 'pkey_mprotect'],
];

/** For `doctor`: a line each. */
export function describeLibrary(report: { file: string; exports: readonly string[] }): readonly string[] {
  const { file, exports } = report;
  const lacking = FAMILY.filter((name) => !exports.includes(name) && !exports.includes(`${name}64`));
  return [
    file,
    `exports ${exports.join(', ')}`,
    ...(lacking.length === 0
      ? []
      : [`has no ${lacking.join(', ')}: cases that call one of these are skipped when they come to it`]),
  ];
}

/** The error of a library that cannot be tested. */
export function refusal(
  { name, library }: { name: string; library: LibraryOptions },
  report: ChildReport,
  cause: Error,
): ImplementationError {
  if ('noExecutor' in report)
    return new ImplementationError(`The executor cannot be loaded: ${report.noExecutor}`, {
      hint: 'Build it anew: npm run build',
      cause,
    });
  if ('refused' in report) {
    const hint = remedy(report.refused, library);
    return new ImplementationError(`${name} cannot be loaded: ${report.refused}`, {
      ...(hint !== undefined && { hint }),
      cause,
    });
  }
  if ('died' in report) {
    // What the process said on its way out follows the first line of the error.
    const words = cause.message.split('\n').slice(1);
    return new ImplementationError(
      [`${name} ended its process with ${report.died} while it was loaded.`, ...words].join('\n'),
      { ...(!library.preload && { hint: preloadHint(library) }), cause },
    );
  }
  const wanted = `${library.prefix}mmap`;
  const others = report.exports.map((one) => library.prefix + one);
  const found = others.length === 0 ? 'nor any of its kin' : `but ${others.join(', ')}`;
  return new ImplementationError(`${name} cannot be tested: ${report.file} exports no ${wanted}, ${found}.`, {
    hint: 'Without mmap no case can begin. Names are those of C, without a mangled one; `?prefix=my_` looks for my_mmap.',
    cause,
  });
}

function remedy(refused: string, library: LibraryOptions): string | undefined {
  if (/static TLS/.test(refused) && !library.preload) return preloadHint(library);
  if (/invalid ELF header|file too short|wrong ELF class|ELF load command/.test(refused))
    return `It must be a shared object for ${process.arch}, as \`gcc -shared -fPIC\` makes it.`;
  if (/cannot open shared object file/.test(refused))
    return 'LD_LIBRARY_PATH says where it, and what it needs, is looked for; `ldd` shows what is missing.';
  if (/undefined symbol/.test(refused)) return 'It was linked without the library that has this symbol.';
  return undefined;
}

function preloadHint({ path, prefix }: LibraryOptions): string {
  const more = prefix === '' ? '' : `&prefix=${prefix}`;
  return `If it must be there from the start of the process: -i 'library:${path}?preload${more}'`;
}
