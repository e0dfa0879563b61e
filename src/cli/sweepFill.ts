// Trains the cells that a map lacks, in a pool of children: each result into the log first, then into the map.
import { availableParallelism } from 'node:os';
import type { BackendChoice } from '../core/config/backends.js';
import type { EngineBook } from '../core/run/engineBook.js';
import { encodeCell } from '../core/sweep/log.js';
import { cellConfig, cellKey, pendingCells, summarizeCell, type SweepMap } from '../core/sweep/map.js';
import { runSweepPool, type SweepPool } from '../worker/sweepPool.js';

export interface FillOptions {
  readonly backend: BackendChoice;
  readonly engines: EngineBook;
  /** @throws UserError: the sweep ends with it. */
  readonly append: (line: string) => void;
  readonly onCell: () => void;
  readonly onNote: (text: string) => void;
}

/** `finished`: true if nothing is missing. @throws UserError */
export type Fill = Pick<SweepPool, 'finished' | 'pause' | 'resume' | 'stop'>;

export function startFill(map: SweepMap, { backend, engines, append, onCell, onNote }: FillOptions): Fill {
  const { plan } = map;
  const cells = pendingCells(map);
  const jobs = cells.map((cell, id) => ({
    id,
    backend,
    configs: Array.from({ length: plan.seeds }, (_, k) => cellConfig(plan, cell, k)),
  }));
  /** What `append` threw. */
  let broken: Error | null = null;
  const pool = runSweepPool(jobs, {
    size: availableParallelism(),
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
    onDeath: (how) => onNote(`a training process ended by ${how}; its cell is given to another`),
  });
  const finished = pool.finished.then((whole) => {
    if (broken !== null) throw broken;
    return whole;
  });
  return { finished, pause: () => pool.pause(), resume: () => pool.resume(), stop: () => pool.stop() };
}
