// An optimizer's update by vector code: the arrays it works on lie in a WebAssembly memory, parameters are copied in and out.
import type { OptimizerName } from '../../core/config/schema.js';
import type { UpdateRule } from '../optimizer.js';
import { instantiate } from './wasm/kernels.js';
import { FLOAT_BYTES, VECTOR_BYTES } from './wasm/tile.js';

const CONSTANTS_BYTES = 64;

/** The same numbers as `rule.apply`, to the bit. */
export function compiledUpdate(name: OptimizerName, rule: UpdateRule, size: number): UpdateRule['apply'] {
  const bytes = Math.ceil((size * FLOAT_BYTES) / VECTOR_BYTES) * VECTOR_BYTES;
  const addressOf = (array: number): number => CONSTANTS_BYTES + array * bytes;
  const { memory, kernels } = instantiate(addressOf(2 + rule.slots.length));
  const view = (array: number): Float32Array => new Float32Array(memory.buffer, addressOf(array), size);
  const [w, g] = [view(0), view(1)];
  rule.slots.forEach((start, i) => view(2 + i).fill(start));
  const held = new Float64Array(memory.buffer, 0, CONSTANTS_BYTES / Float64Array.BYTES_PER_ELEMENT);
  const update = kernels[`update_${name}`];
  return (parameters, gradient, _slots, constants) => {
    held.set(constants);
    w.set(parameters);
    g.set(gradient);
    update(0, addressOf(0), addressOf(1), addressOf(2), addressOf(3), bytes);
    parameters.set(w);
  };
}
