// The reference engine: gradients by TensorFlow.js' automatic differentiation on whatever backend is active. One read-back a call.
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../core/config/backends.js';
import type { OutputActivationName } from '../../core/config/schema.js';
import type { Batch, EngineRequest, ForwardResult, GradientEngine, GradientResult, LayerForward } from '../engine.js';
import { correctOf, logits, lossOf, outputOf, parameterKey, type ForwardOptions, type Parameters } from './forward.js';

/** Rows that an evaluation takes at once: all layers' tensors live until its end. */
const EVALUATION_ROWS = 2048;

interface Piece extends ForwardResult {
  readonly size: number;
  readonly layers: readonly LayerForward[];
}

/** Pieces of a batch as one: means weighted by rows. A single piece, as nearly always, is passed on. */
function joined(pieces: readonly Piece[], wantLayers: boolean): ForwardResult {
  const [first] = pieces;
  if (first === undefined) throw new Error('evaluation of an empty batch');
  const rows = pieces.reduce((sum, { size }) => sum + size, 0);
  const join = (pick: (piece: Piece) => Float32Array): Float32Array => {
    if (pieces.length === 1) return pick(first);
    const whole = new Float32Array(pieces.reduce((sum, piece) => sum + pick(piece).length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(pick(piece), at);
      at += pick(piece).length;
    }
    return whole;
  };
  const layers = first.layers.map((_, i) => ({
    pre: join((piece) => piece.layers[i]!.pre),
    post: join((piece) => piece.layers[i]!.post),
  }));
  return {
    output: join((piece) => piece.output),
    loss: pieces.length === 1 ? first.loss : pieces.reduce((sum, { loss, size }) => sum + (loss * size) / rows, 0),
    correct: pieces.reduce((sum, { correct }) => sum + correct, 0),
    ...(wantLayers ? { layers } : {}),
  };
}

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

  /** Evaluation of one piece of a batch. */
  const evaluate = (parameters: Float32Array, state: Float32Array, batch: Batch, wantLayers: boolean): Piece =>
    tf.tidy(() => {
      const kept: tf.Tensor[] = [];
      const keep = (tensor: tf.Tensor): void => void kept.push(tf.reshape(tensor, [-1]));
      const z = logits(layout, named(tensorsOf(parameters)), inputOf(batch), {
        moving: movingOf(state),
        ...(wantLayers
          ? {
              onLayer(_: number, pre: tf.Tensor, post: tf.Tensor) {
                keep(pre);
                keep(post);
              },
            }
          : {}),
      });
      const y = targetOf(batch);
      const loss = tf.reshape(lossOf(config.loss, output, z, y), [1]);
      const correct = tf.reshape(correctOf(output, z, y), [1]);
      const all = tf.concat([loss, correct, tf.reshape(outputOf(output, z), [-1]), ...kept]).dataSync<'float32'>();
      let at = 2;
      const take = (count: number): Float32Array => all.slice(at, (at += count));
      const result = take(batch.size * outputs);
      const layers =
        kept.length === 0
          ? []
          : layout.layers.map(({ units }) => {
              const count = batch.size * units;
              return { pre: take(count), post: take(count) };
            });
      return { size: batch.size, loss: all[0] ?? NaN, correct: all[1] ?? 0, output: result, layers };
    });

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
        try {
          const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
            const z = logits(layout, named(tensors), x, options);
            keep(correctOf(output, z, y));
            return lossOf(config.loss, output, z, y);
          })(tensorsOf(parameters));
          const flatGrads = grads.map((g) => tf.reshape(g, [-1]));
          return tf.concat([...flatGrads, tf.reshape(value, [1]), ...kept]).dataSync();
        } finally {
          tf.dispose(kept);
        }
      });
      const count = layout.parameterCount;
      gradient.set(flat.subarray(0, count));
      batchState.set(flat.subarray(count + 1, count + 1 + layout.stateCount));
      return { loss: flat[count] ?? NaN, correct: flat[count + 1 + layout.stateCount] ?? 0 };
    },

    forward(parameters, state, batch, wantLayers): ForwardResult {
      activate();
      const pieces: Piece[] = [];
      for (let from = 0; from < batch.size; from += EVALUATION_ROWS) {
        const size = Math.min(EVALUATION_ROWS, batch.size - from);
        const x = batch.x.subarray(from * timesteps * features);
        pieces.push(evaluate(parameters, state, { size, x, y: batch.y.subarray(from * outputs) }, wantLayers));
      }
      return joined(pieces, wantLayers);
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
