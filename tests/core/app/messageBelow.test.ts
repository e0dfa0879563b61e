// The message line reports the last event, unless the line above already shows it.
import { expect, it } from 'vitest';
import { messageBelow } from '../../../src/core/app/comparison.js';
import { runEvent, stepEvent } from '../run/events.js';
import { Dash } from './helpers.js';

it('does not repeat what the line above says of twins', () => {
  const dash = new Dash().press('m', 'a');
  expect(messageBelow(dash.state)?.text).toBe('twin started: activation: sigmoid → relu');
  for (const [runId, loss] of Object.entries({ 'run-2': 0.69, 'run-3': 0.01 })) {
    const end = { type: 'end', runId, step: 1, reason: 'completed', loss, elapsedMs: 1 } as const;
    const events = [{ ...runEvent(), runId }, stepEvent(1, { runId, loss }), { ...end, weightChange: [], message: '' }];
    dash.do({ type: 'events', runId, events });
  }
  expect(dash.message).toMatch(/^activation: sigmoid → relu worked/);
  expect(messageBelow(dash.state)).toBeNull();
  // Later messages are shown.
  expect(messageBelow(dash.press('t').state)?.text).toMatch(/theme/);
});
