// What a step works on: parameters, gradient, and what the optimizer keeps. In one WebAssembly memory, where vector code reads
// and writes them in place; without vectors in arrays of their own.
import { instantiate, vectorsUsable, type Kernels } from './compiled/wasm/kernels.js';
import { RESULT_BYTES, SPAN_BYTES } from './compiled/wasm/sums.js';
import { FLOAT_BYTES, ROW_BYTES, VECTOR_BYTES } from './compiled/wasm/tile.js';

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

/** Starts with `initial` as parameters and as what was before. `compiled`: for vector code. */
export const stepVectors = (initial: Float32Array, spans: readonly Span[], compiled = vectorsUsable()): StepVectors =>
  compiled ? inOneMemory(initial, spans) : apart(initial, spans);

function apart(initial: Float32Array, spans: readonly Span[]): StepVectors {
  const empty = (): Float32Array => new Float32Array(initial.length);
  const sums = new Float64Array(SUMS_A_SPAN * spans.length);
  const slots = [empty(), empty()] as const;
  return { parameters: initial.slice(), before: initial.slice(), gradient: empty(), slots, spans, sums, code: null };
}

function inOneMemory(initial: Float32Array, spans: readonly Span[]): StepVectors {
  let end = 0;
  const reserve = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    return address;
  };
  const vector = (): number => reserve(initial.length * FLOAT_BYTES);
  // First: address 0 says "none" in the table, and constants are never in it.
  const constants = reserve(CONSTANTS * DOUBLE_BYTES);
  const masks = reserve(ROW_BYTES * MASKED.length);
  const [table, sums] = [reserve(spans.length * SPAN_BYTES), reserve(spans.length * RESULT_BYTES)];
  const addresses = { parameters: vector(), before: vector(), gradient: vector() };
  const slots = [vector(), vector()] as const;
  // A span's rest is read as a whole row.
  const { memory, kernels } = instantiate(end + ROW_BYTES);
  const { buffer } = memory;
  fillTable(new Int32Array(buffer), spans, table, masks);
  const view = (address: number): Float32Array => new Float32Array(buffer, address, initial.length);
  const [parameters, before] = [view(addresses.parameters), view(addresses.before)];
  parameters.set(initial);
  before.set(initial);
  return {
    parameters,
    before,
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
      bytes: Math.ceil((initial.length * FLOAT_BYTES) / VECTOR_BYTES) * VECTOR_BYTES,
      table,
      tableEnd: table + spans.length * SPAN_BYTES,
      sums,
    },
  };
}

/** Values of a row that a mask lets through, where a span does not end with one. */
const MASKED = [1, 2, 3, 4, 5, 6, 7] as const;

function fillTable(integers: Int32Array, spans: readonly Span[], table: number, masks: number): void {
  const maskOf = (rest: number): number => masks + (rest - 1) * ROW_BYTES;
  for (const rest of MASKED) integers.fill(-1, maskOf(rest) / FLOAT_BYTES, maskOf(rest) / FLOAT_BYTES + rest);
  spans.forEach(({ offset, size }, i) => {
    const rest = size % (ROW_BYTES / FLOAT_BYTES);
    const entry = [offset * FLOAT_BYTES, (size - rest) * FLOAT_BYTES, rest === 0 ? 0 : maskOf(rest)];
    integers.set(entry, (table + i * SPAN_BYTES) / FLOAT_BYTES);
  });
}
