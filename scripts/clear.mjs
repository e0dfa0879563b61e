// Runs before tsc, which never removes its output: a module that is gone from src/ must not be joined or copied into dist/.
// Files that are up to date stay, so that a second build takes two seconds.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = path.join(root, 'build');

for (const name of existsSync(build) ? readdirSync(build, { recursive: true }) : []) {
  const source = path.join(root, 'src', name.replace(/\.js(?:\.map)?$/, ''));
  const module = /\.js(?:\.map)?$/.test(name);
  if (module && !existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)) rmSync(path.join(build, name));
}
