// Opens a backend: its library is loaded when it is first asked for.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendName } from '../core/config/backends.js';
import { messageOf } from '../core/userError.js';
import { wasmMemoryTrouble } from '../core/webAssembly.js';
import { createCompiledEngine } from './compiled/index.js';
import { notAvailable, type EngineRequest, type GradientEngine } from './engine.js';
import type { NativeBackend } from './tf/native.js';
import type { Executor } from './tf/programs.js';

const require = createRequire(import.meta.url);

export type TfBackend = Exclude<BackendName, 'compiled'>;

/** tfjs-node calls two functions that Node 23 removed; they are put back on the CommonJS module before it loads. */
function restoreRemovedUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

/**
 * What the native library reads from its environment when it is loaded. Its own chatter stays off. Numbers are the same on every
 * machine: oneDNN would reorder sums, and so would threads within an operation, by their number. Operations that don't wait for
 * each other still run side by side.
 */
const NATIVE_SETTINGS = { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0', TF_NUM_INTRAOP_THREADS: '1' };

const LOADERS: Readonly<Record<TfBackend, () => Promise<unknown>>> = {
  async node() {
    restoreRemovedUtil();
    for (const [name, value] of Object.entries(NATIVE_SETTINGS)) process.env[name] ??= value;
    // Optional: not there where its native library could not be had. The name is a variable so that the compiler does not look for it.
    const name = '@tensorflow/tfjs-node';
    await import(name);
  },
  async wasm() {
    const trouble = wasmMemoryTrouble();
    if (trouble !== null) throw notAvailable(trouble);
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}${path.sep}`);
  },
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};
const TF_NAMES: Readonly<Record<TfBackend, string>> = { node: 'tensorflow', wasm: 'wasm', cpu: 'cpu' };

async function tfEngine(backend: TfBackend, request: EngineRequest): Promise<Opened> {
  try {
    await LOADERS[backend]();
  } catch (error) {
    // A package that is not installed, or a library of it that does not load here.
    throw notAvailable(messageOf(error), error);
  }
  const tf = await import('@tensorflow/tfjs-core');
  // Only its bundle registers the gradient functions where Node can load them; tfjs-core alone cannot differentiate.
  await import('@tensorflow/tfjs-layers');
  const { createTfEngine } = await import('./tf/engine.js');
  if (!(await tf.setBackend(TF_NAMES[backend]))) throw notAvailable('TensorFlow.js did not start it');
  await tf.ready();
  const executor = backend === 'node' ? await graphExecutor(tf.backend()) : undefined;
  return { engine: createTfEngine(backend, TF_NAMES[backend], request, executor), version: tf.version_core };
}

async function graphExecutor(backend: object): Promise<Executor> {
  const { createGraphExecutor } = await import('./tf/graph.js');
  return createGraphExecutor(backend as NativeBackend);
}

export interface Opened {
  readonly engine: GradientEngine;
  readonly version: string;
}

/** An engine on a backend. @throws UserError where it is not available; anything else is a fault of the engine */
export async function open(backend: BackendName, request: EngineRequest): Promise<Opened> {
  if (backend !== 'compiled') return tfEngine(backend, request);
  return { engine: createCompiledEngine(request), version: 'built in' };
}
