// Trains networks of several widths for the first steps, in this process, and measures their preactivations (core/sweep/coordinates.ts).
import type { BackendName } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import type { Coordinates } from '../core/sweep/coordinates.js';
import { splitOf } from '../data/index.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import type { GradientEngine, LayerForward } from '../training/engine.js';
import { prepare, Trainer } from '../training/loop.js';
import { probeBatch } from '../training/pictures.js';
import { rms } from '../training/statistics.js';

export interface Measured {
  readonly coordinates: Coordinates;
  readonly names: readonly string[];
}

/** One network over `steps` steps, on the probe set: up to 256 samples. @throws UserError for data or a backend that are not available */
export async function measureCoordinates(config: Config, backend: BackendName, steps: number): Promise<Measured> {
  const prepared = prepare(config, await splitOf(config, readSplit));
  const { engine, ...choice } = await chooseEngine(backend, prepared.request, () => performance.now());
  const options = { runId: '', nodeVersion: '', startedAt: '', now: () => 0, untilStep: steps, probes: false };
  const trainer = new Trainer(options, prepared, { engine, ...choice });
  try {
    const preactivations = (): Float32Array[] => forward(engine, trainer, prepared);
    const first = preactivations();
    const size = [first.map((values) => rms(values))];
    const change = [first.map(() => 0)];
    while (!trainer.over) {
      trainer.advance();
      const now = preactivations();
      size.push(now.map((values) => rms(values)));
      change.push(now.map((values, layer) => rms(values.map((value, i) => value - first[layer]![i]!))));
    }
    const names = prepared.layout.layers.map(({ name }) => name);
    return { coordinates: { width: config.width, seed: config.seed, size, change }, names };
  } finally {
    trainer.dispose();
  }
}

/** Of each layer, copied. */
function forward(
  engine: GradientEngine,
  { weights: { parameters, state } }: Trainer,
  { dataset }: ReturnType<typeof prepare>,
): Float32Array[] {
  const batch = probeBatch(dataset);
  const { layers = [] } = engine.forward(parameters, state, batch, true);
  return layers.map(({ pre }: LayerForward) => pre.slice());
}
