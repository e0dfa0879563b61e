// A small assembler for WebAssembly: functions as statements over typed expressions, a module as sections. How to read and extend
// it: docs/vector-code.md.
import { flatten, named, sized, unsigned, vector, type Code } from './encoding.js';
import {
  at,
  i32,
  simd,
  type F32,
  type I32,
  type Local,
  type V128,
  type Value,
  type ValueType,
} from './instructions.js';

const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const EMPTY_BLOCK = 0x40;
const END = 0x0b;

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
