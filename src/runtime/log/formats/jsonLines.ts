// JSON Lines of other programs: one object per line, with the step under a usual name and numbers under any name.
import { flatHparams, type Hparams } from '../../../core/run/hparams.js';
import { RecordStream, type LineRecord } from '../../../core/run/scalars/recordStream.js';
import { isTime, lossAmong, STEP_NAMES } from '../../../core/run/scalars/names.js';
import { parseLine } from '../../journal.js';
import { UserError } from '../../../core/userError.js';
import type { LineFormat } from '../lineFormat.js';
import { headOf } from '../lines.js';
import type { LogReader } from '../reader.js';
import { fileSource } from '../source.js';
import { firstLines, foreignLineReader } from './lineReader.js';

const jsonLines: LineFormat = {
  decoder({ name, flags }) {
    const runs = new RecordStream(name, flags);
    return (line) => {
      if (line.trim() === '') return [];
      const value = parseLine(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UserError('not a JSON object');
      const { settings, figures } = parted(value as Record<string, unknown>);
      if (settings !== null) runs.describe(settings);
      return runs.take(recordOf(figures));
    };
  },
  belongs: (file) => /\.(?:jsonl|ndjson|json|log)$/.test(file),
  selfDelimiting: true,
  namesRuns: true,
};

export const jsonLinesReader: LogReader = foreignLineReader({
  name: 'jsonl',
  title: 'JSON Lines with numbers',
  format: jsonLines,
  sniff(text) {
    const lines = linesOf(text);
    if (!lines[0]?.trimStart().startsWith('{')) return 'no';
    if (/"type"\s*:\s*"(?:run|step|sweep)"/.test(lines[0])) return 'no';
    return lines.some((line) => figuresIn(line) !== 'none') ? 'certain' : 'no';
  },
  inFolder: (file) => jsonLines.belongs(file) && !holdsResults(file),
});

/** Bytes in which a file is recognised. */
const HEAD = 1 << 16;

/** The first lines may be a header with the configuration. */
const linesOf = (text: string): string[] => firstLines(text, 20).filter((line) => line.trim() !== '');

/** Whether the file has one object that counts nothing, like a file of results beside the logs. */
function holdsResults(file: string): boolean {
  const found = linesOf(headOf(fileSource(file), HEAD).toString('utf8')).map(figuresIn);
  return !found.includes('counted') && found.filter((figures) => figures !== 'none').length <= 1;
}

/** `counted`: with a step or an epoch. */
function figuresIn(line: string): 'counted' | 'uncounted' | 'none' {
  try {
    const value = parseLine(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'none';
    const { step, epoch, scalars } = recordOf(value as Record<string, unknown>);
    const tags = Object.keys(scalars);
    if (tags.length > 0 && (step !== undefined || epoch !== undefined)) return 'counted';
    // Settings are numbers too, so a figure that is no loss is not enough.
    return lossAmong(tags) === null ? 'none' : 'uncounted';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return 'none';
  }
}

/** Objects of these names hold settings, not figures. */
const SETTINGS = ['hparams', 'hyperparameters', 'config', 'args', 'params'];

function parted(line: Readonly<Record<string, unknown>>): {
  settings: Hparams | null;
  figures: Record<string, unknown>;
} {
  const isSettings = ([name, field]: [string, unknown]): boolean =>
    SETTINGS.includes(name) && typeof field === 'object' && field !== null && !Array.isArray(field);
  const all = Object.entries(line);
  const held = all.filter(isSettings).map(([, field]) => flatHparams(field as object));
  if (held.length === 0) return { settings: null, figures: line };
  return {
    settings: Object.assign({}, ...held) as Hparams,
    figures: Object.fromEntries(all.filter((one) => !isSettings(one))),
  };
}

/** A number, or a string with a number, as transformers 5 writes it. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (/^[-+]?(?:nan)$/i.test(value)) return NaN;
  const infinite = /^([-+]?)inf(?:inity)?$/i.exec(value);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** The step, the epoch and every other number of an object; nested numbers are named `outer/inner`. */
export function recordOf(value: Readonly<Record<string, unknown>>): LineRecord {
  const flat: Record<string, number> = {};
  flatten(value, '', flat, 0);
  const stepName = STEP_NAMES.find((name) => name in flat);
  const { rank, epoch } = flat;
  const step = stepName === undefined ? undefined : flat[stepName];
  const scalars = Object.fromEntries(
    Object.entries(flat).filter(([name]) => name !== stepName && name !== 'epoch' && name !== 'rank' && !isTime(name)),
  );
  return { step: step !== undefined && Number.isFinite(step) ? step : undefined, epoch, rank, scalars };
}

/** Deeper objects are configurations. */
const DEEPEST = 4;

function flatten(
  value: Readonly<Record<string, unknown>>,
  path: string,
  into: Record<string, number>,
  depth: number,
): void {
  for (const [name, field] of Object.entries(value)) {
    const number = numberIn(field);
    if (number !== undefined) into[path + name] = number;
    else if (typeof field === 'object' && field !== null && !Array.isArray(field) && depth < DEEPEST)
      flatten(field as Record<string, unknown>, `${path}${name}/`, into, depth + 1);
  }
}
