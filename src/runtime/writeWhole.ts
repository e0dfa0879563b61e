// A text into an open file, to its last byte: the system may take a part of it at a time.
import { writeSync } from 'node:fs';

export function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}
