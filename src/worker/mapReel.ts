// Trains single cells of a map in this process, one after the other, for films: the same cells in the same order each time.
import type { BackendName } from '../core/config/backends.js';
import { cellConfig, summarizeCell, type SweepPlan } from '../core/sweep/map.js';
import type { SweepCell } from '../core/sweep/order.js';
import type { CellResult, SeedResult } from '../core/sweep/results.js';
import { chooseEngine } from '../training/backends.js';
import type { EngineChoice, EngineRequest } from '../training/engine.js';
import { measureRun } from './sweepRun.js';

/** @throws UserError for a value outside its limits, or a backend that is not available */
export async function trainedCell(plan: SweepPlan, cell: SweepCell, backend: BackendName): Promise<CellResult> {
  const createEngine = (request: EngineRequest): Promise<EngineChoice> =>
    chooseEngine(backend, request, () => performance.now());
  const seeds: SeedResult[] = [];
  for (let k = 0; k < plan.seeds; k += 1)
    seeds.push(await measureRun(cellConfig(plan, cell, k), plan.measures ?? [], { createEngine }));
  return summarizeCell(plan, cell, seeds);
}
