// Tables that come through standard input or a pipe: copied into a file once, which each run can read again.
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { UserError } from '../core/userError.js';

const STDIN = '-';
/** What a disk may take. */
const MOST_BYTES = 8e9;

/** `argv` with the path of the copy in place of `-` and of a pipe. @throws UserError */
export async function withTablesCopied(argv: readonly string[]): Promise<string[]> {
  const words = [...argv];
  for (const [i, word] of argv.entries()) {
    const joined = /^--data=(.+)$/s.exec(word)?.[1];
    const isTable = argv[i - 1] === '--data' || (i === 1 && argv[0] === 'data');
    if (joined !== undefined) words[i] = `--data=${await fileOf(joined)}`;
    else if (isTable) words[i] = await fileOf(word);
  }
  return words;
}

async function fileOf(word: string): Promise<string> {
  if (word === STDIN) {
    if (process.stdin.isTTY) throw new UserError('-: standard input is a terminal; pipe a table into it');
    return copied(process.stdin, 'stdin', 'standard input');
  }
  const isPipe = statSync(word, { throwIfNoEntry: false })?.isFIFO() === true;
  // A substituted process is a number in /dev/fd.
  return isPipe
    ? copied(createReadStream(word), path.basename(word).replace(/^\d+$/, 'pipe'), sanitizeLine(word))
    : word;
}

async function copied(from: NodeJS.ReadableStream, name: string, what: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = path.join(folder, name);
  try {
    await pipeline(from, limited, createWriteStream(file));
  } catch (error) {
    throw new UserError(`${what}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
  return file;
}

async function* limited(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES / 1e9} GB`);
    yield piece;
  }
}
