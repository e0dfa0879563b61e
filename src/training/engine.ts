// The interface of engines, TensorFlow.js or compiled. Everything else (optimizer,
// clipping, statistics, batches, events) is shared code on plain arrays, so engines differ only in arithmetic.
import type { BackendName } from '../core/config/backends.js';
import type { ResolvedConfig } from '../core/config/schema.js';
import type { NetworkLayout } from '../core/network/layout.js';
import { EXIT, messageOf, UserError } from '../core/userError.js';

export interface Batch {
  readonly size: number;
  /** Row-major [size, timesteps, features]; may be longer than needed. */
  readonly x: Float32Array;
  /** Row-major [size, outputs]; may be longer than needed. */
  readonly y: Float32Array;
  /** Dropout: factors of the hidden layers' outputs, layer by layer, each row-major [size, units], of a convolution
   * [size, pixels, channels]. Training only. */
  readonly masks?: Float32Array;
}

export interface GradientResult {
  /** Mean batch loss in training mode (nats or squared units). */
  readonly loss: number;
  /** Number of correct samples (argmax, or output > 0.5); 0 for regression. */
  readonly correct: number;
}

export interface LayerForward {
  /** Inputs of f (after batch normalization if it comes before f): [samples, units] row-major. For a
   * recurrent layer: of the last time step; for a convolution: [samples, pixels, channels]. */
  readonly pre: Float32Array;
  /** Outputs of f, before any skip or later normalization. */
  readonly post: Float32Array;
}

export interface ForwardResult {
  /** Model output after the output activation, [samples, outputs]. */
  readonly output: Float32Array;
  readonly loss: number;
  readonly correct: number;
  /** Only on request; hidden layers and the output layer, input first. Valid until the engine's next call. */
  readonly layers?: readonly LayerForward[];
}

export interface HessianProducts {
  /** Sets the parameters of the following products. */
  at(parameters: Float32Array): void;
  /** `result` = Hessian × `direction`, both in layout order. */
  product(direction: Float32Array, result: Float32Array): void;
}

export interface GradientEngine {
  readonly backend: BackendName;
  /**
   * Loss and gradient of the mean batch loss at `parameters` in training mode (batch normalization by batch statistics).
   * Writes d loss / d parameter into `gradient` (same layout) and, with batch normalization, the batch means and variances
   * (biased, in layout order) into `batchState`.
   */
  gradient(parameters: Float32Array, batch: Batch, gradient: Float32Array, batchState: Float32Array): GradientResult;
  /** Evaluation mode: batch normalization by `state` (moving statistics). */
  forward(parameters: Float32Array, state: Float32Array, batch: Batch, wantLayers: boolean): ForwardResult;
  /** Recurrent nets: RMS over batch and units of d loss / d state after each time step of the last recurrent layer. */
  throughTime?(parameters: Float32Array, batch: Batch): Float32Array;
  /**
   * Exact products with the Hessian of the mean loss over `batch`, without dropout, and with its statistics for batch normalization; or the
   * reason why the engine has none.
   */
  hessian?(batch: Batch): HessianProducts | string;
  /** Why the engine is slower than it could be here, one line for `doctor`; null if it is not. */
  remark?(): string | null;
  /** Live tensors or bytes held, for leak tests. */
  footprint(): number;
  dispose(): void;
}

export interface EngineRequest {
  readonly config: ResolvedConfig;
  readonly layout: NetworkLayout;
  readonly features: number;
  /** Time steps of a sequence, or pixels of an image that is convolved. */
  readonly timesteps: number;
  readonly outputs: number;
  /** Largest batch that will be requested (training batches, probe set, whole data set, boundary grid). */
  readonly maxBatch: number;
}

/** An engine and the reason for its choice. */
export interface EngineChoice {
  readonly engine: GradientEngine;
  readonly why: string;
  readonly tfjs: string;
}

/**
 * The error of a backend that is not available on this machine or does not support the network: `auto` tries the next one. Any other
 * exception of an engine is a fault and ends the run.
 */
export const notAvailable = (reason: string, cause?: unknown): UserError =>
  new UserError(reason, { exitCode: EXIT.failed, cause });

/** The fault of an engine: it threw during a computation. */
export const engineFault = (backend: BackendName, cause: unknown): Error =>
  new Error(`backend ${backend} failed: ${oneLine(cause)}`, { cause });

export const oneLine = (error: unknown): string =>
  messageOf(error).split('\n')[0]?.trim().slice(0, 200).replace(/\.$/, '') ?? 'unknown reason';
