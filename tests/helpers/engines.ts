// Engines for tests: a network of a few overrides on a backend, and the error measure that gradients are judged by.
import type { BackendName } from '../../src/core/config/backends.js';
import { parseConfig } from '../../src/core/config/presets.js';
import type { PresetFile, ResolvedConfig } from '../../src/core/config/schema.js';
import type { ImageShape } from '../../src/core/data/dataset.js';
import { networkLayout } from '../../src/core/network/layout.js';
import { chooseEngine } from '../../src/training/backends.js';
import type { EngineRequest, GradientEngine } from '../../src/training/engine.js';

export interface NetworkRequest {
  readonly fields: PresetFile;
  readonly features?: number;
  readonly timesteps?: number;
  readonly outputs?: number;
  /** Of a convolution; it stands for features and time steps. */
  readonly image?: ImageShape;
}

/** A request with the output and loss that `fields` name (sigmoid and binary cross-entropy by default). */
export function requestOf({
  fields,
  image,
  features = image?.channels ?? 2,
  timesteps = image === undefined ? 1 : image.height * image.width,
  outputs = 1,
}: NetworkRequest): EngineRequest {
  const config = parseConfig(fields, 'test');
  const outputActivation = config.outputActivation === 'auto' ? 'sigmoid' : config.outputActivation;
  const loss =
    config.loss === 'auto'
      ? outputActivation === 'softmax'
        ? 'categoricalCrossentropy'
        : outputActivation === 'sigmoid'
          ? 'binaryCrossentropy'
          : 'meanSquaredError'
      : config.loss;
  const resolved: ResolvedConfig = { ...config, outputActivation, loss };
  return {
    config: resolved,
    layout: networkLayout(resolved, features, outputs, image ?? null),
    features,
    timesteps,
    outputs,
    maxBatch: 256,
  };
}

export const engineOf = async (backend: BackendName, request: EngineRequest): Promise<GradientEngine> =>
  (await chooseEngine(backend, request, () => performance.now())).engine;

/** Largest difference, as a share of the largest expected value of the same parameter. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i += 1) {
    scale = Math.max(scale, Math.abs(expected[i] ?? NaN));
    worst = Math.max(worst, Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN)));
    if (Number.isNaN(actual[i] ?? NaN)) return NaN;
  }
  return scale === 0 ? worst : worst / scale;
}
