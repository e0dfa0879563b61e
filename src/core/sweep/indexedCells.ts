// The cells of a large log by the places of their lines: a cell is read and parsed when it is asked for, so that a map of a million
// cells opens at once and takes little memory.
import { RecentlyUsed } from '../recentlyUsed.js';
import { parseLine } from './header.js';
import { cellFrom } from './log.js';
import { rowCount, type CellStore, type SweepPlan } from './map.js';
import type { CellResult } from './results.js';

/** Reads the line at a byte of a file. */
export type ReadLine = (file: number, offset: number) => string;

/** Cells that stay parsed, in two generations of this many. */
const KEPT = 16_384;

export class IndexedCells implements CellStore {
  size = 0;
  /** By key: the byte where the line begins, plus 1; 0: none. */
  private readonly offsets: Float64Array;
  private readonly files: Uint16Array;
  /** Cells without a line in a file. */
  private readonly own = new Map<number, CellResult>();
  private readonly kept = new RecentlyUsed<CellResult>(KEPT);

  constructor(
    private readonly plan: SweepPlan,
    private readonly read: ReadLine,
  ) {
    const total = plan.x.values.length * rowCount(plan);
    this.offsets = new Float64Array(total);
    this.files = new Uint16Array(total);
  }

  /** The line of a cell begins at `offset` of a file; the first line of a cell counts. */
  place(key: number, file: number, offset: number): void {
    if (this.has(key)) return;
    this.offsets[key] = offset + 1;
    this.files[key] = file;
    this.size += 1;
  }

  has(key: number): boolean {
    return (this.offsets[key] ?? 0) > 0 || this.own.has(key);
  }

  get(key: number): CellResult | undefined {
    const known = this.own.get(key) ?? this.kept.get(key);
    if (known !== undefined) return known;
    const cell = this.parsed(key);
    if (cell !== undefined) this.kept.set(key, cell);
    return cell;
  }

  /** A cell with a line stays in the file. */
  set(key: number, cell: CellResult): void {
    if ((this.offsets[key] ?? 0) > 0) return this.kept.set(key, cell);
    if (!this.own.has(key)) this.size += 1;
    this.own.set(key, cell);
  }

  /** In row-major order; they are not kept. */
  *values(): Generator<CellResult, undefined> {
    for (let key = 0; key < this.offsets.length; key += 1) {
      const cell = this.own.get(key) ?? this.parsed(key);
      if (cell !== undefined) yield cell;
    }
  }

  /** Undefined where there is no line, or where it is damaged or of another cell. */
  private parsed(key: number): CellResult | undefined {
    const offset = this.offsets[key] ?? 0;
    if (offset === 0) return undefined;
    const cell = cellFrom(parseLine(this.read(this.files[key] ?? 0, offset - 1)), this.plan);
    return cell === null || cell.row * this.plan.x.values.length + cell.column !== key ? undefined : cell;
  }
}

const START = Array.from('{"type":"cell","column":', (letter) => letter.charCodeAt(0));
const ROW = Array.from(',"row":', (letter) => letter.charCodeAt(0));
const [ZERO, COMMA, BRACE] = [48, 44, 125];

/** The key of the cell in a line as gradtop writes it; null for any other line, which must be parsed. `to`: its end, before the newline. */
export function keyInLine(bytes: Uint8Array, from: number, to: number, plan: SweepPlan): number | null {
  let at = after(bytes, from, START);
  if (at < 0 || bytes[to - 1] !== BRACE) return null;
  const number = (): number => {
    const first = at;
    let value = 0;
    for (; bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9; at += 1) value = 10 * value + bytes[at]! - ZERO;
    return at > first && at < to ? value : NaN;
  };
  const column = number();
  at = after(bytes, at, ROW);
  if (at < 0) return null;
  const row = number();
  if (bytes[at] !== COMMA || !(column < plan.x.values.length && row < rowCount(plan))) return null;
  return row * plan.x.values.length + column;
}

/** The place after these bytes; -1 if others stand there. */
function after(bytes: Uint8Array, from: number, wanted: readonly number[]): number {
  for (let i = 0; i < wanted.length; i += 1) if (bytes[from + i] !== wanted[i]) return -1;
  return from + wanted.length;
}
