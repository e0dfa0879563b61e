/** As TensorFlow's library wants what it shall not copy. */
const CACHE_LINE = 64;

/** Addresses in a memory yet to be made, one after another, each at the start of a cache line. */
export class Allotment {
  /** Of all that has been reserved. */
  bytes = 0;

  reserve(bytes: number): number {
    const address = this.bytes;
    this.bytes += Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    return address;
  }
}
