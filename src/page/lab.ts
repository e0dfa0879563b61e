// A lab in a page: the dashboard trains, and its keys change the network. Pure except for its trainers.
import type { Config } from '../core/config/schema.js';
import { initialState, update } from '../core/app/update.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
import type { TrainingClient } from '../core/run/protocol.js';
import { childTrainers } from '../runtime/effects.js';
import { PANEL_ENTRIES } from '../ui/panels/index.js';
import { THEME_NAMES } from '../ui/themes/index.js';
import { linkOf, looksOf, pagePainter, pageStore, type PageOptions, type PageSession } from './session.js';

export interface LabNetworks {
  /** The network that the lab begins with. */
  readonly first: Config;
  readonly presets: readonly Config[];
}

export function openLab(
  { first, presets }: LabNetworks,
  create: () => TrainingClient,
  options: PageOptions,
): PageSession {
  const { size, theme } = options;
  const engines = new EngineBook();
  const trainers = childTrainers({
    create: () => withEngineBook(create(), engines),
    dispatch: (action) => store.dispatch(action),
    // No log waits for the end of a run.
    awaitsEnd: () => false,
  });
  const begun = initialState({
    configs: [first],
    presets,
    size,
    panels: PANEL_ENTRIES,
    themes: THEME_NAMES,
    theme,
    backend: 'compiled',
  });
  // The first run starts before its commands have a store to answer to.
  const store = pageStore({ begun: { ...begun, commands: [] }, update, trainers }, options);
  for (const command of begun.commands) if (command.type === 'start') trainers.start(command.request);
  return {
    get state() {
      return store.state;
    },
    dispatch: (action) => store.dispatch(action),
    follow(link) {
      for (const action of looksOf(link)) store.dispatch(action);
    },
    link: () => linkOf(store.state),
    picture: pagePainter(() => store.state),
  };
}
