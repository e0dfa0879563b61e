// Measures which backend trains a network fastest on this machine, and limits the influence of other programs on the result.
import { BACKEND_NAMES, type BackendName } from '../core/config/backends.js';
import { isConv, isRecurrent } from '../core/config/cells.js';
import type { EngineDecision } from '../core/run/protocol.js';
import { EXIT, UserError } from '../core/userError.js';
import { oneLine, type EngineRequest } from './engine.js';
import type { open } from './open.js';
import { proved, type Proved } from './proof.js';
import { TF_BACKENDS, type TfBackend } from './tf/backends.js';
import type { Now } from './trial.js';

/** A training step takes at least twelve operations a layer (a recurrent one: each time step), forward and backward. */
const OPS_PER_LAYER = 12;
/** A convolution: nine shifts of the image, each cut out and, on the way back, put into its place and added. */
const OPS_PER_CONVOLUTION = 36;

function duration(ms: number): string {
  if (ms < 1) return `${(1000 * ms).toFixed(0)} µs`;
  return ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Lower bound for a step of this network on the backend, in milliseconds: dispatch or arithmetic, whichever is larger. */
export function leastMs(backend: TfBackend, { layout, timesteps, config }: EngineRequest): number {
  const { startUs, operationUs, gflops } = TF_BACKENDS[backend];
  const repeats = (layer: number): number => (isRecurrent(layout.layers[layer]?.kind ?? 'dense') ? timesteps : 1);
  const places = (layer: number): number =>
    isConv(layout.layers[layer]?.kind ?? 'dense') ? timesteps : repeats(layer);
  const operations = layout.layers.reduce(
    (sum, { kind }, layer) => sum + (isConv(kind) ? OPS_PER_CONVOLUTION : OPS_PER_LAYER * repeats(layer)),
    0,
  );
  const weights = layout.parameters.filter((p) => p.kind === 'kernel' || p.kind === 'recurrentKernel');
  const products =
    weights.reduce((sum, p) => sum + p.size * places(p.layer), 0) * Math.min(config.batchSize, config.samples);
  // Three products of two operations each: forward, backward to the inputs, backward to the weights.
  const dispatch = startUs + operations * operationUs;
  return Math.max(dispatch / 1000, (6 * products) / (1e6 * gflops));
}

interface Timed extends Proved {
  readonly backend: BackendName;
  ms: number;
}

interface Beaten {
  readonly backend: BackendName;
  readonly least: number;
}

interface Lacking {
  readonly backend: BackendName;
  readonly reason: string;
}

/** Results of the candidates, in the order of the table. */
interface Field {
  readonly timed: Timed[];
  readonly beaten: Beaten[];
  readonly lacking: Lacking[];
}

/** A backend is preferred to an earlier one of the table if it is this many times faster. */
const CLEARLY = 1.25;

/**
 * Times the network and takes the fastest backend. A busy machine can slow down a measurement, so each backend is measured twice, and
 * small differences are ignored.
 * @throws UserError if none trains the network; Error for a fault of an engine
 */
export async function decide(request: EngineRequest, now: Now, opener: typeof open): Promise<EngineDecision> {
  const field: Field = { timed: [], beaten: [], lacking: [] };
  const { timed, lacking } = field;
  try {
    await enter(field, request, now, opener);
    if (timed.length > 1) for (const one of timed) one.ms = Math.min(one.ms, one.time());
  } finally {
    for (const { engine } of timed) engine.dispose();
  }
  const least = Math.min(...timed.map(({ ms }) => ms));
  const taken = timed.find(({ ms }) => ms <= CLEARLY * least);
  if (taken !== undefined) return { backend: taken.backend, why: reasonFor(taken, field) };
  const reasons = lacking.map(({ backend, reason }) => `${backend}: ${reason}`);
  throw new UserError(`no backend can train this network: ${reasons.join('; ')}`, { exitCode: EXIT.failed });
}

/** Times each backend, but for those whose lower bound is above the best time so far: these are not even loaded. */
async function enter(field: Field, request: EngineRequest, now: Now, opener: typeof open): Promise<void> {
  const { timed, beaten, lacking } = field;
  let best = Infinity;
  for (const backend of BACKEND_NAMES) {
    const least = backend === 'compiled' ? 0 : leastMs(backend, request);
    if (least >= best) {
      beaten.push({ backend, least });
      continue;
    }
    try {
      const one = { backend, ...(await proved(backend, request, now, opener)), ms: Infinity };
      timed.push(one);
      one.ms = one.time();
      best = Math.min(best, one.ms);
    } catch (error) {
      // A fault is reported. The next backend would hide it.
      if (!(error instanceof UserError)) throw error;
      lacking.push({ backend, reason: oneLine(error) });
    }
  }
}

/** The reason for the choice, from the measured times. */
function reasonFor(taken: Timed, { timed, beaten, lacking }: Field): string {
  const step = `${duration(taken.ms)} a step`;
  const compiled = lacking.find(({ backend }) => backend === 'compiled');
  if (compiled !== undefined) return `${step}; compiled is not available: ${compiled.reason}`;
  if (beaten.length === Object.keys(TF_BACKENDS).length) return `${step}, below TensorFlow's cost of dispatch`;
  const second = timed.filter((one) => one !== taken).sort((a, b) => a.ms - b.ms)[0];
  if (second !== undefined && second.ms < taken.ms)
    return `${step}; ${second.backend} ${duration(second.ms)}, not clearly faster`;
  if (second !== undefined) return `fastest: ${step}, ${second.backend} ${duration(second.ms)}`;
  const [slow] = beaten;
  return `fastest: ${step}${slow === undefined ? '' : `, ${slow.backend} at least ${duration(slow.least)}`}`;
}
