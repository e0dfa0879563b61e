// A sweep's log reads back as written, the cell of a torn line is trained again, another sweep's log is refused.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { Config } from '../../../src/core/config/schema.js';
import { encodeCell, encodePlan, resumeSweep } from '../../../src/core/sweep/log.js';
import {
  cellConfig,
  checkPlan,
  createSweepMap,
  pendingCells,
  summarizeCell,
  type SweepPlan,
} from '../../../src/core/sweep/map.js';
import type { SeedResult } from '../../../src/core/sweep/results.js';
import { shardCells } from '../../../src/core/sweep/shard.js';
import { fc } from '../../helpers/property.js';

const plan: SweepPlan = {
  preset: 'tanh',
  config: parseConfig({ name: 'tanh', activation: 'tanh', seed: 7 }, 'test'),
  x: { field: 'depth', values: [1, 5, 9] },
  y: { field: 'initializerGain', values: [0.5, 1, 2, 4] },
  seeds: 2,
  backend: 'auto',
};
// float32, as training gives them; JSON has no -0.
const float = fc.float({ noNaN: true }).map((v) => v + 0);
const number = fc.oneof(float, fc.constantFrom(NaN, Infinity, -Infinity, 1e-45, 0));
const run: fc.Arbitrary<SeedResult> = fc.record({
  seed: fc.nat(),
  steps: fc.nat(),
  loss: number,
  accuracy: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((v) => v + 0)),
  R: fc.option(fc.float({ min: 0, noNaN: true }).map((v) => v + 0)),
  slope: fc.option(number),
  initialR: fc.option(fc.float({ min: 0, noNaN: true }).map((v) => v + 0)),
  diverged: fc.boolean(),
  labelEntropy: fc.double({ min: 0.1, max: 3, noNaN: true }),
  classes: fc.nat(10),
});
const result = (loss: number): SeedResult => ({
  seed: 7,
  steps: 800,
  loss,
  accuracy: 0.9,
  R: 0.01,
  slope: 0.2,
  initialR: 0.02,
  diverged: !Number.isFinite(loss),
  labelEntropy: 0.6931,
  classes: 2,
});

describe('the map', () => {
  it('gives each run of a cell its own seed and both values', () => {
    const config = cellConfig(plan, { column: 2, row: 3 }, 1);
    expect([config.depth, config.initializerGain, config.seed, config.activation]).toEqual([9, 4, 8, 'tanh']);
  });

  it('counts a run that diverged as worse than all others', () => {
    const cell = summarizeCell(plan, { column: 0, row: 0 }, [result(NaN), result(0.1), result(0.3)]);
    expect([cell.loss, cell.diverged]).toEqual([0.3, 1]);
    expect(summarizeCell(plan, { column: 0, row: 0 }, [result(NaN), result(NaN), result(0.3)]).loss).toBe(Infinity);
  });

  it('takes the median of an even number of ratios halfway in decades', () => {
    const runs = [
      { ...result(1), R: 1e-4 },
      { ...result(1), R: 1e-2 },
    ];
    expect(summarizeCell(plan, { column: 0, row: 0 }, runs).R).toBeCloseTo(1e-3, 10);
  });

  it.each([
    [{ y: plan.x }, /--x and --y name the same field/],
    [{ x: { field: 'depth', values: [1, 60] } }, /axis depth: 60 is not allowed; allowed: a whole number from 0 to 50/],
    [{ x: { field: 'initializerStd', values: [1] } }, /changes nothing here: it is for --initializer randomNormal/],
    [{ x: { field: 'momentum', values: [0.5] } }, /changes nothing here: it is for --optimizer momentum/],
    [{ x: { field: 'recurrentGain', values: [1] } }, /changes nothing here: it is for --cell simpleRnn, lstm or gru/],
  ] as const)('refuses a plan %#', (change, line) => {
    expect(() => checkPlan({ ...plan, ...change })).toThrow(line);
  });
});

