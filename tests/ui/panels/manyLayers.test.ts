// A network of 300 layers in the heatmap and the table, grouped by module, at three sizes.
import { describe, expect, it } from 'vitest';
import { deepRun } from '../../helpers/deepRun.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, runOf, viewOf, type ViewOptions } from './views.js';
import { PANELS } from '../../../src/ui/panels/index.js';

describe.each(['heatmap', 'layers'] as const)('%s of 300 layers', (id) => {
  const { minimum } = PANELS[id];
  const sizes = [
    [minimum.width, minimum.height],
    [78, 14],
    [140, 40],
  ] as const;
  it.each(sizes)('at %i x %i', (width, height) => {
    for (const ascii of [false, true]) {
      const view = viewOf([runOf(deepRun())], { ascii, enlarged: width === 140, ...(ascii ? { theme: MONO } : {}) });
      const name = `${id}-300-${width}x${height}${ascii ? '-ascii' : ''}`;
      expectGolden(name, [PANELS[id].title(view), ...linesOf(id, view, width, height)]);
    }
  });

  it.each<[string, ViewOptions['ui']]>([
    ['unfolded', { toggled: ['model.layers.49'], layer: 297 }],
    ['filtered', { layerFilter: 'layers.7', layer: 45 }],
    ['worst', { layerOrder: 'worst', layer: 54 }],
    ['each', { group: 'none', layer: 54 }],
  ])('%s', (name, ui = {}) => {
    const view = viewOf([runOf(deepRun())], { theme: MONO, ui });
    expectGolden(`${id}-300-${name}`, [PANELS[id].title(view), ...linesOf(id, view, 78, 20)]);
  });
});

it('every cell of the heatmap answers for the rows that the painter shows there', () => {
  const view = viewOf([runOf(deepRun())]);
  const [region] = PANELS.heatmap.regions?.(view, { x: 0, y: 0, width: 78, height: 60 }) ?? [];
  const lines = linesOf('heatmap', view, 78, 60);
  const row = lines.findIndex((line) => line.includes(' 49 (6)'));
  expect(row).toBeGreaterThanOrEqual(0);
  expect(region?.words?.({ x: 40, y: row })).toContain('49 (6), loudest');
  expect(region?.click?.({ x: 40, y: row })).toContainEqual({ type: 'ui', patch: { layer: 294, weight: 0 } });
});
