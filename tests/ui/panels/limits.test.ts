// The panel of the highest stable rate and the noise scale.
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { limitsPanel } from '../../../src/ui/panels/limits.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, runOf, viewOf } from './views.js';

const learningRate = 0.3;
const steps = (figures: (step: number) => Record<string, number> | null): GradtopEvent[] =>
  Array.from({ length: 200 }, (_, i) => {
    const scalars = figures(i + 1);
    return {
      type: 'step' as const,
      runId: 'run',
      step: i + 1,
      loss: 1,
      learningRate,
      ...(scalars === null ? {} : { scalars }),
    };
  });

/** The ratio rises to 2 and falls. */
const measured = steps((step) => {
  if (step % 5 !== 1) return null;
  const stability = 0.2 + 1.8 * Math.sin((Math.PI * step) / 200) ** 2;
  return {
    sharpness: (2 * stability) / learningRate,
    stability,
    stableRate: learningRate / stability,
    noiseScale: 118.4,
  };
});
const runWith = (events: readonly GradtopEvent[]) => ({ ...runOf(events), config: parseConfig({}, 'test') });

it.each([
  [38, 10],
  [78, 14],
  [140, 40],
])('at %i x %i', (width, height) => {
  for (const ascii of [false, true]) {
    const view = viewOf([runWith(measured)], { ascii, ...(ascii ? { theme: MONO } : {}) });
    const name = `limits-measured-${width}x${height}${ascii ? '-ascii' : ''}`;
    expectGolden(name, [limitsPanel.title(view), ...linesOf('limits', view, width, height)]);
  }
});

it('shows the highest stable rate of the step, and the meaning of the noise scale', () => {
  const view = viewOf([runWith(measured)], { ui: { cursorStep: 101 } });
  expect(limitsPanel.title(view)).toMatch(/stability 2.*highest stable rate now 0\.15/);
  const lines = linesOf('limits', view, 100, 12).join(' ');
  expect(lines).toMatch(/rate 0\.3, highest stable rate 0\.15 .*grow/);
  expect(lines).toMatch(/batch 32, noise scale 118/);
});

it('shows the lower bound of a run too short for more', () => {
  const bound = steps((step) => (step === 1 ? { sharpnessAtLeast: 4, stableRateAtMost: 0.5 } : null));
  const lines = linesOf('limits', viewOf([runWith(bound)], {}), 38, 6).map((line) => line.trimEnd());
  expect(lines.slice(0, 3)).toEqual([
    'sharpness at least 4, not settled',
    'highest stable rate at most 0.5',
    'too few steps: \\ measures at any cost',
  ]);
});

it('names the keys if nothing is measured', () => {
  const lines = linesOf('limits', viewOf([runOf(steps(() => null))], {}), 60, 6).join(' ');
  expect(lines).toMatch(/\^.*N/);
});

it('says why a sharpness that is on is not measured', () => {
  const engine = { backend: 'compiled', why: 'chosen; no sharpness: only dense layers are supported' };
  const started = { ...runWith(steps(() => null)), config: parseConfig({ sharpness: 'on' }, 'test') };
  const lines = (why: string): string => {
    const run = { type: 'run' as const, runId: 'run', version: 1, engine: { ...engine, why } };
    return linesOf('limits', viewOf([{ ...started, run: run }]), 80, 6).join(' ');
  };
  expect(lines(engine.why)).toContain('sharpness is not measured: only dense layers are supported');
  expect(lines('chosen')).toContain('no measurement yet');
});

it('says why one of the figures is missing beside the other', () => {
  const engine = { backend: 'compiled', why: 'chosen; no noise scale: needs at least 2 samples a batch' };
  const started = { ...runWith(measured), run: { type: 'run' as const, runId: 'run', version: 1, engine } };
  const lines = linesOf('limits', viewOf([started]), 80, 14).join(' ');
  expect(lines).toContain('highest stable rate 1.4');
  expect(lines).toContain('noise scale is not measured: needs at least 2 samples a batch');
});

it('wraps sentences where a chart leaves the room, and cuts them where it does not', () => {
  const text = (height: number): string =>
    linesOf('limits', viewOf([runWith(measured)]), 40, height)
      .join(' ')
      .replaceAll(/ +/g, ' ');
  expect(text(15)).toContain('noise scale 118: larger batches stop paying beyond it');
  expect(text(8)).toMatch(/noise scale 118: larger [a-z ]*…/);
});
