// The networks of the planted faults as gradtop's own presets, trained by gradtop on points of the same distribution: its own verdict
// and its verdict on the log of the PyTorch run agree. What gradtop cannot build (convolutions, frozen layers, set biases) is left out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchOnce } from '../../src/cli/watchOnce.js';
import { parseConfig } from '../../src/core/config/presets.js';
import { createStreamDiagnoser } from '../../src/core/diagnosis/diagnose.js';
import type { ForeignRuleName } from '../../src/core/diagnosis/foreign/index.js';
import type { RuleName } from '../../src/core/diagnosis/ruleNames.js';
import { verdict } from '../../src/core/diagnosis/verdict.js';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { RunReport } from '../../src/core/watch/report.js';
import { trainTable } from '../helpers/trainTable.js';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/watch/planted');
const BASE = {
  name: 'planted',
  dataset: 'csv',
  data: path.join(FOLDER, 'points.csv'),
  target: 'y',
  standardize: 'none',
  depth: 3,
  width: 24,
  optimizer: 'sgd',
  batchSize: 64,
  epochs: 40,
};

const relu = { activation: 'relu', initializer: 'heNormal' };
const tanh = { activation: 'tanh', initializer: 'glorotUniform' };
const sigmoid = { activation: 'sigmoid', initializer: 'glorotUniform' };
const TWINS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'healthy-mlp': { ...relu, optimizer: 'adam', learningRate: 3e-3 },
  'healthy-tanh': { ...tanh, learningRate: 0.1 },
  'healthy-elu': { ...relu, activation: 'elu', learningRate: 0.03 },
  vanishing: { ...sigmoid, depth: 6, width: 16, learningRate: 0.1 },
  'deep-sigmoid': { ...sigmoid, depth: 9, width: 12, learningRate: 0.1 },
  exploding: { ...relu, depth: 5, initializerGain: 3, learningRate: 0.1 },
  'rate-too-small': { ...relu, learningRate: 1e-6 },
  'rate-too-large': { ...relu, optimizer: 'adam', learningRate: 1 },
  diverging: { ...relu, activation: 'leakyRelu', optimizer: 'adam', learningRate: 1 },
  'dying-by-rate': { ...relu, learningRate: 3 },
  overflow: { ...relu, depth: 4, learningRate: 30 },
  'saturated-by-gain': { ...tanh, depth: 5, initializerGain: 8, learningRate: 0.01 },
  'small-tanh': { ...tanh, depth: 5, initializerGain: 0.1, learningRate: 0.1 },
};

/** The rules for gradtop's own runs that state what a rule for logs states. A log does not say from what its kernels were drawn. */
const SAME: Readonly<Partial<Record<ForeignRuleName, readonly RuleName[]>>> = {
  vanishing: ['vanishing', 'masked-by-adam', 'initial-scale'],
  'not-finite': ['exploding', 'initial-scale'],
  diverging: ['exploding', 'initial-scale'],
  'update-ratio': ['rate-too-small'],
  'dying-relu': ['dying-relu'],
};

function inLog(name: string): ForeignRuleName | null {
  let out = '';
  const paths = [path.join(FOLDER, `${name}.jsonl`)];
  watchOnce({ paths, json: true, format: null, failOn: [], now: 0, columns: 100 }, (text) => (out += text));
  const [first] = (JSON.parse(out) as RunReport).findings;
  return (first?.rule ?? null) as ForeignRuleName | null;
}

async function own(name: string, seed: number): Promise<RuleName | null> {
  const config = parseConfig({ ...BASE, ...TWINS[name], seed }, name);
  const run = createRunState('run-1', config);
  const diagnose = createStreamDiagnoser();
  for (const event of await trainTable(config)) for (const one of [event, ...diagnose(event)]) applyEvent(run, one);
  return verdict(run).finding?.rule ?? null;
}

describe('a planted network and its twin in gradtop', () => {
  it('are more than ten, on points of four classes', () => {
    expect(Object.keys(TWINS).length).toBeGreaterThan(10);
    expect(readFileSync(BASE.data, 'utf8').split('\n')).toHaveLength(1 + 256 + 1);
  });

  it.each(Object.keys(TWINS))('%s', async (name) => {
    const named = inLog(name);
    const verdicts = [await own(name, 0), await own(name, 1), await own(name, 2)];
    const same = verdicts.filter((rule) => (rule === null ? named === null : SAME[named ?? 'quiet']?.includes(rule)));
    expect(same.length, `${named ?? 'nothing'} in the log, ${verdicts.join(', ')} in gradtop`).toBeGreaterThanOrEqual(
      2,
    );
  });
});
