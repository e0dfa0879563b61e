// Runs after tsc: packages that come in hundreds of files (Ink alone brings 500 modules) are joined into a few, since finding,
// opening and parsing so many is most of the time to the first frame. The compiled program imports the joined ones.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Without it (its binary is an optional package of each platform) the program starts slower, and that is all. */
const { rolldown } = await import('rolldown').catch((error) => {
  process.stdout.write(`vendor: left out, ${String(error).split('\n')[0]}\n`);
  process.exit(0);
});

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
/** Package -> the module that stands for it. React is in the bundle once, for Ink and for our components. */
const VENDOR = {
  ink: 'ink',
  react: 'react',
  'react/jsx-runtime': 'jsx-runtime',
  yargs: 'yargs',
  zod: 'zod',
};

/** A module that exports by name what the package exports: CommonJS packages name nothing by themselves. */
const ENTRY = 'entry:';
const entries = {
  name: 'entries',
  resolveId: (id) => (id.startsWith(ENTRY) ? id : null),
  async load(id) {
    if (!id.startsWith(ENTRY)) return null;
    const specifier = id.slice(ENTRY.length);
    const names = Object.keys(await import(specifier)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
    return `export { ${names.join(', ')} } from ${JSON.stringify(specifier)};`;
  },
};

const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(VENDOR).map(([specifier, name]) => [name, ENTRY + specifier])),
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [entries],
  platform: 'node',
  // Ink asks for it in its development mode alone.
  external: ['react-devtools-core'],
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  logLevel: 'warn',
});
const { output } = await bundle.write({ dir: path.join(dist, 'vendor'), format: 'esm', minify: false });
await bundle.close();

/** What was joined keeps its licenses. */
const packages = new Set(
  output
    .flatMap((chunk) => chunk.moduleIds ?? [])
    .flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? []),
);
const licenses = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
});
writeFileSync(path.join(dist, 'vendor', 'LICENSES.txt'), licenses.join(`\n${'-'.repeat(72)}\n\n`));

/** `from 'ink'`, `import('ink')` in the compiled files. */
const IMPORT = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"]+)\2/g;
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (!entry.isFile() || !entry.name.endsWith('.js') || file.startsWith(path.join(dist, 'vendor'))) continue;
  const text = readFileSync(file, 'utf8');
  const joined = text.replace(IMPORT, (whole, before, quote, specifier) => {
    const name = Object.hasOwn(VENDOR, specifier) ? VENDOR[specifier] : null;
    if (name === null) return whole;
    const target = path.relative(path.dirname(file), path.join(dist, 'vendor', `${name}.js`)).replaceAll('\\', '/');
    return `${before}${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`;
  });
  if (joined !== text) writeFileSync(file, joined);
}
process.stdout.write(`vendor: ${output.length} files\n`);
