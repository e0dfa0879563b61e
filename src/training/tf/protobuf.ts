// The part of the Protocol Buffers wire format that a TensorFlow graph needs. A message is a sequence of fields.

export type Bytes = Uint8Array;
const utf8 = new TextEncoder();

export const message = (...fields: readonly Bytes[]): Bytes => Buffer.concat(fields);

/** Seven bits per byte, lowest first; negative numbers as 64-bit two's complement. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

const VARINT = 0;
const FOUR_BYTES = 5;
const LENGTH_AND_BYTES = 2;
const tag = (field: number, wireType: number): Bytes => varint(field * 8 + wireType);

export const integer = (field: number, value: number): Bytes => message(tag(field, VARINT), varint(value));

export const float = (field: number, value: number): Bytes =>
  message(tag(field, FOUR_BYTES), bytesOf(Float32Array.of(value)));

/** Length-delimited fields: bytes, strings and nested messages. */
export function bytes(field: number, content: Bytes | string): Bytes {
  const encoded = typeof content === 'string' ? utf8.encode(content) : content;
  return message(tag(field, LENGTH_AND_BYTES), varint(encoded.length), encoded);
}

/** The memory of numbers: little-endian, as on every machine that TensorFlow is built for. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes =>
  new Uint8Array(buffer, byteOffset, byteLength);
