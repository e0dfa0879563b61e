// Exported networks: the scripts are those that PyTorch and Keras ran (scripts/fixtures/exported_scripts.py), and the numbers that
// came of them are gradtop's own.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  networkFiles,
  networkOutputs,
  notYetRun,
  recordedRun,
  type NetworkFormat,
} from '../../../src/cli/exportNetwork.js';
import { loadPreset } from '../../../src/cli/presets.js';
import { parseConfig } from '../../../src/core/config/presets.js';
import type { Config, PresetFile } from '../../../src/core/config/schema.js';
import { createRng, rngState } from '../../../src/core/random/rng.js';
import { safetensors } from '../../../src/core/script/safetensors.js';
import { UserError } from '../../../src/core/userError.js';
import { readSplit } from '../../../src/table/cache.js';
import { splitOf } from '../../../src/data/index.js';
import { chooseEngine } from '../../../src/training/backends.js';
import { prepare } from '../../../src/training/loop.js';
import { blueprint, trainedTo, whatChanged } from '../../../src/worker/rebuild.js';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'fixtures', 'scripts');
const CASES = [
  'classes',
  'conv',
  'dense',
  'gru',
  'lstm',
  'normalised',
  'onecycle',
  'recurrent',
  'regression',
  'scheduled',
  'slopes',
];
const FRAMEWORKS = ['pytorch', 'keras'] as const;
/** As in scripts/fixtures/exported_scripts.py. */
const STEP = 5;

interface Numbers {
  readonly predictions: readonly number[];
  readonly afterFirstStep: readonly number[];
}

const presetOf = (name: string): Config => loadPreset(path.join(FOLDER, `${name}.json`));
const numbersOf = (name: string, framework: string): Numbers =>
  JSON.parse(readFileSync(path.join(FOLDER, `${name}.${framework}.json`), 'utf8')) as Numbers;

/** What gradtop answers for the first rows after some steps, from the arrays that it exports. */
async function predictions(config: Config, step: number, rows: number): Promise<number[]> {
  const { arrays } = await trainedTo(config, 'compiled', step, () => undefined);
  const prepared = prepare(config, await splitOf(config, readSplit));
  const { layout, dataset } = prepared;
  const of = (moving: boolean): Float32Array =>
    Float32Array.from(
      arrays.filter(({ name }) => name.includes('/moving_') === moving).flatMap(({ values }) => [...values]),
    );
  const { engine } = await chooseEngine('compiled', prepared.request, () => 0);
  const { output } = engine.forward(of(false), of(true), { size: rows, x: dataset.x, y: dataset.y }, false);
  const answers = [...output.subarray(0, rows * dataset.outputs)];
  engine.dispose();
  expect(of(false).length).toBe(layout.parameterCount);
  return answers;
}

describe.each(CASES)('%s', (name) => {
  it.each(FRAMEWORKS)('the script for %s is the one that ran', async (framework) => {
    const files = new Map<NetworkFormat, string>([[framework, `${name}.${framework}.py`]]);
    const contents = await networkFiles(notYetRun(presetOf(name)), files, null);
    const script = readFileSync(path.join(FOLDER, `${name}.${framework}.py`), 'utf8');
    expect(contents.get(`${name}.${framework}.py`)).toEqual([script]);
    expect([...contents.keys()][0]).toBe(`${name}.${framework}.data.safetensors`);
  });

  it('predicts what both frameworks predict with its weights, before and after their first step', async () => {
    const config = presetOf(name);
    const rows = 8;
    const [first, later] = [await predictions(config, 1, rows), await predictions(config, STEP, rows)];
    for (const framework of FRAMEWORKS) {
      const theirs = numbersOf(name, framework);
      expect([first.length, later.length]).toEqual([theirs.afterFirstStep.length, theirs.predictions.length]);
      later.forEach((value, i) => expect(value).toBeCloseTo(theirs.predictions[i]!, 6));
      first.forEach((value, i) => expect(value).toBeCloseTo(theirs.afterFirstStep[i]!, 5));
    }
  });
});

const weights = (file: string): Map<NetworkFormat, string> => new Map([['weights', file]]);
const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-scripts-'));
const logOf = (name: string, ...events: readonly object[]): string => {
  const file = path.join(folder, name);
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return file;
};
const config = parseConfig({ samples: 20, depth: 1, width: 2, epochs: 2, batchSize: 10 } satisfies PresetFile, 'test');
const run = { type: 'run', runId: 'a', config, engine: { backend: 'compiled' } };
const step = (runId: string, at: number): object => ({ type: 'step', runId, step: at, loss: 1 });

