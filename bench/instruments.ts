// What each instrument, cell and kind of layer costs: ratios of processor times of steps that are measured in turn in the same
// process.
import { performance } from 'node:perf_hooks';
import type { BackendName } from '../src/core/config/backends.js';
import { parseConfig } from '../src/core/config/presets.js';
import type { PresetFile } from '../src/core/config/schema.js';
import { initialParameters } from '../src/core/network/initializers.js';
import { chooseEngine } from '../src/training/backends.js';
import type { GradientEngine } from '../src/training/engine.js';
import { prepare } from '../src/training/loop.js';
import { probeBatch } from '../src/training/pictures.js';
import { instrumentedStep, plainStep, processorTime, wholeRun, type Stretches } from './engines/steps.js';
import { parseOptions } from './harness/options.js';
import { Report } from './harness/report.js';

/** Shares of a step that an instrument may add, and gradients that a product with the Hessian may take. */
const MOST = { instrument: 1.15, product: 1.5 } as const;

interface Case {
  readonly name: string;
  readonly fields: PresetFile;
  readonly stretches: Stretches;
  /** Each beside the step without it, in the loop with all statistics. */
  readonly instruments: readonly (readonly [string, PresetFile])[];
}

const INSTRUMENTS: Case['instruments'] = [
  ['noise scale', { noiseScale: 'on' }],
  ['sharpness', { sharpness: 'on' }],
  ['Jacobian', { jacobian: 'on' }],
];
const dense = (depth: number, width: number, batchSize: number, stretches: Stretches): Case => ({
  name: `${depth}x${width}x${batchSize} tanh`,
  fields: { activation: 'tanh', depth, width, batchSize, learningRate: 0.1 },
  stretches,
  instruments: INSTRUMENTS,
});

/** Stretches long enough for several measurements of the sharpness, which are up to 1,500 steps apart. */
const CASES: readonly Case[] = [
  dense(7, 10, 32, { warm: 4096, steps: 32_768 }),
  dense(7, 10, 250, { warm: 512, steps: 4096 }),
  dense(20, 32, 250, { warm: 256, steps: 1024 }),
  {
    name: '20x8x32 conv, skips',
    fields: { cell: 'conv', dataset: 'digits', depth: 20, width: 8, residual: 2, activation: 'relu', batchSize: 32 },
    stretches: { warm: 57, steps: 228 },
    instruments: [['noise scale', { noiseScale: 'on' }]],
  },
];

const RECURRENT: PresetFile = {
  dataset: 'adding',
  sequenceLength: 50,
  samples: 512,
  noise: 0,
  depth: 1,
  width: 16,
  activation: 'tanh',
  // A higher rate diverges, and the run would end.
  learningRate: 0.001,
};
const RECURRENT_STRETCHES: Stretches = { warm: 32, steps: 256, clock: processorTime };

/** Networks whose products with the Hessian are compared with their gradients. */
const PRODUCTS: readonly (readonly [string, PresetFile])[] = [
  ...(['tanh', 'relu', 'gelu'] as const).map((activation) => [`7x10 ${activation}`, { activation }] as const),
  ...(['tanh', 'relu'] as const).map(
    (activation) => [`20x32 ${activation}`, { activation, initializer: 'heNormal', depth: 20, width: 32 }] as const,
  ),
];
const PRODUCT_BACKENDS: readonly BackendName[] = ['compiled', 'node', 'wasm'];

/** Short runs, in which the first measurements and the start count: epochs of 8 steps. */
const RUNS: readonly (readonly [string, PresetFile])[] = [
  ['7x10x32 tanh, 160 steps', { activation: 'tanh', epochs: 20 }],
  ['7x10x32 tanh, 800 steps', { activation: 'tanh', epochs: 100 }],
  ['7x10x32 relu, 800 steps', { activation: 'relu', epochs: 100 }],
  ['20x32x32 tanh, 160 steps', { activation: 'tanh', depth: 20, width: 32, epochs: 20 }],
  ['20x32x32 tanh, 800 steps', { activation: 'tanh', depth: 20, width: 32, epochs: 100 }],
];
const RUN_INSTRUMENTS = INSTRUMENTS.filter(([, more]) => more.noiseScale === undefined);
/** Runs in turn, of which the least counts; a first one compiles the code. */
const TURNS = 6;

const clock = processorTime;
const configOf = (fields: PresetFile) => parseConfig({ epochs: 1_000_000, ...fields }, 'bench');

export async function main(args: readonly string[]): Promise<void> {
  const { rounds, json } = parseOptions(args, { rounds: 3 });
  const report = new Report(`instruments, ${rounds} rounds`);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of CASES) await measureCase(report, one);
    for (const [name, fields] of RUNS) await measureRuns(report, name, fields);
    await measureCells(report);
    for (const backend of PRODUCT_BACKENDS) await measureProducts(report, backend);
  }
  report.print(json);
}

