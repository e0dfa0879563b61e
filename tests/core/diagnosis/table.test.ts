// The table of rules: it has a row for every file, every record is complete, and every rule does what its record states.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_FIELDS } from '../../../src/core/config/presets.js';
import { isSetting, type PresetFile, type ResolvedConfig } from '../../../src/core/config/schema.js';
import { receiptRows } from '../../../src/core/diagnosis/explain.js';
import { MEASURES } from '../../../src/core/diagnosis/measures.js';
import type { Rule } from '../../../src/core/diagnosis/rule.js';
import { RULE_NAMES } from '../../../src/core/diagnosis/ruleNames.js';
import { CAUSE_ORDER, RULES } from '../../../src/core/diagnosis/rules/index.js';
import type { FindingEvent } from '../../../src/core/run/events.js';
import { runEvent } from '../run/events.js';
import { Patient, slopeOf, STUCK } from './helpers.js';

const folder = path.resolve(import.meta.dirname, '../../../src/core/diagnosis/rules');

it('has a row for every file of the folder', async () => {
  const files = readdirSync(folder).filter((file) => file !== 'index.ts');
  expect(files).toHaveLength(Object.keys(RULES).length);
  const rows: readonly Rule[] = Object.values(RULES);
  for (const file of files) {
    const module = (await import(path.join(folder, file))) as Record<string, Rule>;
    expect(Object.values(module).some((one) => rows.includes(one))).toBe(true);
  }
});

it('is the source of the names and letters', () => {
  const file = path.join(folder, '../ruleNames.ts');
  const row = ([name, { letter }]: [string, Rule]): string =>
    `  ${name.includes('-') ? `'${name}'` : name}: '${letter}',\n`;
  const rows = Object.entries<Rule>(RULES).map(row).join('');
  const withRows = (text: string): string => text.replace(/(RULE_LETTERS = \{\n)[^}]*/, `$1${rows}`);
  const text = readFileSync(file, 'utf8');
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, withRows(text));
  const stale = 'ruleNames.ts is stale: UPDATE_DOCS=1 npx vitest run tests/core/diagnosis/table.test.ts';
  expect(readFileSync(file, 'utf8') === withRows(text), stale).toBe(true);
  const letters = Object.values<Rule>(RULES).map(({ letter }) => letter);
  expect(letters.join('')).toMatch(/^[A-Z]+$/);
  expect(new Set(letters).size).toBe(letters.length);
});

it('ranks every rule once', () => {
  const ranks = RULE_NAMES.map((name) => RULES[name].rank);
  expect(new Set(ranks).size).toBe(ranks.length);
  expect([...CAUSE_ORDER].sort()).toEqual([...RULE_NAMES].sort());
});

describe.each(RULE_NAMES)('the record of %s', (name) => {
  const rule: Rule = RULES[name];

  it('is complete', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.title.length).toBeGreaterThan(3);
    expect(rule.title.length).toBeLessThan(40);
    // Three lines that fit a small window.
    for (const line of rule.lines) expect(line.length).toBeLessThanOrEqual(130);
    expect(Object.keys(MEASURES)).toEqual(expect.arrayContaining(Object.keys(rule.measures)));
    expect(CONFIG_FIELDS.filter(isSetting)).toEqual(expect.arrayContaining([...rule.remedies]));
    expect(Math.min(rule.appearAfter, rule.clearAfter)).toBeGreaterThan(0);
  });
});

/** A network that is wrong before its first step; `gain`: of each kernel. */
function misbuilt(config: PresetFile, facts: object = {}, gain = 1): Patient {
  const dataset = { name: 'synthetic', samples: 250, features: 10, classes: 2, ...facts };
  const output = { outputActivation: 'sigmoid', loss: 'binaryCrossentropy', ...config } as ResolvedConfig;
  const run = { ...runEvent({ ...config, width: 10 }), dataset };
  const resolved = { ...run.config, outputActivation: output.outputActivation, loss: output.loss };
  return new Patient({ ...config, width: 10 }, { dataset, config: resolved }).probe({
    backwardGain: Array.from({ length: 8 }, () => gain),
  });
}

it.each([
  ['meanSquaredError', 0.5, { outputActivation: 'linear' }],
  ['binaryCrossentropy', 0.5, { outputActivation: 'linear', loss: 'meanSquaredError' }],
  ['binaryCrossentropy', 0, { loss: 'meanSquaredError' }],
] as const)('a number after a sigmoid with %s, %f of it out of reach, suggests %o', (loss, unreachable, remedy) => {
  const patient = misbuilt({ outputActivation: 'sigmoid', loss }, { classes: 0, unreachable });
  const [first] = patient.findings.toSorted((a, b) => RULES[a.rule].rank - RULES[b.rule].rank);
  expect(first?.remedy).toEqual(remedy);
});

