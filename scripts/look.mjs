// Paints panels of a recorded log to the terminal: `npm run look -- heatmap relu --size 80x24 --watch`. Needs a build.
import { existsSync, readFileSync, statSync, watch } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const USAGE = `usage: npm run look -- PANEL[,PANEL]|all LOG[,LOG] [--size 80x24] [--watch]
  LOG: a file, or a name in tests/fixtures/logs
  --ascii --mono --plain (no colours)  --linear --recent --fit --large  --step N --upto N --layer N --weight N
  --watch: build and paint again on each save`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '80x24' },
    ...Object.fromEntries(
      ['watch', 'ascii', 'mono', 'plain', 'linear', 'recent', 'fit', 'large'].map((name) => [
        name,
        { type: 'boolean' },
      ]),
    ),
    ...Object.fromEntries(['step', 'upto', 'layer', 'weight'].map((name) => [name, { type: 'string' }])),
  },
});
const [panels, logs] = positionals;
const size = /^(\d+)x(\d+)$/.exec(values.size);
if (panels === undefined || logs === undefined || size === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
if (!existsSync(path.join(root, 'build'))) {
  process.stderr.write('look: no build; run npm run build, or npm run dev, first\n');
  process.exit(2);
}
if (values.watch) repaintOnSave();
else await paint();

/** Paints in a new process after each build, because a process keeps the modules that it has loaded. */
function repaintOnSave() {
  const again = process.argv.slice(2).filter((word) => word !== '--watch');
  let painter = null;
  const show = () => {
    painter?.kill();
    process.stdout.write('\x1b[2J\x1b[H');
    painter = spawn(process.execPath, [fileURLToPath(import.meta.url), ...again], { stdio: 'inherit' });
  };
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiler = spawn(
    process.execPath,
    [tsc, '-p', path.join(root, 'tsconfig.build.json'), '--watch', '--preserveWatchOutput'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  compiler.stdout.on('data', (data) => {
    const text = String(data);
    if (text.includes('Found 0 errors')) show();
    else if (text.includes('error TS')) process.stdout.write(text);
  });
  for (const log of logs.split(',')) watch(fileOf(log), show);
  process.on('SIGINT', () => {
    compiler.kill();
    process.exit(130);
  });
}

function fileOf(log) {
  const file =
    existsSync(log) && statSync(log).isFile() ? log : path.join(root, 'tests', 'fixtures', 'logs', `${log}.jsonl`);
  if (existsSync(file)) return file;
  process.stderr.write(`look: no log "${log}"; expected a file, or a name in tests/fixtures/logs\n`);
  process.exit(2);
}

async function paint() {
  const load = (module) => import(new URL(`../build/${module}.js`, import.meta.url));
  const { applyEvent, createRunState } = await load('core/run/applyEvent');
  const { decodeLog } = await load('runtime/journal');
  const { createCanvas } = await load('core/screen/canvas');
  const { PANELS } = await load('ui/panels/index');
  const { THEMES } = await load('ui/themes/index');
  const { initialState } = await load('core/app/update');
  const number = (name) => (values[name] === undefined ? null : Number(values[name]));
  const runs = logs.split(',').map((log, slot) => {
    const state = createRunState(`r${slot}`, null);
    for (const event of decodeLog(readFileSync(fileOf(log), 'utf8'), log))
      if ((event.step ?? 0) <= (number('upto') ?? Infinity)) applyEvent(state, event);
    return { state, label: path.basename(log, '.jsonl'), slot };
  });
  const themes = Object.values(THEMES);
  const view = {
    runs,
    allRuns: runs,
    focus: runs[0],
    theme: values.mono ? themes.find((one) => one.colourless) : themes[0],
    ascii: values.ascii ?? false,
    enlarged: values.large ?? false,
    keys: {},
    ui: {
      ...initialState({ configs: [], presets: [], size: { columns: Number(size[1]), rows: Number(size[2]) } }).state.ui,
      yScale: values.linear ? 'linear' : 'log',
      window: values.recent ? 'recent' : 'whole',
      heatScale: values.fit ? 'fit' : 'pinned',
      cursorStep: number('step'),
      layer: number('layer') ?? 0,
      weight: number('weight') ?? 0,
    },
  };
  const [width, height] = [Number(size[1]), Number(size[2])];
  for (const id of panels === 'all' ? Object.keys(PANELS) : panels.split(',')) {
    if (PANELS[id] === undefined) {
      process.stderr.write(`look: no panel "${id}"; allowed: ${Object.keys(PANELS).join(', ')}\n`);
      process.exit(2);
    }
    const canvas = createCanvas(width, height);
    PANELS[id].paint(canvas, view);
    process.stdout.write(`== ${PANELS[id].title(view)}\n${rows(canvas, width, height)}\n`);
  }
}

function rows(canvas, width, height) {
  return Array.from({ length: height }, (_, y) => {
    const cells = Array.from({ length: width }, (_, x) => cell(canvas, y * width + x)).join('');
    return values.plain ? `${cells}|` : `${cells}\x1b[0m`;
  }).join('\n');
}

function cell(canvas, at) {
  const glyph = String.fromCodePoint(canvas.glyph[at]);
  if (values.plain) return glyph;
  const bits = canvas.attributes[at];
  const attributes = [bits & 1 && 1, bits & 2 && 2, bits & 4 && 7, bits & 8 && 4].filter(Boolean).map((n) => `${n};`);
  return `\x1b[0;${attributes.join('')}${sgr(canvas.fg[at], 38)};${sgr(canvas.bg[at], 48)}m${glyph}`;
}

function sgr(colour, base) {
  if (colour < 0) return `${base + 1}`;
  return `${base};2;${(colour >> 16) & 255};${(colour >> 8) & 255};${colour & 255}`;
}
