// The TensorFlow.js engine: automatic differentiation on the active backend.
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../core/config/backends.js';
import { isRecurrent } from '../../core/config/cells.js';
import { valuesOf } from '../../core/network/layout.js';
import type {
  Batch,
  EngineRequest,
  ForwardResult,
  GradientEngine,
  GradientResult,
  HessianProducts,
  LayerForward,
} from '../engine.js';
import { doubleBackward } from './hessian.js';
import { eager, Programs, type Executor } from './programs.js';

/** Rows per evaluation piece, which keeps the tensors of all layers alive. */
const EVALUATION_ROWS = 2048;

interface Piece extends ForwardResult {
  readonly size: number;
  readonly layers: readonly LayerForward[];
}

/** Joins pieces of a batch, with means weighted by rows. A single piece, the usual case, passes through. */
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

/** What an evaluation of `size` rows returned. */
function pieceOf(all: Float32Array, { layout, outputs }: EngineRequest, size: number, wantLayers: boolean): Piece {
  let at = 2;
  const take = (values: number): Float32Array => all.subarray(at, (at += size * values));
  // A copy, because an event would otherwise carry the whole buffer.
  const output = take(outputs).slice();
  const layers = wantLayers
    ? layout.layers.map(valuesOf).map((values) => ({ pre: take(values), post: take(values) }))
    : [];
  return { size, loss: all[0] ?? NaN, correct: all[1] ?? 0, output, layers };
}

/** `tfName`: TensorFlow.js' own name of the backend, which must have been initialised. */
export function createTfEngine(
  backend: BackendName,
  tfName: string,
  request: EngineRequest,
  executor: Executor = eager,
): GradientEngine {
  const { config, layout, features, timesteps, outputs } = request;
  const programs = new Programs(request);
  // The active backend is global in TensorFlow.js, so each call activates this one; that is immediate once it is initialized.
  const activate = (): void => {
    if (tf.getBackend() !== tfName) void tf.setBackend(tfName);
  };

  return {
    backend,
    gradient(parameters, batch, gradient, batchState): GradientResult {
      activate();
      const flat = executor.execute(programs.gradient(parameters, batch));
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
        const piece = { size, x, y: batch.y.subarray(from * outputs) };
        const all = executor.execute(programs.forward(parameters, state, piece, wantLayers));
        pieces.push(pieceOf(all, request, size, wantLayers));
      }
      return joined(pieces, wantLayers);
    },

    ...(isRecurrent(config.cell)
      ? {
          throughTime(parameters: Float32Array, batch: Batch): Float32Array {
            activate();
            return executor.execute(programs.throughTime(parameters, batch));
          },
        }
      : {}),

    hessian(batch): HessianProducts | string {
      activate();
      return doubleBackward(request, programs, executor, batch);
    },

    remark: () => executor.trouble(),
    footprint: () => tf.memory().numTensors + executor.held(),
    dispose: () => executor.dispose(),
  };
}
