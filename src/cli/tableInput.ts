// Tables that come through standard input or a pipe: copied into a file once, which each run can read again.
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { thousands } from '../core/table/words.js';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';
import { endBy, exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { noteCopy, STDIN_NAME, STDIN_TABLE } from '../table/copies.js';
import { removeTableFolders, tableFolder, withRoom } from '../table/temporary.js';
import { canRedraw } from './output.js';
import { lineOfProgress } from './progress.js';

/** Limit for a copied table, so that it does not fill the disk. */
const MOST_BYTES = 8e9;
const LINE_FEED = 10;
/** Refresh interval of the progress line. */
const LOOK_MS = 200;

/** Copies the tables that `argv` names by `-` or a pipe. Null, or the exit code if a signal ends it. @throws UserError */
export async function copyTables(argv: readonly string[]): Promise<number | null> {
  const words = argv.flatMap((word, i) => {
    const joined = /^--data=(.+)$/s.exec(word)?.[1];
    const isTable = argv[i - 1] === '--data' || (i === 1 && argv[0] === 'data');
    return joined !== undefined ? [joined] : isTable ? [word] : [];
  });
  for (const word of new Set(words)) {
    const code = await copyTable(word);
    if (code !== null) return code;
  }
  return null;
}

async function copyTable(word: string): Promise<number | null> {
  if (word === STDIN_TABLE) {
    if (process.stdin.isTTY) throw new UserError('-: standard input is a terminal; pipe a table into it');
    return copied(process.stdin, word, STDIN_NAME);
  }
  // Process substitution passes a pipe in /dev/fd.
  const isPipe = statSync(word, { throwIfNoEntry: false })?.isFIFO() === true;
  return isPipe ? copied(createReadStream(word), word, sanitizeLine(word, 200)) : null;
}

async function copied(from: NodeJS.ReadableStream, word: string, name: string): Promise<number | null> {
  // A signal must find its handler before there is a folder to remove.
  const signals = watchSignals();
  const line = lineOfProgress(process.stderr, canRedraw(process.stderr));
  const count = new Count();
  const report = (): void => line.show(`reading the table from ${name}: ${count.words} so far`);
  report();
  const look = setInterval(report, LOOK_MS);
  const abort = new AbortController();
  // A read of a named pipe blocks until data arrives. A signal does not wait for it.
  const interrupted = new Promise<void>((resolve) => {
    signals.onSignal = () => {
      abort.abort();
      resolve();
    };
  });
  const through = (pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> => count.through(pieces);
  try {
    const file = path.join(tableFolder(), 'table');
    const whole = withRoom(() => pipeline(from, through, createWriteStream(file), { signal: abort.signal }));
    await Promise.race([whole, interrupted.then(() => Promise.reject(new Error('interrupted')))]);
    noteCopy(word, file);
  } catch (error) {
    line.clear();
    if (signals.received !== null) return endedBy(signals.received, from === process.stdin);
    if (error instanceof UserError) throw error;
    throw new UserError(`${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  } finally {
    clearInterval(look);
    line.clear();
    signals.close();
  }
  return null;
}

/** A pending read of a named pipe blocks process.exit, so the process ends itself with the signal. */
function endedBy(signal: NodeJS.Signals, mayExit: boolean): number {
  if (!mayExit) {
    removeTableFolders();
    endBy(signal);
  }
  return exitCodeOf(signal);
}

/** Counts the bytes, and the rows if the table is text. */
class Count {
  private bytes = 0;
  private rows = 0;
  private isText = false;

  get words(): string {
    return `${this.isText ? `${thousands(this.rows)} rows, ` : ''}${(this.bytes / 1e6).toFixed(1)} MB`;
  }

  async *through(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    for await (const given of pieces) {
      const piece = typeof given === 'string' ? Buffer.from(given) : given;
      if (this.bytes === 0) this.isText = !/^(?:PAR1|\x1f\x8b)/.test(piece.toString('latin1', 0, 4));
      this.bytes += piece.length;
      if (this.bytes > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES / 1e9} GB`);
      for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) this.rows += 1;
      yield piece;
    }
  }
}
