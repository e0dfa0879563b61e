// Networks drawn from a seed. The plain trainer decides the truth: as drawn a network learns with every seed; with its fault it fails
// with every seed. What does neither is drawn again.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config } from '../../src/core/config/schema.js';
import type { RuleName } from '../../src/core/diagnosis/ruleNames.js';
import type { Dataset } from '../../src/core/data/dataset.js';
import { splitOf } from '../../src/data/index.js';
import { readSplit } from '../../src/table/cache.js';
import { mulberry32 } from './random.js';
import { taskError, type Plain, type PlainActivation } from './trainer.js';

/** A network with its truth. */
export interface Net {
  readonly id: string;
  readonly group: 'published' | 'looked at' | 'held back';
  /** What is wrong, in words; `healthy`. */
  readonly kind: string;
  /** The rules that name its fault; empty: healthy. */
  readonly expected: readonly RuleName[];
  readonly config: Config;
}

/** Of the task: learned, and not. */
export const LEARNED = 0.3;
const FAILED = 0.5;
const SEEDS = [11, 12, 13];
const MOST_DRAWS = 60;
export const HEALTHY = 'healthy';

type Settings = Readonly<Record<string, unknown>>;
interface Fault {
  readonly kind: string;
  readonly expected: readonly RuleName[];
  /** What the network without the fault needs. */
  readonly base?: (draw: Draw) => Settings;
  readonly fault: (base: Config, draw: Draw) => Settings;
  /** Of its own data. */
  readonly on?: readonly string[];
}

class Draw {
  constructor(readonly random: () => number) {}
  of<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
  whole(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }
}

const FAULTS: readonly Fault[] = [
  {
    kind: 'many sigmoid layers',
    expected: ['vanishing', 'masked-by-adam'],
    base: (d) => ({ depth: d.whole(7, 11), activation: 'tanh', initializer: 'glorotUniform', width: d.whole(8, 12) }),
    fault: () => ({ activation: 'sigmoid' }),
  },
  {
    kind: 'rate 30 to 300 times too large',
    expected: ['exploding'],
    fault: ({ learningRate }, d) => ({ learningRate: learningRate * d.of([30, 100, 300]) }),
  },
  {
    kind: 'rate 1e4 to 1e5 times too small',
    expected: ['rate-too-small'],
    fault: ({ learningRate }, d) => ({ learningRate: learningRate * d.of([1e-4, 1e-5]) }),
  },
  {
    kind: 'initial kernels too small',
    expected: ['initial-scale'],
    base: (d) => ({ depth: d.whole(3, 6), activation: d.of(['relu', 'tanh', 'elu']) }),
    fault: (_, d) => ({ initializer: 'randomNormal', initializerStd: d.of([0.01, 0.02, 0.04]) }),
  },
  {
    kind: 'initial kernels too large',
    expected: ['initial-scale'],
    base: (d) => ({ depth: d.whole(4, 7), width: d.whole(10, 16), activation: d.of(['relu', 'elu']) }),
    fault: (_, d) => ({ initializer: 'randomNormal', initializerStd: d.of([1, 1.5, 2]) }),
  },
  { kind: 'all kernels zero', expected: ['symmetric'], fault: () => ({ initializer: 'zeros' }) },
  {
    kind: 'linear hidden layers',
    expected: ['no-activation'],
    on: ['circles', 'xor', 'spiral'],
    fault: () => ({ activation: 'linear' }),
  },
  {
    kind: 'softmax over one unit',
    expected: ['constant-output'],
    on: ['moons', 'circles', 'xor'],
    fault: () => ({ outputActivation: 'softmax' }),
  },
  {
    kind: 'sigmoid output for numbers',
    expected: ['output-range'],
    on: ['table'],
    fault: () => ({ outputActivation: 'sigmoid', loss: 'meanSquaredError' }),
  },
  { kind: 'data not scaled', expected: ['unscaled'], on: ['table'], fault: () => ({ standardize: 'none' }) },
  {
    kind: 'narrow and deep ReLU',
    expected: ['dying-relu'],
    base: (d) => ({ depth: d.whole(14, 20), width: d.whole(4, 6), activation: 'elu', initializer: 'heNormal' }),
    fault: () => ({ activation: 'relu' }),
  },
  {
    kind: 'exponential hidden layers',
    expected: ['exploding'],
    base: (d) => ({ depth: d.whole(4, 8), activation: d.of(['tanh', 'elu']) }),
    fault: () => ({ activation: 'exponential' }),
  },
  { kind: '2 to 4 epochs', expected: ['stopped-early'], fault: (_, d) => ({ epochs: d.whole(2, 4) }) },
];

