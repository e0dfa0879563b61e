// Every panel at its smallest, usual and large size, in Unicode with colour and in ASCII without, from recorded runs.
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../src/core/text/width.js';
import { titleWidth } from '../../../src/ui/chrome/frame.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, recorded, runOf, viewOf, type ViewOptions } from './views.js';
import { PANEL_NAMES, PANELS, type PanelName } from '../../../src/ui/panels/index.js';

const sizeName = (width: number, height: number): string => `${width}x${height}`;

describe.each(PANEL_NAMES)('panel %s', (id) => {
  const { minimum, title } = PANELS[id];
  const sizes = [
    [minimum.width, minimum.height],
    [78, 14],
    [140, 40],
  ] as const;
  it.each(sizes)('at %i x %i', (width, height) => {
    const state = runOf(recorded('vanishing-sigmoid'));
    for (const ascii of [false, true]) {
      const view = viewOf([state], { ascii, enlarged: width === 140, ...(ascii ? { theme: MONO } : {}) });
      const name = `${id}-${sizeName(width, height)}${ascii ? '-ascii' : ''}`;
      expectGolden(name, [title(view), ...linesOf(id, view, width, height)]);
    }
  });
});

const CASES: readonly (readonly [string, PanelName, readonly string[], number, number, ViewOptions])[] = [
  ['loss-nan', 'loss', ['exploding-rnn'], 78, 14, { ui: { yScale: 'linear' } }],
  ['loss-three-runs', 'loss', ['relu', 'vanishing-sigmoid', 'sigmoid-glorot-20'], 78, 14, {}],
  ['loss-cursor', 'loss', ['relu'], 78, 14, { ui: { cursorStep: 100 } }],
  ['loss-recent', 'loss', ['relu'], 78, 14, { ui: { window: 'recent' } }],
  ['heatmap-deep-mono', 'heatmap', ['sigmoid-glorot-20'], 78, 12, { theme: MONO }],
  ['heatmap-fit-mono', 'heatmap', ['vanishing-sigmoid'], 78, 12, { theme: MONO, ui: { heatScale: 'fit' } }],
  ['heatmap-three-runs-mono', 'heatmap', ['relu', 'vanishing-sigmoid', 'exploding-rnn'], 78, 16, { theme: MONO }],
  ['heatmap-packed', 'heatmap', ['relu', 'vanishing-sigmoid', 'exploding-rnn'], 78, 9, {}],
  ['heatmap-packed-mono', 'heatmap', ['relu', 'vanishing-sigmoid', 'exploding-rnn'], 78, 8, { theme: MONO }],
  ['layers-scrolled', 'layers', ['sigmoid-glorot-20'], 60, 8, { ui: { layer: 10 } }],
  ['layers-cursor', 'layers', ['relu'], 60, 10, { ui: { cursorStep: 77 } }],
  ['data-relu', 'data', ['relu'], 78, 20, {}],
  ['data-relu-ascii', 'data', ['relu'], 78, 20, { ascii: true, theme: MONO }],
  ['data-sequence', 'data', ['exploding-rnn'], 60, 8, {}],
  ['images-80', 'data', ['conv-residual-20'], 38, 9, {}],
  ['images-120', 'data', ['conv-residual-20'], 58, 16, {}],
  ['images-200', 'data', ['conv-residual-20'], 98, 26, {}],
  ['images-120-ascii', 'data', ['conv-residual-20'], 58, 16, { ascii: true, theme: MONO }],
  ['images-mono', 'data', ['conv-residual-20'], 118, 36, { enlarged: true, theme: MONO }],
  ['images-enlarged', 'data', ['conv-residual-20'], 198, 56, { enlarged: true, theme: MONO }],
  ['weights-unchanged', 'weights', ['sigmoid-glorot-20'], 60, 14, {}],
  ['chain-through-time-mono', 'chain', ['exploding-rnn'], 78, 14, { theme: MONO }],
  ['runs-three', 'runs', ['relu', 'vanishing-sigmoid', 'exploding-rnn'], 120, 8, { focus: 1 }],
];

describe('special cases', () => {
  it.each(CASES)('%s', (name, id, logs, width, height, options) => {
    const view = viewOf(
      logs.map((log) => runOf(recorded(log))),
      options,
    );
    expectGolden(name, [PANELS[id].title(view), ...linesOf(id, view, width, height)]);
  });
});

it.each(PANEL_NAMES)('the title of %s has a version for a window of 80 columns', (id) => {
  const room = titleWidth(40);
  for (const log of ['relu', 'vanishing-sigmoid', 'exploding-rnn'])
    for (const ascii of [false, true]) {
      const shown = PANELS[id].title(viewOf([runOf(recorded(log))], { ascii }), room);
      expect(textWidth(shown)).toBeLessThanOrEqual(room);
      expect(shown).not.toMatch(/[…~]/);
    }
});
