// Reads every import line of src against the table of who may import whom, and the rule on first lines.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM_FOLDERS } from '../vitest.config.js';

const root = path.resolve(import.meta.dirname, '..');
const src = path.join(root, 'src');

/** What of `worker` runs in the dashboard's process: no training, not even by way of another module. */
const CLIENTS = [
  'worker/client',
  'worker/player',
  'worker/sweepPool',
  'worker/sweepMessages',
  'worker/childProcess',
  'worker/keeper',
];

/** First match wins. `allowed` holds folder or module prefixes; `node` stands for Node's own modules. */
const TABLE: readonly { readonly folder: string; readonly allowed: readonly string[] }[] = [
  { folder: 'core', allowed: ['core', 'zod'] },
  { folder: 'data', allowed: ['data', 'core'] },
  { folder: 'table', allowed: ['table', 'core', '@duckdb/node-api', '@duckdb/node-bindings', 'node'] },
  { folder: 'training', allowed: ['training', 'data', 'core', '@tensorflow/', 'node'] },
  { folder: 'worker/trainee', allowed: ['training', 'core', 'worker/stepGate'] },
  {
    folder: 'worker/entry',
    allowed: ['training', 'table', 'core', 'worker/childLife', 'worker/trainee', 'node'],
  },
  { folder: 'worker/reel', allowed: ['training', 'table', 'core'] },
  { folder: 'worker/rebuild', allowed: ['training', 'table', 'data', 'core'] },
  { folder: 'worker/coordinates', allowed: ['training', 'table', 'data', 'core'] },
  {
    folder: 'worker/sweepEntry',
    allowed: ['training', 'core', 'worker/sweepMessages', 'worker/sweepRun', 'worker/childLife', 'node'],
  },
  { folder: 'worker/sweepRun', allowed: ['training', 'table', 'core'] },
  { folder: 'worker/mapReel', allowed: ['training', 'core', 'worker/sweepRun'] },
  { folder: 'worker/probe', allowed: ['training', 'core', 'node'] },
  { folder: 'worker', allowed: [...CLIENTS, 'core', 'node'] },
  { folder: 'runtime/terminal', allowed: ['runtime/terminal', 'core', 'node'] },
  { folder: 'runtime/log/formats', allowed: ['runtime', 'core', 'csv-parse', 'yaml', '@bufbuild/protobuf', 'node'] },
  { folder: 'runtime', allowed: ['runtime', 'core', 'node'] },
  { folder: 'ui/paint', allowed: ['ui/paint', 'ui/themes', 'core', 'asciichart'] },
  { folder: 'ui/panels', allowed: ['ui/panels', 'ui/paint', 'ui/themes', 'core'] },
  {
    folder: 'ui/export/raster',
    allowed: ['ui/export', 'node', '@resvg/resvg-wasm'],
  },
  { folder: 'ui', allowed: ['ui', 'core', 'runtime', ...CLIENTS, 'ink', 'react', 'node'] },
  // For browsers: nothing of Node, of Ink or of the terminal.
  { folder: 'page/labWorker', allowed: ['training/compiled', 'worker/trainee', 'core'] },
  {
    folder: 'page',
    allowed: [
      'page',
      'core',
      'ui/begun',
      'ui/export/glyphShapes',
      'ui/layout',
      'ui/panels',
      'ui/picture',
      'ui/pointerRegions',
      'ui/shell/action',
      'ui/shell/pointerControl',
      'ui/shell/store',
      'ui/shell/view',
      'ui/themes',
      'runtime/effects',
      'runtime/journal',
      'runtime/terminal/colour',
      'worker/player',
    ],
  },
  { folder: 'documents', allowed: ['core', 'yaml'] },
  { folder: 'lesson', allowed: ['lesson', 'documents', 'core', 'marked', 'zod'] },
  {
    folder: 'cli',
    allowed: [
      'cli',
      'ui',
      'runtime',
      ...CLIENTS,
      'worker/reel',
      'worker/rebuild',
      'worker/coordinates',
      'worker/mapReel',
      'table',
      'lesson',
      'documents',
      'core',
      'yargs',
      'node',
    ],
  },
  { folder: 'main.ts', allowed: ['cli', 'node'] },
];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function importsOf(text: string): string[] {
  const pattern =
    /(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|import\s+['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** What an import names: a place below src, `node`, or a package. */
function target(file: string, specifier: string): string {
  if (specifier.startsWith('.'))
    return path.relative(src, path.resolve(path.dirname(file), specifier)).replace(/\.js$/, '');
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node';
  return specifier;
}

const within = (place: string, prefix: string): boolean =>
  place === prefix || place.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`) || place.startsWith(`${prefix}.`);

const files = filesBelow(src);

describe('architecture', () => {
  it('knows every folder of src', () => {
    const unknown = files
      .map((file) => path.relative(src, file))
      .filter((f) => !TABLE.some((row) => within(f, row.folder)));
    expect(unknown).toEqual([]);
  });

  const imports = files.flatMap((file) => {
    const here = path.relative(src, file);
    const row = TABLE.find((candidate) => within(here, candidate.folder));
    return importsOf(readFileSync(file, 'utf8')).map((specifier) => ({ here, row, place: target(file, specifier) }));
  });

  it('lets imports point one way only', () => {
    const broken = imports.filter(({ row, place }) => !row?.allowed.some((prefix) => within(place, prefix)));
    expect(broken.map(({ here, place }) => `${here} imports ${place}`)).toEqual([]);
  });

  it('lets no module import itself by way of others, not even its types', () => {
    const next = new Map<string, string[]>();
    for (const { here, place } of imports) {
      const module = here.replace(/\.tsx?$/, '');
      next.set(module, [...(next.get(module) ?? []), place]);
    }
    const [open, done] = [new Set<string>(), new Set<string>()];
    const circles: string[] = [];
    const walk = (module: string): void => {
      if (open.has(module)) circles.push([...open, module].slice([...open].indexOf(module)).join(' imports '));
      if (open.has(module) || done.has(module)) return;
      open.add(module);
      for (const place of next.get(module) ?? []) walk(place);
      open.delete(module);
      done.add(module);
    };
    for (const module of next.keys()) walk(module);
    expect(circles).toEqual([]);
  });

  it('allows no import that is unused', () => {
    const unused = TABLE.flatMap((row) =>
      row.allowed
        .filter((prefix) => prefix !== row.folder && !CLIENTS.includes(prefix))
        .filter((prefix) => !imports.some((one) => one.row === row && within(one.place, prefix)))
        .map((prefix) => `${row.folder} may import ${prefix}`),
    );
    expect(unused).toEqual([]);
  });

  it('keeps clocks and chance out of the pure parts and of training, and what Node has without an import out of the pure parts', () => {
    const chance = /\b(?:Math\.random|Date\.now|performance\.now|new Date)\b/;
    const global = /\b(?:process|globalThis)\.|\b(?:setTimeout|setInterval|setImmediate|Buffer|fetch)\b/;
    const broken: string[] = [];
    for (const file of files) {
      const here = path.relative(src, file);
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const pure = /^(core|data|documents|lesson|ui\/paint|ui\/panels|ui\/themes)\//.test(here);
      if ((pure || here.startsWith('training/')) && chance.test(text)) broken.push(here);
      else if (pure && global.test(text)) broken.push(here);
    }
    expect(broken).toEqual([]);
  });

  it('opens every module with one line that says what it is for', () => {
    const silent = files.filter((file) => !/^(#!.*\n)?(\/\/ |\/\*)/.test(readFileSync(file, 'utf8')));
    expect(silent.map((file) => path.relative(src, file))).toEqual([]);
  });

  it('has one error class for the user, and names every error that is swallowed', () => {
    const texts = files.map((file) => ({ file: path.relative(src, file), text: readFileSync(file, 'utf8') }));
    const classes = texts.filter(({ text }) => /export class \w+ extends \w*Error\b/.test(text));
    expect(classes.map(({ file }) => file)).toEqual([path.join('core', 'userError.ts')]);
    const silent = texts.filter(({ text }) => /catch \{(?!\s*\/\/)/.test(text));
    expect(silent.map(({ file }) => file)).toEqual([]);
  });
});

describe('tests', () => {
  it('need a build only in the folders of the program', () => {
    const tests = path.join(root, 'tests');
    const outside = filesBelow(tests)
      .map((file) => path.relative(tests, file))
      .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.long.test.ts'))
      .filter((file) => !PROGRAM_FOLDERS.includes(file.split(path.sep)[0] ?? ''));
    const built = /helpers\/(?:cli|pty|lockHolder)\b|\/(?:dist|build)\/(?!worker\/entry\.js:)/;
    const self = path.basename(import.meta.filename);
    expect(outside.filter((file) => file !== self && built.test(readFileSync(path.join(tests, file), 'utf8')))).toEqual(
      [],
    );
  });
});
