// Ends the child processes after this process has gone, even those that are stopped or blocked and do not see the closed channel.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Reads the list of living children, one line each time it changes; its input ends when this process does. In the background:
 * the shell that starts it exits at once, so that it is no child of ours.
 */
const SCRIPT = '(while read -r line; do pids=$line; done <&3; [ -z "$pids" ] || kill -9 $pids) &';

const kept = new Set<number>();
let list: Writable | null = null;

/** In a session of its own, so that no signal of the terminal ends it first. It costs about 2 ms. */
function startKeeper(): Writable {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'gradtop-keeper'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  // Without a shell the children end by their closed channel alone.
  shell.on('error', () => undefined);
  shell.unref();
  // A pipe of a child is a socket.
  const pipe = shell.stdio[3] as Writable & { unref(): void };
  pipe.on('error', () => undefined);
  pipe.unref();
  return pipe;
}

const report = (): void => void list?.write(`${[...kept].join(' ')}\n`);

/** The child will not outlive this process. */
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
