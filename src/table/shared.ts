// Arrays that the threads of the crew share. Memory that is not used yet is none of the process.

export const sharedDoubles = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));
export const sharedFloats = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));

/** `rows[i]` of each of these places. */
export function sharedPicked(rows: Int32Array, places: Int32Array): Int32Array {
  const picked = new Int32Array(new SharedArrayBuffer(4 * places.length));
  for (let i = 0; i < places.length; i += 1) picked[i] = rows[places[i]!]!;
  return picked;
}
