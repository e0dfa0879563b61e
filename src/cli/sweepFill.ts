// Trains the missing cells of a map in a pool of children. Each result goes to the log before the map.
import type { BackendChoice } from '../core/config/backends.js';
import type { EngineBook } from '../core/run/engineBook.js';
import { encodeCell } from '../core/sweep/log.js';
import { cellConfig, cellKey, pendingCells, summarizeCell, type SweepMap } from '../core/sweep/map.js';
import { runSweepPool, type SweepPool } from '../worker/sweepPool.js';

export interface FillOptions {
  readonly backend: BackendChoice;
  /** Training processes. */
  readonly workers: number;
  readonly engines: EngineBook;
  /** @throws UserError, which ends the sweep. */
  readonly append: (line: string) => void;
  readonly onCell: () => void;
  readonly onNote: (text: string) => void;
}

/** `finished`: whether the map is complete. @throws UserError */
export type Fill = Pick<SweepPool, 'finished' | 'pause' | 'resume' | 'stop'>;

export function startFill(map: SweepMap, { backend, workers, engines, append, onCell, onNote }: FillOptions): Fill {
  const { plan } = map;
  const cells = pendingCells(map);
  const jobs = cells.map((cell, id) => ({
    id,
    backend,
    measures: plan.measures ?? [],
    // Check each cell when its turn comes, so that a large map begins at once.
    get configs() {
      return Array.from({ length: plan.seeds }, (_, k) => cellConfig(plan, cell, k));
    },
  }));
  /** The error of `append`. */
  let broken: Error | null = null;
  const pool = runSweepPool(jobs, {
    size: workers,
    engines,
    onResult: (id, results) => {
      const cell = cells[id];
      if (cell === undefined || broken !== null) return;
      const result = summarizeCell(plan, cell, results);
      try {
        append(encodeCell(result));
      } catch (error) {
        broken = error as Error;
        return pool.stop();
      }
      map.cells.set(cellKey(plan, cell), result);
      onCell();
    },
    onDeath: (how) => onNote(`a training process ended by ${how}; another process trains its cell`),
  });
  const finished = pool.finished.then((whole) => {
    if (broken !== null) throw broken;
    return whole;
  });
  return { finished, pause: () => pool.pause(), resume: () => pool.resume(), stop: () => pool.stop() };
}
