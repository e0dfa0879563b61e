// Waiting for what another process does. The limit guards against a hanging test; no success depends on it.
export const GUARD_MS = 90_000;
const GLANCE_MS = 10;

// Taken before a test replaces the clock.
const { setTimeout } = globalThis;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, GLANCE_MS));

/** Waits until `read` returns a value and returns it. If it never does, the error's text is `state`. */
export async function until<T>(read: () => T | null | false | undefined, state: () => string = String): Promise<T> {
  for (const end = performance.now() + GUARD_MS; ; await pause()) {
    const value = read();
    if (value !== null && value !== false && value !== undefined) return value;
    if (performance.now() > end) throw new Error(`not within ${GUARD_MS / 1000} s: ${state()}`);
  }
}
