// Joins the logs of shards into the log that one process would have written, cell by cell in the order of filling.
import { EXIT, UserError } from '../userError.js';
import { headerFrom, parseLine, type SweepHeader } from './header.js';
import { cellFrom, encode, identity, zoomedFrom } from './log.js';
import { cellKey, planOrder, rowCount, type SweepPlan } from './map.js';

/** A log whose lines are read one by one. */
export interface PartLines {
  readonly name: string;
  /** The first line; empty if it is torn. */
  readonly head: string;
  /** Every whole line with the place where it begins. */
  each(take: (line: string, place: number) => void): void;
  lineAt(place: number): string;
}

export interface Part extends SweepHeader {
  readonly name: string;
  /** The first line, as JSON without `shard`. */
  readonly head: string;
}

export interface Merged {
  readonly plan: SweepPlan;
  readonly head: string;
  /** Lines of the cells in the order of filling, then those of zoomed cells; read when they are asked for. */
  readonly lines: Iterable<string>;
  /** Number of lines. */
  readonly count: number;
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
export function mergeParts(logs: readonly PartLines[]): Merged {
  const parts = logs.map(partFrom);
  const first = [...parts].sort(byShard)[0];
  if (first === undefined) throw new UserError('sweep merge: no part is given');
  for (const part of parts)
    if (identity(part.plan) !== identity(first.plan))
      throw new UserError(
        `log ${part.name}: belongs to another sweep than ${first.name} (configuration, axes, seeds, backend or measures differ)`,
      );
  const { plan } = first;
  const found = new Places(plan, logs);
  const keys = Float64Array.from(planOrder(plan), (cell) => cellKey(plan, cell));
  const missing = [...keys.filter((key) => !found.has(key))];
  return {
    plan,
    head: first.head,
    lines: { [Symbol.iterator]: () => found.lines(keys) },
    count: keys.length - missing.length + found.zoomed.size,
    parts,
    missing,
    twice: [...found.twice.values()],
  };
}

/** In any order of the parts, the same part supplies the first line. */
const byShard = (a: Part, b: Part): number =>
  (a.shard?.index ?? 0) - (b.shard?.index ?? 0) || (a.head < b.head ? -1 : a.head > b.head ? 1 : 0);

function partFrom({ name, head }: PartLines): Part {
  const header = headerFrom(head, name);
  const fields = Object.entries(parseLine(head) ?? {}).filter(([field]) => field !== 'shard');
  return { ...header, name, head: encode(Object.fromEntries(fields)) };
}

/** Where the line of each cell is: the part, and the place in it. */
class Places {
  /** By key: the number of the part, from 1; 0: none has it. */
  private readonly part: Int32Array;
  private readonly place: Float64Array;
  readonly twice = new Map<string, Overlap>();
  readonly zoomed = new Set<string>();

  /** @throws UserError */
  constructor(
    private readonly plan: SweepPlan,
    private readonly logs: readonly PartLines[],
  ) {
    const total = plan.x.values.length * rowCount(plan);
    this.part = new Int32Array(total);
    this.place = new Float64Array(total);
    logs.forEach((log, index) => {
      let at = 0;
      log.each((line, place) => {
        at += 1;
        if (at > 1 && line.trim() !== '') this.add(line, place, index, at);
      });
    });
  }

  has(key: number): boolean {
    return (this.part[key] ?? 0) > 0;
  }

  *lines(keys: Iterable<number>): Generator<string, undefined> {
    for (const key of keys) if (this.has(key)) yield this.lineOf(key);
    yield* [...this.zoomed].toSorted();
  }

  private logOf(key: number): PartLines {
    return this.logs[(this.part[key] ?? 0) - 1]!;
  }

  private lineOf(key: number): string {
    return this.logOf(key).lineAt(this.place[key] ?? 0);
  }

  private add(line: string, place: number, index: number, at: number): void {
    const { name } = this.logs[index]!;
    const value = parseLine(line);
    if (zoomedFrom(value, this.plan) !== null) return void this.zoomed.add(line);
    const cell = cellFrom(value, this.plan);
    if (cell === null) throw new UserError(`log ${name}, line ${at}: is not a cell of this sweep`);
    const key = cellKey(this.plan, cell);
    if (!this.has(key)) {
      this.part[key] = index + 1;
      this.place[key] = place;
      return;
    }
    const known = this.logOf(key).name;
    if (this.lineOf(key) !== line) {
      const where = `column ${cell.column}, row ${cell.row}`;
      throw new UserError(`cell at ${where}: ${known} and ${name} hold different numbers; leave one of them out`, {
        exitCode: EXIT.failed,
      });
    }
    const pair = `${known}\n${name}`;
    this.twice.set(pair, { one: known, other: name, cells: (this.twice.get(pair)?.cells ?? 0) + 1 });
  }
}
