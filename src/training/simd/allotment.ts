/** Alignment at which the TensorFlow library does not copy. */
const CACHE_LINE = 64;

/** Allocates consecutive addresses in a future memory, each at the start of a cache line. */
export class Allotment {
  /** Total size reserved. */
  bytes = 0;

  reserve(bytes: number): number {
    const address = this.bytes;
    this.bytes += Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    return address;
  }
}
