// Follows a log in beats: a follower reads for a few milliseconds, then yields to the program until the next beat.
import { BEAT_MS } from './gradual.js';
import type { Followed, FollowOptions } from './reader.js';

/** Polling interval in milliseconds while nothing arrives. */
export const POLL_MS = 250;
/** Milliseconds to wait until zeros are filled in: NFS shows zeros where data has not arrived yet. */
export const PATIENCE_MS = 5000;
/** Milliseconds without a byte after which an open pipe counts as read. */
export const SETTLED_MS = 2000;

export interface Beat {
  readonly news: readonly Followed[];
  /** Nothing is left to read. */
  readonly quiet: boolean;
}

export interface BeatFollower {
  /** Reads until nothing is left, or until the clock reaches `deadline`. */
  beat(deadline: number): Promise<Beat>;
  close(): Promise<void>;
}

/** The news of a follower, until the signal or the end of its stream; closes it. */
export async function* followBeats(
  follower: BeatFollower,
  { clock, signal }: Pick<FollowOptions, 'clock' | 'signal'>,
): AsyncGenerator<Followed, void> {
  let state = '';
  try {
    while (!signal.aborted) {
      const { news, quiet } = await follower.beat(clock.now() + BEAT_MS);
      for (const one of news) {
        if (one.type === 'events' || one.type === 'damaged' || one.type === 'restarted') state = '';
        // A state is reported when it begins.
        else if (state === JSON.stringify(one)) continue;
        else state = JSON.stringify(one);
        yield one;
        if (one.type === 'ended') return;
      }
      await clock.sleep(quiet ? POLL_MS : 0, signal);
    }
  } finally {
    await follower.close();
  }
}
