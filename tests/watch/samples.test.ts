// Files that other programs wrote: the values that a right reader shows.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/core/watch/report.js';
import { once } from './once.js';

const SAMPLES = path.resolve(import.meta.dirname, '../fixtures/watch-samples');
const at = (name: string): string => path.join(SAMPLES, name);
const RUN1 = at('tensorboard-torch/run1/events.out.tfevents.1795893264.host.21495.0');
const scratch = mkdtempSync(path.join(tmpdir(), 'gradtop-samples-'));

function only(name: string, flags = {}): RunReport {
  const reports = once(at(name), flags);
  expect(reports).toHaveLength(1);
  return reports[0]!;
}
const last = ({ scalars }: RunReport, tag: string): number | string | null | undefined => scalars[tag]?.last;
const count = ({ scalars }: RunReport, tag: string): number | undefined => scalars[tag]?.count;

describe('TensorBoard, by PyTorch', () => {
  const expected = JSON.parse(readFileSync(at('tensorboard-torch/expected.json'), 'utf8')) as {
    readonly grad_l2: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>>;
  };

  it('reads scalars of both styles, and a NaN', () => {
    const run = only('tensorboard-torch/run1');
    expect(run).toMatchObject({ format: 'tensorboard', name: 'run1', damaged: 0, lastStep: 21 });
    expect(run.scalars['train/loss']).toEqual({ count: 21, last: 'NaN' });
    expect(run.loss.first).toBeCloseTo(0.70999366, 8);
    expect(run.loss.min).toBeCloseTo(0.52232957, 8);
    expect(run.scalars['train/acc']).toEqual({ count: 20, last: 0.875 });
    expect(run.findings[0]).toMatchObject({ rule: 'not-finite', level: 'alarm' });
  });

  it('fills the heatmap exactly: sqrt(sum of squares / number) is the RMS', () => {
    const { layers } = only('tensorboard-torch/run1');
    expect(layers.map(({ name }) => name)).toEqual(Object.keys(expected.grad_l2));
    for (const { name, gradRms } of layers) {
      const [, , rms] = expected.grad_l2[name]?.at(-1) ?? [0, 0, NaN];
      expect(Math.abs(Number(gradRms) / rms - 1)).toBeLessThan(1e-6);
    }
    expect(layers.map(({ role }) => role)).toEqual(['kernel', 'bias', 'kernel', 'bias', 'kernel', 'bias']);
  });

  it('joins two writers, and the folders of add_scalars', () => {
    const runs = once(at('tensorboard-torch'));
    expect(runs.map(({ name }) => name)).toEqual(['run1', 'run3-two-writers', 'run4-add-scalars']);
    const [, two, scalars] = runs as [RunReport, RunReport, RunReport];
    expect(two.scalars).toEqual({ a: { count: 10, last: 10 }, b: { count: 10, last: -10 } });
    expect(count(scalars, 'loss/train')).toBe(5);
    expect(last(scalars, 'loss/train')).toBeCloseTo(0.2, 7);
    expect(last(scalars, 'loss/val')).toBeCloseTo(0.3, 7);
    expect(scalars.loss.last).toBe(last(scalars, 'loss/train'));
  });

  it('waits at a torn record, and counts no damage', () => {
    const torn = path.join(scratch, 'events.out.tfevents.1.torn');
    cpSync(RUN1, torn);
    truncateSync(torn, 192150);
    const [run] = once(torn);
    expect(run).toMatchObject({ damaged: 0, lastStep: 15, steps: 15 });
  });

  it.each([
    // A byte of the data, of a length, and a hole of zeros.
    ['data', (bytes: Buffer) => (bytes[3000] = (bytes[3000] ?? 0) ^ 255)],
    ['hole', (bytes: Buffer) => bytes.fill(0, 150_000, 154_096)],
  ])('counts one damaged record: %s', (name, damage) => {
    const bytes = readFileSync(RUN1);
    damage(bytes);
    const file = path.join(scratch, `events.out.tfevents.2.${name}`);
    writeFileSync(file, bytes);
    expect(once(file)[0]).toMatchObject({ damaged: 1, lastStep: 21 });
  });

  it('shows a run that has not begun', () => {
    const file = path.join(scratch, 'events.out.tfevents.4.empty');
    writeFileSync(file, '');
    expect(once(file)[0]).toMatchObject({ status: 'waiting', steps: 0, lastStep: null, format: 'tensorboard' });
    writeFileSync(file, readFileSync(RUN1).subarray(0, 40));
    expect(once(file)[0]).toMatchObject({ status: 'waiting', damaged: 0 });
  });

  it('takes folders beside each other for runs', () => {
    for (const name of ['exp/lr1', 'exp/lr2']) {
      mkdirSync(path.join(scratch, name), { recursive: true });
      cpSync(RUN1, path.join(scratch, name, 'events.out.tfevents.1.host.1.0'));
    }
    expect(once(path.join(scratch, 'exp')).map(({ name }) => name)).toEqual(['lr1', 'lr2']);
  });
});

