// Tables with a column for the step or the epoch: CSV of Lightning and of Keras, TSV of DVCLive. A cell may be empty.
import { parse } from 'csv-parse/sync';
import { isTime, STEP_NAMES } from '../../../core/run/scalars/names.js';
import { RecordStream } from '../../../core/run/scalars/recordStream.js';
import { oneLine } from '../../../core/text/sanitize.js';
import { UserError } from '../../../core/userError.js';
import type { LineFormat } from '../lineFormat.js';
import type { LogReader } from '../reader.js';
import { hparamsIn } from './hparamsFile.js';
import { numberIn } from './jsonLines.js';
import { firstLines, foreignLineReader } from './lineReader.js';

const SEPARATORS = [',', '\t', ';'] as const;

interface Header {
  readonly separator: string;
  readonly names: readonly string[];
  /** Columns of the step and of the epoch; -1 if missing. */
  readonly step: number;
  readonly epoch: number;
}

const csv: LineFormat = {
  decoder({ name, flags, folder }) {
    const runs = new RecordStream(name, flags);
    const hparams = hparamsIn(folder);
    if (hparams !== undefined) runs.describe(hparams);
    let header: Header | null = null;
    return (line) => {
      if (line.trim() === '') return [];
      if (header === null) {
        header = headerIn(line);
        if (header === null) throw new UserError('no column for the step or the epoch');
        return [];
      }
      const cells = cellsOf(line, header.separator);
      // A second header: the writer started again.
      if (cells.every((cell, at) => cell === header?.names[at])) return [];
      if (cells.length !== header.names.length)
        throw new UserError(`${cells.length} cells, ${header.names.length} expected`);
      return runs.take(recordOf(cells, header));
    };
  },
  belongs: (file) => /\.(?:csv|tsv)$/.test(file),
  selfDelimiting: false,
  namesRuns: true,
};

export const csvReader: LogReader = foreignLineReader({
  name: 'csv',
  title: 'CSV or TSV with a step or epoch column (Lightning, Keras, DVCLive)',
  format: csv,
  sniff(text) {
    try {
      const [first = '', second] = firstLines(text, 3);
      const header = headerIn(first);
      if (header === null) return 'no';
      if (second === undefined || second === '') return 'possible';
      return Object.keys(recordOf(cellsOf(second, header.separator), header).scalars).length > 0 ? 'certain' : 'no';
    } catch (error) {
      // The quotation marks do not fit a table.
      if (!(error instanceof UserError)) throw error;
      return 'no';
    }
  },
});

const cellsOf = (line: string, separator: string): string[] => {
  try {
    const options = { delimiter: separator, relax_quotes: true, relax_column_count: true };
    const [cells = []]: string[][] = parse(line, options);
    return cells.map((cell) => oneLine(cell.trim()));
  } catch (cause) {
    // A quotation mark is not closed: the line is torn.
    throw new UserError('not a line of the table', { cause });
  }
};

/** Null for a line that names no step and no epoch. */
function headerIn(line: string): Header | null {
  for (const separator of SEPARATORS) {
    if (!line.includes(separator)) continue;
    const names = cellsOf(line, separator);
    const lower = names.map((name) => name.toLowerCase());
    const step = STEP_NAMES.map((name) => lower.indexOf(name)).find((at) => at >= 0) ?? -1;
    const epoch = lower.indexOf('epoch');
    if (names.length >= 2 && (step >= 0 || epoch >= 0)) return { separator, names, step, epoch };
  }
  return null;
}

function recordOf(cells: readonly string[], { separator, names, step, epoch }: Header) {
  const scalars: Record<string, number> = {};
  cells.forEach((cell, at) => {
    const name = names[at] ?? '';
    if (at === step || at === epoch || name === '' || isTime(name)) return;
    // Where a comma separates no cells, it is a decimal comma.
    const value = numberIn(separator === ',' ? cell : cell.replace(/^([-+]?\d+),(\d+(?:e[-+]?\d+)?)$/i, '$1.$2'));
    if (value !== undefined) scalars[name] = value;
  });
  return { step: numberIn(cells[step]), epoch: numberIn(cells[epoch]), scalars };
}
