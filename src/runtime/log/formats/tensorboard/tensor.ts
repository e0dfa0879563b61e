// Decodes TensorFlow's TensorProto as far as logs need it: one number, or the buckets of a histogram.
import { eachField } from './wire.js';

/** Extremes of a tensor, number of its elements, and sum of their squares. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sumSquares: number;
}

/** TensorFlow's DataType numbers. */
const TYPE = { float: 1, double: 2, int32: 3, int64: 9, bfloat16: 14, half: 19 } as const;
const LENGTH_DELIMITED = 2;

export interface Tensor {
  readonly type: number;
  readonly shape: readonly number[];
  readonly listed: readonly number[];
  readonly content: Uint8Array | null;
  /** The first string; empty without one. */
  readonly text: string;
}

export function readTensor(bytes: Uint8Array): Tensor {
  let type = 0;
  let shape: number[] = [];
  let content: Uint8Array | null = null;
  const listed: number[] = [];
  const texts: string[] = [];
  eachField(bytes, (field, wire, reader) => {
    const each = (read: () => number): boolean => {
      const end = wire === LENGTH_DELIMITED ? reader.uint32() + reader.pos : reader.pos + 1;
      do listed.push(read());
      while (wire === LENGTH_DELIMITED && reader.pos < end);
      return true;
    };
    if (field === 1) type = reader.int32();
    else if (field === 2) shape = shapeIn(reader.bytes());
    else if (field === 4) content = reader.bytes();
    else if (field === 5) return each(() => reader.float());
    else if (field === 6) return each(() => reader.double());
    else if (field === 7) return each(() => reader.int32());
    else if (field === 8) texts.push(reader.string());
    else if (field === 10) return each(() => Number(reader.int64()));
    else if (field === 13) return each(() => ofBits(reader.int32(), type));
    else return false;
    return true;
  });
  return { type, shape, listed, content, text: texts[0] ?? '' };
}

/** The value of a tensor that is one number; undefined for any other tensor: a histogram, a text, an image. */
export function scalarIn({ type, shape, listed, content }: Tensor): number | undefined {
  if (shape.reduce((product, length) => product * length, 1) !== 1) return undefined;
  return listed[0] ?? (content === null ? undefined : inContent(content, 0, type));
}

/** Columns of a histogram: left end, right end, count. */
const COLUMNS = 3;

/**
 * The histogram of a tensor of buckets. The log has no sum of squares; for elements spread evenly in each bucket it is
 * count (l² + l r + r²) / 3. Empty buckets at both ends are left out.
 */
export function histogramIn({ type, shape, listed, content }: Tensor): Histogram | undefined {
  const [rows = 0, columns] = shape;
  if (shape.length !== 2 || columns !== COLUMNS) return undefined;
  const at = (index: number): number =>
    content === null ? (listed[index] ?? NaN) : (inContent(content, index, type) ?? NaN);
  let [min, max, num, sumSquares] = [Infinity, -Infinity, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const [l, r, count] = [at(row * COLUMNS), at(row * COLUMNS + 1), at(row * COLUMNS + 2)];
    if (count === 0) continue;
    // TensorBoard writes equal elements as a single bucket of width 1 around them.
    const [low, high] = rows === 1 && r - l === 1 ? [(l + r) / 2, (l + r) / 2] : [l, r];
    min = Math.min(min, low);
    max = Math.max(max, high);
    num += count;
    sumSquares += (count * (low * low + low * high + high * high)) / 3;
  }
  return { min: num > 0 ? min : 0, max: num > 0 ? max : 0, num, sumSquares };
}

function shapeIn(bytes: Uint8Array): number[] {
  const shape: number[] = [];
  eachField(bytes, (field, _wire, reader) => {
    if (field !== 2) return false;
    let length = 0;
    eachField(reader.bytes(), (inner, _inner, dimension) => {
      if (inner !== 1) return false;
      length = Number(dimension.int64());
      return true;
    });
    shape.push(length);
    return true;
  });
  return shape;
}

const BYTES: Readonly<Record<number, number>> = {
  [TYPE.float]: 4,
  [TYPE.double]: 8,
  [TYPE.int32]: 4,
  [TYPE.int64]: 8,
  [TYPE.bfloat16]: 2,
  [TYPE.half]: 2,
};

/** Undefined for other types, and past the end. */
function inContent(content: Uint8Array, index: number, type: number): number | undefined {
  const size = BYTES[type];
  if (size === undefined || (index + 1) * size > content.byteLength) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const at = index * size;
  if (type === TYPE.float) return view.getFloat32(at, true);
  if (type === TYPE.double) return view.getFloat64(at, true);
  if (type === TYPE.int32) return view.getInt32(at, true);
  if (type === TYPE.int64) return Number(view.getBigInt64(at, true));
  return ofBits(view.getUint16(at, true), type);
}

/** Numbers of 16 bits. */
function ofBits(bits: number, type: number): number {
  if (type === TYPE.bfloat16) return new Float32Array(Uint32Array.of(bits << 16).buffer)[0] ?? NaN;
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
