// Before all tests: a folder of this run's own for whatever they and the programs that they start put among temporary files, a
// hundred megabytes of it. It goes when they are done.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What `os.tmpdir()` reads, here and on Windows. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'];

export function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-tests-'));
  for (const name of VARIABLES) process.env[name] = folder;
  // See helpers/env.ts.
  mkdirSync(path.join(folder, 'home'));
  return () => rmSync(folder, { recursive: true, force: true });
}
