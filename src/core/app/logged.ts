// Events that the application itself adds to the log: keys, replaced runs, and the end of a run whose trainer has exited.
import { endFor, lastElapsed } from '../run/crash.js';
import type { ControlEvent } from '../run/events.js';
import type { RunState } from '../run/runState.js';
import { changeBetween } from '../text/change.js';
import type { Command } from './commands.js';
import { focusedRun } from './selectors.js';
import type { AppState, Updated } from './state.js';

/** The control action of a run that another run replaces. */
export const DROPPED = 'drop';

export const dropOf = ({ runId, step }: RunState): Command => ({
  type: 'drop',
  runId,
  event: { type: 'control', runId, step, action: DROPPED },
});

/** Adds the control event of a key: run and step at the key press, and the change in the run that it started. */
export function withControl(before: AppState, updated: Updated, action: string): Updated {
  const run = focusedRun(before);
  if (run === undefined || before.replay) return updated;
  const started = updated.commands.find((command) => command.type === 'start')?.request.config;
  const change = run.config && started ? changeBetween(run.config, started) : {};
  const event: ControlEvent = {
    ...{ type: 'control', runId: run.runId, step: run.step, action },
    ...(Object.keys(change).length > 0 ? { change } : {}),
  };
  return { ...updated, commands: [...updated.commands, { type: 'log', event }] };
}

/** The end of a run whose trainer has exited; none if the log does not have the run, or has its end. */
export function crashLogged(run: RunState, message: string): Command[] {
  const event = endFor(run, 'crashed', message, lastElapsed(run));
  return event === null ? [] : [{ type: 'log', event }];
}
