// Runs a bench written in TypeScript: `node bench/run.mjs lesson`, `node bench/run.mjs speed --peers`. Without a name: speed.
// Compiled as the product is, into a scratch folder below node_modules, so that packages are found and nothing is bundled.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = path.join(root, 'node_modules', '.cache', 'gradtop-bench');
const [name = 'speed', ...rest] = process.argv.slice(2);

const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const options = ['--noEmit', 'false', '--outDir', out, '--rootDir', root, '--declaration', 'false'];
execFileSync(process.execPath, [tsc, '-p', path.join(root, 'tsconfig.json'), ...options], {
  stdio: 'inherit',
  cwd: root,
});
mkdirSync(path.join(out, 'tests'), { recursive: true });
for (const shared of [path.join('tests', 'fixtures'), 'presets', 'package.json']) {
  const link = path.join(out, shared);
  if (!existsSync(link)) symlinkSync(path.join(root, shared), link);
}
const module = await import(pathToFileURL(path.join(out, 'bench', `${name}.js`)).href);
await module.main(rest);
