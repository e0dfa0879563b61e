// Walks the fields of a message of protocol buffers.
import { BinaryReader } from '@bufbuild/protobuf/wire';

type Field = (field: number, wire: number, reader: BinaryReader) => boolean;

/** Calls `take` for each field and skips the fields for which it returns false. @throws Error if the bytes are not a message */
export function eachField(bytes: Uint8Array, take: Field): void {
  const reader = new BinaryReader(bytes);
  walk(reader, reader.len, take);
}

/** The fields of the message that is the next field of the reader. A reader for each message would be most of the garbage. */
export function eachFieldInside(reader: BinaryReader, take: Field): void {
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('a message is longer than the bytes around it');
  walk(reader, end, take);
}

function walk(reader: BinaryReader, end: number, take: Field): void {
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (!take(field, wire, reader)) reader.skip(wire, field);
  }
  if (reader.pos > end) throw new RangeError('a field is longer than its message');
}
