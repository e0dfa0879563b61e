// Ends the process: waits for pending terminal output, and handles hang-ups and lost terminals.
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { endBy, LOST } from './signals.js';
import { drained, hurry } from './ttyOutput.js';

/** The exit code of a command that drew a screen. Resolves when the terminal has taken all output, or has stopped reading. */
export const afterLastWords = async (stdout: NodeJS.WriteStream, code: number): Promise<number> =>
  (await drained(stdout)) || code > 128 ? code : LOST;

/** Call once, early. */
export function prepareEnding(): void {
  // Without a listener Node opens a debugger port, to which any local user may connect.
  process.on('SIGUSR1', () => undefined);
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.on('exit', () => {
    // At exit Node restores the modes of its terminals, and aborts if one is gone. It skips closed ones.
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}

/** Ends with a command's exit code once the terminals have taken all output. For the code of SIGHUP, the process ends by SIGHUP. */
export async function endProcess(code: number): Promise<void> {
  process.exitCode = code;
  // Node itself waits for the output, except after a signal.
  if (code <= 128) return;
  hurry();
  const taken = await Promise.all([process.stdout, process.stderr].map(drained));
  if (code === LOST && process.platform !== 'win32') endBy('SIGHUP');
  else if (taken.includes(false)) process.exit(code);
}
