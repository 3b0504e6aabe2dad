/**
 * The process in which a library is called: `child.js EXECUTOR REQUEST`, forked with a channel. It says by the channel what came of loading
 * the library, and then is an executor on its standard input and output until it ends; it ends as the library's process does.
 */
import { type ForeignExecutor, loadForeignExecutor } from '../../../native/foreign.ts';
import { keepLowMemoryFree } from '../../../native/low-memory.ts';
import { type ChildReport, type ChildRequest, canBeTested } from './messages.ts';

const [, , executorPath = '', request = '{}'] = process.argv;

function loadExecutor(): ForeignExecutor | string {
  try {
    return loadForeignExecutor(executorPath);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

keepLowMemoryFree();
const executor = loadExecutor();
if (typeof executor === 'string') await say({ noExecutor: executor });
else {
  const loaded = executor.load(JSON.parse(request) as ChildRequest);
  await say(loaded);
  if ('file' in loaded) {
    if (canBeTested(loaded.exports)) executor.serve();
    executor.dismiss();
  }
}
process.disconnect?.();
process.exitCode = 1;

/** Resolves when it is on its way, for good: from then on this process may sleep. */
function say(report: ChildReport): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, undefined, {}, () => resolve());
  });
}
