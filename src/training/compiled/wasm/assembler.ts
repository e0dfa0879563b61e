// A small assembler for WebAssembly: typed expressions as byte strings, functions as statements, a module as sections.
// Encodings: WebAssembly core specification 2.0, chapter 5 (binary format).

export type ValueType = 'i32' | 'f32' | 'v128';

/** Bytes, nested like the expressions; flattened once per statement. */
type Code = readonly (number | Code)[];

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

const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const EMPTY_BLOCK = 0x40;
const END = 0x0b;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

/** Appends all bytes of `code`; returns `into`. */
function flatten(code: Code, into: number[]): number[] {
  for (const part of code)
    if (typeof part === 'number') into.push(part);
    else flatten(part, into);
  return into;
}

const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
const sized = (code: Code): Code => {
  const bytes = flatten(code, []);
  return [unsigned(bytes.length), bytes];
};
const named = (text: string): number[] => {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
};
const float = (value: number): number[] => [...new Uint8Array(new Float32Array([value]).buffer)];
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

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
const at = (offset: number): number[] => [ALIGN_4, ...unsigned(offset)];

export const i32 = {
  of: (value: number): I32 => op('i32', [0x41, ...signed(value)]),
  load: (address: I32, offset = 0): I32 => op('i32', [0x28, ...at(offset)], address),
  add: binary('i32', 0x6a),
  sub: binary('i32', 0x6b),
  mul: binary('i32', 0x6c),
  and: binary('i32', 0x71),
  shl: binary('i32', 0x74),
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

/** Collects the statements of one function. All parameters are i32; nothing is returned. */
export class FunctionBuilder {
  private readonly code: number[] = [];
  private readonly locals: ValueType[] = [];

  constructor(private readonly parameterCount: number) {}

  parameter(index: number): Local<'i32'> {
    return { type: 'i32', index, code: [0x20, ...unsigned(index)] };
  }

  private push(...code: Code): void {
    flatten(code, this.code);
  }

  /** A new local variable holding `value`. */
  let<T extends ValueType>(value: Value<T>): Local<T> {
    const index = this.parameterCount + this.locals.length;
    this.locals.push(value.type);
    const local: Local<T> = { type: value.type, index, code: [0x20, ...unsigned(index)] };
    this.set(local, value);
    return local;
  }

  set<T extends ValueType>(local: Local<T>, value: Value<T>): void {
    this.push(value.code, 0x21, unsigned(local.index));
  }

  /** local += amount. */
  advance(local: Local<'i32'>, amount: I32 | number): void {
    this.set(local, i32.add(local, typeof amount === 'number' ? i32.of(amount) : amount));
  }

  store(address: I32, offset: number, value: V128): void {
    this.push(address.code, value.code, simd(0x0b), at(offset));
  }

  storeFloat(address: I32, offset: number, value: F32): void {
    this.push(address.code, value.code, 0x38, at(offset));
  }

  storeInteger(address: I32, offset: number, value: I32): void {
    this.push(address.code, value.code, 0x36, at(offset));
  }

  /** do body while condition. */
  repeatWhile(condition: I32, body: () => void): void {
    this.push(0x03, EMPTY_BLOCK);
    body();
    this.push(condition.code, 0x0d, 0, END);
  }

  when(condition: I32, body: () => void): void {
    this.push(condition.code, 0x04, EMPTY_BLOCK);
    body();
    this.push(END);
  }

  /** while condition, body. */
  loopWhile(condition: I32, body: () => void): void {
    this.when(condition, () => this.repeatWhile(condition, body));
  }

  /** The function as an entry of the code section. */
  finish(): Code {
    return sized([vector(this.locals.map((type) => [1, TYPE_CODES[type]])), this.code, END]);
  }
}

export interface FunctionSource {
  readonly name: string;
  readonly parameterCount: number;
  readonly body: (f: FunctionBuilder, ...parameters: Local<'i32'>[]) => void;
}

/** A module that imports `env.memory` and exports every function by name. */
export function assemble(sources: readonly FunctionSource[]): Uint8Array {
  const section = (id: number, content: Code): Code => [id, sized(content)];
  const signature = (count: number): Code => [0x60, vector(Array.from({ length: count }, () => [0x7f])), 0];
  const code = sources.map(({ parameterCount, body }) => {
    const f = new FunctionBuilder(parameterCount);
    body(f, ...Array.from({ length: parameterCount }, (_, i) => f.parameter(i)));
    return f.finish();
  });
  const bytes = flatten(
    [
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, vector(sources.map((source) => signature(source.parameterCount)))),
      section(2, vector([[named('env'), named('memory'), 0x02, 0x00, 0x01]])),
      section(3, vector(sources.map((_, i) => unsigned(i)))),
      section(7, vector(sources.map(({ name }, i) => [named(name), 0x00, unsigned(i)]))),
      section(10, vector(code)),
    ],
    [],
  );
  return new Uint8Array(bytes);
}
