// Which engine computes the gradients: each candidate is loaded lazily and proved by a real training step before it counts.
import { BACKEND_NAMES, type BackendChoice, type BackendName, type BackendReport } from '../core/config/backends.js';
import { messageOf, UserError } from '../core/userError.js';
import type { EngineChoice, EngineRequest } from './engine.js';
import { open, type TfBackend } from './open.js';
import { Trial, type Now } from './trial.js';

const TF_BACKENDS: readonly TfBackend[] = ['node', 'wasm', 'cpu'];

/**
 * An operation costs at least this many microseconds, within a graph or dispatched from JavaScript, and a training step takes at
 * least twelve a layer (a recurrent one: each time step), forward and backward; a graph's start comes once a step. Measured:
 * 7 layers of 10 need 0.10 ms as a graph, 0.8 ms dispatched.
 */
const OPERATION_US: Readonly<Record<TfBackend, number>> = { node: 0.6, wasm: 5, cpu: 5 };
const START_US: Readonly<Record<TfBackend, number>> = { node: 40, wasm: 0, cpu: 0 };
const OPS_PER_LAYER = 12;
/** Most multiply-adds a nanosecond, times two: four times the best measured on matrices of 32 to 512 columns. */
const GFLOPS: Readonly<Record<TfBackend, number>> = { node: Infinity, wasm: 10, cpu: 2 };

const oneLine = (error: unknown): string => {
  const text = messageOf(error);
  return text.split('\n')[0]?.trim().slice(0, 160).replace(/\.$/, '') ?? 'unknown reason';
};

function duration(ms: number): string {
  if (ms < 1) return `${(1000 * ms).toFixed(0)} µs`;
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A step of this network takes the backend at least so many milliseconds: dispatch, or arithmetic where that is more. */
export function leastMs(backend: TfBackend, { layout, timesteps, config }: EngineRequest): number {
  const repeats = (layer: number): number => (layout.layers[layer]?.kind === 'simpleRnn' ? timesteps : 1);
  const calls = layout.layers.reduce((sum, _, layer) => sum + repeats(layer), 0);
  const weights = layout.parameters.filter((p) => p.kind === 'kernel' || p.kind === 'recurrentKernel');
  const products =
    weights.reduce((sum, p) => sum + p.size * repeats(p.layer), 0) * Math.min(config.batchSize, config.samples);
  // Forward, and backward for the inputs and for the weights: three products of two operations each.
  const dispatch = START_US[backend] + calls * OPS_PER_LAYER * OPERATION_US[backend];
  return Math.max(dispatch / 1000, (6 * products) / (1e6 * GFLOPS[backend]));
}

/**
 * The engine for a run. A forced backend is used or refused; `auto` times this very network and takes the fastest. A TensorFlow
 * backend that cannot beat what is known already is not timed, and if none can, TensorFlow is not even loaded.
 * @throws UserError for a forced backend that is absent; Error where none can train the network
 */
export async function chooseEngine(choice: BackendChoice, request: EngineRequest, now: Now): Promise<EngineChoice> {
  if (choice !== 'auto') return forced(choice, request, now);
  const timed: { readonly backend: BackendName; readonly ms: number }[] = [];
  const beaten: { readonly backend: BackendName; readonly least: number }[] = [];
  let best = Infinity;
  for (const backend of BACKEND_NAMES) {
    const least = backend === 'compiled' ? 0 : leastMs(backend, request);
    if (least >= best) {
      beaten.push({ backend, least });
      continue;
    }
    try {
      const { engine } = await open(backend, request);
      const trial = new Trial(engine, request, now);
      trial.prove();
      const ms = trial.time();
      engine.dispose();
      timed.push({ backend, ms });
      best = Math.min(best, ms);
    } catch {
      // Not usable here; `doctor` tells why.
    }
  }
  timed.sort((a, b) => a.ms - b.ms);
  const [fastest, second] = timed;
  if (fastest === undefined) throw new Error('no backend can train this network; gradtop doctor tells why');
  const { engine, version } = await open(fastest.backend, request);
  const tfjs = tfjsVersion(fastest.backend, version);
  const taken = `${duration(fastest.ms)} a step`;
  if (beaten.length === TF_BACKENDS.length)
    return { engine, tfjs, why: `${taken}, below TensorFlow's cost of dispatch` };
  const [slow] = beaten;
  const other =
    second !== undefined
      ? `, ${second.backend} ${duration(second.ms)}`
      : slow !== undefined
        ? `, ${slow.backend} at least ${duration(slow.least)}`
        : '';
  return { engine, tfjs, why: `fastest: ${taken}${other}` };
}

/** TensorFlow.js' version where it computes the run's numbers. */
const tfjsVersion = (backend: BackendName, version: string): string => (backend === 'compiled' ? 'not used' : version);

async function forced(backend: BackendName, request: EngineRequest, now: Now): Promise<EngineChoice> {
  try {
    const trial = await open(backend, request);
    new Trial(trial.engine, request, now).prove();
    trial.engine.dispose();
    // A new one, as `auto` takes: an engine may compute a batch size that it knows in another order.
    const { engine, version } = await open(backend, request);
    return { engine, tfjs: tfjsVersion(backend, version), why: 'asked for' };
  } catch (error) {
    const fallback = backend === 'wasm' ? 'cpu' : 'wasm';
    const line = `backend ${backend} cannot be had here: ${oneLine(error)}; use --backend ${fallback} or --backend auto`;
    throw new UserError(line, { cause: error });
  }
}

/** Tries every backend on a network: for `doctor`. */
export async function reportBackends(request: EngineRequest, now: Now): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const backend of BACKEND_NAMES) {
    try {
      const { engine, version } = await open(backend, request);
      const trial = new Trial(engine, request, now);
      trial.prove();
      const msPerStep = trial.time();
      const remark = engine.remark?.() ?? null;
      reports.push({
        backend,
        usable: true,
        version,
        msPerStep,
        reason: null,
        remark: remark === null ? null : oneLine(remark),
      });
      engine.dispose();
    } catch (error) {
      reports.push({ backend, usable: false, version: '', msPerStep: null, reason: oneLine(error), remark: null });
    }
  }
  return reports;
}
