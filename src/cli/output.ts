// Standard streams and output files: one line per error, and no crash for a closed pipe or a full disk.
import { closeSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { endProcess, prepareEnding } from '../runtime/terminal/ending.js';
import { whyNoUnicode } from '../runtime/locale.js';
import { writeWhole } from '../runtime/writeWhole.js';
import { unblock } from '../runtime/terminal/ttyOutput.js';
import { windowSize } from '../runtime/terminal/windowSize.js';
import { asciiFrame } from '../core/text/ascii.js';
import { isFull, whyNotWritten } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { EXIT, exitCodeAfter, messageOf, UserError } from '../core/userError.js';
import { wasmMemoryTrouble } from '../core/webAssembly.js';

export const tell = (line: string): void =>
  void process.stderr.write(shown(`gradtop: ${sanitizeLine(line, 1000)}\n`, process.stderr));

interface Screen {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
}

/** Why no screen can be drawn here, as a clause; null if one can. `linear`: lines are printed, which any terminal can. */
export function whyNoScreen(linear = false, { stdin, stdout, env }: Screen = process): string | null {
  if (!stdin.isTTY || !stdout.isTTY) return 'no terminal';
  if (env['TERM'] === 'dumb' && !linear) return 'TERM=dumb cannot draw a dashboard';
  // Ink measures its layout in WebAssembly.
  return wasmMemoryTrouble();
}

/** Whether the environment asks for lines that a screen reader can follow, as it asks other programs that use Ink. */
export const asksForLines = ({ INK_SCREEN_READER = '' }: NodeJS.ProcessEnv): boolean =>
  !['', '0', 'false'].includes(INK_SCREEN_READER.toLowerCase());

/** Whether lines can be redrawn on the stream: a terminal that can move its cursor, and no screen reader. */
export const canRedraw = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
  isTTY === true && process.env['TERM'] !== 'dumb' && !asksForLines(process.env);

/** Maximum line width: that of the terminal, unlimited for a file or pipe. */
export const columnsOf = (stream: NodeJS.WriteStream): number => (stream.isTTY ? windowSize(stream).columns : Infinity);

/** Whether the terminal of this stream shows ASCII only. */
const takesAscii = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
  isTTY === true && whyNoUnicode(process.env, process.platform) !== null;

/** The string for a stream: in ASCII, cell for cell, if its terminal shows no more. */
export const shown = (text: string, stream: NodeJS.WriteStream): string =>
  takesAscii(stream) ? asciiFrame(text) : text;

/** Prints lines for the user. Data goes through `writeFile`, which changes no character. */
export function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(shown(`${lines.join('\n')}\n`, process.stdout));
}

/** Prints an error's lines; returns its exit code. */
export function tellMistake(error: unknown): number {
  const lines = error instanceof UserError ? error.lines : [messageOf(error)];
  lines.forEach(tell);
  return exitCodeAfter(error);
}

/** Watches both streams. `end` exits with the command's code, or with 1 if a stream failed. */
export function guardStreams(): { end(code: number): Promise<void> } {
  let failed = false;
  prepareEnding();
  unblock(process.stdout);
  unblock(process.stderr);
  // Errors of standard error cannot be reported.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that goes away (head, a closed pager, a terminal) is not a failure.
    if (error.code === 'EPIPE' || (error.code === 'EIO' && process.stdout.isTTY) || failed) return;
    failed = true;
    // Covers a failure after the command returned its code.
    process.exitCode = EXIT.failed;
    tell(`standard output: ${error.code === 'ENOSPC' ? 'the disk is full' : error.message}`);
  });
  return { end: (code) => endProcess(failed ? EXIT.failed : code) };
}

/** A file that cannot be written is a usage error, a full disk is a failure. */
export const notWritten = (file: string, error: unknown): UserError =>
  new UserError(`${sanitizeLine(file, 200)}: cannot be written: ${whyNotWritten(error)}`, {
    exitCode: isFull(error) ? EXIT.failed : EXIT.usage,
    cause: error,
  });

/** Creates an empty file. @throws UserError */
export function openedForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** Checks that a file can be written before long work begins; existing content stays. @throws UserError */
export function refuseUnwritable(file: string): void {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    // Opening and closing a named pipe would end its reader.
    if (there?.isFIFO() === true) return;
    closeSync(openSync(file, 'a'));
    if (there === undefined) rmSync(file);
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** Writes the pieces in order; `-` is standard output. @throws UserError */
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

/** Characters that are written at once. */
const PIECE = 1 << 16;

/** Texts in order, many short ones together. */
export function* inPieces(texts: Iterable<string>): Generator<string, undefined> {
  let [held, length]: [string[], number] = [[], 0];
  for (const text of texts) {
    held.push(text);
    length += text.length;
    if (length < PIECE) continue;
    yield held.join('');
    [held, length] = [[], 0];
  }
  if (length > 0) yield held.join('');
}

/** Writes a long text piece by piece, in bounded memory; `-` is standard output. @throws UserError */
export async function writeTexts(file: string, texts: Iterable<string>): Promise<void> {
  if (file !== '-') {
    const descriptor = openedForWriting(file);
    try {
      for (const piece of inPieces(texts)) writeWhole(descriptor, piece);
    } catch (error) {
      throw error instanceof UserError ? error : notWritten(file, error);
    } finally {
      closeSync(descriptor);
    }
    return;
  }
  const { stdout } = process;
  for (const piece of inPieces(texts)) {
    if (!stdout.writable) return;
    if (!stdout.write(piece)) await drained(stdout);
  }
}

/** Resolves when the reader has taken what was written, or is gone. */
const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stream.on(event, done);
  });
