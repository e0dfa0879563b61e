// Runs after tsc: joins the compiled modules of build/ and the packages that they use into few files in dist/. Finding, opening
// and linking hundreds of modules is most of the time to the first frame; what is imported on demand stays a part of its own.
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lateUnicode } from './lateUnicode.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = path.join(root, 'build');
const dist = path.join(root, 'dist');
/** What is started as a process of its own. Each keeps its path. */
const ENTRIES = ['main', 'worker/entry', 'worker/sweepEntry', 'worker/probe'];
/** One level below dist, as the modules were: addresses relative to import.meta.url stay right. */
const PARTS = 'parts';

rmSync(dist, { recursive: true, force: true });
const rolldown = await import('rolldown').then(
  (module) => module.rolldown,
  (error) => {
    process.stdout.write(`join: left out, ${String(error).split('\n')[0]}\n`);
    return null;
  },
);
// Without it (its binary is an optional package of each platform) the program starts slower, and that is all.
if (rolldown === null) cpSync(build, dist, { recursive: true, filter: (file) => !file.endsWith('.tsbuildinfo') });
else await join();
chmodSync(path.join(dist, 'main.js'), 0o755);

async function join() {
  const bundle = await rolldown({
    input: Object.fromEntries(ENTRIES.map((name) => [name, path.join(build, `${name}.js`)])),
    cwd: root,
    platform: 'node',
    plugins: [lateUnicode],
    // What is loaded late or finds its own files; Ink asks for the last in its development mode alone.
    external: [/^@duckdb\//, /^@tensorflow\//, /^@resvg\//, /^@fontsource\//, 'react-devtools-core'],
    transform: {
      define: {
        'process.env.NODE_ENV': '"production"',
        // Yoga would fetch its own data: address, for which Node loads all of its HTTP client first; without, it decodes it.
        fetch: 'undefined',
      },
    },
    logLevel: 'warn',
  });
  const sourcemap = process.argv.includes('--sourcemap');
  const { output } = await bundle.write({ dir: dist, format: 'esm', chunkFileNames: `${PARTS}/[name].js`, sourcemap });
  await bundle.close();
  for (const { fileName, code } of output)
    if (code?.includes('import.meta.url') && !/^[^/]+\/[^/]+$/.test(fileName))
      throw new Error(`join: ${fileName} has addresses of its own and is not one level below dist`);
  writeFileSync(path.join(dist, PARTS, 'LICENSES.txt'), licenses(output.flatMap((chunk) => chunk.moduleIds ?? [])));
  process.stdout.write(`join: ${output.length} files\n`);
}

/** What was joined keeps its licenses. */
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
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
