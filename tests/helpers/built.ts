// Checks before tests of the built program that dist/ is a build of the present src/.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The inputs of `npm run build`. The program reads presets, lessons and tapes from their own folders. */
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

/** The reason why the build of the package in `root` is unusable, or null. */
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
