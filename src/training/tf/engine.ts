// The reference engine: gradients by TensorFlow.js' automatic differentiation on whatever backend is active. One read-back a call.
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../core/config/backends.js';
import type { OutputActivationName } from '../../core/config/schema.js';
import type { Batch, EngineRequest, ForwardResult, GradientEngine, GradientResult, LayerForward } from '../engine.js';
import { correctOf, logits, lossOf, outputOf, parameterKey, type ForwardOptions, type Parameters } from './forward.js';

/** `tfName`: TensorFlow.js' own name of the backend, which must have been initialised. */
export function createTfEngine(backend: BackendName, tfName: string, request: EngineRequest): GradientEngine {
  // The active backend is global to TensorFlow.js: each call makes it ours, which for an initialised one takes effect at once.
  const activate = (): void => {
    if (tf.getBackend() !== tfName) void tf.setBackend(tfName);
  };
  const { config, layout, features, timesteps, outputs } = request;
  const output: OutputActivationName = config.outputActivation;
  const recurrent = config.cell === 'simpleRnn';

  const tensorsOf = (flat: Float32Array): tf.Tensor[] =>
    layout.parameters.map((p) => tf.tensor(flat.slice(p.offset, p.offset + p.size), [...p.shape], 'float32'));
  const named = (tensors: readonly tf.Tensor[]): Parameters =>
    new Map(layout.parameters.map((p, i) => [parameterKey(p.layer, p.kind), tensors[i] as tf.Tensor]));
  const inputOf = ({ x, size }: Batch): tf.Tensor => {
    const shape = recurrent ? [size, timesteps, features] : [size, features];
    return tf.tensor(x.slice(0, size * timesteps * features), shape, 'float32');
  };
  const targetOf = ({ y, size }: Batch): tf.Tensor => tf.tensor(y.slice(0, size * outputs), [size, outputs], 'float32');
  const movingOf = (state: Float32Array): (readonly [tf.Tensor, tf.Tensor])[] => {
    let offset = 0;
    return layout.layers
      .filter((layer) => layer.batchNorm !== 'none')
      .map(({ units }) => {
        const pair = [
          tf.tensor1d(state.slice(offset, offset + units)),
          tf.tensor1d(state.slice(offset + units, offset + 2 * units)),
        ] as const;
        offset += 2 * units;
        return pair;
      });
  };

  return {
    backend,
    gradient(parameters, batch, gradient, batchState): GradientResult {
      activate();
      const flat = tf.tidy(() => {
        const x = inputOf(batch);
        const y = targetOf(batch);
        const kept: tf.Tensor[] = [];
        const keep = (tensor: tf.Tensor): void => void kept.push(tf.keep(tf.reshape(tensor, [-1])));
        const options: ForwardOptions = {
          onStatistics(mean, variance) {
            keep(mean);
            keep(variance);
          },
        };
        const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
          const z = logits(layout, named(tensors), x, options);
          keep(correctOf(output, z, y));
          return lossOf(config.loss, output, z, y);
        })(tensorsOf(parameters));
        const all = tf.concat([...grads.map((g) => tf.reshape(g, [-1])), tf.reshape(value, [1]), ...kept]).dataSync();
        tf.dispose(kept);
        return all;
      });
      const count = layout.parameterCount;
      gradient.set(flat.subarray(0, count));
      batchState.set(flat.subarray(count + 1, count + 1 + layout.stateCount));
      return { loss: flat[count] ?? NaN, correct: flat[count + 1 + layout.stateCount] ?? 0 };
    },

    forward(parameters, state, batch, wantLayers): ForwardResult {
      activate();
      const layers: LayerForward[] = [];
      const read = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>().slice();
      let result: ForwardResult = { output: new Float32Array(0), loss: NaN, correct: 0 };
      tf.tidy(() => {
        const options: ForwardOptions = {
          moving: movingOf(state),
          ...(wantLayers ? { onLayer: (_, pre, post) => void layers.push({ pre: read(pre), post: read(post) }) } : {}),
        };
        const z = logits(layout, named(tensorsOf(parameters)), inputOf(batch), options);
        const y = targetOf(batch);
        result = {
          output: read(outputOf(output, z)),
          loss: lossOf(config.loss, output, z, y).dataSync()[0] ?? NaN,
          correct: correctOf(output, z, y).dataSync()[0] ?? 0,
          ...(wantLayers ? { layers } : {}),
        };
      });
      return result;
    },

    ...(recurrent
      ? {
          throughTime(parameters: Float32Array, batch: Batch): Float32Array {
            activate();
            return tf.tidy(() => {
              const x = inputOf(batch);
              const y = targetOf(batch);
              const tensors = named(tensorsOf(parameters));
              const zeros = Array.from({ length: timesteps }, () => tf.zeros([batch.size, config.width]));
              const { grads } = tf.valueAndGrads((...stateOffsets: tf.Tensor[]) =>
                lossOf(config.loss, output, logits(layout, tensors, x, { stateOffsets }), y),
              )(zeros);
              return tf
                .stack(grads.map((g) => tf.sqrt(tf.mean(tf.square(g)))))
                .dataSync<'float32'>()
                .slice();
            });
          },
        }
      : {}),

    footprint: () => tf.memory().numTensors,
    dispose: () => undefined,
  };
}
