// Painters on arbitrary runs: no throw, only one-cell characters, ASCII on request, and a reason where data lack.
import { describe, expect, it } from 'vitest';
import { ACTIVATION_NAMES } from '../../../src/core/config/activations.js';
import type { GradtopEvent, ProbeEvent, StepEvent, StepLayers } from '../../../src/core/run/events.js';
import { LAYER_METRICS, type LayerMetric } from '../../../src/core/run/schema/layerMetrics.js';
import { createRunState } from '../../../src/core/run/applyEvent.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { runEvent } from '../../core/run/events.js';
import { linesOf, MONO, painted, recorded, runOf, THEME, viewOf } from './views.js';
import { fc, runs } from '../../helpers/property.js';
import { PANEL_NAMES, PANELS } from '../../../src/ui/panels/index.js';

const measure = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 10, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -45, max: 38 }).map((power) => 10 ** power) },
  { weight: 1, arbitrary: fc.constantFrom(0, NaN, Infinity, -Infinity, -1, 5e-324, 1.7e308) },
);
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });

const SHARES: readonly LayerMetric[] = ['saturated', 'dead', 'activationStd'];

/** A run of any number of layers, with or without run event, layers, probes, weights, boundaries. */
const anyRun: fc.Arbitrary<RunState> = fc
  .record({
    depth: fc.integer({ min: 1, max: 50 }),
    steps: fc.integer({ min: 0, max: 40 }),
    gap: fc.constantFrom(1, 1, 3, 1000),
    known: fc.boolean(),
    layers: fc.boolean(),
    samples: fc.boolean(),
    ended: fc.boolean(),
    values: fc.array(measure, { minLength: 8, maxLength: 24 }),
    shares: fc.array(share, { minLength: 4, maxLength: 8 }),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
  })
  .map((made) => {
    const count = made.depth + 1;
    let at = 0;
    const next = (): number => made.values[at++ % made.values.length] ?? 0;
    const nextShare = (): number | null => made.shares[at++ % made.shares.length] ?? null;
    const all = <T>(make: () => T): T[] => Array.from({ length: count }, make);
    const events: GradtopEvent[] = [];
    const points = { x: [next(), next()], y: [next(), next()], labels: [0, 1], axes: ['x', 'y'] as [string, string] };
    if (made.known) {
      const dataset = { name: 'moons', samples: 2, features: 2, classes: made.depth % 3, points };
      const layout = runEvent({ depth: made.depth, activation: made.activation }, { dataset, labelEntropy: next() });
      events.push(layout);
    }
    for (let i = 1; i <= made.steps; i += 1) {
      const layers = Object.fromEntries(
        LAYER_METRICS.map((metric) => [metric, all(SHARES.includes(metric) ? nextShare : next)]),
      ) as unknown as StepLayers;
      const step: StepEvent = {
        type: 'step',
        runId: 'r',
        step: i * made.gap,
        epoch: i,
        loss: next(),
        accuracy: next(),
      };
      events.push(made.layers ? { ...step, layers } : step);
      if (!made.samples || i % 3 !== 1) continue;
      const probe: ProbeEvent['layers'] = {
        saturated: all(nextShare),
        dead: all(nextShare),
        preMean: all(next),
        preStd: all(next),
        activationMean: all(next),
        activationStd: all(next),
        meanDerivative: all(next),
        backwardGain: all(next),
        percentChange: all(nextShare),
        histograms: all(() => ({ low: next(), high: next(), counts: [next(), next(), next()] })),
      };
      const time = made.depth % 2 === 0 ? { throughTime: all(next) } : {};
      events.push({ type: 'probe', runId: 'r', step: i * made.gap, layers: probe, ...time });
      const kernel = { name: 'hidden_1/kernel', layer: 0, shape: [2, 3], values: Array.from({ length: 6 }, next) };
      events.push({ type: 'weights', runId: 'r', step: i * made.gap, parameters: [kernel] });
      const grid = { columns: 3, rows: 2, values: Array.from({ length: 6 }, next) };
      events.push({ type: 'boundary', runId: 'r', step: i * made.gap, xRange: [-1, 1], yRange: [0, next()], ...grid });
    }
    if (made.ended)
      events.push({
        type: 'end',
        runId: 'r',
        step: made.steps * made.gap,
        reason: 'completed',
        loss: next(),
        elapsedMs: 1,
        weightChange: [],
        message: '',
      });
    return runOf(events);
  });

describe.each(PANEL_NAMES)('panel %s', (id) => {
  it('paints any state at any size, in one-cell characters only', () => {
    fc.assert(
      fc.property(
        fc.array(anyRun, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 130 }),
        fc.integer({ min: 0, max: 40 }),
        fc.record({
          ascii: fc.boolean(),
          colourless: fc.boolean(),
          enlarged: fc.boolean(),
          cursorStep: fc.option(fc.integer({ min: 0, max: 50_000 }), { nil: null }),
          yScale: fc.constantFrom('log', 'linear' as const),
          window: fc.constantFrom('whole', 'recent' as const),
          heatScale: fc.constantFrom('pinned', 'fit' as const),
          layer: fc.integer({ min: 0, max: 60 }),
          weight: fc.integer({ min: 0, max: 60 }),
        }),
        (states, width, height, look) => {
          const { ascii, colourless, enlarged, ...ui } = look;
          const view = viewOf(states, { ascii, enlarged, theme: colourless ? MONO : THEME, ui });
          const canvas = painted(id, view, width, height);
          expect(PANELS[id].title(view)).not.toMatch(/undefined|NaN×|\[object/);
          for (let i = 0; i < canvas.glyph.length; i += 1) {
            const glyph = canvas.glyph[i] ?? 0;
            const allowed = ascii
              ? glyph >= 32 && glyph < 127
              : (glyph >= 32 && glyph < 127) || (glyph >= 0xa0 && glyph < 0x2fff && !(glyph >= 0x300 && glyph < 0x370));
            if (!allowed) throw new Error(`cell ${i} holds U+${glyph.toString(16)}`);
            if (colourless && (canvas.bg[i] ?? -1) !== -1)
              throw new Error(`cell ${i} has a background without colours`);
          }
        },
      ),
      { numRuns: runs(12) },
    );
  });

  it('names the missing data, or the failure', () => {
    const starting = createRunState('r', null);
    const words = linesOf(id, viewOf([starting]), 60, 10).join(' ');
    if (id !== 'runs') expect(words).toMatch(/no data yet|does not say|no |not /);
    const failed = createRunState('r', null);
    failed.status = 'failed';
    failed.failure = 'the training process died: signal SIGKILL';
    expect(linesOf(id, viewOf([failed]), 60, 10).join(' ')).toContain('SIGKILL');
  });

  it('shows something beside a lesson in the smallest window', () => {
    const words = linesOf(id, viewOf([runOf(recorded('vanishing-sigmoid'))]), 58, 3).join('\n');
    expect(words).not.toContain('too small');
    expect(words.trim()).not.toBe('');
  });

  it('shows something at its minimum size', () => {
    const { width, height } = PANELS[id].minimum;
    const words = linesOf(id, viewOf([runOf(recorded('vanishing-sigmoid'))]), width, height).join('\n');
    expect(words).not.toContain('too small');
    expect(words.trim().length).toBeGreaterThan(width);
  });
});
