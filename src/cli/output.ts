// The two standard streams and files to write: one line for each mistake, no crash when the other end is gone or the disk is full.
import { closeSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { endProcess, prepareEnding } from '../runtime/terminal/ending.js';
import { whyNoUnicode } from '../runtime/locale.js';
import { unblock } from '../runtime/terminal/ttyOutput.js';
import { windowSize } from '../runtime/terminal/windowSize.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, exitCodeAfter, messageOf, UserError } from '../core/userError.js';
import { wasmMemoryTrouble } from '../core/webAssembly.js';

export const tell = (line: string): void => void process.stderr.write(`gradtop: ${sanitizeLine(line, 1000)}\n`);

/** Why no screen can be drawn here, as a clause; null where one can. */
export function whyNoScreen({ stdin, stdout, env } = process): string | null {
  if (!stdin.isTTY || !stdout.isTTY) return 'no terminal';
  if (env['TERM'] === 'dumb') return 'TERM=dumb cannot be drawn on';
  // Ink measures its layout in WebAssembly.
  return wasmMemoryTrouble();
}

/** A standard stream that lines can be drawn on again: a terminal that knows how to move its cursor. */
export const canRedraw = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
  isTTY === true && process.env['TERM'] !== 'dumb';

/** Cells a line may take: a terminal's width, anything where it goes into a file or pipe. */
export const columnsOf = (stream: NodeJS.WriteStream): number => (stream.isTTY ? windowSize(stream).columns : Infinity);

/** Whether lines for this stream may hold ASCII alone. */
export const takesAscii = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
  isTTY === true && whyNoUnicode(process.env, process.platform) !== null;

/** A mistake as its lines; gives the exit code. */
export function tellMistake(error: unknown): number {
  const lines = error instanceof UserError ? error.lines : [messageOf(error)];
  lines.forEach(tell);
  return exitCodeAfter(error);
}

/** Watches both streams from now on. `end` ends the process with a command's exit code, or with what the streams left of it. */
export function guardStreams(): { end(code: number): Promise<void> } {
  let failed = false;
  prepareEnding();
  unblock(process.stdout);
  unblock(process.stderr);
  // Standard error is where errors are reported: its own cannot be.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that goes away (head, a closed pager, a terminal) is no failure, and no one is left to read of it.
    if (error.code === 'EPIPE' || (error.code === 'EIO' && process.stdout.isTTY) || failed) return;
    failed = true;
    // Also where it comes to light after the last command has given its code.
    process.exitCode = EXIT.failed;
    tell(`standard output: ${error.code === 'ENOSPC' ? 'the disk is full' : error.message}`);
  });
  return { end: (code) => endProcess(failed ? EXIT.failed : code) };
}

/** A file that cannot be written, as the caller's mistake. */
export const notWritten = (file: string, error: unknown): UserError =>
  new UserError(`${sanitizeLine(file, 200)}: cannot be written: ${whyNotWritten(error)}`, { cause: error });

/** An empty file. @throws UserError */
export function openedForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** Whether a file that is written at the end of long work can be; what is there stays as it is. @throws UserError */
export function refuseUnwritable(file: string): void {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    // The reader of a named pipe would take this for the end.
    if (there?.isFIFO() === true) return;
    closeSync(openSync(file, 'a'));
    if (there === undefined) rmSync(file);
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** The pieces one behind the other; `-` is standard output. @throws UserError */
export function writeFile(file: string, ...pieces: readonly (string | Uint8Array)[]): void {
  if (file === '-') {
    for (const piece of pieces) process.stdout.write(piece);
    return;
  }
  try {
    writeFileSync(file, pieces[0] ?? '');
    for (const piece of pieces.slice(1)) writeFileSync(file, piece, { flag: 'a' });
  } catch (error) {
    throw notWritten(file, error);
  }
}
