// What an engine asks of TensorFlow, as programs: input tensors to one flat vector. However a program is executed, its numbers are
// these.
import * as tf from '@tensorflow/tfjs-core';
import type { LayerInfo } from '../../core/network/layout.js';
import type { Batch, EngineRequest } from '../engine.js';
import { correctOf, logits, lossOf, outputOf, parameterKey, type ForwardOptions, type Parameters } from './forward.js';

/** An input: values that the caller may change after the call, and their shape. */
export interface Feed {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

export interface Program {
  /** Equal for calls that differ in the values of their feeds alone. */
  readonly key: string;
  readonly feeds: readonly Feed[];
  readonly compute: (inputs: readonly tf.Tensor[]) => tf.Tensor;
}

/** How programs are run. */
export interface Executor {
  /** The answer is the caller's own. */
  readonly execute: (program: Program) => Float32Array;
  /** What it keeps between calls, counted: for leak tests. */
  readonly held: () => number;
  /** Why programs are not run as they could be; null: nothing is wrong. */
  readonly trouble: () => string | null;
  readonly dispose: () => void;
}

const flatten = (tensor: tf.Tensor): tf.Tensor => tf.reshape(tensor, [-1]);

export interface Programs {
  /** Gradients in layout order, loss, batch statistics (mean and variance a normalised layer), how many are right. */
  gradient(parameters: Float32Array, batch: Batch): Program;
  /** Loss, how many are right, output, and with `wantLayers` each layer's pre-activations and activations. */
  forward(parameters: Float32Array, state: Float32Array, batch: Batch, wantLayers: boolean): Program;
  /** RMS of d loss / d state after each time step. */
  throughTime(parameters: Float32Array, batch: Batch): Program;
}

export function createPrograms({ config, layout, features, timesteps, outputs }: EngineRequest): Programs {
  const output = config.outputActivation;
  const recurrent = config.cell === 'simpleRnn';
  const count = layout.parameters.length;
  const normalised: readonly LayerInfo[] = layout.layers.filter((layer) => layer.batchNorm !== 'none');

  const parameterFeeds = (flat: Float32Array): Feed[] =>
    layout.parameters.map(({ offset, size, shape }) => ({ values: flat.subarray(offset, offset + size), shape }));
  const movingFeeds = (state: Float32Array): Feed[] => {
    let at = 0;
    const next = (units: number): Feed => ({ values: state.subarray(at, (at += units)), shape: [units] });
    return normalised.flatMap(({ units }) => [next(units), next(units)]);
  };
  const batchFeeds = ({ x, y, size }: Batch): Feed[] => [
    {
      values: x.subarray(0, size * timesteps * features),
      shape: recurrent ? [size, timesteps, features] : [size, features],
    },
    { values: y.subarray(0, size * outputs), shape: [size, outputs] },
  ];
  const named = (tensors: readonly tf.Tensor[]): Parameters =>
    new Map(layout.parameters.map((p, i) => [parameterKey(p.layer, p.kind), tensors[i] as tf.Tensor]));
  const lastTwo = (inputs: readonly tf.Tensor[]): [tf.Tensor, tf.Tensor] => inputs.slice(-2) as [tf.Tensor, tf.Tensor];

  return {
    gradient: (parameters, batch) => ({
      key: `gradient ${batch.size}`,
      feeds: [...parameterFeeds(parameters), ...batchFeeds(batch)],
      compute(inputs) {
        const [x, y] = lastTwo(inputs);
        const kept: tf.Tensor[] = [];
        const keep = (tensor: tf.Tensor): void => void kept.push(tf.keep(flatten(tensor)));
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
          })(inputs.slice(0, count));
          return tf.concat([...grads.map(flatten), flatten(value), ...kept]);
        } finally {
          tf.dispose(kept);
        }
      },
    }),

    forward: (parameters, state, batch, wantLayers) => ({
      key: `forward ${batch.size} ${wantLayers}`,
      feeds: [...parameterFeeds(parameters), ...movingFeeds(state), ...batchFeeds(batch)],
      compute(inputs) {
        const [x, y] = lastTwo(inputs);
        const moving = normalised.map(
          (_, i) => inputs.slice(count + 2 * i, count + 2 * i + 2) as [tf.Tensor, tf.Tensor],
        );
        const kept: tf.Tensor[] = [];
        const onLayer = (_: number, pre: tf.Tensor, post: tf.Tensor): void =>
          void kept.push(flatten(pre), flatten(post));
        const z = logits(layout, named(inputs), x, { moving, ...(wantLayers ? { onLayer } : {}) });
        const loss = flatten(lossOf(config.loss, output, z, y));
        return tf.concat([loss, flatten(correctOf(output, z, y)), flatten(outputOf(output, z)), ...kept]);
      },
    }),

    throughTime: (parameters, batch) => ({
      key: `throughTime ${batch.size}`,
      feeds: [...parameterFeeds(parameters), ...batchFeeds(batch)],
      compute(inputs) {
        const [x, y] = lastTwo(inputs);
        const zeros = Array.from({ length: timesteps }, () => tf.zeros([batch.size, config.width]));
        const { grads } = tf.valueAndGrads((...stateOffsets: tf.Tensor[]) =>
          lossOf(config.loss, output, logits(layout, named(inputs), x, { stateOffsets }), y),
        )(zeros);
        return tf.stack(grads.map((g) => tf.sqrt(tf.mean(tf.square(g)))));
      },
    }),
  };
}

/** Operation by operation, on whatever backend is active. One read-back a call. */
export function executeEagerly({ feeds, compute }: Program): Float32Array {
  let flat: Float32Array | undefined;
  // Not returned from `tidy`, which would look for tensors in it, number by number: most of a wide net's time.
  tf.tidy(() => {
    const inputs = feeds.map(({ values, shape }) => tf.tensor(values, [...shape], 'float32'));
    flat = compute(inputs).dataSync<'float32'>();
  });
  if (flat === undefined) throw new Error('a program gave nothing');
  return flat;
}

export const eager: Executor = {
  execute: executeEagerly,
  held: () => 0,
  trouble: () => null,
  dispose: () => undefined,
};
