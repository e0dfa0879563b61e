// The progress of loading a file, in words.
import path from 'node:path';
import type { Source } from './source.js';
import { megabytes, type TableWatch } from './watch.js';

export const loading =
  ({ name, bytes }: Source, { tell }: TableWatch) =>
  (share: number): void =>
    tell(`reading ${path.basename(name)}: ${megabytes(share * bytes)} of ${megabytes(bytes)} MB`);
