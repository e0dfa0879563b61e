// Logs of shards as texts.
import { textPart, type PartText } from '../../src/cli/partFiles.js';
import { mergeParts as mergeLogs, type Merged } from '../../src/core/sweep/merge.js';

export type { PartText };

export function mergeParts(parts: readonly PartText[]): Merged & { readonly lines: readonly string[] } {
  const merged = mergeLogs(parts.map(textPart));
  return { ...merged, lines: [...merged.lines] };
}
