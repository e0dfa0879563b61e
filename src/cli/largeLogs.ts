// Large logs of sweeps: their cells stay in the files and are read by their places. Smaller logs are parsed at once, line by line.
import { statSync } from 'node:fs';
import { whyNotRead } from '../core/text/fileTrouble.js';
import { IndexedCells, keyInLine } from '../core/sweep/indexedCells.js';
import { rowCount, type CellStore, type SweepPlan } from '../core/sweep/map.js';
import { UserError } from '../core/userError.js';
import { FilePool, LineFile } from '../runtime/log/lineFile.js';

/** Bytes from which a log is large: about 100,000 cells of one seed. */
const LARGE = 1 << 25;

export const isLarge = (name: string): boolean => {
  const there = statSync(name, { throwIfNoEntry: false });
  return there?.isFile() === true && there.size >= LARGE;
};

/** Cells from which a map keeps them in its log, however small that still is. */
const MANY = 100_000;

export const hasManyCells = (plan: SweepPlan): boolean => plan.x.values.length * rowCount(plan) >= MANY;

interface Readers {
  /** Gets the first line and returns the plan of the map. */
  readonly first: (line: string) => SweepPlan;
  /** Gets every other line that is not a cell as gradtop writes it. `at`: its number, from 1. */
  readonly other: (line: string, at: number) => void;
}

/** The logs of one map, which stay open while it is shown. */
export class LargeLogs {
  private readonly files: LineFile[] = [];
  private readonly pool = new FilePool();
  private cells: IndexedCells | null = null;
  private plan: SweepPlan | null = null;

  readonly store = (plan: SweepPlan): CellStore => {
    this.plan ??= plan;
    this.cells ??= new IndexedCells(plan, (file, offset) => this.files[file]?.lineAt(offset) ?? '');
    return this.cells;
  };

  /** Finds the cells of a log. Returns the byte after its last whole line. @throws UserError */
  add(name: string, { first, other }: Readers): number {
    const file = opened(name, this.pool);
    const index = this.files.push(file) - 1;
    let plan: SweepPlan | null = null;
    let at = 0;
    return file.scan((bytes, from, to, offset) => {
      at += 1;
      const key = plan === null ? null : keyInLine(bytes, from, to, plan);
      if (key !== null) return this.cells?.place(key, index, offset);
      const line = bytes.toString('utf8', from, to);
      if (plan === null) plan = first(line);
      else if (line.trim() !== '') other(line, at);
    });
  }

  /** A line was appended to the first log at this byte. */
  appended(line: string, offset: number): void {
    const bytes = Buffer.from(line);
    const key = this.plan === null ? null : keyInLine(bytes, 0, bytes.length, this.plan);
    if (key !== null) this.cells?.place(key, 0, offset);
  }

  close(): void {
    for (const file of this.files) file.close();
  }
}

/** @throws UserError */
export function opened(name: string, pool: FilePool): LineFile {
  try {
    return new LineFile(name, pool);
  } catch (error) {
    throw new UserError(`log ${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
}