describe('Keras', () => {
  it('joins training and validation; epochs and batches are two axes', () => {
    const run = only('keras/tb');
    expect(run).toMatchObject({ steps: 6, lastStep: 5 });
    expect(run.loss.last).toBeCloseTo(0.28067169, 8);
    expect(count(run, 'train/batch_loss')).toBe(18);
    expect(last(run, 'validation/epoch_loss')).toBeCloseTo(0.2109599, 7);
    // Its histograms are of weights.
    expect(run.layers.map(({ name, role, gradRms }) => [name, role, gradRms])).toEqual(
      ['dense', 'dense_1', 'dense_2'].flatMap((layer) => [
        [`sequential/${layer}/kernel`, 'kernel', null],
        [`sequential/${layer}/bias`, 'bias', null],
      ]),
    );
    expect(run.notJudged.find(({ rule }) => rule === 'vanishing')?.why).toMatch(/gradients/);
  });

  it('reads CSVLogger, with epochs from 0, and what fit() prints', () => {
    const csv = only('keras/csvlogger.csv');
    expect(csv).toMatchObject({ format: 'csv', steps: 6, lastStep: 5 });
    expect(csv.loss).toEqual({ first: 0.6593064665794373, last: 0.2806716859340668, min: 0.2806716859340668 });
    expect(last(csv, 'val_loss')).toBe(0.21095989644527435);
    const text = only('keras/stdout-verbose2.log');
    expect(text).toMatchObject({ format: 'text', steps: 6, lastStep: 18, loss: { first: 0.6593, last: 0.2807 } });
    expect(last(text, 'val_loss')).toBe(0.211);
  });
});

describe('Lightning, Hugging Face, DVCLive', () => {
  it('puts the values of a step together that stand in several rows', () => {
    const run = only('lightning/csv');
    expect(run).toMatchObject({ steps: 12, lastStep: 11, damaged: 0 });
    expect(run.loss.last).toBe(0.5995380282402039);
    expect(run.scalars['grad_2.0_norm/m.0.weight']).toEqual({ count: 12, last: 0.1510610729455948 });
    expect(count(run, 'val_loss')).toBe(3);
    // The norms of layers without their sizes are no RMS.
    expect(run.layers).toEqual([]);
    expect(run.notJudged.find(({ rule }) => rule === 'vanishing')?.why).toMatch(/sizes/);
    expect(only('lightning/tb').loss.last).toBeCloseTo(0.59953803, 8);
  });

  it('takes the event files of Hugging Face, or the last checkpoint without them', () => {
    const run = only('hf-trainer');
    expect(run).toMatchObject({ format: 'tensorboard', steps: 10, lastStep: 20 });
    expect(run.loss.last).toBeCloseTo(0.49743193, 8);
    expect(last(run, 'train/grad_norm')).toBeCloseTo(0.38372818, 8);
    expect(last(run, 'eval/loss')).toBeCloseTo(0.49146724, 8);
    const state = only('hf-trainer/checkpoint-20');
    expect(state).toMatchObject({ format: 'trainer-state', steps: 10, lastStep: 20 });
    expect(only('hf-trainer/checkpoint-10').lastStep).toBe(10);
  });

  it('joins the files of DVCLive', () => {
    const run = only('dvclive');
    expect(run).toMatchObject({ format: 'dvclive', name: 'dvclive', steps: 10, lastStep: 9 });
    expect(run.scalars).toEqual({
      acc: { count: 10, last: 0.828125 },
      'train/loss': { count: 10, last: 0.6191408634185791 },
    });
  });
});

