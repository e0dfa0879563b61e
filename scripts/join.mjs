// Runs after tsc: joins the compiled modules of build/ and the packages that they use into few files in dist/. Finding, opening
// and linking hundreds of modules would be most of the time to the first frame. Modules that are imported on demand stay separate.
import { chmodSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lateUnicode } from './lateUnicode.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = path.join(root, 'build');
const dist = path.join(root, 'dist');
/** Renamed to dist once it is complete, so that an interrupted build keeps the former dist. */
const made = path.join(root, 'dist.new');
/** Entries that run as a process of their own. Each keeps its path. */
const ENTRIES = ['main', 'worker/entry', 'worker/sweepEntry', 'worker/probe', 'table/crewEntry'];
/** One level below dist, like the modules, so that addresses relative to import.meta.url stay right. */
const PARTS = 'parts';

/** The program that shows runs trains none, so it needs no pixels. */
const withoutPixels = {
  name: 'without-pixels',
  load: {
    filter: { id: /[\\/]digits[\\/]pixels\.ts$/ },
    handler: () => ({ code: "export const LETTERS = '', PIXELS = '';", moduleType: 'js' }),
  },
};

// tsc has finished; clear.mjs looks for this file.
rmSync(path.join(build, '.started'), { force: true });
rmSync(made, { recursive: true, force: true });
const rolldown = await import('rolldown').then(
  (module) => module.rolldown,
  (error) => {
    process.stdout.write(`join: left out, ${String(error).split('\n')[0]}\n`);
    return null;
  },
);
// Without this package (its binary is optional on each platform) the program only starts slower.
if (rolldown === null) cpSync(build, made, { recursive: true, filter: (file) => !file.endsWith('.tsbuildinfo') });
else {
  await join();
  await page('run.js', 'main.ts', [withoutPixels]);
  await page('train.js', 'labWorker.ts');
}
chmodSync(path.join(made, 'main.js'), 0o755);
rmSync(dist, { recursive: true, force: true });
renameSync(made, dist);

async function join() {
  const bundle = await rolldown({
    input: Object.fromEntries(ENTRIES.map((name) => [name, path.join(build, `${name}.js`)])),
    cwd: root,
    platform: 'node',
    plugins: [lateUnicode],
    // Packages that load late or find their own files. Ink needs the last one only in its development mode.
    external: [/^@duckdb\//, /^@tensorflow\//, /^@resvg\//, /^@fontsource\//, 'react-devtools-core'],
    transform: {
      define: {
        'process.env.NODE_ENV': '"production"',
        // Yoga would fetch its own data: address, which makes Node load its HTTP client; without fetch, Yoga decodes the address.
        fetch: 'undefined',
      },
    },
    logLevel: 'warn',
  });
  const sourcemap = process.argv.includes('--sourcemap');
  const { output } = await bundle.write({ dir: made, format: 'esm', chunkFileNames: `${PARTS}/[name].js`, sourcemap });
  await bundle.close();
  for (const { fileName, code } of output)
    if (code?.includes('import.meta.url') && !/^[^/]+\/[^/]+$/.test(fileName))
      throw new Error(`join: ${fileName} has addresses of its own and is not one level below dist`);
  writeFileSync(path.join(made, PARTS, 'LICENSES.txt'), licenses(output.flatMap((chunk) => chunk.moduleIds ?? [])));
  process.stdout.write(`join: ${output.length} files\n`);
}

/** The programs of exported pages: one script each for browsers, straight from its source. */
async function page(name, source, plugins = []) {
  const bundle = await rolldown({
    input: path.join(root, 'src', 'page', source),
    cwd: root,
    platform: 'browser',
    tsconfig: path.join(root, 'src', 'page', 'tsconfig.json'),
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    plugins,
    logLevel: 'warn',
  });
  const { output } = await bundle.write({ file: path.join(made, 'page', name), format: 'iife', minify: true });
  await bundle.close();
  const size = output.reduce((sum, { code }) => sum + (code?.length ?? 0), 0);
  process.stdout.write(`join: page/${name}, ${Math.round(size / 1000)} kB\n`);
}

/** Writes the licenses of the joined packages and of the shipped data. */
function licenses(modules) {
  const packages = new Set(
    modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? []),
  );
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
    return `${name} ${version} (${license})\n${text}`;
  });
  texts.push(readFileSync(path.join(root, 'src', 'core', 'data', 'digits', 'LICENSE.md'), 'utf8'));
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
