// Work in small parts: done at once, or in beats, between which the screen is painted and keys are read.
import type { Clock } from './clock.js';

/** Milliseconds that one beat may work. */
export const BEAT_MS = 10;

/** Yields between its parts. */
export type Gradual<T> = Generator<undefined, T>;

export function atOnce<T>(work: Gradual<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Null if the signal aborts. */
export async function inBeats<T>(
  work: Gradual<T | null>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T | null> {
  for (let deadline = clock.now() + BEAT_MS; ;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (clock.now() < deadline) continue;
    await clock.sleep(0, signal);
    // Closes its files.
    if (signal.aborted) return work.return(null).value ?? null;
    deadline = clock.now() + BEAT_MS;
  }
}
