// Which engine computes the gradients: each candidate is loaded lazily and proved by a real training step before it counts.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendChoice, BackendName } from '../core/config/backends.js';
import { initialParameters } from '../core/network/initializers.js';
import { compiledSupports, createCompiledEngine } from './compiled/index.js';
import type { Batch, EngineRequest, GradientEngine } from './engine.js';
import type { EngineChoice } from './loop.js';

const require = createRequire(import.meta.url);

type TfBackend = Exclude<BackendName, 'compiled'>;
const TF_BACKENDS: readonly TfBackend[] = ['node', 'wasm', 'cpu'];

/**
 * A tensor operation costs at least this many microseconds to dispatch on the fastest TensorFlow.js backend, and a training
 * step takes at least twelve a layer, forward and backward. Measured: 7 layers of 10 need 2.3 ms, a hundred times their arithmetic.
 */
const DISPATCH_US = 5;
const OPS_PER_LAYER = 12;
const TIMED_STEPS = 5;

/** What is known of a backend on this machine. */
export interface BackendReport {
  readonly backend: BackendName;
  readonly usable: boolean;
  readonly version: string;
  /** Milliseconds of one gradient of the asked network; null if unusable. */
  readonly msPerStep: number | null;
  /** Why not, one line. */
  readonly reason: string | null;
}

type Now = () => number;

/** tfjs-node calls two functions that Node 23 removed; they are put back on the CommonJS module before it loads. */
function restoreRemovedUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}

const LOADERS: Readonly<Record<TfBackend, () => Promise<unknown>>> = {
  async node() {
    restoreRemovedUtil();
    // Optional: not there where its native library could not be had. The name is a variable so that the compiler does not look for it.
    const name = '@tensorflow/tfjs-node';
    await import(name);
  },
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}${path.sep}`);
  },
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};
const TF_NAMES: Readonly<Record<TfBackend, string>> = { node: 'tensorflow', wasm: 'wasm', cpu: 'cpu' };

async function tfEngine(
  backend: TfBackend,
  request: EngineRequest,
): Promise<{ engine: GradientEngine; version: string }> {
  await LOADERS[backend]();
  const tf = await import('@tensorflow/tfjs-core');
  // Only its bundle registers the gradient functions where Node can load them; tfjs-core alone cannot differentiate.
  await import('@tensorflow/tfjs-layers');
  const { createTfEngine } = await import('./tf/engine.js');
  if (!(await tf.setBackend(TF_NAMES[backend]))) throw new Error('the backend did not start');
  await tf.ready();
  return { engine: createTfEngine(backend, TF_NAMES[backend], request), version: tf.version_core };
}

async function open(
  backend: BackendName,
  request: EngineRequest,
): Promise<{ engine: GradientEngine; version: string }> {
  if (backend !== 'compiled') return tfEngine(backend, request);
  const reason = compiledSupports(request);
  if (reason !== null) throw new Error(reason);
  return { engine: createCompiledEngine(request), version: 'built in' };
}

/** A made-up batch of the network's shape. */
function sampleBatch({ features, timesteps, outputs, config }: EngineRequest): Batch {
  const size = Math.min(config.batchSize, config.samples);
  const x = Float32Array.from({ length: size * timesteps * features }, (_, i) => Math.sin(1 + i));
  const y = Float32Array.from({ length: size * outputs }, (_, i) =>
    i % outputs === Math.floor(i / outputs) % outputs ? 1 : 0,
  );
  return { size, x, y };
}

/** Fastest of a few gradients, in milliseconds. Throws what the backend throws, and where its numbers are not numbers. */
function prove(engine: GradientEngine, request: EngineRequest, now: Now): number {
  const { layout, config } = request;
  const parameters = initialParameters(
    { ...config, initializer: 'glorotUniform', initializerGain: 1, recurrentGain: 1 },
    layout,
  );
  const gradient = new Float32Array(layout.parameterCount);
  const batchState = new Float32Array(layout.stateCount);
  const batch = sampleBatch(request);
  let best = Infinity;
  for (let i = 0; i <= TIMED_STEPS; i += 1) {
    const started = now();
    const { loss } = engine.gradient(parameters, batch, gradient, batchState);
    if (i > 0) best = Math.min(best, now() - started);
    if (!Number.isFinite(loss) || gradient.some((g) => !Number.isFinite(g)))
      throw new Error('a test step gave no finite gradient');
    // A slow network needs no more timing to be compared.
    if (now() - started > 300) return now() - started;
  }
  return best;
}

const oneLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]?.trim().slice(0, 160) ?? 'unknown reason';
};

const duration = (ms: number): string => (ms < 1 ? `${(1000 * ms).toFixed(0)} µs` : `${ms.toFixed(1)} ms`);

/**
 * The engine for a run. A forced backend is used or refused; `auto` times this very network and takes the fastest.
 * @throws Error with one line that names the fallback command
 */
export async function chooseEngine(choice: BackendChoice, request: EngineRequest, now: Now): Promise<EngineChoice> {
  if (choice !== 'auto') return forced(choice, request, now);
  const timed: { backend: BackendName; ms: number }[] = [];
  if (compiledSupports(request) === null) {
    const engine = createCompiledEngine(request);
    const ms = prove(engine, request, now);
    const floor = (request.layout.layers.length * OPS_PER_LAYER * DISPATCH_US) / 1000;
    if (ms < floor)
      return { engine, tfjs: 'not loaded', why: `${duration(ms)} a step, below TensorFlow's cost of dispatch` };
    timed.push({ backend: 'compiled', ms });
    engine.dispose();
  }
  for (const backend of TF_BACKENDS) {
    try {
      const { engine } = await tfEngine(backend, request);
      timed.push({ backend, ms: prove(engine, request, now) });
      engine.dispose();
    } catch {
      // Not usable here; `doctor` tells why.
    }
  }
  timed.sort((a, b) => a.ms - b.ms);
  const [fastest, second] = timed;
  if (fastest === undefined) throw new Error('no backend can train this network; gradtop doctor tells why');
  const { engine, version } = await open(fastest.backend, request);
  const rest = second === undefined ? '' : `, ${second.backend} ${duration(second.ms)}`;
  return { engine, tfjs: version, why: `fastest: ${duration(fastest.ms)} a step${rest}` };
}

async function forced(backend: BackendName, request: EngineRequest, now: Now): Promise<EngineChoice> {
  try {
    const { engine, version } = await open(backend, request);
    prove(engine, request, now);
    return { engine, tfjs: version, why: 'asked for' };
  } catch (error) {
    const fallback = backend === 'wasm' ? 'cpu' : 'wasm';
    throw new Error(
      `backend ${backend} cannot be had here: ${oneLine(error)}; use --backend ${fallback} or --backend auto`,
      {
        cause: error,
      },
    );
  }
}

/** Tries every backend on a network: for `doctor`. */
export async function reportBackends(request: EngineRequest, now: Now): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const backend of ['compiled', ...TF_BACKENDS] as const) {
    try {
      const { engine, version } = await open(backend, request);
      reports.push({ backend, usable: true, version, msPerStep: prove(engine, request, now), reason: null });
      engine.dispose();
    } catch (error) {
      reports.push({ backend, usable: false, version: '', msPerStep: null, reason: oneLine(error) });
    }
  }
  return reports;
}
