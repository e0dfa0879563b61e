// Depth scales against numpy, which iterates variance and correlation to the end with other quadrature (scripts/fixtures/mean_field.py).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ActivationName } from '../../../src/core/config/activations.js';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { depthScales, depthScalesOf } from '../../../src/core/theory/depthScale.js';

interface Case {
  readonly activation: ActivationName;
  readonly w2: number;
  readonly b2: number;
  readonly chi: number;
  readonly gradient: number;
  readonly settledCorrelation: number;
  readonly correlation: number;
}
const CASES = JSON.parse(
  readFileSync(new URL('../../fixtures/theory/depth_scales.json', import.meta.url), 'utf8'),
) as readonly Case[];

describe('depth scales', () => {
  it.each(CASES.map((one) => [`${one.activation}, ${one.w2}, ${one.b2}`, one] as const))(
    'equal numpy within 1 %%: %s',
    (_, { activation, w2, b2, ...theirs }) => {
      const ours = depthScales(activation, w2, b2);
      expect(Math.abs(ours.chi / theirs.chi - 1)).toBeLessThan(0.01);
      expect(Math.abs(ours.gradient / theirs.gradient - 1)).toBeLessThan(0.01);
      expect(Math.abs(ours.settledCorrelation! - theirs.settledCorrelation)).toBeLessThan(0.001);
      expect(Math.abs(ours.correlation! / theirs.correlation - 1)).toBeLessThan(0.01);
    },
  );

  it('are infinite on the critical line', () => {
    expect(depthScales('relu', 2)).toMatchObject({ gradient: Infinity, correlation: Infinity });
    expect(depthScales('tanh', 1).gradient).toBeGreaterThan(1000);
  });

  it('are those of half the units of a ReLU where the variance decays to 0', () => {
    const { chi, correlation } = depthScales('relu', 1);
    expect(chi).toBeCloseTo(0.5, 6);
    expect(correlation).toBeCloseTo(1 / Math.log(2), 6);
  });

  it('have no correlation where the variance grows without end', () => {
    expect(depthScales('relu', 3)).toMatchObject({ correlation: null, settledCorrelation: null });
    expect(depthScales('relu', 3).gradient).toBeCloseTo(1 / Math.log(1.5), 6);
  });

  it.each<[string, PresetFile]>([
    ['recurrent cells', { cell: 'simpleRnn' }],
    ['batch normalization', { batchNorm: 'before' }],
    ['skips', { residual: 1 }],
    ['layers that differ', { layerWidths: '10,20' }],
  ])('are null with %s', (_, fields) => {
    expect(depthScalesOf(parseConfig(fields, 'test'))).toBeNull();
    expect(depthScalesOf(parseConfig({}, 'test'))!.gradient).toBeCloseTo(
      1 / Math.log(1 / depthScales('sigmoid', 1).chi),
      6,
    );
  });
});
