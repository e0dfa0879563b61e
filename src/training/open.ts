// Opens a backend. Its library loads on first use.
import type { BackendName } from '../core/config/backends.js';
import { messageOf } from '../core/userError.js';
import { createCompiledEngine } from './compiled/index.js';
import { notAvailable, type EngineRequest, type GradientEngine } from './engine.js';
import { TF_BACKENDS, type TfBackend } from './tf/backends.js';
import type { NativeBackend } from './tf/native.js';
import type { Executor } from './tf/programs.js';

async function tfEngine(backend: TfBackend, request: EngineRequest): Promise<Opened> {
  const { load, library, graphs } = TF_BACKENDS[backend];
  try {
    await load();
  } catch (error) {
    // The package is not installed, or its library does not load on this machine.
    throw notAvailable(messageOf(error), error);
  }
  const tf = await import('@tensorflow/tfjs-core');
  // Only this bundle registers the gradient functions in a form that Node loads; tfjs-core alone cannot differentiate.
  await import('@tensorflow/tfjs-layers');
  const { createTfEngine } = await import('./tf/engine.js');
  if (!(await tf.setBackend(library))) throw notAvailable('TensorFlow.js did not start it');
  await tf.ready();
  const executor = graphs === true ? await graphExecutor(tf.backend()) : undefined;
  return { engine: createTfEngine(backend, library, request, executor), version: tf.version_core };
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
