// Joins the logs of shards into the log that one process would have written, cell by cell in the order of filling.
import { EXIT, UserError } from '../userError.js';
import { headerFrom, parseLine, type SweepHeader } from './header.js';
import { cellFrom, encode, identity, zoomedFrom } from './log.js';
import { cellKey, planOrder, type SweepPlan } from './map.js';

/** A log on disk. */
export interface PartText {
  readonly name: string;
  readonly text: string;
}

export interface Part extends SweepHeader {
  readonly name: string;
  /** The first line, as JSON without `shard`. */
  readonly head: string;
}

export interface Merged {
  readonly plan: SweepPlan;
  readonly head: string;
  /** Lines of the cells in the order of filling, then those of zoomed cells. */
  readonly lines: readonly string[];
  readonly parts: readonly Part[];
  /** Cells without a line, as `cellKey`. */
  readonly missing: readonly number[];
  /** Cells that two parts have, with equal numbers. */
  readonly twice: readonly Overlap[];
}

export interface Overlap {
  readonly one: string;
  readonly other: string;
  readonly cells: number;
}

/** @throws UserError for a part of another sweep, a damaged line, and a cell with different numbers in two parts. */
export function mergeParts(texts: readonly PartText[]): Merged {
  const parts = texts.map(partFrom);
  const first = [...parts].sort(byShard)[0];
  if (first === undefined) throw new UserError('sweep merge: no part is given');
  for (const part of parts)
    if (identity(part.plan) !== identity(first.plan))
      throw new UserError(
        `log ${part.name}: belongs to another sweep than ${first.name} (configuration, axes, seeds, backend or measures differ)`,
      );
  const { plan } = first;
  const found = collect(texts, plan);
  const keys = planOrder(plan).map((cell) => cellKey(plan, cell));
  return {
    plan,
    head: first.head,
    lines: [...keys.flatMap((key) => found.lines.get(key)?.line ?? []), ...found.zoomed.toSorted()],
    parts,
    missing: keys.filter((key) => !found.lines.has(key)),
    twice: found.twice,
  };
}

/** In any order of the parts, the same part supplies the first line. */
const byShard = (a: Part, b: Part): number =>
  (a.shard?.index ?? 0) - (b.shard?.index ?? 0) || (a.head < b.head ? -1 : a.head > b.head ? 1 : 0);

function partFrom({ name, text }: PartText): Part {
  const line = text.slice(0, Math.max(0, text.indexOf('\n')));
  const header = headerFrom(line, name);
  const fields = Object.entries(parseLine(line) ?? {}).filter(([field]) => field !== 'shard');
  return { ...header, name, head: encode(Object.fromEntries(fields)) };
}

interface Found {
  readonly lines: ReadonlyMap<number, { readonly line: string; readonly name: string }>;
  readonly twice: readonly Overlap[];
  readonly zoomed: readonly string[];
}

function collect(texts: readonly PartText[], plan: SweepPlan): Found {
  const lines = new Map<number, { readonly line: string; readonly name: string }>();
  const twice = new Map<string, Overlap>();
  const zoomed = new Set<string>();
  for (const { name, text } of texts)
    for (const { line, at } of wholeLines(text)) {
      const value = parseLine(line);
      if (zoomedFrom(value, plan) !== null) {
        zoomed.add(line);
        continue;
      }
      const cell = cellFrom(value, plan);
      if (cell === null) throw new UserError(`log ${name}, line ${at}: is not a cell of this sweep`);
      const key = cellKey(plan, cell);
      const known = lines.get(key);
      if (known === undefined) lines.set(key, { line, name });
      else if (known.line !== line) {
        const where = `column ${cell.column}, row ${cell.row}`;
        throw new UserError(
          `cell at ${where}: ${known.name} and ${name} hold different numbers; leave one of them out`,
          { exitCode: EXIT.failed },
        );
      } else {
        const pair = `${known.name}\n${name}`;
        twice.set(pair, { one: known.name, other: name, cells: (twice.get(pair)?.cells ?? 0) + 1 });
      }
    }
  return { lines, twice: [...twice.values()], zoomed: [...zoomed] };
}

/** The lines after the first, without a last one that was torn by a crash. */
function* wholeLines(text: string): Generator<{ readonly line: string; readonly at: number }> {
  let from = text.indexOf('\n') + 1;
  for (let at = 2; ; at += 1) {
    const end = text.indexOf('\n', from);
    if (end < 0) return;
    const line = text.slice(from, end);
    if (line.trim() !== '') yield { line, at };
    from = end + 1;
  }
}
