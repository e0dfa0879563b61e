// Records the small logs of tests/fixtures/logs with the compiled program: `npm run build && node tests/helpers/recordLogs.mjs`.
// Real runs, thinned: figures rounded to 4 significant digits, a few of the sampled pictures kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { createStreamDiagnoser } from '../../build/core/diagnosis/diagnose.js';
import { parsePreset } from '../../build/core/config/presets.js';
import { encodeEvent } from '../../build/runtime/journal.js';
import { chooseEngine } from '../../build/training/backends.js';
import { train } from '../../build/training/loop.js';

const root = new URL('../../', import.meta.url);
const LOGS = [
  ['vanishing-sigmoid', { epochs: 40 }, 'auto'],
  ['relu', { epochs: 40 }, 'auto'],
  ['exploding-rnn', { epochs: 12 }, 'wasm'],
  ['sigmoid-glorot-20', { epochs: 8 }, 'auto'],
  [
    'conv-residual-20',
    { epochs: 10, depth: 4, rows: 300, learningRate: 0.01, initializer: 'heNormal', batchSize: 20 },
    'auto',
  ],
];

const round = (value, digits = 4) => {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
  if (ArrayBuffer.isView(value)) return Array.from(value, (one) => round(one, digits));
  if (Array.isArray(value)) return value.map((one) => round(one, digits));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, round(inner, digits)]));
  return value;
};

/** Weights of the first two layers stay exact float32, because the weights view shows changes of single bits. */
function trimmed(event) {
  if (event.type === 'weights') return { ...event, parameters: event.parameters.filter(({ layer }) => layer < 2) };
  if (event.type === 'boundary') return { ...round({ ...event, values: [] }), values: round(event.values, 3) };
  if (event.type === 'run') return { ...event, dataset: round(event.dataset) };
  return { ...round(event), step: event.step };
}

for (const [name, change, backend] of LOGS) {
  const preset = parsePreset(readFileSync(new URL(`presets/${name}.json`, root), 'utf8'), name);
  const config = { ...preset, ...change };
  const diagnose = createStreamDiagnoser();
  const lines = [];
  let epoch = 0;
  const seen = { boundary: 0, probe: 0, weights: 0 };
  let clock = 0;
  const options = {
    runId: 'run-1',
    config,
    createEngine: (request) => chooseEngine(backend, request, () => performance.now()),
    readTable: () => Promise.reject(new Error('no table')),
    nodeVersion: 'v20.20.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    now: () => (clock += 1),
    snapshotSteps: [],
    pictures: true,
    pictureDue: (at) => {
      const due = at - epoch >= config.epochs / 6;
      if (due) epoch = at;
      return due;
    },
  };
  await train(options, (event) => {
    const found = diagnose(event);
    if (event.type === 'probe' && seen.probe++ % 3 !== 0 && event.step > 4) return;
    lines.push(trimmed(event), ...found.map((one) => trimmed(one)));
  });
  const text = lines.map((event) => encodeEvent(event).trimEnd()).join('\n') + '\n';
  writeFileSync(new URL(`tests/fixtures/logs/${name}.jsonl`, root), text);
  process.stdout.write(`${name}: ${lines.length} events, ${Math.round(text.length / 1024)} KB\n`);
}
process.exit(0);