describe('a folder of MLflow', () => {
  it('joins its figures, and has its parameters and its name', () => {
    const run = only('mlflow/exp');
    expect(run).toMatchObject({ format: 'mlflow', name: 'first run', steps: 30, lastStep: 29, damaged: 0 });
    expect(run.hparams).toEqual({ lr: 0.1, optimizer: 'adam', 'layers/0': 64 });
    expect(run.loss).toEqual({ first: 4, last: 0.22009288022562892, min: 0.22009288022562892 });
    expect(count(run, 'val_loss')).toBe(6);
    expect(run.scalars['nan']).toEqual({ count: 1, last: 'NaN' });
  });

  it('is not every folder named metrics', () => {
    mkdirSync(path.join(scratch, 'other/metrics'), { recursive: true });
    writeFileSync(path.join(scratch, 'other/metrics/loss'), '1 2 3\n');
    expect(() => once(path.join(scratch, 'other'))).toThrow(/no log/);
  });
});

describe('plain logs', () => {
  const loss = (step: number): number => 4 * Math.exp(-step / 100);

  it.each([
    ['nanogpt-style.log', 21, 200],
    ['carriage-returns.log', 21, 200],
    ['simple.log', 20, 200],
    ['mmengine-scalars.json', 20, 200],
    ['plain.jsonl', 21, 200],
  ])('%s', (name, steps, lastStep) => {
    const run = only(`plain/${name}`);
    expect(run).toMatchObject({ steps, lastStep, damaged: 0 });
    expect(Math.abs(Number(run.loss.last) - loss(200))).toBeLessThan(1e-3);
  });

  it('numbers the lines of a Python dict without steps', () => {
    const run = only('plain/hf-stdout.log');
    expect(run).toMatchObject({ steps: 10, lastStep: 10, loss: { first: 3.6193, last: 1.4715 } });
    expect(run.scalars['eval_loss']).toEqual({ count: 1, last: 0.4915 });
  });

  it('keeps two ranks apart', () => {
    const runs = once(at('plain/two-writers.log'));
    expect(runs.map(({ name, loss: { last: one } }) => [name, one])).toEqual([
      ['two-writers rank 0', 3.6193],
      ['two-writers rank 1', 3.6293],
    ]);
  });

  it('reads lines by named groups', () => {
    const file = path.join(scratch, 'odd.log');
    writeFileSync(file, 'at<7> cost~0.5\nnothing\nat<8> cost~0.25\n');
    const [run] = once(file, { format: 'text', regex: /at<(?<step>\d+)> cost~(?<loss>\S+)/ });
    expect(run).toMatchObject({ steps: 2, lastStep: 8, loss: { first: 0.5, last: 0.25 } });
  });

  it('names the loss and keeps some figures by flag', () => {
    const run = only('plain/plain.jsonl', { flags: { lossTag: 'val/loss', metrics: (tag: string) => tag === 'lr' } });
    expect(run).toMatchObject({ steps: 5, lastStep: 200 });
    expect(Object.keys(run.scalars)).toEqual(['lr']);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a.wandb', ':W&B', /Weights & Biases/],
    ['demo.db', 'SQLite format 3\0', /trackio.*gradtop watch -/],
  ])('%s is named, with what to use instead', (name, head, says) => {
    const folder = mkdtempSync(path.join(scratch, 'other-'));
    const file = path.join(folder, name);
    writeFileSync(file, `${head}${'\0'.repeat(100)}`);
    expect(() => once(file)).toThrow(says);
    expect(() => once(folder)).toThrow(/TensorBoard/);
  });
});
