// The search for a cure in the dashboard: trains beside the runs on screen, which keep their place, until it ends or `esc` stops it.
import { asAsked, nearestPreset } from '../config/asAsked.js';
import type { Config } from '../config/schema.js';
import { Cure } from '../cure/cure.js';
import { configKey } from '../cure/suggestions.js';
import { applyEvent } from '../run/applyEvent.js';
import { endInWords } from '../run/crash.js';
import type { RunState } from '../run/runState.js';
import { changeBetween } from '../text/change.js';
import type { Action } from './action.js';
import type { CureWish } from './bindings/binding.js';
import type { Command } from './commands.js';
import { winnerOf } from './cureWords.js';
import { dropOf } from './logged.js';
import { overlayClosed } from './overlays.js';
import { inTurn, startRequest, unchanged, withUi } from './runs.js';
import { focusedRun } from './selectors.js';
import type { AppState, Curing, Updated } from './state.js';
import { startTwin } from './twins.js';

export function cureKey(state: AppState, wish: CureWish): Updated {
  if (wish === 'begin') return begin(state);
  if (wish === 'stop') return stop(state, 'stopped');
  const winner = winnerOf(state);
  if (winner === null) return unchanged(state);
  return startTwin(withUi(state, overlayClosed), changeBetween(winner.from, winner.config));
}

/** The configuration from which the focused run was started: the command `cure` gets the same. */
function askedHere(state: AppState): Config | null {
  const run = focusedRun(state);
  if (!run?.config) return null;
  return asAsked(run.config, nearestPreset(run.config, state.presets), run.run?.dataset?.classes);
}

/** Shows the search for this network, which goes on where it was stopped, or begins one. */
function begin(state: AppState): Updated {
  const config = askedHere(state);
  if (config === null) return unchanged(state);
  const old = state.curing ?? null;
  const opened = withUi(state, { overlay: 'cure', scroll: 0 });
  const same = old !== null && configKey(old.cure.search.config) === configKey(config);
  if (same && old.state !== 'stopped' && old.state !== 'failed') return unchanged(opened);
  const number = (old?.number ?? 0) + 1;
  const cure = same ? old.cure : new Cure({ config, name: `cure-${number}` });
  // The search for another network may still be training, under another overlay.
  return inTurn(stop(opened, 'stopped'), (idle) => trainNext(idle, { cure, number, state: 'training', trouble: null }));
}

/** Starts the next run of the search; without one it is over. */
function trainNext(state: AppState, curing: Curing): Updated {
  const run = curing.cure.next();
  if (run?.config == null) return unchanged(over(state, curing));
  const request = { ...startRequest(state, run.runId, run.config), pace: null, paused: false, pictures: false };
  return { state: { ...state, curing: { ...curing, state: 'training' } }, commands: [{ type: 'start', request }] };
}

/** What the search has trained counts as tried; its winner stays a suggestion. */
function over(state: AppState, curing: Curing): AppState {
  const { tries, best } = curing.cure.search;
  const keys = tries.flatMap((tried) => (tried === best ? [] : configKey(tried.config)));
  return { ...state, tried: new Set([...state.tried, ...keys]), curing: { ...curing, state: 'over' } };
}

/** Stops the run in training; the search keeps what it has tried. */
function stop(state: AppState, how: 'stopped' | 'failed', trouble: string | null = null): Updated {
  const curing = state.curing ?? null;
  const run = curing?.cure.run ?? null;
  if (curing === null || run === null) return unchanged(state);
  curing.cure.interrupt();
  return { state: { ...state, curing: { ...curing, state: how, trouble } }, commands: [dropOf(run)] };
}

/** The run that an action of a trainer concerns, if the search trains it. */
export const cureRun = ({ curing }: AppState, action: Action): RunState | null => {
  const run = curing?.cure.run ?? null;
  return run !== null && 'runId' in action && action.runId === run.runId ? run : null;
};

/** Applies an action of a trainer to the run that the search trains. */
export function followCure(state: AppState, run: RunState, action: Action): Updated {
  const curing = state.curing ?? null;
  if (action.type === 'failed') return stop(state, 'failed', action.message);
  if (action.type === 'died')
    return stop(state, 'failed', `training process ended by ${endInWords(action.how, action.stderrTail)}`);
  if (action.type !== 'events' || curing === null) return unchanged(state);
  for (const event of action.events) applyEvent(run, event);
  if (run.end === null) return unchanged({ ...state });
  curing.cure.take();
  const done: readonly Command[] = [dropOf(run)];
  return inTurn({ state, commands: done }, (next) => trainNext(next, curing));
}
