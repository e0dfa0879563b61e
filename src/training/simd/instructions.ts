// WebAssembly's instructions as typed expressions: each knows the bytes that leave its value on the stack.
// Encodings: WebAssembly core specification 2.0, chapter 5 (binary format).
import { signed, unsigned, type Code } from './encoding.js';

export type ValueType = 'i32' | 'f32' | 'v128';

/** Instructions that leave one value of type T on the stack. A Value used twice is computed twice; bind it with `let`. */
export interface Value<T extends ValueType> {
  readonly type: T;
  readonly code: Code;
}
export type I32 = Value<'i32'>;
export type F32 = Value<'f32'>;
export type V128 = Value<'v128'>;

/** A local variable: a Value that can be set. */
export interface Local<T extends ValueType> extends Value<T> {
  readonly index: number;
}

const float = (value: number): number[] => [...new Uint8Array(new Float32Array([value]).buffer)];
export const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

const op = <T extends ValueType>(type: T, code: readonly number[], ...operands: Value<ValueType>[]): Value<T> => ({
  type,
  code: [...operands.map((operand) => operand.code), code],
});

const binary =
  <T extends ValueType>(type: T, ...code: number[]) =>
  (a: Value<T>, b: Value<T>): Value<T> =>
    op(type, code, a, b);
const vectorBinary = (opcode: number) => binary('v128', ...simd(opcode));
const vectorUnary =
  (opcode: number) =>
  (a: V128): V128 =>
    op('v128', simd(opcode), a);
const shift =
  (opcode: number) =>
  (a: V128, bits: number): V128 =>
    op('v128', simd(opcode), a, i32.of(bits));

/** Natural alignment of a 4-byte access, as its exponent. */
const ALIGN_4 = 2;
export const at = (offset: number): number[] => [ALIGN_4, ...unsigned(offset)];

export const i32 = {
  of: (value: number): I32 => op('i32', [0x41, ...signed(value)]),
  load: (address: I32, offset = 0): I32 => op('i32', [0x28, ...at(offset)], address),
  add: binary('i32', 0x6a),
  sub: binary('i32', 0x6b),
  mul: binary('i32', 0x6c),
  and: binary('i32', 0x71),
  shl: binary('i32', 0x74),
  shr: binary('i32', 0x76),
  eq: binary('i32', 0x46),
  lessUnsigned: binary('i32', 0x49),
  atMostUnsigned: binary('i32', 0x4d),
};

export const f32 = {
  load: (address: I32, offset = 0): F32 => op('f32', [0x2a, ...at(offset)], address),
  add: binary('f32', 0x92),
  mul: binary('f32', 0x94),
};

/** Four 32-bit lanes. `pmin`/`pmax` keep a NaN that stands first: `b < a ? b : a`. */
export const v128 = {
  load: (address: I32, offset = 0): V128 => op('v128', [...simd(0x00), ...at(offset)], address),
  /** One float or integer into all four lanes. */
  loadSplat: (address: I32, offset = 0): V128 => op('v128', [...simd(0x09), ...at(offset)], address),
  /** Two floats into lanes 0 and 1; lanes 2 and 3 are 0. */
  loadLow: (address: I32, offset = 0): V128 => op('v128', [...simd(0x5d), ...at(offset)], address),
  bits: (value: number): V128 => op('v128', simd(0x11), i32.of(value)),
  splat: (value: F32): V128 => op('v128', simd(0x13), value),
  of: (value: number): V128 => {
    const bytes = float(value);
    return op('v128', [...simd(0x0c), ...bytes, ...bytes, ...bytes, ...bytes]);
  },
  /** A double in both halves. */
  doubles: (value: number): V128 => {
    const bytes = [...new Uint8Array(new Float64Array([value]).buffer)];
    return op('v128', [...simd(0x0c), ...bytes, ...bytes]);
  },
  /** Lanes 0-3 of a are 0-3, of b 4-7. */
  shuffle: (a: V128, b: V128, lanes: readonly [number, number, number, number]): V128 =>
    op('v128', [...simd(0x0d), ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))], a, b),
  /** 1 if any bit is set, else 0. */
  anyTrue: (a: V128): I32 => op('i32', simd(0x53), a),
  lane: (a: V128, lane: number): F32 => op('f32', [...simd(0x1f), lane], a),
  integerLane: (a: V128, lane: number): I32 => op('i32', [...simd(0x1b), lane], a),
  greater: vectorBinary(0x44),
  atMost: vectorBinary(0x45),
  less: vectorBinary(0x43),
  and: vectorBinary(0x4e),
  /** a and not b. */
  andNot: vectorBinary(0x4f),
  or: vectorBinary(0x50),
  /** a where the mask is set, else b. */
  select: (a: V128, b: V128, mask: V128): V128 => op('v128', simd(0x52), a, b, mask),
  shiftLeft: shift(0xab),
  shiftRight: shift(0xac),
  addIntegers: vectorBinary(0xae),
  subIntegers: vectorBinary(0xb1),
  abs: vectorUnary(0xe0),
  neg: vectorUnary(0xe1),
  sqrt: vectorUnary(0xe3),
  add: vectorBinary(0xe4),
  sub: vectorBinary(0xe5),
  mul: vectorBinary(0xe6),
  div: vectorBinary(0xe7),
  pmin: vectorBinary(0xea),
  pmax: vectorBinary(0xeb),
};

/** Two 64-bit lanes, for values computed in double and stored in single precision. */
export const f64x2 = {
  /** One double into both lanes. */
  loadSplat: (address: I32, offset = 0): V128 => op('v128', [...simd(0x0a), ...at(offset)], address),
  /** Float lanes 0 and 1 as doubles. */
  promoteLow: vectorUnary(0x5f),
  /** Integer lanes 0 and 1, signed, as doubles. */
  ofIntegers: vectorUnary(0xfe),
  /** Towards 0, as integers in lanes 0 and 1; lanes 2 and 3 are 0. */
  toIntegers: vectorUnary(0xfc),
  /** Rounded to float lanes 0 and 1; lanes 2 and 3 are 0. */
  demote: vectorUnary(0x5e),
  /** All bits set in lanes that differ, as NaN differs from itself. */
  differ: vectorBinary(0x48),
  greater: vectorBinary(0x4a),
  atMost: vectorBinary(0x4b),
  abs: vectorUnary(0xec),
  sqrt: vectorUnary(0xef),
  add: vectorBinary(0xf0),
  sub: vectorBinary(0xf1),
  mul: vectorBinary(0xf2),
  div: vectorBinary(0xf3),
};
