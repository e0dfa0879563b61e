// The panel of signal propagation: theory beside measurement, and the singular values.
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { PresetFile } from '../../../src/core/config/schema.js';
import { applyEvent } from '../../../src/core/run/applyEvent.js';
import type { ProbeEvent } from '../../../src/core/run/events.js';
import { depthScales } from '../../../src/core/theory/depthScale.js';
import { propagationPanel } from '../../../src/ui/panels/propagation.js';
import { expectGolden } from '../../helpers/golden.js';
import { linesOf, MONO, recorded, runOf, viewOf, type ViewOptions } from './views.js';

/** A recorded run, with singular values in its first and last probe. */
function view(options: ViewOptions = {}, fields: PresetFile = {}) {
  const state = { ...runOf(recorded('vanishing-sigmoid')), config: parseConfig(fields, 'test') };
  const values = (largest: number): number[] => Array.from({ length: 10 }, (_, i) => largest * 10 ** (-i / 3));
  const [first, last] = [state.probes[0]!, state.probes.at(-1)!];
  const measured = { singularValues: values(0.02), outputSingularValues: [0.03, 0.004] };
  applyEvent(state, { ...last, step: last.step + 1, ...measured } satisfies ProbeEvent);
  state.probes[0] = { ...first, singularValues: values(2) };
  return viewOf([state], options);
}

it.each([
  [38, 10],
  [78, 14],
  [140, 40],
])('at %i x %i', (width, height) => {
  for (const ascii of [false, true]) {
    const seen = view({ ascii, ...(ascii ? { theme: MONO } : {}) });
    const name = `propagation-measured-${width}x${height}${ascii ? '-ascii' : ''}`;
    expectGolden(name, [propagationPanel.title(seen), ...linesOf('propagation', seen, width, height)]);
  }
});

it('shows the scale of theory and what the Jacobian measures', () => {
  const { gradient, chi } = depthScales('sigmoid', 1);
  const lines = linesOf('propagation', view(), 140, 20).join(' ');
  expect(lines).toContain(`${gradient.toFixed(2)} layers`);
  expect(lines).toContain(String(Number(chi.toPrecision(2))));
  expect(lines).toMatch(/largest 0\.02/);
  expect(lines).toMatch(/logits: largest 0\.03, RMS 0\.021, smallest 0\.004/);
});

it('names the step of the measurement where later probes have none', () => {
  const state = { ...runOf(recorded('vanishing-sigmoid')), config: parseConfig({}, 'test') };
  state.probes[0] = { ...state.probes[0]!, singularValues: [2, 1], outputSingularValues: [3, 1] };
  const lines = linesOf('propagation', viewOf([state]), 140, 20).join(' ');
  expect(lines).toContain('singular values at step 0: largest 2');
  expect(lines).toContain('inputs to logits at step 0: largest 3');
});

it('names the key where nothing is measured, and the condition where theory does not apply', () => {
  const off = viewOf([{ ...runOf(recorded('relu')), config: parseConfig({ batchNorm: 'before' }, 'test') }]);
  const lines = linesOf('propagation', off, 100, 12).join(' ');
  expect(lines).toContain('| measures');
  expect(lines).toMatch(/theory: .*without batch normalization/);
});
