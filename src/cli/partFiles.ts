// The parts of a sweep as files whose lines are read one by one, in bounded memory for any number and size.
import { readFileSync, statSync } from 'node:fs';
import type { PartLines } from '../core/sweep/merge.js';
import { whyNotRead, whyNoText } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';
import { FilePool, type LineFile } from '../runtime/log/lineFile.js';
import { opened } from './largeLogs.js';

/** A part in memory. */
export interface PartText {
  readonly name: string;
  readonly text: string;
}

/** @throws UserError for a part that cannot be read */
export function openParts(names: readonly string[]): PartLines[] {
  const pool = new FilePool();
  return names.map((name) => {
    // A pipe has no places.
    if (statSync(name, { throwIfNoEntry: false })?.isFile() !== true) return textPart(partAt(name));
    return filePart(name, opened(name, pool));
  });
}

const filePart = (name: string, file: LineFile): PartLines => {
  let head: string | null = null;
  return {
    name,
    get head() {
      return (head ??= file.firstLine());
    },
    each(take) {
      file.scan((bytes, from, to, offset) => take(bytes.toString('utf8', from, to), offset));
    },
    lineAt: file.lineAt,
  };
};

/** A part in memory, line by line. */
export function textPart({ name, text }: PartText): PartLines {
  const lineAt = (place: number): string => text.slice(place, Math.max(place, text.indexOf('\n', place)));
  return {
    ...{ name, head: lineAt(0), lineAt },
    each(take) {
      for (let from = 0, end = text.indexOf('\n'); end >= 0; from = end + 1, end = text.indexOf('\n', from))
        take(text.slice(from, end), from);
    },
  };
}

/** @throws UserError */
export function partAt(name: string): PartText {
  try {
    const why = whyNoText(statSync(name));
    if (why !== null) throw new UserError(`log ${name}: cannot be read: ${why}`);
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`log ${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}
