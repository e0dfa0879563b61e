// Runs a bench: `npm run bench -- start`, `npm run bench -- speed --peers`, `npm run bench -- all`. Without a name: speed.
// The program is built as users get it. The benches are compiled with it into a scratch folder below node_modules, so
// that packages are found and nothing is bundled.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = path.join(root, 'node_modules', '.cache', 'gradtop-bench');
/** In the order of `all`. */
const MEASURES = [
  'speed',
  'instruments',
  'start',
  'restart',
  'ui',
  'replay',
  'watch',
  'sweep',
  'data',
  'memory',
  'speed1',
];
const NAMES = [...MEASURES, 'lesson', 'soak', 'diagnosis', 'helper', 'kills'];

const args = process.argv.slice(2);
const name = args[0] === undefined || args[0].startsWith('-') ? 'speed' : args.shift();
if (name !== 'all' && !NAMES.includes(name)) {
  console.error(`bench: ${name} is not one of ${NAMES.join(', ')}, all`);
  process.exit(2);
}

function compile(project, ...options) {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', path.join(root, project), ...options], { stdio: 'inherit', cwd: root });
}
compile('tsconfig.build.json');
execFileSync(process.execPath, [path.join(root, 'scripts', 'join.mjs')], { stdio: 'inherit', cwd: root });
compile('tsconfig.json', '--noEmit', 'false', '--outDir', out, '--rootDir', root, '--declaration', 'false');
mkdirSync(path.join(out, 'tests', 'fixtures'), { recursive: true });
// Link one by one, because tsc creates tests/fixtures itself for the TypeScript in it.
const fixtures = readdirSync(path.join(root, 'tests', 'fixtures')).map((one) => path.join('tests', 'fixtures', one));
for (const shared of [...fixtures, 'presets', 'package.json']) {
  const link = path.join(out, shared);
  if (!existsSync(link)) symlinkSync(path.join(root, shared), link);
}
try {
  for (const one of name === 'all' ? MEASURES : [name]) {
    const module = await import(pathToFileURL(path.join(out, 'bench', `${one}.js`)).href);
    await module.main(args);
  }
} catch (error) {
  // A mistake in the arguments is one line.
  console.error(error?.name === 'BenchUsage' ? `bench: ${error.message}` : error);
  process.exitCode = error?.name === 'BenchUsage' ? 2 : 1;
}
// Programs that still run are ended by this.
process.exit();
