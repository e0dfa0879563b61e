// The rule on dropout: noise that drowns the signal, and networks that learn only in evaluation.
import { describe, expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { dropoutNoise } from '../../../src/core/diagnosis/runRemedies.js';
import { Patient, STUCK } from './helpers.js';

const last = (patient: Patient, rule: string) => patient.of(rule).at(-1);

const CONV = { cell: 'conv', dataset: 'digits' } as const;

describe('dropout', () => {
  it.each([
    [0.5, [10, 10, 10], 1.1 ** 3 - 1],
    [0.9, [10], 0.9],
    [0.2, [], 0],
  ])('%f over layers of %o adds noise of %f', (share, widths, noise) => {
    expect(dropoutNoise(share, widths)).toBeCloseTo(noise, 12);
  });

  const run = (config: PresetFile, loss: number, end?: number) => {
    const patient = new Patient({ depth: 3, width: 10, ...config }).probe({}).steps(120, { loss });
    return last(end === undefined ? patient : patient.end(end), 'dropout');
  };
  it.each([
    ['drowns the signal', { dropout: 0.95 }, STUCK, undefined, { level: 'alarm', remedy: { dropout: 0.2 } }],
    [
      'drowns it in a deep network',
      { dropout: 0.7, depth: 7 },
      STUCK,
      undefined,
      { level: 'alarm', remedy: { dropout: 0.1 } },
    ],
    ['drowns it while the loss stays high', { dropout: 0.7 }, 0.6, undefined, { level: 'warning' }],
    ['holds training back', { dropout: 0.5 }, 0.5, 0.3, { level: 'warning', remedy: { dropout: 0.2 } }],
    ['holds convolutions back', { dropout: 0.5, ...CONV }, 0.5, 0.3, { level: 'warning' }],
  ] as const)('%s', (_, config, loss, end, expected) => {
    expect(run(config, loss, end)).toMatchObject(expected);
  });
  it.each([
    ['a wide network', { dropout: 0.5, width: 100 }, STUCK, undefined],
    ['no gap', { dropout: 0.5 }, 0.5, 0.48],
    ['a network that has learned in evaluation', { dropout: 0.7 }, 0.5, 0.1],
    ['no dropout', { dropout: 0 }, 0.5, 0.3],
    ['a stuck convolution', { dropout: 0.95, ...CONV }, STUCK, undefined],
    ['a recurrent network', { dropout: 0.95, cell: 'simpleRnn', dataset: 'sequenceSum' }, STUCK, undefined],
  ] as const)('is silent about %s', (_, config, loss, end) => {
    expect(run(config, loss, end)).toBeUndefined();
  });

  it('is reported before the first step, and clears once the network has learned', () => {
    const patient = new Patient({ depth: 3, dropout: 0.9 }).probe({});
    expect(patient.told).toEqual(['dropout warning@0']);
    expect(last(patient.steps(200, { loss: 0.2 }), 'dropout')).toMatchObject({ level: 'cleared' });
  });

  it('does not count a lag of the batches as a gap, nor a gap that held-out samples need', () => {
    const falling = new Patient({ depth: 3, dropout: 0.5 }).steps(100, (step) => ({ loss: 0.9 - step / 200 })).end(0.3);
    expect(falling.of('dropout')).toEqual([]);
    const held = new Patient({ depth: 3, dropout: 0.5 }).epochs(12, () => ({ loss: 0.5, valLoss: 0.5 }), { loss: 0.5 });
    expect(held.end(0.3).of('dropout')).toEqual([]);
  });
});
