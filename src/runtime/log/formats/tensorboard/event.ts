// Decodes the parts of TensorBoard's Event message that hold figures: scalars of both styles, histograms, starts of sessions.
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { oneLine } from '../../../../core/text/sanitize.js';

export interface BoardHistogram {
  readonly tag: string;
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sumSquares: number;
}
export interface BoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** A program began again at this step. */
  readonly starts: boolean;
  readonly scalars: Readonly<Record<string, number>>;
  readonly histograms: readonly BoardHistogram[];
}

type Field = (field: number, wire: number, reader: BinaryReader) => boolean;

/** Calls `take` for each field; skips those that it does not take. @throws Error for bytes that are no message */
function eachField(bytes: Uint8Array, take: Field): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!take(field, wire, reader)) reader.skip(wire, field);
  }
}

const SESSION_START = 1;

/** @throws Error */
export function decodeEvent(bytes: Uint8Array): BoardEvent {
  let [wallTime, step] = [0, 0];
  let starts = false;
  const scalars: Record<string, number> = {};
  const histograms: BoardHistogram[] = [];
  eachField(bytes, (field, _wire, reader) => {
    if (field === 1) wallTime = reader.double();
    else if (field === 2) step = Number(reader.int64());
    else if (field === 5) eachValue(reader.bytes(), scalars, histograms);
    else if (field === 7) starts = isStart(reader.bytes());
    else return false;
    return true;
  });
  return { wallTime, step, starts, scalars, histograms };
}

function isStart(bytes: Uint8Array): boolean {
  let status = 0;
  eachField(bytes, (field, _wire, reader) => {
    if (field !== 1) return false;
    status = reader.int32();
    return true;
  });
  return status === SESSION_START;
}

function eachValue(bytes: Uint8Array, scalars: Record<string, number>, histograms: BoardHistogram[]): void {
  eachField(bytes, (field, _wire, reader) => {
    if (field !== 1) return false;
    const value = readValue(reader.bytes());
    // What hparams and other plugins keep for themselves.
    if (value.tag.startsWith('_hparams_/')) return true;
    if (value.scalar !== undefined) scalars[value.tag] = value.scalar;
    if (value.histogram !== undefined) histograms.push({ tag: value.tag, ...value.histogram });
    return true;
  });
}

interface Value {
  tag: string;
  scalar?: number;
  histogram?: Omit<BoardHistogram, 'tag'>;
}

function readValue(bytes: Uint8Array): Value {
  const value: Value = { tag: '' };
  eachField(bytes, (field, _wire, reader) => {
    if (field === 1) value.tag = oneLine(reader.string());
    else if (field === 2) value.scalar = reader.float();
    else if (field === 5) value.histogram = readHistogram(reader.bytes());
    else if (field === 8) {
      const scalar = scalarIn(reader.bytes());
      if (scalar !== undefined) value.scalar = scalar;
    } else return false;
    return true;
  });
  return value;
}

function readHistogram(bytes: Uint8Array): Omit<BoardHistogram, 'tag'> {
  const figures = [NaN, 0, 0, 0, 0, 0];
  eachField(bytes, (field, _wire, reader) => {
    if (field < 1 || field > 5) return false;
    figures[field] = reader.double();
    return true;
  });
  const [, min = 0, max = 0, num = 0, , sumSquares = 0] = figures;
  return { min, max, num, sumSquares };
}

/** TensorFlow's numbers of its types. */
const TYPE = { float: 1, double: 2, int32: 3, int64: 9, bfloat16: 14, half: 19 } as const;
const LENGTH_DELIMITED = 2;

/** The value of a tensor that is one number; undefined for any other tensor: a histogram, a text, an image. */
function scalarIn(bytes: Uint8Array): number | undefined {
  let type = 0;
  let elements = 1;
  let content: Uint8Array | null = null;
  const listed: number[] = [];
  eachField(bytes, (field, wire, reader) => {
    const each = (read: () => number): boolean => {
      const end = wire === LENGTH_DELIMITED ? reader.uint32() + reader.pos : reader.pos + 1;
      do listed.push(read());
      while (wire === LENGTH_DELIMITED && reader.pos < end);
      return true;
    };
    if (field === 1) type = reader.int32();
    else if (field === 2) elements = elementsIn(reader.bytes());
    else if (field === 4) content = reader.bytes();
    else if (field === 5) return each(() => reader.float());
    else if (field === 6) return each(() => reader.double());
    else if (field === 7) return each(() => reader.int32());
    else if (field === 10) return each(() => Number(reader.int64()));
    else if (field === 13) return each(() => ofBits(reader.int32(), type));
    else return false;
    return true;
  });
  if (elements !== 1) return undefined;
  return listed[0] ?? (content === null ? undefined : inContent(content, type));
}

/** Product of the lengths of a shape. */
function elementsIn(shape: Uint8Array): number {
  let product = 1;
  eachField(shape, (field, _wire, reader) => {
    if (field !== 2) return false;
    eachField(reader.bytes(), (inner, _inner, dimension) => {
      if (inner !== 1) return false;
      product *= Number(dimension.int64());
      return true;
    });
    return true;
  });
  return product;
}

function inContent(content: Uint8Array, type: number): number | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (type === TYPE.float && view.byteLength === 4) return view.getFloat32(0, true);
  if (type === TYPE.double && view.byteLength === 8) return view.getFloat64(0, true);
  if (type === TYPE.int32 && view.byteLength === 4) return view.getInt32(0, true);
  if (type === TYPE.int64 && view.byteLength === 8) return Number(view.getBigInt64(0, true));
  if (view.byteLength === 2) return ofBits(view.getUint16(0, true), type);
  return undefined;
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
