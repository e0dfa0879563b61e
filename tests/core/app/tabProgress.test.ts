// What the terminal's tab shows of a dashboard.
import { expect, it } from 'vitest';
import { dashboardProgress } from '../../../src/core/app/tabProgress.js';
import { Dash } from './helpers.js';

const running = (step: number): Dash => {
  const dash = new Dash();
  const { runId } = dash.run;
  const run = { type: 'run', runId, totalSteps: 200 } as const;
  return dash.do({ type: 'events', runId, events: [run, { type: 'step', runId, step, loss: 1 }] });
};
const ended = (reason: 'completed' | 'diverged'): Dash => {
  const dash = running(50);
  const { runId } = dash.run;
  return dash.do({ type: 'events', runId, events: [{ type: 'end', runId, step: 50, reason }] });
};

it('is the share of the steps, and paused or failed', () => {
  expect(dashboardProgress(running(50).state)).toEqual({ fraction: 0.25, state: 'running' });
  expect(dashboardProgress(running(50).press('space').state)).toEqual({ fraction: 0.25, state: 'paused' });
  expect(dashboardProgress(ended('diverged').state)).toEqual({ fraction: 1, state: 'failed' });
});

it('is empty before the first run is known, after a good end, and for a recording', () => {
  expect(dashboardProgress(new Dash().state)).toBeNull();
  expect(dashboardProgress(ended('completed').state)).toBeNull();
  expect(dashboardProgress({ ...running(50).state, replay: true })).toBeNull();
});
