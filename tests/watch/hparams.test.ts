// Hyperparameters in the logs of other programs: where each keeps them, and how runs are compared by them.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../src/cli/replay.js';
import { difference } from '../../src/core/compare/differ.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { isLog, openLog } from '../../src/runtime/log/openLog.js';
import { linesOf, runOf, viewOf } from '../ui/panels/views.js';
import { once } from './once.js';

const samples = path.join(import.meta.dirname, '..', 'fixtures', 'watch-samples');
const folder = (): string => mkdtempSync(path.join(tmpdir(), 'gradtop-hparams-'));
const CSV = 'epoch,step,loss\n0,0,2\n0,1,1\n';

/** A folder with these files. */
function holding(files: Readonly<Record<string, string>>): string {
  const at = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), text);
  }
  return at;
}

describe('hyperparameters of other programs', () => {
  it.each<[string, string, object]>([
    ['the plugin of TensorBoard, by add_hparams', path.join(samples, 'tensorboard-torch/run1'), { lr: 0.1 }],
    [
      'the plugin, by hp.hparams',
      path.join(samples, 'tensorboard-tf2'),
      { lr: 0.003, batch: 64, optimizer: 'adam', nesterov: false },
    ],
    ['a text in JSON, by add_text', path.join(samples, 'hf-trainer/runs'), { 'model_config/model_type': 'tiny' }],
    [
      'trainer_state.json',
      path.join(samples, 'hf-trainer/checkpoint-20/trainer_state.json'),
      { train_batch_size: 16, max_steps: 20 },
    ],
  ])('%s', (_, log, expected) => {
    expect(once(log)[0]?.hparams).toMatchObject(expected);
  });

  it.each<[string, string, object]>([
    ['numbers, strings, nested', 'lr: 0.1\noptim:\n  name: adam\n', { lr: 0.1, 'optim/name': 'adam' }],
    ['a tag of Python', 'sizes: !!python/tuple\n- 8\n- 4\n', { sizes: '[8,4]' }],
    ['nothing in it', '{}\n', {}],
    ['no YAML', 'a: [1\n  b: {\n', {}],
    ['a list', '- 1\n', {}],
  ])('hparams.yaml beside a CSV: %s', (_, yaml, expected) => {
    const at = holding({ 'metrics.csv': CSV, 'hparams.yaml': yaml });
    expect(once(path.join(at, 'metrics.csv'))[0]).toMatchObject({ steps: 2, hparams: expected });
  });

  it('params.yaml of DVCLive', () => {
    const at = path.join(folder(), 'dvclive');
    cpSync(path.join(samples, 'dvclive', 'dvclive'), at, { recursive: true });
    writeFileSync(path.join(at, 'params.yaml'), 'lr: 0.5\n');
    expect(once(at)[0]?.hparams).toEqual({ lr: 0.5 });
  });

  it('a line of settings in JSON Lines holds no figures', () => {
    const lines = [{ config: { lr: 0.1, steps: 9 } }, { step: 1, loss: 2 }, { step: 2, loss: 1 }];
    const at = holding({ 'log.jsonl': lines.map((one) => JSON.stringify(one)).join('\n') });
    const [run] = once(path.join(at, 'log.jsonl'));
    expect(run).toMatchObject({ steps: 2, hparams: { lr: 0.1, steps: 9 } });
    expect(Object.keys(run?.scalars ?? {})).toEqual(['loss']);
  });
});

const run = (hparams: Record<string, number | string>): GradtopEvent[] => [
  { type: 'run', runId: 'r', name: 'net', hparams },
  { type: 'step', runId: 'r', step: 1, loss: 1, scalars: { 'val/loss': 2 } },
];

describe('folders of runs that gradtop diff compares', () => {
  const lastRun = (folder: string) => runsOf(openLog(folder).events()).at(-1)!;
  const lightning = (yaml: string | null): string =>
    path.join(
      holding({ 'exp/version_0/metrics.csv': CSV, ...(yaml === null ? {} : { 'exp/version_0/hparams.yaml': yaml }) }),
      'exp/version_0',
    );

  it.each<[string, string | null, string | null, string | null]>([
    ['both', 'lr: 0.1\n', 'lr: 0.2\n', 'lr: 0.1 → 0.2'],
    ['one alone', 'lr: 0.1\n', null, 'lr: 0.1 → absent'],
    ['neither', null, null, null],
  ])('hyperparameters of %s', (_, a, b, settings) => {
    expect(difference(lastRun(lightning(a)), lastRun(lightning(b))).settings).toBe(settings);
  });

  it('are a log each, or hold exactly one', () => {
    const above = path.dirname(lightning(null));
    expect(lastRun(above).run?.name).toBe('exp/version_0');
    cpSync(path.join(above, 'version_0'), path.join(above, 'version_1'), { recursive: true });
    expect(() => openLog(above)).toThrow(/2 logs.*version_0.*version_1/);
    expect(isLog(above)).toBe(true);
  });
});

describe('on screen', () => {
  const states = [runOf(run({ lr: 0.1, seed: 1, depth: 4 })), runOf(run({ lr: 0.01, seed: 1, depth: 4 }))];

  it('the table of runs shows what differs', () => {
    const lines = linesOf('runs', viewOf(states), 120, 6).join('\n');
    expect(lines).toContain('differs');
    expect(lines).toContain('lr 0.1 ');
    expect(lines).toContain('lr 0.01');
    expect(lines).not.toContain('seed');
    expect(linesOf('runs', viewOf([states[0]!, states[0]!]), 120, 6).join('\n')).not.toContain('differs');
  });

  it('beside the verdict in half a window of 120 columns', () => {
    expect(linesOf('runs', viewOf(states), 58, 6).join('\n')).toMatch(/differs.*verdict\n.*lr 0\.1 /);
  });

  it('the panel of metrics shows all, what differs first', () => {
    const lines = linesOf('metrics', viewOf(states), 60, 9);
    expect(lines[0]).toContain('val/loss');
    expect(lines.join(' ')).toContain('hyperparameters: lr 0.1, seed 1, depth 4');
  });

  it.each([
    [16, 3],
    [20, 4],
  ])('figures keep most rows at %i x %i', (width, height) => {
    expect(linesOf('metrics', viewOf(states), width, height)[0]).toContain('va');
  });

  it('gradtop diff names them', () => {
    const found = difference(states[0]!, states[1]!);
    expect(found).toMatchObject({ settings: 'lr: 0.1 → 0.01', same: false });
  });
});
