// Run logs by programs that follow docs/run-log.md alone: the events read from them, and the findings.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOREIGN_RULES } from '../../src/core/diagnosis/foreign/index.js';
import type { RunReport } from '../../src/core/watch/report.js';
import { once } from './once.js';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/foreign');
const read = (name: string): RunReport => only(once(path.join(FOLDER, `${name}.jsonl`)));
const rules = ({ findings }: RunReport, level?: string): string[] =>
  findings.filter((one) => level === undefined || one.level === level).map(({ rule }) => rule);

function only(reports: readonly RunReport[]): RunReport {
  expect(reports).toHaveLength(1);
  return reports[0]!;
}

describe('run logs of other programs', () => {
  it('are read from one folder, a run each', () => {
    expect(once(FOLDER).map(({ format }) => format)).toEqual(Array(13).fill('gradtop'));
  });

  it('keeps skipped AMP steps apart: none of them explodes', () => {
    const amp = read('amp');
    expect(amp).toMatchObject({ name: 'amp', steps: 56, lastStep: 56, skipped: 8, damaged: 0 });
    expect(amp.loss.first).toBe(2.2961952686309814);
    expect(amp.loss.last).toBe(2.3059799671173096);
    expect(amp.scalars['gradNorm']?.count).toBe(48);
    expect(rules(amp, 'alarm')).toEqual([]);
  });

  it('counts zeros: half of the layers get no gradient', () => {
    const dead = read('dead-half');
    expect(dead.layers.map(({ gradRms }) => gradRms)).toEqual([
      ...Array<number>(6).fill(0),
      ...Array<number>(6).fill(0.001),
    ]);
    expect(rules(dead, 'alarm')).toContain('zero-gradient');
    expect(dead.findings[0]).toMatchObject({ rule: 'zero-gradient', layer: 0 });
    expect(dead.findings[0]?.message).toMatch(/6 of 12/);
  });

  it('takes null for frozen, which is no fault', () => {
    const frozen = read('frozen');
    expect(frozen.layers.map(({ gradRms }) => gradRms)).toEqual([null, null, 0.1, 0.2]);
    expect(rules(frozen)).not.toContain('zero-gradient');
    expect(rules(frozen, 'alarm')).toEqual([]);
  });

  it('reads fractional steps and epochs', () => {
    expect(read('floatstep')).toMatchObject({ steps: 2, lastStep: 1.5 });
    expect(read('hf50')).toMatchObject({ steps: 201, lastStep: 10000, loss: { first: 2, last: 1, min: 1 } });
  });

  it('reads steps without a loss, and their other figures', () => {
    expect(read('noloss')).toMatchObject({ steps: 1, loss: { first: null, last: null, min: null } });
    expect(read('noloss').scalars).toEqual({ g_loss: { count: 1, last: 1 }, d_loss: { count: 1, last: 0.5 } });
    expect(read('nullloss')).toMatchObject({ steps: 1, loss: { last: null } });
    const [named] = once(path.join(FOLDER, 'noloss.jsonl'), { flags: { lossTag: 'd_loss', metrics: null } });
    expect(named?.loss).toEqual({ first: 0.5, last: 0.5, min: 0.5 });
  });

  it('joins a run that goes on after a restart', () => {
    expect(read('restart')).toMatchObject({ name: 'r', steps: 100, lastStep: 100, status: 'completed' });
  });

  it('counts damaged lines and reads on', () => {
    expect(read('torn-mid')).toMatchObject({ steps: 18, lastStep: 19, damaged: 2 });
  });

  it('reads past a hole of zeros', () => {
    const lines = readFileSync(path.join(FOLDER, 'torn-mid.jsonl'), 'utf8').split('\n');
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-hole-')), 'hole.jsonl');
    writeFileSync(file, `${lines[0]}\n${'\0'.repeat(4096)}${lines[1]}\n${lines[2]}\n`);
    expect(only(once(file))).toMatchObject({ steps: 3, lastStep: 3, damaged: 1 });
    // From the middle of one line into the next.
    writeFileSync(file, `${lines[0]}\n${lines[1]?.slice(0, 20)}${'\0'.repeat(100)}${lines[2]}\n`);
    expect(only(once(file))).toMatchObject({ steps: 2, lastStep: 3, damaged: 1 });
  });

  it('finds vanishing over the whole depth, and the plateau that it causes', () => {
    const deep = read('mlp-sigmoid-entropy');
    expect(rules(deep, 'alarm')).toEqual(['vanishing', 'plateau']);
    expect(deep.findings[0]).toMatchObject({ layer: 0 });
    expect(deep.findings[0]?.message).toMatch(/kaiming_normal_/);
  });

  it('raises no alarm where a run is healthy', () => {
    for (const name of ['lstm', 'restart', 'sparse', 'val-only', 'hf50']) expect(rules(read(name)), name).toEqual([]);
  });

  it.each([
    ['from the second step on', (step: number) => (step === 1 ? 0.69 : 3e4 + 1e3 * (step % 7)), true],
    ['late', (step: number) => (step < 60 ? 0.69 - 0.005 * step : 4), true],
    ['not at all: the first batch was easy', (step: number) => (step === 1 ? 0.1 : 0.6), false],
  ])('finds a loss that grows %s', (name, loss, grows) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-grows-')), `${name.slice(0, 4)}.jsonl`);
    const steps = Array.from({ length: 80 }, (_, i) => ({ type: 'step', step: i + 1, loss: loss(i + 1) }));
    writeFileSync(file, steps.map((event) => `${JSON.stringify(event)}\n`).join(''));
    expect(rules(only(once(file)), 'alarm').includes('diverging')).toBe(grows);
  });

  it('judges with each rule or says what it lacks', () => {
    for (const report of once(FOLDER)) {
      const silent = report.notJudged.filter(({ why }) => why === '');
      expect(silent).toEqual([]);
      const known = Object.keys(FOREIGN_RULES);
      expect(report.notJudged.map(({ rule }) => rule).filter((rule) => !known.includes(rule))).toEqual([]);
    }
    expect(read('lstm').notJudged.map(({ rule }) => rule)).toEqual(['plateau', 'dying-relu', 'saturated']);
    expect(read('noloss').notJudged).toHaveLength(11);
  });
});
