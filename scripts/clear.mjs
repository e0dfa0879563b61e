// Runs before tsc, which never removes its output: a module that is gone from src/ must not be joined or copied into dist/.
// Files that are up to date stay, so that a second build takes two seconds. After an interrupted compilation all of build/ goes:
// tsc trusts .tsbuildinfo and does not look at what is in build/.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = path.join(root, 'build');
/** Written before a compilation; join.mjs removes it after one. */
export const STARTED = path.join(build, '.started');
/** The last file that tsc writes, even if it finds errors. */
const WRITTEN = path.join(build, '.tsbuildinfo');

const timeOf = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
const interrupted = timeOf(STARTED) > timeOf(WRITTEN);

if (interrupted) rmSync(build, { recursive: true });
for (const name of existsSync(build) ? readdirSync(build, { recursive: true }) : []) {
  const source = path.join(root, 'src', name.replace(/\.js(?:\.map)?$/, ''));
  const module = /\.js(?:\.map)?$/.test(name);
  if (module && !existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)) rmSync(path.join(build, name));
}
mkdirSync(build, { recursive: true });
writeFileSync(STARTED, '');
