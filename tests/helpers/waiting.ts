// Waiting for what another process does. The limit guards against a hanging test; no success depends on it.
export const GUARD_MS = 90_000;
const GLANCE_MS = 10;

// A test may stop the clock for what it tests.
const { setTimeout } = globalThis;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, GLANCE_MS));

/** Waits until `read` gives something and returns it; `state` is the error's text when it never does. */
export async function until<T>(read: () => T | null | false | undefined, state: () => string = String): Promise<T> {
  for (const end = performance.now() + GUARD_MS; ; await pause()) {
    const value = read();
    if (value !== null && value !== false && value !== undefined) return value;
    if (performance.now() > end) throw new Error(`not within ${GUARD_MS / 1000} s: ${state()}`);
  }
}
