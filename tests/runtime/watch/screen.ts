// The state of a dashboard that watches growing logs, without a terminal.
import { updateReplay } from '../../../src/core/app/replay.js';
import type { AppState } from '../../../src/core/app/state.js';
import type { Action } from '../../../src/core/app/action.js';
import { initialState } from '../../../src/core/app/update.js';
import { type Place } from '../../../src/runtime/watch/place.js';
import { Watcher } from '../../../src/runtime/watch/watcher.js';
import { fastClock } from '../../helpers/fastClock.js';

export class Screen {
  state: AppState;
  readonly said: string[] = [];
  /** The new parts of what was said. */
  readonly news: string[] = [];
  readonly watcher: Watcher;

  constructor(places: readonly Place[], wallClock = (): number => Date.now(), largeBytes = Infinity) {
    const size = { columns: 80, rows: 24 };
    this.state = initialState({ configs: [], presets: [], size, replay: true, watched: true }).state;
    const dispatch = (action: Action): void => {
      if (action.type === 'say') {
        this.said.push(action.text);
        if (action.news !== '') this.news.push(action.news ?? action.text);
      }
      this.state = updateReplay(this.state, action).state;
    };
    this.watcher = new Watcher({ places, only: null, reading: {}, dispatch, clock: fastClock, wallClock, largeBytes });
    void this.watcher.play();
  }

  /** `id: steps` of each run in its place. */
  get runs(): string[] {
    return this.state.order.map((id) => `${id}: ${this.state.runs.get(id)?.loss.length}`);
  }

  key(key: string): void {
    const updated = updateReplay(this.state, { type: 'key', key });
    this.state = updated.state;
    for (const command of updated.commands) if (command.type === 'send') this.watcher.send(command.message);
  }
}
