// The programs that an engine runs on TensorFlow: input tensors to one flat vector. Every executor gives the same
// numbers.
import * as tf from '@tensorflow/tfjs-core';
import { isRecurrent } from '../../core/config/cells.js';
import { valuesOf, type LayerInfo } from '../../core/network/layout.js';
import type { Batch, EngineRequest } from '../engine.js';
import { activatedTwice, lossTwice } from './twice.js';
import { correctOf, logits, lossOf, outputOf, parameterKey, type ForwardOptions, type Parameters } from './forward.js';

/** An input: values that the caller may change after the call, and their shape. */
export interface Feed {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

export interface Program {
  /** Equal for calls that differ only in the values of their feeds. */
  readonly key: string;
  readonly feeds: readonly Feed[];
  readonly compute: (inputs: readonly tf.Tensor[]) => tf.Tensor;
}

/** Executes programs. */
export interface Executor {
  /** The caller owns the result. */
  readonly execute: (program: Program) => Float32Array;
  /** Number of objects kept between calls, for leak tests. */
  readonly held: () => number;
  /** Why programs do not run at full speed; null if they do. */
  readonly trouble: () => string | null;
  readonly dispose: () => void;
}

const flatten = (tensor: tf.Tensor): tf.Tensor => tf.reshape(tensor, [-1]);

/** The programs of one network. */
export class Programs {
  private readonly normalised: readonly LayerInfo[];

  constructor(private readonly request: EngineRequest) {
    this.normalised = request.layout.layers.filter((layer) => layer.batchNorm !== 'none');
  }

  /** Gradients in layout order, loss, batch statistics (mean and variance of each normalised layer), number of correct rows. */
  gradient(parameters: Float32Array, batch: Batch): Program {
    return {
      key: `gradient ${batch.size}${batch.masks === undefined ? '' : ' dropout'}`,
      feeds: [...this.parameterFeeds(parameters), ...this.maskFeeds(batch), ...this.batchFeeds(batch)],
      compute: (inputs) => this.gradients(inputs),
    };
  }

  /** Loss, number of correct rows, output, and with `wantLayers` each layer's pre-activations and activations. */
  forward(parameters: Float32Array, state: Float32Array, batch: Batch, wantLayers: boolean): Program {
    return {
      key: `forward ${batch.size} ${wantLayers}`,
      feeds: [...this.parameterFeeds(parameters), ...this.movingFeeds(state), ...this.batchFeeds(batch)],
      compute: (inputs) => this.evaluation(inputs, wantLayers),
    };
  }

  /** RMS of d loss / d state after each time step. */
  throughTime(parameters: Float32Array, batch: Batch): Program {
    return {
      key: `throughTime ${batch.size}`,
      feeds: [...this.parameterFeeds(parameters), ...this.batchFeeds(batch)],
      compute: (inputs) => this.stateGradients(inputs, batch.size),
    };
  }

  /** The Hessian of the mean loss times `direction`, in layout order: the gradient of the slope along it. */
  product(parameters: Float32Array, direction: Float32Array, batch: Batch): Program {
    return {
      key: `product ${batch.size}`,
      feeds: [...this.parameterFeeds(parameters), ...this.parameterFeeds(direction), ...this.batchFeeds(batch)],
      compute: (inputs) => this.hessianProduct(inputs),
    };
  }

  private parameterFeeds(flat: Float32Array): Feed[] {
    const { parameters } = this.request.layout;
    return parameters.map(({ offset, size, shape }) => ({ values: flat.subarray(offset, offset + size), shape }));
  }

  private maskFeeds({ masks, size }: Batch): Feed[] {
    if (masks === undefined) return [];
    let at = 0;
    return this.request.layout.layers.slice(0, -1).map((layer) => ({
      values: masks.subarray(at, (at += size * valuesOf(layer))),
      shape: [(size * valuesOf(layer)) / layer.units, layer.units],
    }));
  }

  private movingFeeds(state: Float32Array): Feed[] {
    let at = 0;
    const next = (units: number): Feed => ({ values: state.subarray(at, (at += units)), shape: [units] });
    return this.normalised.flatMap(({ units }) => [next(units), next(units)]);
  }

  private batchFeeds({ x, y, size }: Batch): Feed[] {
    const { config, features, timesteps, outputs } = this.request;
    const recurrent = isRecurrent(config.cell);
    return [
      {
        values: x.subarray(0, size * timesteps * features),
        shape: recurrent ? [size, timesteps, features] : [size, timesteps * features],
      },
      { values: y.subarray(0, size * outputs), shape: [size, outputs] },
    ];
  }

