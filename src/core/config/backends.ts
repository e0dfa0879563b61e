// Names of what can compute gradients. `compiled` is our fused engine, the rest are TensorFlow.js backends.
export const BACKEND_NAMES = ['compiled', 'node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];
export const BACKEND_CHOICES = ['auto', ...BACKEND_NAMES] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];
