// The table of backends, in the order in which they are tried. Loading and cost of those on TensorFlow.js:
// training/tf/backends.

export interface BackendRecord {
  /** What it is, in a few words. */
  readonly doc: string;
  /** What to do if it is missing or broken. */
  readonly advice: string;
  /** Not installed everywhere, and its library may end the process: it never replaces another one unless the user asks. */
  readonly optional?: true;
  /** Needs WebAssembly memory. */
  readonly webAssembly?: true;
}

export const BACKENDS = {
  compiled: {
    doc: 'WebAssembly of our own, fused',
    advice: 'it is part of gradtop; install gradtop again',
    webAssembly: true,
  },
  node: {
    doc: 'TensorFlow.js on the native library',
    advice:
      'optional, faster on wide networks only; where its download is blocked: scripts/build-native.sh in a checkout',
    optional: true,
  },
  wasm: {
    doc: 'TensorFlow.js on WebAssembly',
    advice: 'install again, @tensorflow/tfjs-backend-wasm is missing or broken',
    webAssembly: true,
  },
  cpu: {
    doc: 'TensorFlow.js in JavaScript',
    advice: 'install again, @tensorflow/tfjs-backend-cpu is missing or broken',
  },
} as const satisfies Readonly<Record<string, BackendRecord>>;

export type BackendName = keyof typeof BACKENDS;
export const BACKEND_NAMES = Object.keys(BACKENDS) as [BackendName, ...BackendName[]];
export const backendRecord = (name: BackendName): BackendRecord => BACKENDS[name];
export const BACKEND_CHOICES = ['auto', ...BACKEND_NAMES] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** The state of a backend on this machine. */
export interface BackendReport {
  readonly backend: BackendName;
  readonly usable: boolean;
  readonly version: string;
  /** Milliseconds of one gradient of the asked network; null if unusable. */
  readonly msPerStep: number | null;
  /** Why it is unusable, in one line. */
  readonly reason: string | null;
  /** What slows a usable backend down, in one line; null: nothing. */
  readonly remark: string | null;
}
