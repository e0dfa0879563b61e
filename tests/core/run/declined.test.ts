// Instruments that a run does not have: written into `engine.why`, and read from there.
import { expect, it } from 'vitest';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { declinedPart, declinedSentence, whyDeclined, withoutDeclined } from '../../../src/core/run/declined.js';
import { running } from '../app/helpers.js';
import { run } from '../../helpers/training.js';

it.each([
  [null, null, null],
  ['only dense layers; the others not', null, null],
  [null, 'only --cell dense', 'needs 2 samples'],
  ['one; two: three', 'four; no five', null],
])('reads what it wrote: sharpness %j, Jacobian %j, noise scale %j', (sharpness, jacobian, noiseScale) => {
  const why = `fastest; no other${declinedPart({ sharpness, jacobian, noiseScale })}`;
  expect(whyDeclined(why, 'noiseScale')).toBe(noiseScale);
  expect(whyDeclined(why, 'sharpness')).toBe(sharpness);
  expect(whyDeclined(why, 'jacobian')).toBe(jacobian);
  expect(withoutDeclined(why)).toBe('fastest; no other');
});

it('the dashboard says so when the run begins', () => {
  const dash = running();
  const { runId } = dash.run;
  const engine = { backend: 'compiled', why: 'fastest; no sharpness: only dense layers', tfjs: '', node: '' };
  const begins = { type: 'run', runId, totalSteps: 200, engine } as unknown as GradtopEvent;
  dash.do({ type: 'events', runId, events: [begins] });
  expect(dash.state.ui.message?.text).toBe('not measured: sharpness (only dense layers)');
});

it('a recurrent run on the compiled engine says that sharpness is not measured, a run of convolutions measures it', async () => {
  const recurrent = {
    cell: 'gru',
    dataset: 'adding',
    samples: 8,
    depth: 1,
    width: 2,
    activation: 'tanh',
    epochs: 1,
  } as const;
  expect(declinedSentence(await run({ ...recurrent, sharpness: 'on' }, 'compiled'))).toBe(
    'not measured: sharpness (only dense layers and convolutions are supported)',
  );
  const fields = { cell: 'conv', dataset: 'digits', rows: 16, depth: 1, width: 2, epochs: 1 } as const;
  expect(declinedSentence(await run(fields, 'compiled'))).toBeNull();
  const measured = await run({ ...fields, sharpness: 'on' }, 'compiled');
  expect(declinedSentence(measured, (name) => name === 'sharpness')).toBeNull();
});

it.each([
  [{ batchSize: 1 }, 'not measured: noise scale (needs at least 2 samples a batch)'],
  [{ batchSize: 8, accumulate: 2 }, 'not measured: noise scale (needs more samples than one batch)'],
  [{ batchSize: 1, accumulate: 2 }, null],
  [{ batchSize: 2 }, null],
])('the noise scale of %j', async (fields, said) => {
  const events = await run({ ...fields, samples: 8, depth: 1, width: 2, epochs: 1, noiseScale: 'on' }, 'compiled');
  expect(declinedSentence(events)).toBe(said);
  expect(JSON.stringify(events).includes('gradientVariance')).toBe(said === null);
});
