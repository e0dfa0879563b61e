// A synthetic log of a large map, as one process would have written it: losses of a smooth surface.
import { closeSync, openSync, writeSync } from 'node:fs';
import { loadPreset } from '../../src/cli/presets.js';
import { encodeCell, encodePlan } from '../../src/core/sweep/log.js';
import { summarizeCell, type SweepPlan } from '../../src/core/sweep/map.js';
import { sweepOrder } from '../../src/core/sweep/order.js';

const LINES_AT_ONCE = 5000;

/** `side` x `side` cells without the last `missing` ones; 450 bytes a cell. */
export function writeLargeMap(file: string, side: number, missing = 0): void {
  const along = (low: number, high: number): number[] =>
    Array.from({ length: side }, (_, i) => Number((low + ((high - low) * i) / (side - 1)).toPrecision(6)));
  const plan: SweepPlan = {
    ...{ preset: 'tanh', config: { ...loadPreset('tanh'), epochs: 1 } },
    x: { field: 'learningRate', values: along(0.01, 1) },
    y: { field: 'initializerGain', values: along(0.2, 4) },
    ...{ seeds: 1, backend: 'compiled' },
  };
  const descriptor = openSync(file, 'w');
  let lines = [encodePlan(plan, 'loss')];
  for (const cell of sweepOrder(side, side).slice(0, side * side - missing)) {
    const wave = Math.sin((9 * cell.column) / side) * Math.cos((7 * cell.row) / side);
    const R = 10 ** (4 * wave);
    const run = { seed: 0, steps: 800, loss: 0.35 + 0.33 * wave, accuracy: 0.75 - 0.2 * wave, diverged: wave > 0.97 };
    const seeds = [{ ...run, R, slope: -wave / 2, initialR: R / 3, labelEntropy: Math.LN2, classes: 2 }];
    lines.push(encodeCell(summarizeCell(plan, cell, seeds)));
    if (lines.length < LINES_AT_ONCE) continue;
    writeSync(descriptor, `${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) writeSync(descriptor, `${lines.join('\n')}\n`);
  closeSync(descriptor);
}
