// An asciicast as a test reads it.
import { readFileSync } from 'node:fs';

export type CastLine = readonly [seconds: number, code: string, data: string];
export function readCast(file: string): { header: Record<string, unknown>; lines: CastLine[] } {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return {
    header: JSON.parse(header) as Record<string, unknown>,
    lines: lines.map((line) => JSON.parse(line) as CastLine),
  };
}