async function measureCase(report: Report, { name, fields, stretches, instruments }: Case): Promise<void> {
  const plain = await plainStep(configOf(fields), 'compiled', { ...stretches, clock });
  const without = await instrumentedStep(configOf(fields), 'compiled', { ...stretches, clock });
  report.add(`${name}: plain step`, 'gradtop', 'ms', plain);
  report.add(`${name}: all statistics beside the plain step`, 'gradtop', '×', without / plain, {
    most: MOST.instrument,
  });
  for (const [what, more] of instruments) {
    const ms = await instrumentedStep(configOf({ ...fields, ...more }), 'compiled', { ...stretches, clock });
    report.add(`${name}: ${what} beside the step without`, 'gradtop', '×', ms / without, { most: MOST.instrument });
  }
}

/** Whole short runs with an instrument and without, in turn. */
async function measureRuns(report: Report, name: string, fields: PresetFile): Promise<void> {
  const all = [['', {}] as const, ...RUN_INSTRUMENTS];
  const least = all.map(() => Infinity);
  for (let turn = 0; turn <= TURNS; turn += 1)
    for (const [i, [, more]] of all.entries()) {
      const ms = await wholeRun(configOf({ learningRate: 0.1, ...fields, ...more }), 'compiled');
      if (turn > 0) least[i] = Math.min(least[i]!, ms);
    }
  all.forEach(([what], i) => {
    if (i > 0)
      report.add(`${name}: ${what} beside the whole run without`, 'gradtop', '×', least[i]! / least[0]!, {
        most: MOST.instrument,
      });
  });
}

/** Recurrent cells beside the simple one; LSTM has four kernels and GRU three for its one. */
async function measureCells(report: Report): Promise<void> {
  const step = (cell: 'simpleRnn' | 'lstm' | 'gru'): Promise<number> =>
    instrumentedStep(configOf({ ...RECURRENT, cell }), 'compiled', RECURRENT_STRETCHES);
  const simple = await step('simpleRnn');
  report.add('1x16x32, 50 time steps: step of simpleRnn', 'gradtop', 'ms', simple);
  for (const cell of ['lstm', 'gru'] as const)
    report.add(`1x16x32, 50 time steps: ${cell} beside simpleRnn`, 'gradtop', '×', (await step(cell)) / simple);
}

/** Products and gradients in turn, of which the least counts: on a busy machine other programs take the caches. */
const STRETCHES = 4;
const STRETCH_MS = 20;
/** Passes over all networks, so that no disturbance of a second or two reaches every stretch of a network. */
const PASSES = 3;

interface Pair {
  readonly name: string;
  readonly calls: readonly [product: () => void, gradient: () => void];
  /** Milliseconds of processor time of each call. */
  readonly least: [number, number];
}

function stretches({ calls, least }: Pair): void {
  for (let stretch = 0; stretch <= STRETCHES; stretch += 1)
    calls.forEach((call, i) => {
      const started = clock();
      let count = 0;
      for (; count === 0 || clock() - started < STRETCH_MS; count += 1) call();
      // The first stretch warms up.
      if (stretch > 0) least[i] = Math.min(least[i]!, (clock() - started) / count);
    });
}

async function measureProducts(report: Report, backend: BackendName): Promise<void> {
  const engines: GradientEngine[] = [];
  try {
    const pairs: Pair[] = [];
    for (const [name, fields] of PRODUCTS) pairs.push(await openPair(name, fields, { backend, engines }));
    for (let pass = 0; pass < PASSES; pass += 1) pairs.forEach(stretches);
    const wanted = backend === 'compiled' ? { most: MOST.product } : null;
    for (const { name, least } of pairs) {
      report.add(`${name}: gradient of the probe set, ${backend}`, 'gradtop', 'ms', least[1]);
      report.add(`${name}: Hessian product beside it, ${backend}`, 'gradtop', '×', least[0] / least[1], wanted);
    }
  } catch (error) {
    const why = String(error instanceof Error ? error.message : error).split('\n')[0];
    report.note(`${backend}: ${why}`);
  } finally {
    for (const engine of engines) engine.dispose();
  }
}

/** Adds the engine to `engines`. */
async function openPair(
  name: string,
  fields: PresetFile,
  { backend, engines }: { readonly backend: BackendName; readonly engines: GradientEngine[] },
): Promise<Pair> {
  const { request, dataset, layout, config } = prepare(configOf(fields));
  const { engine } = await chooseEngine(backend, request, () => performance.now());
  engines.push(engine);
  const batch = probeBatch(dataset);
  const products = engine.hessian?.(batch);
  if (products === undefined || typeof products === 'string') throw new Error(products ?? 'no products');
  const parameters = initialParameters(config, layout);
  const [gradient, result] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  const direction = parameters.map((_, i) => Math.cos(i));
  const state = new Float32Array(layout.stateCount);
  products.at(parameters);
  return {
    name,
    calls: [() => products.product(direction, result), () => void engine.gradient(parameters, batch, gradient, state)],
    least: [Infinity, Infinity],
  };
}
