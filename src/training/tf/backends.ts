// The backends of TensorFlow.js: how each is loaded, and a lower bound of its cost.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendName } from '../../core/config/backends.js';
import { wasmMemoryTrouble } from '../../core/webAssembly.js';
import { notAvailable } from '../engine.js';

const require = createRequire(import.meta.url);

export type TfBackend = Exclude<BackendName, 'compiled'>;

export interface TfRecord {
  /** Its name in TensorFlow.js. */
  readonly library: string;
  readonly load: () => Promise<unknown>;
  /** Runs a recorded graph instead of single operations. */
  readonly graphs?: true;
  /**
   * Lower bounds in microseconds: of an operation, in a graph or dispatched from JavaScript, and of the start of a graph, once a step.
   * Measured: 7 layers of 10 need 0.10 ms as a graph, 0.8 ms dispatched.
   */
  readonly operationUs: number;
  readonly startUs: number;
  /** Upper bound on operations per nanosecond: four times the best measured on matrices of 32 to 512 columns. */
  readonly gflops: number;
  /** First steps that are not timed: they compile code, or record and prepare a graph. */
  readonly preparingSteps: number;
}

/** tfjs-node calls two functions that Node 23 removed; this restores them on the CommonJS module before it loads. */
function restoreRemovedUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

/**
 * Environment of the native library, read when it loads: no log output, and the same numbers on every
 * machine. oneDNN and threads within an operation would reorder sums. Independent operations
 * still run in parallel.
 */
const NATIVE_SETTINGS = { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0', TF_NUM_INTRAOP_THREADS: '1' };

export const TF_BACKENDS: Readonly<Record<TfBackend, TfRecord>> = {
  node: {
    library: 'tensorflow',
    async load() {
      restoreRemovedUtil();
      for (const [name, value] of Object.entries(NATIVE_SETTINGS)) process.env[name] ??= value;
      // Optional: absent if its native library could not be installed. The name is a variable, so the compiler does not resolve it.
      const name = '@tensorflow/tfjs-node';
      await import(name);
    },
    graphs: true,
    operationUs: 0.6,
    startUs: 40,
    gflops: Infinity,
    preparingSteps: 3,
  },
  wasm: {
    library: 'wasm',
    async load() {
      const trouble = wasmMemoryTrouble();
      if (trouble !== null) throw notAvailable(trouble);
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
      setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}${path.sep}`);
    },
    operationUs: 5,
    startUs: 0,
    gflops: 10,
    preparingSteps: 1,
  },
  cpu: {
    library: 'cpu',
    load: () => import('@tensorflow/tfjs-backend-cpu'),
    operationUs: 5,
    startUs: 0,
    gflops: 2,
    preparingSteps: 1,
  },
};
