// A dashboard without a terminal: state, commands and the picture as cells. Pure.
import type { Action } from '../core/app/action.js';
import { carryOut, type Command, type Performer } from '../core/app/commands.js';
import type { AppState, Updated } from '../core/app/state.js';
import type { Canvas } from '../core/screen/canvas.js';
import type { Trainers } from '../runtime/effects.js';
import type { ShellAction } from '../ui/shell/action.js';
import { createStore, type Store } from '../ui/shell/store.js';
import type { Size } from '../ui/shell/view.js';
import type { DeepLink } from './deepLink.js';

export interface PageOptions {
  readonly size: Size;
  readonly theme: string;
  /** Milliseconds. */
  readonly now: () => number;
  /** After each change of the state. */
  readonly changed: () => void;
  readonly copy: (text: string) => void;
}

export interface PageSession {
  readonly state: AppState;
  dispatch(action: Action | ShellAction): void;
  /** Shows the view of a link. */
  follow(link: DeepLink): void;
  /** A link to the present view, or the requested link while its target has not loaded. */
  link(): DeepLink;
  /** The picture of the state; the next call reuses the canvas. */
  picture(): Canvas;
}

export type PageStore = Store<AppState, Action | ShellAction>;

interface Transition {
  readonly begun: Updated;
  readonly update: (state: AppState, action: Action | ShellAction) => Updated;
  readonly trainers: Trainers;
}

/** The commands of `begun` are carried out at once. */
export function pageStore({ begun, update, trainers }: Transition, { changed, copy }: PageOptions): PageStore {
  const say = (text: string): void => store.dispatch({ type: 'say', level: 'info', text });
  const performer: Performer = {
    start: (request) => trainers.start(request),
    send: (message, to) => trainers.send(message, to),
    drop: (runId) => trainers.drop(runId),
    log: () => undefined,
    record: () => say('a page cannot write files; gradtop in a terminal records'),
    keep: () => undefined,
    layout: () => undefined,
    show: changed,
    screen: (command) => {
      if (command.type === 'copy') copy(command.text);
      else if (command.type === 'quit') say('close the tab to leave this page');
    },
  };
  const perform = (commands: readonly Command[]): void => {
    for (const command of commands) carryOut(command, performer);
    trainers.settle();
  };
  const store: PageStore = createStore<AppState, Action | ShellAction, Command>({ begun, update, perform }, changed);
  return store;
}

/** What a link asks for of the view. */
export function looksOf({ panel, theme }: DeepLink): Action[] {
  const patch = {
    ...(panel === undefined ? {} : { focusPanel: panel, enlarged: true }),
    ...(theme === undefined ? {} : { theme }),
  };
  return Object.keys(patch).length === 0 ? [] : [{ type: 'intent', intent: { type: 'ui', patch } }];
}

/** The link to the view of a state. `live` is its step if the time cursor is live. */
export function linkOf({ ui, focus, order }: AppState, live?: 'end'): DeepLink {
  const run = order.indexOf(focus) + 1;
  const step = ui.cursorStep ?? live;
  return {
    ...(step === undefined ? {} : { step }),
    ...(ui.enlarged ? { panel: ui.focusPanel } : {}),
    ...(run > 1 ? { run } : {}),
  };
}
