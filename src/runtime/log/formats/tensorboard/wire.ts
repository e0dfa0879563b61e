// Walks the fields of a message of protocol buffers.
import { BinaryReader } from '@bufbuild/protobuf/wire';

type Field = (field: number, wire: number, reader: BinaryReader) => boolean;

/** Calls `take` for each field and skips the fields for which it returns false. @throws Error if the bytes are not a message */
export function eachField(bytes: Uint8Array, take: Field): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!take(field, wire, reader)) reader.skip(wire, field);
  }
}
