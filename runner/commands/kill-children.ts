import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills every process that this one has started, and its group. The FFI's thread waits for the case that it runs, and the end of
 * this process waits for that thread: until the case's own limit, if nobody kills it.
 */
export function killChildren(): void {
  for (const pid of children()) {
    // The child made itself the head of a group, unless it was not that far yet.
    for (const target of [-pid, pid]) {
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // It is gone.
      }
    }
  }
}

/** Children of all threads; none where /proc does not tell (it needs CONFIG_PROC_CHILDREN). */
function children(): number[] {
  try {
    return readdirSync('/proc/self/task').flatMap((task) => {
      const text = readFileSync(`/proc/self/task/${task}/children`, 'utf8');
      return text.split(' ').filter(Boolean).map(Number);
    });
  } catch {
    return [];
  }
}
