// Holds the state of an application: passes actions to `update` and its commands to `perform`.

/** The next state and its commands. An action without effect returns the same state. */
export interface Updated<State, Command> {
  readonly state: State;
  readonly commands: readonly Command[];
}

export interface Store<State, Action> {
  readonly state: State;
  dispatch(action: Action): void;
}

export interface Transition<State, Action, Command> {
  readonly begun: Updated<State, Command>;
  readonly update: (state: State, action: Action) => Updated<State, Command>;
  /** Carries out the commands of one action. */
  readonly perform: (commands: readonly Command[]) => void;
}

/** After an action that changes the state: `changed`, then `perform` with its commands. */
export function createStore<State, Action, Command>(
  { begun, update, perform }: Transition<State, Action, Command>,
  changed: () => void,
): Store<State, Action> {
  let { state } = begun;
  const performAll = (commands: readonly Command[]): void => {
    if (commands.length > 0) perform(commands);
  };
  performAll(begun.commands);
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const updated = update(state, action);
      const differs = updated.state !== state;
      state = updated.state;
      if (differs) changed();
      performAll(updated.commands);
    },
  };
}
