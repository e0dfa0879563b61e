// A folder of temporary files for one test file. It is removed after all tests.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Scratch {
  readonly folder: string;
  readonly at: (name: string) => string;
  /** Writes a file and returns its path. */
  readonly file: (name: string, text: string) => string;
}

export function scratch(subject: string): Scratch {
  const folder = mkdtempSync(path.join(tmpdir(), `gradtop-${subject}-`));
  const at = (name: string): string => path.join(folder, name);
  const file = (name: string, text: string): string => {
    writeFileSync(at(name), text);
    return at(name);
  };
  return { folder, at, file };
}