const RATES = { sgd: [0.1, 0.3], momentum: [0.01, 0.03], adam: [0.003, 0.01] } as const;
const DATA = ['moons', 'circles', 'xor', 'spiral', 'blobs', 'table'] as const;

function drawn(d: Draw, fault: Fault | null, folder: string): Settings {
  const data = d.of(fault?.on ?? DATA);
  const activation = d.of(['tanh', 'relu', 'elu']);
  const optimizer = d.of(['sgd', 'momentum', 'adam'] as const);
  const base: Settings = {
    ...(data === 'table'
      ? tableOf(d, folder)
      : { dataset: data, samples: 200, noise: 0.05, dataSeed: d.whole(0, 999) }),
    ...(data === 'blobs' ? { classes: 3, noise: d.of([0.5, 1]), standardize: 'features' } : {}),
    depth: d.whole(2, 5),
    width: d.whole(8, 14),
    activation,
    optimizer,
    learningRate: d.of(RATES[optimizer]),
    batchSize: d.of([16, 32]),
    epochs: d.of([80, 120, 200]),
    ...(fault?.base?.(d) ?? {}),
  };
  const relu = base['activation'] !== 'tanh';
  return { initializer: relu ? 'heNormal' : 'glorotUniform', ...base };
}

/** Numbers from two columns, in units of their own. */
function tableOf(d: Draw, folder: string): Settings {
  const [unitX, unitY] = [d.of([50, 100, 300]), d.of([50, 200])];
  const rows = Array.from({ length: 200 }, () => {
    const [a, b] = [2 * d.random() - 1, 2 * d.random() - 1];
    return [unitX * a, unitX * b, unitY * (Math.sin(3 * a) + a * b + 0.05 * d.random())].map((v) => v.toFixed(4));
  });
  const file = path.join(folder, `table-${d.whole(0, 1e9)}.csv`);
  writeFileSync(file, ['a,b,y', ...rows.map((row) => row.join(','))].join('\n'));
  return { dataset: 'csv', data: file, target: 'y' };
}

function plainOf(config: Config, data: Dataset): Plain {
  const usual = data.classes === 0 ? 'linear' : data.outputs === 1 ? 'sigmoid' : 'softmax';
  const { outputActivation: output, loss, initializer, optimizer, activation } = config;
  return {
    widths: Array.from({ length: config.depth }, () => config.width),
    activation: activation as PlainActivation,
    output: (output === 'auto' ? usual : output) as Plain['output'],
    loss: loss === 'auto' && data.classes !== 0 ? 'crossEntropy' : 'squared',
    initializer: initializer as Plain['initializer'],
    std: config.initializerStd,
    optimizer: optimizer as Plain['optimizer'],
    learningRate: config.learningRate,
    batchSize: config.batchSize,
    epochs: config.epochs,
  };
}

async function errorsOf(config: Config, holds: (error: number) => boolean): Promise<boolean> {
  const { train } = await splitOf(config, readSplit);
  const plain = plainOf(config, train);
  return SEEDS.every((seed) => holds(taskError(plain, train, seed)));
}

/** Where a network comes from: `seed` and `index` decide all of it, so any part of a bench can be made alone. */
export interface Spot {
  readonly group: Exclude<Net['group'], 'published'>;
  readonly seed: number;
  readonly index: number;
}

export const KINDS = FAULTS.length;

/** Every other network is healthy, the others have each kind of fault in turn. */
const faultOf = ({ index }: Spot): Fault | null => (index % 2 === 0 ? null : (FAULTS[(index >> 1) % KINDS] ?? null));
export const idOf = (spot: Spot): string => `${spot.seed}-${spot.index} ${kindOf(spot)}`;
export const kindOf = (spot: Spot): string => faultOf(spot)?.kind ?? HEALTHY;

/** Null if no draw yields what it should. */
export async function makeNet(spot: Spot, folder: string): Promise<Net | null> {
  const { group, seed, index } = spot;
  const d = new Draw(mulberry32(seed + 7919 * (index + 1)));
  const [fault, id] = [faultOf(spot), idOf(spot)];
  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const settings = drawn(d, fault, folder);
    const base = parseConfig({ ...settings, name: 'made', seed: index }, id);
    if (!(await errorsOf(base, (error) => error <= LEARNED))) continue;
    if (fault === null) return { id, group, kind: HEALTHY, expected: [], config: base };
    const config = parseConfig({ ...settings, name: 'made', seed: index, ...fault.fault(base, d) }, id);
    if (await errorsOf(config, (error) => error >= FAILED))
      return { id, group, kind: fault.kind, expected: fault.expected, config };
  }
  return null;
}
