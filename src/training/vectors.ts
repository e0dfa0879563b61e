// The vectors of a step: parameters, gradient and optimizer slots. They lie in one WebAssembly memory, where vector code reads
// and writes them in place. Without vectors, or without such memory, they are separate arrays.
import type { WasmMemory } from '../core/webAssembly.js';
import { Allotment } from './simd/allotment.js';
import { instantiate, vectorsUsable, type Kernels } from './simd/kernels.js';
import { RESULT_BYTES, SPAN_BYTES } from './simd/spans.js';
import { DOUBLE_BYTES, FLOAT_BYTES, ROW_BYTES, VECTOR_BYTES } from './simd/tile.js';

/** Values [offset, offset + size) of every vector belong to one parameter. */
export interface Span {
  readonly kind: string;
  readonly offset: number;
  readonly size: number;
}

export interface StepVectors {
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  /** Optimizer slots of each parameter. */
  readonly slots: readonly [Float32Array, Float32Array];
  /** The kernels in layout order, then the rest. */
  readonly spans: readonly Span[];
  readonly kernels: readonly Span[];
  /** Results of the spans: RESULTS_A_SPAN doubles each. */
  readonly results: Float64Array;
  /** Addresses for vector code; null without vector support. */
  readonly code: VectorCode | null;
}

/** Byte addresses in one memory. */
export interface VectorCode {
  readonly kernels: Kernels;
  readonly memory: WasmMemory;
  readonly constants: number;
  readonly parameters: number;
  readonly gradient: number;
  readonly slots: readonly [number, number];
  /** Bytes of a vector in whole quadruples; values after its end are 0. */
  readonly bytes: number;
  /** Table of spans: entries, end, and address of the results. */
  readonly table: number;
  readonly tableEnd: number;
  readonly results: number;
}

/** Room for an optimizer's constants. */
export const CONSTANTS = 8;
export const RESULTS_A_SPAN = RESULT_BYTES / DOUBLE_BYTES;

/** Vectors with `initial` as parameters; `compiled` places them for vector code. */
export function stepVectors(
  initial: Float32Array,
  parameters: readonly Span[],
  compiled = vectorsUsable(),
): StepVectors {
  const kernels = parameters.filter(({ kind }) => kind === 'kernel');
  const spans = [...kernels, ...parameters.filter(({ kind }) => kind !== 'kernel')];
  return { spans, kernels, ...((compiled ? inOneMemory(initial, spans) : null) ?? apart(initial, spans)) };
}

type Memory = Omit<StepVectors, 'spans' | 'kernels'>;

function apart(initial: Float32Array, spans: readonly Span[]): Memory {
  const empty = (): Float32Array => new Float32Array(initial.length);
  const results = new Float64Array(RESULTS_A_SPAN * spans.length);
  const slots = [empty(), empty()] as const;
  return { parameters: initial.slice(), gradient: empty(), slots, results, code: null };
}

/** Null if the memory is refused. */
function inOneMemory(initial: Float32Array, spans: readonly Span[]): Memory | null {
  const place = new Allotment();
  const vector = (): number => place.reserve(initial.length * FLOAT_BYTES);
  const constants = place.reserve(CONSTANTS * DOUBLE_BYTES);
  const masks = place.reserve(ROW_BYTES * MASKED.length);
  const table = place.reserve(spans.length * SPAN_BYTES);
  const results = place.reserve(spans.length * RESULT_BYTES);
  const addresses = { parameters: vector(), gradient: vector() };
  const slots = [vector(), vector()] as const;
  // The last row of a span is read whole.
  const instance = instantiate(place.bytes + ROW_BYTES);
  if (typeof instance === 'string') return null;
  const { kernels } = instance;
  const { memory } = instance;
  const { buffer } = memory;
  fillTable(new Int32Array(buffer), spans, table, masks);
  const view = (address: number): Float32Array => new Float32Array(buffer, address, initial.length);
  const parameters = view(addresses.parameters);
  parameters.set(initial);
  return {
    parameters,
    gradient: view(addresses.gradient),
    slots: [view(slots[0]), view(slots[1])],
    results: new Float64Array(buffer, results, RESULTS_A_SPAN * spans.length),
    code: {
      kernels,
      memory,
      constants,
      ...addresses,
      slots,
      bytes: Math.ceil((initial.length * FLOAT_BYTES) / VECTOR_BYTES) * VECTOR_BYTES,
      table,
      tableEnd: table + spans.length * SPAN_BYTES,
      results,
    },
  };
}

/** Masks for the possible lengths of a last row. */
const MASKED = [1, 2, 3, 4, 5, 6, 7, 8] as const;

function fillTable(integers: Int32Array, spans: readonly Span[], table: number, masks: number): void {
  const maskOf = (count: number): number => masks + (count - 1) * ROW_BYTES;
  for (const count of MASKED) integers.fill(-1, maskOf(count) / FLOAT_BYTES, maskOf(count) / FLOAT_BYTES + count);
  spans.forEach(({ offset, size }, i) => {
    const last = ((size - 1) % (ROW_BYTES / FLOAT_BYTES)) + 1;
    const entry = [offset * FLOAT_BYTES, (size - last) * FLOAT_BYTES, maskOf(last), size];
    integers.set(entry, (table + i * SPAN_BYTES) / FLOAT_BYTES);
  });
}