describe('a recorded run', () => {
  it('is the last run of the log, or the requested one, up to its last step', () => {
    const log = logOf('two.jsonl', run, step('a', 1), { ...run, runId: 'b' }, step('b', 1), step('b', 2));
    expect(recordedRun(log, null)).toMatchObject({ backend: 'compiled', step: 2, loss: null, whole: false });
    expect(recordedRun(log, 1)).toMatchObject({ step: 1 });
    expect(() => recordedRun(log, 3)).toThrow(/--run.* 3; .*1 to 2/);
  });

  it('needs a configuration', () => {
    expect(() => recordedRun(logOf('foreign.jsonl', { type: 'step', step: 1, loss: 2 }), null)).toThrow(UserError);
  });

  it('is trained again to the same weights, up to its last step', async () => {
    const recorded = recordedRun(logOf('one.jsonl', run, step('a', 1), step('a', 2), step('a', 3)), null);
    const [once, again, start] = [
      await networkFiles(recorded, weights('w'), null),
      await networkFiles(recorded, weights('w'), 3),
      await networkFiles(recorded, weights('w'), 0),
    ];
    expect(once).toEqual(again);
    expect(start).not.toEqual(again);
    await expect(networkFiles(recorded, weights('w'), 4)).rejects.toThrow(/--step.* 4 .* 3$/);
    // Two epochs of two steps.
    await expect(networkFiles(notYetRun(config), weights('w'), 5)).rejects.toThrow(/--step.* 5 .* 4$/);
  });

  it('is refused if its data have changed', async () => {
    const { train } = (await blueprint(config)).data;
    const points = {
      x: [...train.x].filter((_, i) => i % 2 === 0),
      y: [...train.x].filter((_, i) => i % 2 === 1),
      labels: [...train.y],
      axes: ['x', 'y'],
    };
    const same = { samples: 20, features: 2, classes: 2, points };
    expect(whatChanged(same, train)).toBeNull();
    expect(whatChanged({ samples: 20 }, train)).toBeNull();
    expect(whatChanged({ ...same, samples: 21 }, train)).toContain('21');
    expect(
      whatChanged({ ...same, points: { ...points, x: points.x.map((x, i) => (i === 7 ? x + 0.01 : x)) } }, train),
    ).not.toBeNull();
    const recorded = recordedRun(
      logOf('moved.jsonl', { ...run, dataset: { ...same, samples: 21 } }, step('a', 1)),
      null,
    );
    await expect(networkFiles(recorded, weights('w'), null)).rejects.toMatchObject({ exitCode: 1 });
  });
});

it('a script has its data in a file beside it, apart from the weights', () => {
  const files = networkOutputs(
    new Map<NetworkFormat, string>([
      ['weights', 'a.safetensors'],
      ['pytorch', 'a.py'],
    ]),
  );
  expect(files.map(({ file }) => file)).toEqual(['a.safetensors', 'a.py', 'a.data.safetensors']);
  expect(() => networkOutputs(new Map<NetworkFormat, string>([['keras', '-']]))).toThrow(/^--keras/);
  expect(() => networkOutputs(weights('a.npz'))).toThrow(/^--weights: expected .*\.safetensors, got "a\.npz"$/);
});

it.each([
  ['two limits on the gradient', { clipNorm: 1, clipValue: 1 }],
  ['trained slopes in recurrent layers', { cell: 'simpleRnn', dataset: 'sequenceSum', activation: 'prelu' }],
] as const)('Keras does not support %s', async (_, fields) => {
  const recorded = notYetRun(parseConfig({ samples: 20, ...fields }, 'test'));
  await expect(networkFiles(recorded, new Map([['keras', 'a.py']]), null)).rejects.toThrow(/^--keras: .*--pytorch/);
  expect((await networkFiles(recorded, new Map([['pytorch', 'a.py']]), null)).size).toBe(2);
});

it('text from a log cannot become code in a script', async () => {
  const name = 'a\nimport os; "x\u2028y';
  const files = new Map<NetworkFormat, string>([['pytorch', 'a.py']]);
  const contents = await networkFiles(notYetRun({ ...config, name }), files, null);
  const lines = String(contents.get('a.py')?.[0]).split(/[\n\r\u2028]/);
  expect(lines[0]).toMatch(/^# a import os; "x y: /);
  expect(lines.filter((line) => line.includes('import os'))).toHaveLength(1);
});

it('safetensors: length, header, values in little endian', () => {
  const pieces = safetensors([{ name: 'a/b', shape: [1, 2], values: Float32Array.of(1, -2) }]);
  const bytes = Buffer.concat(pieces);
  const start = 8 + Number(bytes.readBigUInt64LE());
  expect(start % 8).toBe(0);
  expect(JSON.parse(bytes.toString('utf8', 8, start))).toEqual({
    __metadata__: {},
    'a/b': { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
  });
  expect([bytes.readFloatLE(start), bytes.readFloatLE(start + 4), bytes.length]).toEqual([1, -2, start + 8]);
});

it('the exported state of a random stream continues it in another program', () => {
  // sfc32 with BigInt, as in Python.
  let [a, b, c, d] = rngState(5, 'batches').map(BigInt) as [bigint, bigint, bigint, bigint];
  const draw = (): bigint => {
    const t = BigInt.asUintN(32, a + b + d);
    d = BigInt.asUintN(32, d + 1n);
    a = b ^ (b >> 9n);
    b = BigInt.asUintN(32, c + (c << 3n));
    c = BigInt.asUintN(32, ((c << 21n) | (c >> 11n)) + t);
    return t;
  };
  const ours = createRng(5, 'batches');
  for (let i = 0; i < 5; i += 1)
    expect((Number(draw() >> 5n) * 67108864 + Number(draw() >> 6n)) / 9007199254740992).toBe(ours.uniform());
});
