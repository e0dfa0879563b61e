// What a step works on: parameters, gradient, and what the optimizer keeps. In one WebAssembly memory, where vector code reads
// and writes them in place; without vectors in arrays of their own.
import { instantiate, vectorsUsable, type Kernels } from './compiled/wasm/kernels.js';
import { RESULT_BYTES, SPAN_BYTES } from './compiled/wasm/sums.js';
import { FLOAT_BYTES, VECTOR_BYTES } from './compiled/wasm/tile.js';

/** Values [offset, offset + size) of every vector belong together: one parameter. */
export interface Span {
  readonly offset: number;
  readonly size: number;
}

export interface StepVectors {
  readonly parameters: Float32Array;
  /** The parameters before the last update, if somebody kept them. */
  readonly before: Float32Array;
  readonly gradient: Float32Array;
  /** What an optimizer keeps for each parameter. */
  readonly slots: readonly [Float32Array, Float32Array];
  readonly spans: readonly Span[];
  /** Room for sums over the spans: SUMS_A_SPAN doubles each. */
  readonly sums: Float64Array;
  /** Where vector code finds them; null: there is none. */
  readonly code: VectorCode | null;
}

/** Byte addresses in one memory, all aligned to a cache line, as TensorFlow's library wants what it shall not copy. */
export interface VectorCode {
  readonly kernels: Kernels;
  readonly buffer: ArrayBuffer;
  readonly constants: number;
  readonly parameters: number;
  readonly before: number;
  readonly gradient: number;
  readonly slots: readonly [number, number];
  /** Bytes of a vector that are whole quadruples; the values behind its end are 0. */
  readonly bytes: number;
  /** For sums over the spans: an entry a span, where they end, and where the results go. */
  readonly table: number;
  readonly tableEnd: number;
  readonly sums: number;
}

/** Room for an optimizer's constants. */
export const CONSTANTS = 8;
const DOUBLE_BYTES = Float64Array.BYTES_PER_ELEMENT;
export const SUMS_A_SPAN = RESULT_BYTES / DOUBLE_BYTES;
const CACHE_LINE = 64;

const filled = (values: Float32Array, initial: Float32Array): Float32Array => {
  values.set(initial);
  return values;
};

/** Starts with `initial` as parameters and as what was before. `compiled`: for vector code. */
export function stepVectors(initial: Float32Array, spans: readonly Span[], compiled = vectorsUsable()): StepVectors {
  const size = initial.length;
  const empty = (): Float32Array => new Float32Array(size);
  if (!compiled) {
    const [parameters, before] = [initial.slice(), initial.slice()];
    return {
      parameters,
      before,
      gradient: empty(),
      slots: [empty(), empty()],
      spans,
      sums: new Float64Array(SUMS_A_SPAN * spans.length),
      code: null,
    };
  }
  let end = 0;
  const reserve = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    return address;
  };
  // Address 0 says "none" in the table: nothing that a table names may lie there.
  const constants = reserve(CONSTANTS * DOUBLE_BYTES);
  const masks = reserve(VECTOR_BYTES * 3);
  const [table, sums] = [reserve(spans.length * SPAN_BYTES), reserve(spans.length * RESULT_BYTES)];
  const vector = (): number => reserve(size * FLOAT_BYTES);
  const addresses = { parameters: vector(), before: vector(), gradient: vector() };
  const slots = [vector(), vector()] as const;
  const { memory, kernels } = instantiate(end + VECTOR_BYTES);
  const { buffer } = memory;
  const integers = new Int32Array(buffer);
  for (const rest of [1, 2, 3]) {
    const at = (masks + (rest - 1) * VECTOR_BYTES) / FLOAT_BYTES;
    integers.fill(-1, at, at + rest);
  }
  spans.forEach((span, i) => {
    const rest = span.size % 4;
    integers.set(
      [span.offset * FLOAT_BYTES, (span.size - rest) * FLOAT_BYTES, rest && masks + (rest - 1) * VECTOR_BYTES, 0],
      (table + i * SPAN_BYTES) / FLOAT_BYTES,
    );
  });
  const view = (address: number): Float32Array => new Float32Array(buffer, address, size);
  return {
    parameters: filled(view(addresses.parameters), initial),
    before: filled(view(addresses.before), initial),
    gradient: view(addresses.gradient),
    slots: [view(slots[0]), view(slots[1])],
    spans,
    sums: new Float64Array(buffer, sums, SUMS_A_SPAN * spans.length),
    code: {
      kernels,
      buffer,
      constants,
      ...addresses,
      slots,
      bytes: Math.ceil((size * FLOAT_BYTES) / VECTOR_BYTES) * VECTOR_BYTES,
      table,
      tableEnd: table + spans.length * SPAN_BYTES,
      sums,
    },
  };
}
