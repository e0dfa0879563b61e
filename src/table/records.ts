// Splits CSV text into records with line numbers, to detect the dialect and to find the line of a wrong cell.

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line of its first character, from 1. */
  readonly line: number;
  /** Line of its last character. */
  readonly endLine: number;
}

/** `closed`: false if the text ends inside a quoted cell. */
export interface Records {
  readonly records: readonly CsvRecord[];
  readonly closed: boolean;
}

/** Skips empty lines. Stops after `most` records. */
export function splitRecords(text: string, delimiter: string, quote: string, most = Infinity): Records {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let cell = '';
  let [line, start] = [1, 1];
  let quoted = false;
  let wasQuoted = false;
  const end = (): void => {
    cells.push(wasQuoted ? cell : cell.trim());
    [cell, wasQuoted] = ['', false];
  };
  const endRecord = (): void => {
    const empty = cells.length === 0 && cell.trim() === '' && !wasQuoted;
    end();
    if (!empty) records.push({ cells, line: start, endLine: line });
    cells = [];
  };
  for (let i = 0; i < text.length && records.length < most; i += 1) {
    const c = text[i]!;
    if (quoted) {
      if (c === quote && text[i + 1] === quote) cell += text[(i += 1)]!;
      else if (c === quote) quoted = false;
      else {
        if (c === '\n' || (c === '\r' && text[i + 1] !== '\n')) line += 1;
        cell += c;
      }
    } else if (c === quote && cell.trim() === '' && !wasQuoted) {
      [quoted, wasQuoted, cell] = [true, true, ''];
    } else if (c === delimiter) end();
    else if (c === '\n' || c === '\r') {
      endRecord();
      if (c === '\r' && text[i + 1] === '\n') i += 1;
      line += 1;
      start = line;
    } else if (!wasQuoted || c.trim() !== '') cell += c;
  }
  if (records.length < most) endRecord();
  return { records, closed: !quoted };
}
