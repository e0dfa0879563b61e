// An ended run trains on by a key: the same run, with twice the epochs; and the reasons why some cannot.
import { expect, it } from 'vitest';
import type { PresetFile } from '../../../src/core/config/schema.js';
import type { EndReason } from '../../../src/core/run/events.js';
import { runEvent } from '../run/events.js';
import { Dash, preset } from './helpers.js';

function ended(fields: PresetFile, reason: EndReason = 'completed'): Dash {
  const dash = new Dash({ configs: [preset(fields)] });
  const { runId } = dash.run;
  return dash.do({
    type: 'events',
    runId,
    events: [
      runEvent(fields, { runId }),
      { type: 'end', runId, step: 10, reason, loss: 0, elapsedMs: 1, weightChange: [] },
    ],
  });
}

it('sends the new length, and the run continues', () => {
  const dash = ended({ epochs: 10 });
  const { runId } = dash.run;
  dash.press('!');
  expect(dash.commands).toEqual([
    { type: 'send', to: [runId], message: { type: 'trainOn', epochs: 20, pace: 10, paused: false } },
  ]);
  expect([dash.run.runId, dash.run.status, dash.run.end, dash.config.epochs]).toEqual([runId, 'running', null, 20]);
  // It is under way now.
  expect(dash.press('!').commands).toEqual([]);
});

it.each<[string, PresetFile, EndReason]>([
  ['a rate that follows the length', { schedule: 'cosine' }, 'completed'],
  ['a run that stops by itself', { stop: 'solved' }, 'completed'],
  ['a run that diverged', {}, 'diverged'],
  ['too many epochs', { epochs: 900_000 }, 'completed'],
])('%s does not train on', (_, fields, reason) => {
  const dash = ended(fields, reason).press('!');
  expect([dash.commands, dash.state.ui.message?.level]).toEqual([[], 'warning']);
});

it('keys change batch size and epochs', () => {
  const dash = new Dash({ configs: [preset({})] });
  expect(dash.press('%').config.batchSize).toBe(64);
  expect(dash.press('$', '$').config.batchSize).toBe(16);
  expect(dash.press('#').config.epochs).toBe(200);
  expect(dash.press('@', '@').config.epochs).toBe(50);
});
