// The change that `x` and `X` make: the first suggestion for the focused run that this session has not trained yet.
import { onAllLayers } from '../config/layers.js';
import type { Config, ConfigChange } from '../config/schema.js';
import { changed, configKey, suggestionsAt, type Suggestion } from '../cure/suggestions.js';
import type { Remedies } from '../cure/words.js';
import { suggestionInWords } from '../text/change.js';
import { keyFor } from '../keys/changes.js';
import { changeable } from './bindings/binding.js';
import { focusedRun } from './selectors.js';
import type { AppState } from './state.js';

const NONE: Remedies = { left: [], tried: [] };

/** Suggestions for the focused run at the time cursor: `x` makes the first one left; `tried` were trained in this session. */
export function remediesHere(state: AppState): Remedies {
  const run = focusedRun(state);
  if (!run?.config) return NONE;
  const { config } = run;
  const { cursorStep } = state.ui;
  const wasTried = ({ change }: Suggestion): boolean => state.tried.has(configKey(changed(config, change)));
  return {
    left: suggestionsAt(run, cursorStep, state.tried),
    tried: suggestionsAt(run, cursorStep).filter(wasTried),
  };
}

/** The change that `x` makes; empty if no suggestion is left. */
export function remedyHere(state: AppState): ConfigChange {
  const config = focusedRun(state)?.config;
  const [next] = remediesHere(state).left;
  return config && next ? onAllLayers(config, next.change) : {};
}

/** For the verdict line: `x activation relu`, without a key for a run that cannot be changed; null without a suggestion. */
export function remedyHint(state: AppState): string | null {
  const { left, tried } = remediesHere(state);
  const key = changeable(state) === null ? keyFor(state.keys, 'remedy', 'x') : 'try';
  if (left[0] !== undefined) return `${key} ${suggestionInWords(left[0].change)}`;
  return tried.length > 0 ? 'no untried change left' : null;
}

/** `tried` with these configurations added. */
export const withTried = (tried: AppState['tried'], configs: readonly Config[]): AppState['tried'] =>
  new Set([...tried, ...configs.map(configKey)]);
