// The loss in dots (key ~): small noise looks small, spikes keep their height, and nothing of the line is left.
import { describe, expect, it } from 'vitest';
import type { EpochEvent, GradtopEvent } from '../../../src/core/run/events.js';
import { Dash } from '../../core/app/helpers.js';
import { linesOf, recorded, runOf, viewOf, type ViewOptions } from './views.js';

const [WIDTH, HEIGHT] = [78, 20];
const steps = (losses: readonly number[]): GradtopEvent[] =>
  losses.map((loss, i) => ({ type: 'step', runId: 'r', step: i + 1, loss }));
/** The rows of the plot, without the axis left of it and the axis below. */
const plot = (events: readonly GradtopEvent[], ui: ViewOptions['ui'], more: ViewOptions = {}): string[] =>
  linesOf('loss', viewOf([runOf(events)], { ui: { fineLoss: true, ...ui }, ...more }), WIDTH, HEIGHT)
    .slice(0, -3)
    .map((line) => line.slice(line.search(/[│┤]/) + 1));
const rowsWith = (rows: readonly string[], pattern: RegExp): number[] =>
  rows.flatMap((row, at) => (pattern.test(row) ? [at] : []));
const DOTS = /[\u2801-\u28ff]/;
const LINE = /[╭╮╰╯]/;

describe('a stuck loss between 0.69 and 0.71', () => {
  // As batches alternate, slowly enough that each column of cells sees one level.
  const stuck = steps(Array.from({ length: 300 }, (_, i) => (Math.floor(i / 12) % 2 === 0 ? 0.69 : 0.71)));

  it.each(['log', 'linear'] as const)('lies in at most two rows of dots on a %s axis, without corners', (yScale) => {
    const rows = plot(stuck, { yScale });
    const dotted = rowsWith(rows, DOTS);
    expect(dotted.length).toBeGreaterThan(0);
    expect(dotted.length).toBeLessThanOrEqual(2);
    expect(rows.join('')).not.toMatch(LINE);
  });

  it('is the same line as ever without the key, and in ASCII', () => {
    expect(rowsWith(plot(stuck, { fineLoss: false }), DOTS)).toEqual([]);
    const ascii = (fineLoss: boolean): string[] => plot(stuck, { fineLoss }, { ascii: true });
    expect(ascii(true)).toEqual(ascii(false));
  });
});

it('keeps the height of a spike of one step in its band', () => {
  const spiked = steps(Array.from({ length: 3000 }, (_, i) => (i === 1500 ? 50 : 0.5)));
  const dotted = rowsWith(plot(spiked, {}), DOTS);
  expect(Math.max(...dotted) - Math.min(...dotted)).toBeGreaterThan(HEIGHT / 2);
});

it('marks what is not finite, and draws the held-out loss as a line', () => {
  const broken = plot(steps([0.5, 0.4, NaN, 0.3]), {});
  expect(broken.join('\n')).toContain('NaN here');
  const epochs = [0.2, 2, 0.2, 2].map((valLoss, i): EpochEvent => ({
    type: 'epoch',
    runId: 'r',
    step: 25 * (i + 1),
    epoch: i + 1,
    loss: 0.5,
    valLoss,
  }));
  const losses = steps(Array.from({ length: 100 }, () => 0.5));
  const events = losses.flatMap((event, i) => [event, ...epochs.filter(({ step }) => step === i + 1)]);
  expect(rowsWith(plot(events, {}), DOTS).length).toBeGreaterThan(3);
  expect(rowsWith(plot(losses, {}), DOTS)).toHaveLength(1);
});

it('follows a recorded loss from its first to its last step', () => {
  const rows = plot(recorded('relu'), {});
  const width = Math.max(...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, x) => rows.some((row) => DOTS.test(row[x] ?? '')));
  expect(columns.filter(Boolean).length).toBeGreaterThan(0.95 * width);
});

it('is switched by its key', () => {
  const dash = new Dash().press('~');
  expect(dash.state.ui.fineLoss).toBe(true);
  expect(dash.press('~').state.ui.fineLoss).toBe(false);
});
