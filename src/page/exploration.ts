// A recorded log as a dashboard without a terminal: the state, the player and the picture as cells. Pure but for its timers.
import type { Action } from '../core/app/action.js';
import { carryOut, type Command, type Performer } from '../core/app/commands.js';
import { DEFAULT_PACE } from '../core/app/ladders.js';
import { updateReplay } from '../core/app/replay.js';
import type { AppState, Updated } from '../core/app/state.js';
import { initialState } from '../core/app/update.js';
import type { GradtopEvent } from '../core/run/events.js';
import { clear, createCanvas, type Canvas } from '../core/screen/canvas.js';
import { compose } from '../core/screen/compose.js';
import { played, type Trainers } from '../runtime/effects.js';
import { chromeRows } from '../ui/chrome/chrome.js';
import { paintRow } from '../ui/chrome/row.js';
import { PANEL_ENTRIES } from '../ui/panels/index.js';
import { createPainter, layoutOf } from '../ui/screen.js';
import type { ShellAction } from '../ui/shell/action.js';
import { createStore, type Store } from '../ui/shell/store.js';
import type { Size } from '../ui/shell/view.js';
import { THEME_NAMES, themeOf } from '../ui/themes/index.js';
import { createPlayer } from '../worker/player/player.js';
import type { DeepLink } from './deepLink.js';

export interface ExplorationOptions {
  readonly events: readonly GradtopEvent[];
  readonly size: Size;
  readonly theme: string;
  /** Milliseconds. */
  readonly now: () => number;
  /** After each change of the state. */
  readonly changed: () => void;
  readonly copy: (text: string) => void;
}

export interface Exploration {
  readonly state: AppState;
  dispatch(action: Action | ShellAction): void;
  /** Goes where the link says: the whole log at a step, or, without one, from the first step on. */
  follow(link: DeepLink): void;
  /** Leads back to what is shown, or to what a link asks for while the log is being read. */
  link(): DeepLink;
  /** The picture of the state; the next call reuses the canvas. */
  picture(): Canvas;
}

export function explore(options: ExplorationOptions): Exploration {
  const { events, now } = options;
  const player = createPlayer({ events, now, speed: { kind: 'pace', epochsPerSecond: DEFAULT_PACE } });
  const store: Store<AppState, Action | ShellAction> = createStore<AppState, Action | ShellAction, Command>(
    {
      begun: begin(options),
      update: updateReplay,
      perform: (commands) => commands.forEach((command) => carryOut(command, performer)),
    },
    options.changed,
  );
  /** What a link asks for and the log has not told yet. */
  let awaited: DeepLink = {};
  const arrive = (): void => {
    const { step, run } = awaited;
    const runId = run === undefined ? undefined : store.state.order[run - 1];
    if (runId !== undefined) {
      awaited = step === undefined ? {} : { step };
      store.dispatch({ type: 'intent', intent: { type: 'focusId', runId } });
    }
    if (step === undefined || !player.finished) return;
    awaited = {};
    store.dispatch({ type: 'intent', intent: { type: 'look', step: step === 'end' ? Infinity : step } });
  };
  const trainers = played(player).trainers((action) => {
    store.dispatch(action);
    arrive();
  });
  const performer = performerOf(trainers, options, (text) => store.dispatch({ type: 'say', level: 'info', text }));
  const picture = painter(() => store.state);
  const last = lastStep(events);
  return {
    get state() {
      return store.state;
    },
    dispatch: (action) => store.dispatch(action),
    follow(link) {
      awaited = link;
      for (const action of looksOf(link)) store.dispatch(action);
      if (link.step !== undefined) player.send({ type: 'seek', step: last });
      player.play();
      arrive();
    },
    link: () => ({ ...linkOf(store.state, player.finished), ...awaited }),
    picture,
  };
}

const begin = ({ size, theme }: ExplorationOptions): Updated =>
  initialState({ configs: [], presets: [], size, panels: PANEL_ENTRIES, themes: THEME_NAMES, theme, replay: true });

function performerOf(
  trainers: Trainers,
  { changed, copy }: ExplorationOptions,
  say: (text: string) => void,
): Performer {
  return {
    start: (request) => trainers.start(request),
    send: (message, to) => trainers.send(message, to),
    drop: (runId) => trainers.drop(runId),
    log: () => undefined,
    record: () => undefined,
    keep: () => undefined,
    show: changed,
    screen: (command) => {
      if (command.type === 'copy') copy(command.text);
      else if (command.type === 'quit') say('close the tab to leave this page');
    },
  };
}

function looksOf({ panel, theme }: DeepLink): Action[] {
  const patch = {
    ...(panel === undefined ? {} : { focusPanel: panel, enlarged: true }),
    ...(theme === undefined ? {} : { theme }),
  };
  return Object.keys(patch).length === 0 ? [] : [{ type: 'intent', intent: { type: 'ui', patch } }];
}

/** The link to what a state shows. */
function linkOf({ ui, focus, order }: AppState, whole: boolean): DeepLink {
  const run = order.indexOf(focus) + 1;
  const step = ui.cursorStep ?? (whole ? 'end' : undefined);
  return {
    ...(step === undefined ? {} : { step }),
    ...(ui.enlarged ? { panel: ui.focusPanel } : {}),
    ...(run > 1 ? { run } : {}),
  };
}

function painter(state: () => AppState): () => Canvas {
  const paint = createPainter(false);
  let to = createCanvas(0, 0);
  let base = to;
  return () => {
    const now = state();
    const { columns, rows } = now.size;
    if (to.width !== columns || to.height !== rows)
      [to, base] = [createCanvas(columns, rows), createCanvas(columns, rows)];
    const theme = themeOf(now.ui.theme);
    clear(base);
    for (const { y, row } of chromeRows(now, layoutOf(now), { theme, ascii: false })) paintRow(base, y, row);
    compose(to, base, paint(now, theme));
    return to;
  };
}

const lastStep = (events: readonly GradtopEvent[]): number =>
  events.reduce((last, event) => (event.type === 'step' ? Math.max(last, event.step) : last), 0);
