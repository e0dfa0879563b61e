// Forks the processes that train, keeps the end of their stderr, and reports how they ended.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sanitize } from '../core/text/sanitize.js';
import { keep } from './keeper.js';

/** So long that the error's name is kept above the stack of a process that ran out of memory. */
const STDERR_KEPT = 8000;

/** The module of this folder that a child runs. */
export const childModule = (name: 'entry' | 'sweepEntry' | 'probe'): string =>
  fileURLToPath(new URL(`../worker/${name}.js`, import.meta.url));

/** `onEnd` hears how it ended, `signal SIGKILL` or `exit code 7`, and the end of its stderr. */
export function forkChild(module: string, onEnd: (how: string, stderr: string) => void): ChildProcess {
  const child = fork(module, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  keep(child);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr = (stderr + chunk).slice(-STDERR_KEPT)));
  child.on('error', (error) => (stderr += error.message));
  // `close` comes when stderr has been read to its end, so that nothing of it is missing.
  child.on('close', (code, signal) => {
    onEnd(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`, sanitize(stderr).trim());
  });
  return child;
}
