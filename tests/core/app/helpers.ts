// A dashboard without a screen: press keys, send events, look at state and commands.
import { configSchema, type Config, type PresetFile } from '../../../src/core/config/schema.js';
import type { Command, LoggedEvent } from '../../../src/core/app/commands.js';
import type { AppState, Updated } from '../../../src/core/app/state.js';
import type { Action } from '../../../src/core/app/action.js';
import { initialState, update, type InitialOptions } from '../../../src/core/app/update.js';
import { focusedRun } from '../../../src/core/app/selectors.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { PANEL_ENTRIES } from '../../../src/ui/panels/index.js';
import { runEvent, stepEvent } from '../run/events.js';

export const preset = (over: PresetFile = {}): Config => configSchema.parse(over);

export const PRESETS = [
  preset({ name: 'vanishing-sigmoid' }),
  preset({ name: 'relu', activation: 'relu' }),
  preset({ name: 'fewer-layers', depth: 3 }),
];

export class Dash {
  state: AppState;
  /** Of the last action, but for the events that it logs. */
  commands: readonly Command[] = [];
  /** The events of the last action for the log. */
  logged: readonly LoggedEvent[] = [];

  constructor(options: Partial<InitialOptions> = {}) {
    const begun = initialState({
      configs: [PRESETS[0] as Config],
      presets: PRESETS,
      panels: PANEL_ENTRIES,
      size: { columns: 120, rows: 40 },
      ...options,
    });
    this.state = begun.state;
    this.take(begun);
  }

  private take({ state, commands }: Updated): void {
    this.state = state;
    this.commands = commands.filter(({ type }) => type !== 'log');
    this.logged = commands.flatMap((one) => (one.type === 'log' || one.type === 'drop' ? one.event : []));
  }

  do(action: Action): this {
    this.take(update(this.state, action));
    return this;
  }

  press(...keys: readonly string[]): this {
    for (const key of keys) this.do({ type: 'key', key });
    return this;
  }

  get run(): RunState {
    const run = focusedRun(this.state);
    if (run === undefined) throw new Error('no run in focus');
    return run;
  }

  get config(): Config {
    const { config } = this.run;
    if (config === null) throw new Error('no configuration');
    return config;
  }

  get message(): string {
    return this.state.ui.message?.text ?? '';
  }

  /** `drop run-1`, `start run-2`, `send run-2 pause`. */
  get did(): string[] {
    return this.commands.map((command) => {
      switch (command.type) {
        case 'start':
          return `start ${command.request.runId}`;
        case 'drop':
          return `drop ${command.runId}`;
        case 'send':
          return `send ${command.to.join(' ')} ${command.message.type}`;
        case 'quit':
          return `quit ${command.exitCode}`;
        default:
          return command.type;
      }
    });
  }
}

/** A dashboard whose run has trained 40 steps. */
export const running = (options = {}): Dash => {
  const dash = new Dash(options);
  const runId = dash.state.focus;
  const steps = Array.from({ length: 40 }, (_, i) => ({ ...stepEvent(i + 1), runId }));
  return dash.do({ type: 'events', runId, events: [{ ...runEvent(), runId }, ...steps] });
};

/** The same with the end of its run. */
export const ended = (dash: Dash): Dash =>
  dash.do({
    type: 'events',
    runId: dash.state.focus,
    events: [
      {
        type: 'end',
        runId: dash.state.focus,
        step: 40,
        reason: 'completed',
        loss: 0.1,
        accuracy: 1,
        elapsedMs: 1,
        weightChange: [],
        message: '',
      },
    ],
  });