describe('the log', () => {
  it('reads back every cell as it was written, with any numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(run, run), { minLength: 1, maxLength: 12 }), (runs) => {
        const cells = pendingCells(createSweepMap(plan))
          .slice(0, runs.length)
          .map((cell, i) => summarizeCell(plan, cell, runs[i] ?? []));
        const text = [encodePlan(plan, 'loss'), ...cells.map(encodeCell)].map((line) => `${line}\n`).join('');
        const { map, kept } = resumeSweep(text, plan, 'f');
        expect([...map.cells.values()]).toEqual(cells);
        expect(kept).toBe(text.length);
        expect(pendingCells(map)).toHaveLength(12 - cells.length);
      }),
    );
  });

  it('cut anywhere, keeps the complete lines and leaves the other cells to do', () => {
    const cells = pendingCells(createSweepMap(plan)).map((cell) =>
      summarizeCell(plan, cell, [result(0.1), result(NaN)]),
    );
    const text = [encodePlan(plan, 'loss'), ...cells.map(encodeCell)].map((line) => `${line}\n`).join('');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (at) => {
        const torn = text.slice(0, at);
        const { map, kept } = resumeSweep(torn, plan, 'f');
        expect(map.cells.size).toBe(Math.max(0, torn.split('\n').length - 2));
        expect(kept).toBe(torn.lastIndexOf('\n') + 1);
      }),
    );
  });

  it('accepts another metric, and a cell that is there twice', () => {
    const cell = summarizeCell(plan, { column: 1, row: 1 }, [result(0.1), result(0.2)]);
    const text = `${encodePlan(plan, 'slope')}\n${encodeCell(cell)}\n${encodeCell({ ...cell, loss: 9 })}\n`;
    expect([...resumeSweep(text, plan, 'f').map.cells.values()]).toEqual([cell]);
  });

  it.each([
    ['other axis', { x: { field: 'depth', values: [1, 5] } }],
    ['other seeds', { seeds: 3 }],
    ['other configuration', { config: { ...plan.config, learningRate: 0.1 } }],
    ['other backend', { backend: 'cpu' }],
  ] as const)('of another sweep is refused: %s', (_what, change) => {
    const text = `${encodePlan({ ...plan, ...change }, 'loss')}\n`;
    expect(() => resumeSweep(text, plan, 'f.jsonl')).toThrow(/^log f\.jsonl: belongs to another sweep .*--log file$/);
  });

  it('of a version that had fewer settings is resumed where their defaults hold', () => {
    const settings = Object.entries(plan.config).filter(([field]) => !['dropout', 'sharpness'].includes(field));
    const older = { ...plan, config: Object.fromEntries(settings) as unknown as Config };
    const text = `${encodePlan(older, 'loss')}\n`;
    expect(pendingCells(resumeSweep(text, plan, 'f').map)).toHaveLength(12);
    const other = { ...plan, config: { ...plan.config, dropout: 0.1 } };
    expect(() => resumeSweep(text, other, 'f')).toThrow(/belongs to another sweep/);
  });

  it('of a shard has the cells of the shard to do, and belongs to no other shard and no whole map', () => {
    const shard = { index: 2, of: 5 };
    const text = `${encodePlan(plan, 'loss', shard)}\n`;
    expect(pendingCells(resumeSweep(text, plan, 'f', shard).map)).toEqual(shardCells(plan, shard));
    expect(() => resumeSweep(text, plan, 'f', { index: 2, of: 6 })).toThrow(/belongs to shard 2\/5, not to shard 2\/6/);
    expect(() => resumeSweep(text, plan, 'f')).toThrow(/belongs to shard 2\/5, not to the whole map/);
    expect(() => resumeSweep(`${encodePlan(plan, 'loss')}\n`, plan, 'f', shard)).toThrow(
      /to the whole map, not to shard/,
    );
  });

  it.each([
    ['hello\n', /is not a sweep log/],
    ['hello', /is not a sweep log/],
    ['{"type":"run"}\n', /is not a sweep log/],
    ['{"type":"sweep","schema":99}\n', /schema 99 is not supported; allowed: 1/],
    ['{"type":"sweep","schema":1}\n', /belongs to another sweep/],
    [`${encodePlan(plan, 'loss')}\n{"type":"cell"}\n`, /line 2: is not a cell of this sweep/],
    [`${encodePlan(plan, 'loss')}\n{"type":"ce\n`, /line 2: is not a cell of this sweep/],
  ])('refuses %j', (text, line) => {
    expect(() => resumeSweep(text, plan, 'f')).toThrow(line);
  });
});
