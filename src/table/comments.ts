// Tells comments from rows: a line that begins with `#` and has as many values as the table is a row.
import { splitRecords } from './records.js';

interface Lines {
  readonly delimiter: string;
  readonly quote: string;
  /** Number of values of a row. */
  readonly width: number;
  /** Number of lines above the first line without `#`; comments, if any, begin with `#`. */
  readonly top: number;
}

const COMMENT = /^\s*#/;

/** Number of lines above the first one that is neither empty nor begins with `#`; 0 if there is none. */
export function linesAbove(lines: readonly string[]): number {
  return Math.max(
    0,
    lines.findIndex((line) => line.trim() !== '' && !COMMENT.test(line)),
  );
}

/** Without the lines above that begin with `#`; they stay as empty lines, so that the later lines keep their numbers. */
export const withoutTop = (lines: readonly string[], top: number): string[] =>
  lines.map((line, i) => (i < top && COMMENT.test(line) ? '' : line));

/** Whether the lines above that begin with `#` are rows or a header such as `#id,x,y`: all have as many values as the table. */
export function topIsTable(lines: readonly string[], { delimiter, quote, width, top }: Lines): boolean {
  const marked = lines.slice(0, top).filter((line) => COMMENT.test(line));
  return width > 1 && marked.length > 0 && marked.every((line) => valuesIn(line, delimiter, quote) === width);
}

/** Number of values of a line; null if a quote does not end in it. */
function valuesIn(line: string, delimiter: string, quote: string): number | null {
  const { records, closed } = splitRecords(line, delimiter, quote);
  return closed ? (records[0]?.cells.length ?? 0) : null;
}

/** Turns comments into empty lines, one line after the other. */
export class Comments {
  /** Comments below the first line without `#`, and those above it that have as many values as the table. */
  left = 0;
  private line = 0;
  private quoted = false;

  constructor(private readonly lines: Lines) {}

  /** @returns the line, or an empty one for a comment */
  without(line: string): string {
    const { delimiter, quote, width, top } = this.lines;
    this.line += 1;
    const odd = line.includes(quote) && line.split(quote).length % 2 === 0;
    if (this.quoted) {
      this.quoted = !odd;
      return line;
    }
    if (line.trim() === '') return '';
    const values = odd || COMMENT.test(line) ? valuesIn(line, delimiter, quote) : null;
    if (COMMENT.test(line) && delimiter !== '#') {
      const above = this.line <= top;
      if (above || (values !== null && values !== width)) {
        this.left += above && values !== width ? 0 : 1;
        return '';
      }
    }
    this.quoted = odd && values === null;
    return line;
  }
}
