// Kills the child processes after this process is gone, even if they are stopped or blocked and miss the closed channel.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Reads the list of live children, one line per change. Its input ends with this process; then it kills the last list. It runs in
 * the background: the shell that starts it exits at once, so that it is not our child.
 */
const SCRIPT = '(while read -r line; do pids=$line; done <&3; [ -z "$pids" ] || kill -9 $pids) &';

const kept = new Set<number>();
let list: Writable | null = null;

/** Starts it in a session of its own, so that signals of the terminal do not end it first. This takes about 2 ms. */
function startKeeper(): Writable {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'gradtop-keeper'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  // Without a shell, only the closed channel ends the children.
  shell.on('error', () => undefined);
  shell.unref();
  // A pipe of a child is a socket.
  const pipe = shell.stdio[3] as Writable & { unref(): void };
  pipe.on('error', () => undefined);
  pipe.unref();
  return pipe;
}

const report = (): void => void list?.write(`${[...kept].join(' ')}\n`);

/** Makes sure that the child does not outlive this process. */
export function keep(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined || process.platform === 'win32') return;
  list ??= startKeeper();
  kept.add(pid);
  report();
  child.once('exit', () => {
    kept.delete(pid);
    report();
  });
}