  private named(tensors: readonly tf.Tensor[]): Parameters {
    const { parameters } = this.request.layout;
    return new Map(parameters.map((p, i) => [parameterKey(p.layer, p.kind), tensors[i] as tf.Tensor]));
  }

  private loss(z: tf.Tensor, y: tf.Tensor): tf.Scalar {
    const { loss, outputActivation } = this.request.config;
    return lossOf(loss, outputActivation, z, y);
  }

  private gradients(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { layout, config } = this.request;
    const [x, y] = lastTwo(inputs);
    const kept: tf.Tensor[] = [];
    const keep = (tensor: tf.Tensor): void => void kept.push(tf.keep(flatten(tensor)));
    const masks = inputs.slice(layout.parameters.length, -2);
    const options: ForwardOptions = {
      masks,
      onStatistics(mean, variance) {
        keep(mean);
        keep(variance);
      },
    };
    try {
      const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const z = logits(layout, this.named(tensors), x, options);
        keep(correctOf(config.outputActivation, z, y));
        return this.loss(z, y);
      })(inputs.slice(0, layout.parameters.length));
      return tf.concat([...grads.map(flatten), flatten(value), ...kept]);
    } finally {
      tf.dispose(kept);
    }
  }

  private hessianProduct(inputs: readonly tf.Tensor[]): tf.Tensor {
    const { layout, config } = this.request;
    const count = layout.parameters.length;
    const [x, y] = lastTwo(inputs);
    const loss = lossTwice(config.loss, config.outputActivation);
    if (loss === null) throw new Error('no second derivative of this loss');
    const lossAt = (...tensors: tf.Tensor[]): tf.Scalar =>
      loss(logits(layout, this.named(tensors), x, { activated: activatedTwice }), y);
    const slope = (...tensors: tf.Tensor[]): tf.Scalar => {
      const { grads } = tf.valueAndGrads(lossAt)(tensors);
      return tf.addN(grads.map((g, i) => tf.sum(tf.mul(g, inputs[count + i]!))));
    };
    return tf.concat(tf.valueAndGrads(slope)(inputs.slice(0, count)).grads.map(flatten));
  }

  private evaluation(inputs: readonly tf.Tensor[], wantLayers: boolean): tf.Tensor {
    const { layout, config } = this.request;
    const [x, y] = lastTwo(inputs);
    const moving = this.normalised.map((_, i) => pairAt(inputs, layout.parameters.length + 2 * i));
    const kept: tf.Tensor[] = [];
    const onLayer = (_: number, pre: tf.Tensor, post: tf.Tensor): void => void kept.push(flatten(pre), flatten(post));
    const z = logits(layout, this.named(inputs), x, { moving, ...(wantLayers ? { onLayer } : {}) });
    const { outputActivation } = config;
    const figures = [this.loss(z, y), correctOf(outputActivation, z, y), outputOf(outputActivation, z)];
    return tf.concat([...figures.map(flatten), ...kept]);
  }

  private stateGradients(inputs: readonly tf.Tensor[], size: number): tf.Tensor {
    const { layout, timesteps } = this.request;
    const width = layout.layers.at(-1)!.inputs;
    const [x, y] = lastTwo(inputs);
    const zeros = Array.from({ length: timesteps }, () => tf.zeros([size, width]));
    const { grads } = tf.valueAndGrads((...stateOffsets: tf.Tensor[]) =>
      this.loss(logits(layout, this.named(inputs), x, { stateOffsets }), y),
    )(zeros);
    return tf.stack(grads.map((g) => tf.sqrt(tf.mean(tf.square(g)))));
  }
}

const pairAt = (inputs: readonly tf.Tensor[], at: number): [tf.Tensor, tf.Tensor] =>
  inputs.slice(at, at + 2) as [tf.Tensor, tf.Tensor];
const lastTwo = (inputs: readonly tf.Tensor[]): [tf.Tensor, tf.Tensor] => pairAt(inputs, inputs.length - 2);

/** Runs operation by operation on the active backend, with one read-back per call. */
export function executeEagerly({ feeds, compute }: Program): Float32Array {
  let flat: Float32Array | undefined;
  // Not returned from `tidy`, which would search each number for tensors: for a wide network that takes most of the time.
  tf.tidy(() => {
    const inputs = feeds.map(({ values, shape }) => tf.tensor(values, [...shape], 'float32'));
    flat = compute(inputs).dataSync<'float32'>();
  });
  if (flat === undefined) throw new Error('a program returned no tensor');
  return flat;
}

export const eager: Executor = {
  execute: executeEagerly,
  held: () => 0,
  trouble: () => null,
  dispose: () => undefined,
};
