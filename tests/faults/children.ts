// The processes that a session's program started, by what they run.
import { execFileSync } from 'node:child_process';
import { until } from '../helpers/waiting.js';
import { marked, type FaultSession } from './session.js';

export const lacksMarks = (): string | null =>
  marked('none') === null ? 'the environment of a process cannot be read here' : null;

/** What runs with the session's mark: process ids and command lines. */
function running({ mark }: FaultSession): { readonly pid: number; readonly line: string }[] {
  const ours = new Set(marked(mark) ?? []);
  return execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((text) => text.trim())
    .map((text) => ({ pid: Number(text.split(' ', 1)[0]), line: text }))
    .filter(({ pid }) => ours.has(pid));
}

/** Training children of the program, by process id; waits until there are as many. */
export const trainers = (session: FaultSession, count = 1): Promise<number[]> =>
  until(
    () => {
      const pids = running(session).flatMap(({ pid, line }) => (/\bworker\/\w*[eE]ntry/.test(line) ? [pid] : []));
      return pids.length >= count && pids;
    },
    () => `${count} training processes`,
  );

/** gradtop itself, where it is no child of this process. */
export const programOf = (session: FaultSession): Promise<number> =>
  until(
    () => running(session).find(({ pid, line }) => pid !== session.pid && line.includes('dist/main.js'))?.pid,
    () => 'the program',
  );
