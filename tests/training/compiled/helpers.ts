// Small networks with values that reach every branch: for the tests of the compiled engine.
import { configSchema, type Config, type ResolvedConfig } from '../../../src/core/config/schema.js';
import { networkLayout } from '../../../src/core/network/layout.js';
import { createRng } from '../../../src/core/random/rng.js';
import type { Batch, EngineRequest } from '../../../src/training/engine.js';
import type { ReferenceSpec } from '../../helpers/referenceNet.js';

export interface Shape {
  readonly features?: number;
  readonly outputs?: number;
  readonly timesteps?: number;
  readonly size?: number;
}

export interface Case {
  readonly request: EngineRequest;
  readonly spec: ReferenceSpec;
  readonly parameters: Float32Array;
  readonly batch: Batch;
}

/** A network with random parameters of sensible size, all of them non-zero, and a random batch with fitting targets. */
export function makeCase(
  change: Partial<Config> & Pick<ResolvedConfig, 'outputActivation' | 'loss'>,
  { features = 3, outputs = 1, timesteps = 1, size = 7 }: Shape = {},
  seed = 1,
): Case {
  const config: ResolvedConfig = {
    ...configSchema.parse({ samples: 64, batchSize: 16 }),
    ...change,
  };
  const layout = networkLayout(config, features, outputs);
  const random = createRng(seed, 'compiled tests');
  // Towers of exponentials overflow.
  const calm = config.activation === 'exponential' ? 0.25 : 1;
  const parameters = new Float32Array(layout.parameterCount);
  for (const { kind, offset, size: count, shape } of layout.parameters)
    for (let i = offset; i < offset + count; i += 1) {
      const value = random.normal();
      if (kind === 'kernel') parameters[i] = (1.3 * calm * value) / Math.sqrt(shape[0] ?? 1);
      else if (kind === 'recurrentKernel') parameters[i] = (0.7 * calm * value) / Math.sqrt(shape[0] ?? 1);
      else if (kind === 'gamma') parameters[i] = 1 + 0.3 * value;
      else parameters[i] = 0.3 * value;
    }
  const x = Float32Array.from({ length: size * timesteps * features }, () => random.normal());
  const y = new Float32Array(size * outputs);
  for (let i = 0; i < size; i += 1) {
    if (config.outputActivation === 'softmax') y[i * outputs + Math.floor(random.uniform() * outputs)] = 1;
    else
      for (let j = 0; j < outputs; j += 1)
        y[i * outputs + j] = config.outputActivation === 'sigmoid' ? Math.round(random.uniform()) : random.normal();
  }
  return {
    request: { config, layout, features, timesteps, outputs, maxBatch: 512 },
    spec: { layout, outputActivation: config.outputActivation, loss: config.loss, timesteps },
    parameters,
    batch: { size, x, y },
  };
}

/** Largest |a - b| over all, relative to the largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let error = 0;
  let scale = 0;
  for (let i = 0; i < b.length; i += 1) {
    error = Math.max(error, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
    scale = Math.max(scale, Math.abs(b[i] ?? NaN));
  }
  return a.length === b.length ? error / (scale || 1) : NaN;
}
