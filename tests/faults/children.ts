// The processes that a session's program started, by what they run.
import { execFileSync } from 'node:child_process';
import { marked, until, type FaultSession } from './session.js';

export const lacksMarks = (): string | null =>
  marked('none') === null ? 'the environment of a process cannot be read here' : null;

/** Training children of the program, by process id; waits until there are as many. */
export async function trainers(session: FaultSession, count = 1): Promise<number[]> {
  const look = (): number[] => {
    const ours = new Set(marked(session.mark) ?? []);
    return execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /\bworker\/\w*[eE]ntry/.test(line))
      .map((line) => Number(line.split(' ', 1)[0]))
      .filter((pid) => ours.has(pid) && pid !== session.pid);
  };
  return until(
    () => {
      const pids = look();
      return pids.length >= count && pids;
    },
    () => `${count} training processes`,
  );
}
