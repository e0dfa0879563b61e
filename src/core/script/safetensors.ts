// Named arrays as a safetensors file: the length of a JSON header, the header, then little-endian float32 values.

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Values begin at a multiple of this many bytes. */
const ALIGNMENT = 8;

/** The pieces of the file in order. `about`: metadata for readers. */
export function safetensors(
  arrays: readonly NamedArray[],
  about: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer>[] {
  const entries: Record<string, unknown> = { __metadata__: about };
  let offset = 0;
  for (const { name, shape, values } of arrays) {
    const end = offset + values.length * Float32Array.BYTES_PER_ELEMENT;
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const plain = new TextEncoder().encode(JSON.stringify(entries));
  // The header is padded with blanks, which count as part of it.
  const header = new Uint8Array(Math.ceil(plain.length / ALIGNMENT) * ALIGNMENT).fill(0x20);
  header.set(plain);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return [length, header, ...arrays.map(({ values }) => littleEndian(values))];
}

function littleEndian(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * Float32Array.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(i * Float32Array.BYTES_PER_ELEMENT, value, true);
  });
  return bytes;
}
