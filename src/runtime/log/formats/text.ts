// Plain text by patterns: `step 10 loss 3.6 lr 1e-3`, `iter 10: loss 3.6, time 135ms`, Megatron's bars, tqdm with \r, a Python dict;
// or `--regex` with named groups.
import { isTime } from '../../../core/run/scalars/names.js';
import { RecordStream, type LineRecord } from '../../../core/run/scalars/recordStream.js';
import { sanitize } from '../../../core/text/sanitize.js';
import { UserError } from '../../../core/userError.js';
import type { LineFormat } from '../lineFormat.js';
import type { LogReader } from '../reader.js';
import { CommaReader } from './commas.js';
import { isTail, TYPE } from './eventLines.js';
import { numberIn } from './jsonLines.js';
import { foreignLineReader } from './lineReader.js';
import { isObject, TextLines } from './textLines.js';

const text: LineFormat = {
  decoder({ name, flags, regex }) {
    const runs = new RecordStream(name, flags);
    const lines = new TextLines();
    const commas = new CommaReader();
    const read = (one: string): LineRecord | null => (regex === null ? lines.take(one) : byGroups(one, regex, commas));
    return (line) =>
      piecesOf(line).flatMap((piece) => {
        const record = read(piece);
        return record === null ? [] : runs.take(record);
      });
  },
  belongs: (file) => /\.(?:log|txt|out|err)$/.test(file),
  selfDelimiting: false,
  returns: true,
  namesRuns: true,
};

export const textReader: LogReader = foreignLineReader({
  name: 'text',
  title: 'text with a step and a loss in a line',
  format: text,
  sniff(head) {
    // A JSON value over several lines has readers of its own.
    if (/^\s*(?:\{\s*[\n}]|\[\s*[[{"])/.test(head)) return 'no';
    // A page or picture may contain lines of a log: `gradtop export` writes such files.
    if (/^\uFEFF?\s*<[?!a-z]/i.test(head)) return 'no';
    const lines = new TextLines();
    const pieces = piecesOf(head);
    const own = ownOf(pieces);
    const records = own.flatMap((line) => taken(lines, line));
    // Prose may mention a loss; a log does so repeatedly, or as an object.
    if (records.some(({ step }) => step !== undefined) || records.length >= SEVERAL) return 'certain';
    if (own.some((line) => isObject(line) && taken(lines, line).length > 0)) return 'certain';
    return records.length > 0 ? 'likely' : 'no';
  },
});

const SEVERAL = 3;
const JSON_LINE = /^\s*\{\s*"/;

/** The lines that can make it text. JSON Lines have readers of their own, and so does a run log that begins inside a line. */
function ownOf(pieces: readonly string[]): readonly string[] {
  const [first = ''] = pieces;
  if (JSON_LINE.test(first)) return pieces.filter((line) => !JSON_LINE.test(line));
  return isTail(first) ? pieces.slice(1).filter((line) => !(JSON_LINE.test(line) && TYPE.test(line))) : pieces;
}

function taken(lines: TextLines, line: string): LineRecord[] {
  try {
    const record = lines.take(line);
    return record === null ? [] : [record];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // It has a loss, although it may be two numbers.
    return [{ step: undefined, epoch: undefined, scalars: {} }];
  }
}

const LONGEST = 2000;
/** Progress bars write over their line with \r, or with \b. */
const piecesOf = (line: string): string[] =>
  line
    .split(/[\r\n]|\u0008+/)
    // Longer lines are data, and the patterns are slow on them.
    .map((piece) => sanitize(piece.slice(0, LONGEST)))
    .filter((piece) => piece.trim() !== '');

/** Groups named step, epoch and rank have that meaning; every other group is a figure. @throws UserError if a loss may be two numbers */
function byGroups(line: string, regex: RegExp, commas: CommaReader): LineRecord | null {
  const found = Object.entries(regex.exec(line)?.groups ?? {}).map(
    // A group that takes no part is undefined. Separators may stick to a number.
    ([name, value]) => [name, ((value as string | undefined) ?? '').replace(/[,;]+$/, '')] as const,
  );
  if (found.length === 0) return null;
  const isPlace = (name: string): boolean => ['step', 'epoch', 'rank'].includes(name);
  const figures = found.filter(([name]) => !isPlace(name) && !isTime(name));
  commas.learn(figures.map(([, value]) => value));
  const scalars: Record<string, number> = {};
  for (const [name, value] of figures) {
    const number = commas.read(value, /loss/i.test(name));
    if (number !== undefined) scalars[name] = number;
  }
  const at = (name: string): number | undefined =>
    numberIn(found.find(([one]) => one === name)?.[1].replace(/,(?=\d{3}(?!\d))/g, ''));
  return { step: at('step'), epoch: at('epoch'), rank: at('rank'), scalars };
}
