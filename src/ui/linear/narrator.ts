// What an application says in lines, for screen readers: news by itself, and answers to keys.

/** Lines, or the key that the application gets. */
export type Taken = { readonly lines: readonly string[] } | { readonly key: string };

export interface Narrator<State> {
  /** Lines at the start. */
  greeting(state: State): readonly string[];
  /** What has changed since the last call; empty if nothing that matters. `now` in milliseconds. */
  news(state: State, now: number): readonly string[];
  take(key: string, state: State): Taken;
  /** The key that closes what lines cannot show; null if nothing of that kind is open. */
  closing(state: State): string | null;
}
