// How much memory a table may take.
import { freemem, totalmem } from 'node:os';

/** Bytes that this process can still get: the smaller of the free memory and the container's remaining limit. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  const most = limit > 0 && limit < totalmem() ? limit - process.memoryUsage.rss() : Infinity;
  return Math.min(most, freemem());
}
