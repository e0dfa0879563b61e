// Ends the process: waits for pending terminal output, and handles hang-ups and terminals that are gone.
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { LOST } from './signals.js';
import { drained, hurry } from './ttyOutput.js';

/** The exit code of a command that has drawn a screen, once its terminal has the last words or has stopped reading. */
export const afterLastWords = async (stdout: NodeJS.WriteStream, code: number): Promise<number> =>
  (await drained(stdout)) || code > 128 ? code : LOST;

/** Call once, early. */
export function prepareEnding(): void {
  // Without a listener Node opens a debugger port, to which any local user may connect.
  process.on('SIGUSR1', () => undefined);
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    // Node restores the modes of its terminals at the very end and aborts where one is gone; closed ones it leaves out.
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}

/** Ends with a command's exit code once the terminals have what was written; dies of SIGHUP where that is the code. */
export async function endProcess(code: number): Promise<void> {
  process.exitCode = code;
  // Any program waits for its terminal; a signal ends that.
  if (code <= 128) return;
  hurry();
  const taken = await Promise.all([process.stdout, process.stderr].map(drained));
  if (code === LOST && process.platform !== 'win32') {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  } else if (taken.includes(false)) process.exit(code);
}
