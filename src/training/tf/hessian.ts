// Exact products of the Hessian with vectors by TensorFlow's own differentiation, twice.
import { isRecurrent } from '../../core/config/cells.js';
import type { Batch, EngineRequest, HessianProducts } from '../engine.js';
import { oneLine } from '../engine.js';
import { lossTwice } from './twice.js';
import type { Executor, Programs } from './programs.js';

/** Or why this network has none. Batch normalization sees `batch` as one batch of training. */
export function doubleBackward(
  { config, layout }: EngineRequest,
  programs: Programs,
  executor: Executor,
  batch: Batch,
): HessianProducts | string {
  if (isRecurrent(config.cell)) return 'only dense layers and convolutions are supported';
  if (lossTwice(config.loss, config.outputActivation) === null)
    return `${config.loss} after ${config.outputActivation} is not supported`;
  let at: Float32Array = new Float32Array(layout.parameterCount);
  const product = (direction: Float32Array): Float32Array => executor.execute(programs.product(at, direction, batch));
  try {
    product(new Float32Array(layout.parameterCount));
  } catch (error) {
    // An operation without a second gradient, on this backend.
    return `TensorFlow.js cannot differentiate this network twice: ${oneLine(error)}`;
  }
  return {
    at(parameters: Float32Array) {
      at = parameters.slice();
    },
    product(direction: Float32Array, result: Float32Array) {
      result.set(product(direction));
    },
  };
}
