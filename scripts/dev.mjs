// Builds again on every save, with source maps: `npm run dev`. Start the program with `node --enable-source-maps dist/main.js`.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const join = path.join(root, 'scripts', 'join.mjs');
const { STARTED } = await import('./clear.mjs');
const compiler = spawn(
  process.execPath,
  [tsc, '-p', path.join(root, 'tsconfig.build.json'), '--watch', '--preserveWatchOutput', '--sourceMap'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
compiler.stdout.on('data', (data) => {
  process.stdout.write(data);
  if (String(data).includes('File change detected')) writeFileSync(STARTED, '');
  if (String(data).includes('Found 0 errors')) spawnSync(process.execPath, [join, '--sourcemap'], { stdio: 'inherit' });
});
process.on('SIGINT', () => {
  compiler.kill();
  process.exit(130);
});
