// The flat vector: every parameter has its place, none overlaps, and skips go where the reference has them.
import { describe, expect, it } from 'vitest';
import { networkLayout, valuesOf, type LayoutConfig } from '../../../src/core/network/layout.js';
import { CELL_NAMES, CELLS, isRecurrent } from '../../../src/core/config/cells.js';
import { BATCH_NORM_NAMES } from '../../../src/core/config/names.js';
import { ACTIVATION_NAMES } from '../../../src/core/config/activations.js';
import { fc } from '../../helpers/property.js';

const plain: LayoutConfig = {
  cell: 'dense',
  depth: 3,
  width: 10,
  activation: 'sigmoid',
  batchNorm: 'none',
  residual: 0,
  outputActivation: 'sigmoid',
};
const skips = (change: Partial<LayoutConfig>): (number | null)[] =>
  networkLayout({ ...plain, ...change }, 2, 1).layers.map(({ skipFrom }) => skipFrom);

describe('networkLayout', () => {
  it('parameters lie end to end and are counted by layer', () => {
    const any: fc.Arbitrary<LayoutConfig> = fc.record({
      cell: fc.constantFrom(...CELL_NAMES),
      depth: fc.integer({ min: 1, max: 12 }),
      width: fc.integer({ min: 1, max: 20 }),
      activation: fc.constantFrom(...ACTIVATION_NAMES),
      batchNorm: fc.constantFrom(...BATCH_NORM_NAMES),
      residual: fc.integer({ min: 0, max: 2 }),
      outputActivation: fc.constant('sigmoid' as const),
    });
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (config, features, outputs) => {
        const layout = networkLayout(config, features, outputs, { height: 4, width: 3, channels: features });
        let offset = 0;
        for (const parameter of layout.parameters) {
          expect(parameter.offset).toBe(offset);
          expect(parameter.size).toBe(parameter.shape.reduce((a, b) => a * b, 1));
          offset += parameter.size;
        }
        expect(layout.parameterCount).toBe(offset);
        expect(layout.layers).toHaveLength(config.depth + 1);
        layout.layers.forEach((layer, index) => {
          const own = layout.parameters.filter((parameter) => parameter.layer === index);
          expect(layer.parameterCount).toBe(own.reduce((sum, { size }) => sum + size, 0));
          expect(layer.inputs).toBe(index === 0 ? features : layout.layers[index - 1]?.units);
          const columns = CELLS[layer.kind].gates * layer.units;
          const convolves = layer.kind === 'conv';
          expect(own[0]?.shape).toEqual(convolves ? [3, 3, layer.inputs, columns] : [layer.inputs, columns]);
          expect(layer.image).toEqual(convolves ? { height: 4, width: 3 } : undefined);
          expect(valuesOf(layer)).toBe(layer.units * (convolves ? 12 : 1));
        });
        expect(new Set(layout.parameters.map(({ name }) => name)).size).toBe(layout.parameters.length);
        const normalised = layout.layers.filter(({ batchNorm }) => batchNorm !== 'none');
        expect(layout.stateCount).toBe(2 * normalised.reduce((sum, { units }) => sum + units, 0));
        expect(normalised).toHaveLength(config.batchNorm === 'none' || isRecurrent(config.cell) ? 0 : config.depth);
      }),
    );
  });

  it('counts as Keras does: 2 -> 10 x 7 -> 1', () =>
    expect(networkLayout({ ...plain, depth: 7 }, 2, 1).parameterCount).toBe(30 + 6 * 110 + 11));

  it.each<[Partial<LayoutConfig>, (number | null)[]]>([
    [{ depth: 4 }, [null, null, null, null, null]],
    [{ depth: 4, residual: 1 }, [null, 0, 1, 2, null]],
    [{ depth: 6, residual: 2 }, [null, null, 0, null, 2, null, null]],
    [{ depth: 7, residual: 2 }, [null, null, 0, null, 2, null, 4, null]],
    [{ depth: 1, residual: 1 }, [null, null]],
    [{ depth: 3, residual: 1, cell: 'simpleRnn' }, [null, null, null, null]],
  ])('skips of %j', (change, expected) => expect(skips(change)).toEqual(expected));
});
