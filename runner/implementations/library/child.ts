/**
 * The process in which a library is called: `child.js EXECUTOR REQUEST`. It reports on a descriptor of its own what came of loading
 * the library, and then is an executor on its standard input and output until it ends; it ends as the library's process does.
 */
import { writeSync } from 'node:fs';
import { type ForeignExecutor, loadForeignExecutor } from '../../../native/foreign.ts';
import { keepLowMemoryFree } from '../../../native/low-memory.ts';
import { REPORT_FD } from '../descriptors.ts';
import { type ChildReport, type ChildRequest, canBeTested } from './messages.ts';

const [, , executorPath = '', request = '{}'] = process.argv;

function loadExecutor(): ForeignExecutor | string {
  try {
    return loadForeignExecutor(executorPath);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

keepLowMemoryFree([REPORT_FD]);
const executor = loadExecutor();
if (typeof executor === 'string') say({ noExecutor: executor });
else {
  const loaded = executor.load(JSON.parse(request) as ChildRequest);
  say(loaded);
  if ('file' in loaded) {
    if (canBeTested(loaded.exports)) executor.serve();
    executor.dismiss();
  }
}
process.exitCode = 1;

/** A line of its own, whatever the library has written there. */
function say(report: ChildReport): void {
  writeSync(REPORT_FD, `\n${JSON.stringify(report)}\n`);
}
