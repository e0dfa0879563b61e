// Reads logs as `gradtop watch --once` does, without a process.
import { reportsOf } from '../../src/cli/watchOnce.js';
import type { RunReport } from '../../src/core/watch/report.js';
import { locate } from '../../src/runtime/log/locate.js';
import type { ReadingFlags } from '../../src/runtime/log/reader.js';

/** `now`: as long after the last write as nothing is quiet. */
export const once = (place: string, flags: ReadingFlags & { readonly format?: string } = {}, now = 0): RunReport[] =>
  locate(place, flags.format ?? null).flatMap((log) => reportsOf(log, flags, now));
