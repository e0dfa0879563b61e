// WebAssembly's binary format: numbers, vectors, names and sized parts as bytes.
// Encodings: WebAssembly core specification 2.0, chapter 5 (binary format).

/** Bytes, nested like the expressions; flattened once per statement. */
export type Code = readonly (number | Code)[];

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

export function signed(value: number): number[] {
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
export function flatten(code: Code, into: number[]): number[] {
  for (const part of code)
    if (typeof part === 'number') into.push(part);
    else flatten(part, into);
  return into;
}

export const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
export const sized = (code: Code): Code => {
  const bytes = flatten(code, []);
  return [unsigned(bytes.length), bytes];
};
export const named = (text: string): number[] => {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
};
