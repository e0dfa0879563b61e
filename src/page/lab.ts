// A lab in a page: the dashboard trains, and its keys change the network. Pure except for its trainers.
import type { Config } from '../core/config/schema.js';
import { update } from '../core/app/update.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
import type { TrainingClient } from '../core/run/protocol.js';
import { childTrainers } from '../runtime/effects.js';
import { liveState } from '../ui/begun.js';
import { createPicturer } from '../ui/picture.js';
import { linkOf, looksOf, pageStore, type PageOptions, type PageSession } from './session.js';

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
  const begun = liveState({ size, theme, presets }, first, 'compiled');
  const store = pageStore({ begun, update, trainers }, options);
  const picture = createPicturer({ ascii: false });
  return {
    get state() {
      return store.state;
    },
    dispatch: (action) => store.dispatch(action),
    follow(link) {
      for (const action of looksOf(link)) store.dispatch(action);
    },
    link: () => linkOf(store.state),
    picture: () => picture(store.state),
  };
}
