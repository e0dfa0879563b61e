// Before tests of the built program: dist/ must be what src/ makes.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm run build` reads. Presets, lessons and tapes are read in place. */
const SOURCES = [
  'src',
  'scripts/join.mjs',
  'scripts/lateUnicode.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;

function newest(file: string): number {
  if (!statSync(file, { throwIfNoEntry: false })?.isDirectory()) return timeOf(file);
  return Math.max(timeOf(file), ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

/** What is wrong with the build of the package in `root`; null: nothing. */
export function buildFault(root: string): string | null {
  const built = timeOf(path.join(root, 'dist', 'main.js'));
  if (built === -Infinity) return 'dist is missing: run npm run build';
  const changed = Math.max(...SOURCES.map((name) => newest(path.join(root, name))));
  return changed > built ? 'dist is older than src: run npm run build' : null;
}

export function setup(): void {
  const fault = buildFault(fileURLToPath(new URL('../..', import.meta.url)));
  if (fault !== null) throw new Error(fault);
}
