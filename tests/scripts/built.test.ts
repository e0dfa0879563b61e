// The check that stands before all tests of the built program.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { buildFault } from '../helpers/built.js';

const OLDER = 'dist is older than src: run npm run build';
const root = mkdtempSync(path.join(tmpdir(), 'gradtop-built-'));
/** Writes a file that is this many seconds old, by a synthetic clock. */
function put(name: string, time: number): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  for (let one = file; one !== root; one = path.dirname(one)) utimesSync(one, time, time);
}

it('wants a build that is there and that nothing it reads is newer than', () => {
  put('src/core/a.ts', 100);
  put('package.json', 100);
  expect(buildFault(root)).toBe('dist is missing: run npm run build');
  put('dist/main.js', 200);
  expect(buildFault(root)).toBeNull();
  put('src/core/a.ts', 300);
  expect(buildFault(root)).toBe(OLDER);
  put('dist/main.js', 400);
  put('package.json', 500);
  expect(buildFault(root)).toBe(OLDER);
  put('dist/main.js', 600);
  // A file that is gone leaves a folder that has changed.
  rmSync(path.join(root, 'src/core/a.ts'));
  utimesSync(path.join(root, 'src/core'), 700, 700);
  expect(buildFault(root)).toBe(OLDER);
});
