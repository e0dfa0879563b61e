// Forks the processes that train, keeps the end of their stderr, and reports how they ended.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sanitize } from '../core/text/sanitize.js';
import { keep } from './keeper.js';

/** Long enough to keep the error's name above the stack that a process out of memory prints. */
const STDERR_KEPT = 8000;

/** The module of this folder that a child runs. */
export const childModule = (name: 'entry' | 'sweepEntry' | 'probe'): string =>
  fileURLToPath(new URL(`../worker/${name}.js`, import.meta.url));

/** `onEnd` gets the kind of end, `signal SIGKILL` or `exit code 7`, and the last part of stderr. */
export function forkChild(module: string, onEnd: (how: string, stderr: string) => void): ChildProcess {
  const child = fork(module, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  keep(child);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr = (stderr + chunk).slice(-STDERR_KEPT)));
  child.on('error', (error) => (stderr += error.message));
  // 'close' follows the end of stderr, so none of it is missing.
  child.on('close', (code, signal) => {
    onEnd(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`, sanitize(stderr).trim());
  });
  return child;
}

/** A child that was started before its work was known, so that it loads meanwhile. */
export interface SpareChild {
  readonly child: ChildProcess;
  ended: (how: string, stderr: string) => void;
}

/** The caller ends it, unless a pool has taken it. */
export function startSpare(entry = childModule('sweepEntry')): SpareChild {
  const child = forkChild(entry, (how, stderr) => spare.ended(how, stderr));
  const spare: SpareChild = { child, ended: () => undefined };
  return spare;
}
