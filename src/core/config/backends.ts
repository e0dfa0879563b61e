// Names of what can compute gradients. `compiled` is our fused engine, the rest are TensorFlow.js backends.
export const BACKEND_NAMES = ['compiled', 'node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
export const BACKEND_CHOICES = ['auto', ...BACKEND_NAMES] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** What is known of a backend on this machine. */
export interface BackendReport {
  readonly backend: BackendName;
  readonly usable: boolean;
  readonly version: string;
  /** Milliseconds of one gradient of the asked network; null if unusable. */
  readonly msPerStep: number | null;
  /** Why not, one line. */
  readonly reason: string | null;
  /** What keeps a usable one from its best, one line; null: nothing. */
  readonly remark: string | null;
}
