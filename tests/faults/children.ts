// The processes that a session's program started, by what they run.
import { execFileSync } from 'node:child_process';
import { until } from '../helpers/waiting.js';
import { marked, type FaultSession } from './session.js';

export const lacksMarks = (): string | null =>
  marked('none') === null ? 'the environment of a process cannot be read here' : null;

/** Process ids and command lines of all processes with the session's mark. */
function running({ mark }: FaultSession): { readonly pid: number; readonly line: string }[] {
  const ours = new Set(marked(mark) ?? []);
  return execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((text) => text.trim())
    .map((text) => ({ pid: Number(text.split(' ', 1)[0]), line: text }))
    .filter(({ pid }) => ours.has(pid));
}

/** Process ids of the program's training children. Waits until there are `count`. */
export const trainers = (session: FaultSession, count = 1): Promise<number[]> =>
  until(
    () => {
      const pids = running(session).flatMap(({ pid, line }) => (/\bworker\/\w*[eE]ntry/.test(line) ? [pid] : []));
      return pids.length >= count && pids;
    },
    () => `${count} training processes`,
  );

/** The process id of gradtop where it is not a child of this process. */
export const programOf = (session: FaultSession): Promise<number> =>
  until(
    () => running(session).find(({ pid, line }) => pid !== session.pid && line.includes('dist/main.js'))?.pid,
    () => 'the program',
  );
