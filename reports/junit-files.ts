/** What JUnit files are called, below the folder that was asked for. */

/** Where the file of all implementations is: not where `*.xml` would find it, too, and each case twice. */
export const MERGED_JUNIT = 'merged/all.xml';

/** A file name that no file system objects to. */
export function junitFileName(name: string, taken: ReadonlyMap<string, string>): string {
  const safe = name.replace(/[^\w.-]/g, '_').replace(/^[.-]/, '_') || '_';
  const names = new Set([...taken.keys()].map((one) => one.toLowerCase()));
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? `${safe}.xml` : `${safe}-${n}.xml`;
    if (!names.has(candidate.toLowerCase())) return candidate;
  }
}
