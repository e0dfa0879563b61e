// The end of large event files is shown exactly before the rest is read; the past appears as samples.
import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunState } from '../../src/core/run/runState.js';
import { jumpInBoard } from '../../src/runtime/log/formats/tensorboard/jump.js';
import { tensorboardReader } from '../../src/runtime/log/formats/tensorboard.js';
import { atOnce } from '../../src/runtime/log/gradual.js';
import { sourceNamed } from '../../src/runtime/log/source.js';
import { endOf, isLarge, type Log } from '../../src/runtime/watch/followedLog.js';
import { eventFile, eventRecord, type Written } from './boardFile.js';

const STEPS = 2400;
/** A name that makes the file long. */
const LONG = 'x'.repeat(1500);
const lossAt = (step: number): number => Math.fround(1 / step);
const event = (step: number): Written => ({
  step,
  scalars: { loss: 1 / step, [LONG]: 0 },
  ...(step % 10 === 0 ? { histograms: { 'gradients/a.weight': [step], 'gradients/b.weight': [2 * step] } } : {}),
});
const stretch = (from: number, to: number): Buffer =>
  Buffer.concat(Array.from({ length: to - from + 1 }, (_, at) => eventRecord(event(from + at))));

const top = mkdtempSync(path.join(tmpdir(), 'gradtop-jump-'));
let folders = 0;
/** A folder of event files, the last one changed last. */
function holding(...files: readonly Buffer[]): Log {
  const folder = path.join(top, `${(folders += 1)}`);
  mkdirSync(folder);
  files.forEach((bytes, at) => {
    const file = path.join(folder, `events.out.tfevents.${at}.host.1.0`);
    writeFileSync(file, bytes);
    utimesSync(file, at + 1, at + 1);
  });
  return { source: sourceNamed(folder), reader: tensorboardReader, name: 'run' };
}
/** The last step and loss of each bucket. */
const lossesOf = ({ loss }: RunState): (readonly [step: number | undefined, value: number | undefined])[] =>
  Array.from({ length: loss.length }, (_, at) => [loss.bucket(at)?.lastStep, loss.bucket(at)?.last]);
const expectTrue = (run: RunState | null): void => {
  const losses = run === null ? [] : lossesOf(run);
  expect(losses.length).toBeGreaterThan(200);
  for (const [step = 0, value] of losses) expect(value).toBe(lossAt(step));
};

let large: Buffer;
beforeAll(() => {
  large = Buffer.concat([eventFile([]), stretch(1, STEPS)]);
  // Longer than head and tail together, so that the past has samples.
  expect(large.length).toBeGreaterThan(2.3 * (1 << 20));
});

describe('the end of large event files', () => {
  it('is the last step, with samples of the past', () => {
    const end = atOnce(endOf(holding(large), {}));
    expect(end?.step).toBe(STEPS);
    expect(end?.run?.layers?.map(({ name }) => name)).toEqual(['a.weight', 'b.weight']);
    expect(end?.layers.gradRms[1]?.latest).toBe(2 * STEPS);
    expect(end?.sampledTo).toBeGreaterThan(500);
    expect(end?.sampledTo).toBeLessThan(STEPS - 500);
    expectTrue(end);
  });

  it('the rest has every step from its first on', () => {
    const jump = atOnce(jumpInBoard(holding(large).source, Infinity));
    const steps = [...(jump?.rest ?? [])].flatMap((one) =>
      one.type === 'step' && one.loss !== undefined ? [one.step] : [],
    );
    expect(steps).toEqual(Array.from({ length: STEPS - steps[0]! + 1 }, (_, at) => steps[0]! + at));
    expect(jump?.from).toBe(steps[0]);
  });

  it('of several files is that of the last written; the others are before it', () => {
    const files = [1, 2, 3, 4].map((part) => Buffer.concat([eventFile([]), stretch(600 * (part - 1) + 1, 600 * part)]));
    const end = atOnce(endOf(holding(...files), {}));
    expect(end?.step).toBe(STEPS);
    expectTrue(end);
  });

  it('is found after damage, before a torn record, and past a record longer than the tail', () => {
    const torn = Buffer.concat([large, eventRecord(event(STEPS + 1)).subarray(0, 20)]);
    torn.fill(7, torn.length - 3000, torn.length - 2900);
    expect(atOnce(endOf(holding(torn), {}))?.step).toBe(STEPS);
    const image = eventRecord({ step: STEPS + 1, scalars: { loss: 1, [`x${'y'.repeat(3 << 20)}`]: 1 } });
    expect(atOnce(endOf(holding(Buffer.concat([large, image])), {}))?.step).toBe(STEPS + 1);
  });

  it.each<[string, () => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['zeros', () => Buffer.alloc(4096)],
    ['a header alone', () => eventFile([]).subarray(0, 9)],
  ])('is not known of %s', (_, bytes) => {
    expect(atOnce(endOf(holding(bytes()), {}))).toBeNull();
  });

  it('takes the loss that the user names', () => {
    const bytes = eventFile([1, 2].map((step) => ({ step, scalars: { loss: step, other: 10 * step } })));
    const reading = { flags: { lossTag: 'other', metrics: null } };
    expect(atOnce(endOf(holding(bytes), reading))?.loss.latest).toBe(20);
  });

  it('no other step is found', () => {
    expect(atOnce(jumpInBoard(holding(large).source, 100))).toBeNull();
  });

  it('the files of a folder count together', () => {
    const half = Buffer.concat([eventFile([]), stretch(1, 30)]);
    expect(isLarge(holding(half, half), half.length + 1)).toBe(true);
    expect(isLarge(holding(half, half), 2 * half.length)).toBe(false);
  });
});
