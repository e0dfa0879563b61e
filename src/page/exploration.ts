// A recorded log in a page: it plays, and it cannot be changed. Pure but for the player's timers.
import { DEFAULT_PACE } from '../core/app/ladders.js';
import { updateReplay } from '../core/app/replay.js';
import { unchanged } from '../core/app/runs.js';
import type { Config } from '../core/config/schema.js';
import type { GradtopEvent } from '../core/run/events.js';
import { played } from '../runtime/effects.js';
import { emptyReplay } from '../ui/begun.js';
import { createPicturer } from '../ui/picture.js';
import { createPlayer } from '../worker/player/player.js';
import type { DeepLink } from './deepLink.js';
import { linkOf, looksOf, pageStore, type PageOptions, type PageSession } from './session.js';

export interface Recorded {
  readonly events: readonly GradtopEvent[];
  /** To tell what differs from its preset. */
  readonly presets: readonly Config[];
}

/** `follow`: shows the whole log at a step, or, without one, plays from the first step on. */
export function explore({ events, presets }: Recorded, options: PageOptions): PageSession {
  const { size, theme, now } = options;
  const player = createPlayer({ events, now, speed: { kind: 'pace', epochsPerSecond: DEFAULT_PACE } });
  /** The part of a link whose target has not been read yet. */
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
  const begun = unchanged(emptyReplay({ size, theme, presets }));
  const store = pageStore({ begun, update: updateReplay, trainers }, options);
  const picture = createPicturer({ ascii: false });
  return {
    get state() {
      return store.state;
    },
    dispatch: (action) => store.dispatch(action),
    follow(link) {
      awaited = link;
      for (const action of looksOf(link)) store.dispatch(action);
      // All runs to their ends: a step alone would stop where the first run reaches it.
      if (link.step !== undefined) player.send({ type: 'pace', pace: null });
      player.play();
      arrive();
    },
    link: () => ({ ...linkOf(store.state, player.finished ? 'end' : undefined), ...awaited }),
    picture: () => picture(store.state),
  };
}
