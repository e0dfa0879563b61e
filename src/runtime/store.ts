// Holds the application's state: every action goes through `update`, its commands go to the effects, listeners hear of changes.
import type { Command } from '../core/app/commands.js';
import type { Action, AppState, Updated } from '../core/app/state.js';

export interface Store {
  readonly state: AppState;
  dispatch(action: Action): void;
}

/** After an action that changes the state: `changed`, then `perform` with its commands. */
export function createStore(
  initial: Updated,
  update: (state: AppState, action: Action) => Updated,
  perform: (commands: readonly Command[], state: AppState) => void,
  changed: (action: Action | null) => void,
): Store {
  let { state } = initial;
  const store: Store = {
    get state() {
      return state;
    },
    dispatch(action) {
      const updated = update(state, action);
      const differs = updated.state !== state;
      state = updated.state;
      if (differs) changed(action);
      if (updated.commands.length > 0) perform(updated.commands, state);
    },
  };
  perform(initial.commands, state);
  return store;
}
