// Rebuilds a recorded run in this process: its data, its initial weights, and its weights after any step.
import type { BackendName } from '../core/config/backends.js';
import type { Config, ResolvedConfig } from '../core/config/schema.js';
import { initialParameters, initialState } from '../core/network/initializers.js';
import type { NetworkLayout } from '../core/network/layout.js';
import type { NamedArray } from '../core/script/safetensors.js';
import type { ToldRun } from '../core/run/events.js';
import { projection, splitOf } from '../data/index.js';
import type { Dataset, Split } from '../core/data/dataset.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import { prepare, Trainer } from '../training/loop.js';

export interface Blueprint {
  readonly config: ResolvedConfig;
  readonly layout: NetworkLayout;
  readonly data: Split;
  readonly initial: readonly NamedArray[];
}

export interface Trained {
  readonly arrays: readonly NamedArray[];
  /** Loss over all training samples. */
  readonly loss: number;
  /** The last step; smaller than requested if the run ends earlier. */
  readonly step: number;
}

/** Data and initial weights of a configuration. @throws UserError for data that cannot be read */
export async function blueprint(config: Config): Promise<Blueprint> {
  const data = await splitOf(config, readSplit);
  const { config: resolved, layout } = prepare(config, data);
  const initial = arraysOf(layout, initialParameters(resolved, layout), initialState(layout));
  return { config: resolved, layout, data, initial };
}

/** How data differ from their description in a log, as a clause; null if they do not. */
export function whatChanged(recorded: ToldRun['dataset'] | undefined, data: Dataset): string | null {
  for (const what of ['samples', 'features', 'classes'] as const) {
    const before = recorded?.[what];
    if (before !== undefined && before !== data[what]) return `${before} ${what} then, ${data[what]} now`;
  }
  const { points } = recorded ?? {};
  const now = points === undefined ? null : projection(data);
  if (points === undefined || now === null) return null;
  const columns = ['x', 'y', 'labels'] as const;
  return columns.every((column) => alike(points[column], now[column])) ? null : 'its values differ';
}

/** Equal up to the rounding of another machine. */
const alike = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Math.abs(value - b[i]!) <= 1e-4 * (1 + Math.abs(value)));

/** Trains up to `step`. `tell` gets each step. @throws UserError for data or a backend that are not available */
export async function trainedTo(
  config: Config,
  backend: BackendName,
  step: number,
  tell: (step: number) => void,
): Promise<Trained> {
  const prepared = prepare(config, await splitOf(config, readSplit));
  const options = { runId: '', nodeVersion: '', startedAt: '', now: () => 0, untilStep: step, probes: false };
  const engine = await chooseEngine(backend, prepared.request, () => performance.now());
  const trainer = new Trainer(options, prepared, engine);
  try {
    for (let at = 1; at <= step && !trainer.over; at += 1) {
      trainer.advance();
      tell(at);
    }
    const end = trainer.ending().find((event) => event.type === 'end');
    const { parameters, state } = trainer.weights;
    return { arrays: arraysOf(prepared.layout, parameters, state), loss: end?.loss ?? NaN, step: end?.step ?? 0 };
  } finally {
    trainer.dispose();
  }
}

/** The parameters by name, and moving statistics of batch normalization as `hidden_1/moving_mean` and `hidden_1/moving_variance`. */
function arraysOf(layout: NetworkLayout, parameters: Float32Array, state: Float32Array): NamedArray[] {
  const arrays: NamedArray[] = layout.parameters.map(({ name, shape, offset, size }) => ({
    name,
    shape,
    values: parameters.slice(offset, offset + size),
  }));
  let at = 0;
  for (const { name, units, batchNorm } of layout.layers) {
    if (batchNorm === 'none') continue;
    for (const what of ['moving_mean', 'moving_variance']) {
      arrays.push({ name: `${name}/${what}`, shape: [units], values: state.slice(at, at + units) });
      at += units;
    }
  }
  return arrays;
}
