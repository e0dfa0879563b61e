// Writes all bytes into an open file: one system call may take only a part of them.
import { writeSync } from 'node:fs';

/** Returns the number of bytes. @throws the system's error */
export function writeAll(descriptor: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
  return bytes.length;
}

export const writeWhole = (descriptor: number, text: string): number => writeAll(descriptor, Buffer.from(text));
