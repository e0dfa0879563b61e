// One interface for programs that watch a run, ours and others: start it, pause its input, list its processes.
import type { Monitor } from '../peers/monitors.js';
import { treeOf } from './processes.js';
import { gradtop, Session, type Sight, type Size } from './session.js';
import { FIRST_STEP, HELP, NO_HELP, PAUSED } from './sights.js';

export interface Watched {
  readonly session: Session;
  /** Processes of the user interface. */
  readonly ui: () => number[];
  /** Processes that compute; may be empty. */
  readonly others: () => number[];
  /** Pauses the input: no new data arrives afterwards. */
  readonly hold: () => Promise<void>;
  /** Keys to press in turn, which change the view and back, with the text that the screen then shows, if it is known. */
  readonly keys: readonly { readonly key: string; readonly effect: Sight | null }[];
  readonly end: () => Promise<void>;
}

export interface Subject {
  readonly title: string;
  /** Resolves when it shows a running run. */
  start(size: Size): Promise<Watched>;
}

/** The default dashboard with more epochs, so that the run does not end during the measurement. */
export const dashboard: Subject = {
  title: 'gradtop',
  async start(size) {
    const session = new Session(gradtop('--epochs', '10000'), size);
    await session.see(FIRST_STEP, 'the first step');
    return {
      session,
      ui: () => [session.pid],
      others: () => treeOf(session.pid).slice(1),
      async hold() {
        session.press(' ');
        await session.see(PAUSED, 'paused');
      },
      keys: [
        { key: '?', effect: HELP },
        { key: '?', effect: NO_HELP },
      ],
      end: () => session.end(),
    };
  },
};

export const subjectOf = (monitor: Monitor): Subject => ({
  title: monitor.title,
  async start(size) {
    const feed = await monitor.feed();
    const session = new Session(monitor.program(feed), size);
    try {
      await session.see(monitor.firstFrame, 'the first frame');
    } catch (error) {
      await session.end(monitor.quit);
      feed.end();
      throw error;
    }
    return {
      session,
      ui: () => treeOf(session.pid),
      others: () => [],
      hold: () => Promise.resolve(feed.hold()),
      keys: [{ key: monitor.key, effect: null }],
      async end() {
        await session.end(monitor.quit);
        feed.end();
      },
    };
  },
});