/** Synthetic runs that between them make every rule speak: a new rule adds its own. */
const ILL: readonly ((config: PresetFile) => Patient)[] = [
  (config) => new Patient(config).steps(200, { gradRms: slopeOf(0.6), loss: STUCK }),
  (config) => new Patient({ ...config, optimizer: 'adam' }).steps(200, { gradRms: slopeOf(0.6), loss: STUCK }, {}),
  (config) => new Patient({ ...config, depth: 3 }).steps(200, { ratio: 1e-6, loss: STUCK }),
  (config) => new Patient({ ...config, depth: 3 }).steps(100, { ratio: 1, loss: 50 }).steps(20, { loss: NaN }),
  (config) => new Patient({ ...config, depth: 3 }).steps(160, { loss: STUCK }, { saturated: [1, 1, 1, null] }),
  (config) =>
    new Patient({ ...config, depth: 3, activation: 'relu' })
      .probe({ dead: [0, 0, 0, null] })
      .steps(80, {}, { dead: [1, 1, 1, null] }),
  (config) => misbuilt({ ...config, outputActivation: 'softmax' }),
  (config) => misbuilt({ ...config, outputActivation: 'tanh', loss: 'binaryCrossentropy' }),
  (config) => misbuilt({ ...config, outputActivation: 'sigmoid' }, { classes: 0, unreachable: 0.5 }),
  (config) => misbuilt({ ...config, activation: 'linear' }),
  (config) => misbuilt({ ...config, initializer: 'zeros' }),
  (config) => misbuilt(config, { featureRms: 60 }),
  (config) => misbuilt({ ...config, activation: 'relu' }, {}, 0.05),
  (config) => new Patient({ ...config, depth: 3 }).steps(200, { ratio: 1e-7, loss: 0.6 }),
  (config) =>
    new Patient(config, { totalSteps: 80 }).epochs(10, (epoch) => ({ loss: 0.7 - 0.01 * epoch }), { loss: 0.6 }),
  (config) => new Patient(config).epochs(30, (epoch) => ({ loss: 0.6 / epoch, valLoss: 0.5 + 0.02 * epoch })),
  (config) =>
    new Patient(config, { dataset: { classes: 2, majority: 0.95 } }).epochs(
      100,
      () => ({ loss: 0.6, accuracy: 0.95 }),
      {
        loss: 0.6,
      },
    ),
  (config) =>
    new Patient({ ...config, cell: 'simpleRnn' }).steps(80, { loss: 0.6 }, { throughTime: [1e-9, 1e-5, 1e-1] }),
  (config) => new Patient({ ...config, batchNorm: 'before' }).steps(80, { loss: 0.05 }).end(1.3),
  (config) =>
    new Patient({ ...config, depth: 8, batchNorm: 'before' }).steps(100, { loss: STUCK, gradRms: slopeOf(-0.6, 8) }),
  (config) => new Patient({ ...config, depth: 3, dropout: 0.95 }).probe({}).steps(100, { loss: STUCK }).end(STUCK),
  (config) => new Patient({ ...config, depth: 3, dropout: 0.5 }).steps(100, { loss: 0.5 }).end(0.3),
  (config) => new Patient({ ...config, depth: 3, warmupSteps: 5000 }).probe({}).steps(100, { loss: STUCK }),
  (config) =>
    new Patient({ ...config, depth: 3, schedule: 'step', decayEpochs: 2 }).steps(200, {
      loss: 0.4,
      learningRate: 1e-9,
    }),
  (config) => new Patient({ ...config, depth: 3 }).epochs(30, () => ({ loss: 0.4 }), { loss: 0.4 }).end(0.9),
];
/** Stages of being cured, so that the later remedies come up too. */
const CONFIGS: readonly PresetFile[] = [
  {},
  { initializerGain: 0.3 },
  { initializerGain: 3, activation: 'tanh' },
  { initializer: 'randomNormal' },
  { activation: 'relu' },
  { activation: 'relu', initializer: 'heNormal' },
  { activation: 'relu', initializer: 'heNormal', batchNorm: 'before' },
  { activation: 'relu', initializer: 'heNormal', batchNorm: 'before', residual: 1 },
  { cell: 'simpleRnn', dataset: 'sequenceSum', activation: 'tanh' },
  { cell: 'simpleRnn', dataset: 'sequenceSum', activation: 'tanh', clipNorm: 1 },
  { cell: 'gru', dataset: 'sequenceSum', activation: 'tanh' },
];
const all: readonly FindingEvent[] = CONFIGS.flatMap((config) => ILL.flatMap((patient) => patient(config).findings));

it('contains only rules that can report', () => {
  expect([...new Set(all.map((one) => one.rule))].sort()).toEqual([...RULE_NAMES].sort());
});

it('names all that a finding measures and all that it may suggest', () => {
  for (const finding of all) {
    const { measures, remedies }: Rule = RULES[finding.rule];
    expect(Object.keys(measures)).toEqual(expect.arrayContaining(Object.keys(finding.measured)));
    expect(remedies).toEqual(expect.arrayContaining(Object.keys(finding.remedy ?? {})));
    for (const key of Object.keys(finding.limit))
      expect(Object.keys(finding.measured).concat('normRatio')).toContain(key);
    expect(finding.message).not.toMatch(/undefined|null|\bNaN\b(?! since)|\[object/);
    for (const row of receiptRows(finding)) {
      expect(row.value).not.toBe('');
      expect(row.comparison === '').toBe(row.limit === '');
    }
  }
});
