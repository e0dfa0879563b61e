// Jumping in a log: bisection finds the step; earlier steps are sampled, those around the goal complete; a wrong result is refused.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { stepEvent } from '../core/run/events.js';
import { jumpIn } from '../helpers/logs.js';
import { fc, runs } from '../helpers/property.js';
import { logOf, LONG, lossAt, RUN, steps } from '../helpers/longLog.js';

describe('jumpInLog', () => {
  it.each([900, 7777, 19_999, 20_000])('finds step %d, with all steps around it and true samples before it', (goal) => {
    const jump = jumpIn(LONG, goal);
    if (jump === null) throw new Error('no jump');
    expect(jump.history.slice(0, 2).map(({ type }) => type)).toEqual(['run', 'probe']);
    const samples = jump.history.filter((event) => event.type === 'step');
    expect(samples.length).toBeGreaterThan(50);
    for (const event of samples) expect(event.loss).toBe(lossAt(event.step));
    expect(samples.at(-1)?.step).toBeLessThan(jump.from);
    const rest = [...jump.rest].filter((event) => event.type === 'step').map(({ step }) => step);
    expect(rest).toEqual(Array.from({ length: 20_000 - jump.from + 1 }, (_, i) => jump.from + i));
    expect(goal - jump.from).toBeGreaterThanOrEqual(Math.min(goal - 1, 400));
    expect(goal - jump.from).toBeLessThan(700);
  });

  it('finds any step of any log, whatever the lengths of its lines', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), lengths, (goal, padding) => {
        const padded = steps(3000).map((event, i) =>
          i % 250 === 0 ? { ...event, note: 'x'.repeat(padding[(i / 250) % padding.length] ?? 0) } : event,
        );
        const jump = jumpIn(logOf([RUN, ...padded]), goal);
        expect(jump?.from).toBeLessThanOrEqual(goal);
        expect([...(jump?.rest ?? [])].some((event) => event.type === 'step' && event.step === goal)).toBe(true);
      }),
      { numRuns: runs(3) },
    );
  });

  // If each landing scanned the line again, this test would time out.
  it('jumps past a line of many megabytes', () => {
    const snapshot = { ...stepEvent(1000), type: 'snapshot', parameters: [], gradients: [], note: 'x'.repeat(8e6) };
    const events = steps(6000);
    const file = logOf([RUN, ...events.slice(0, 1000), snapshot as unknown as GradtopEvent, ...events.slice(1000)]);
    const jump = jumpIn(file, 5000);
    const samples = jump?.history.filter((event) => event.type === 'step') ?? [];
    expect(samples.length).toBeGreaterThan(20);
    for (const event of samples) expect(event.loss).toBe(lossAt(event.step));
    expect(jump?.from).toBeLessThanOrEqual(5000);
  });

  it('refuses several runs, a missing step, damage, and a file that is not a log', () => {
    const second = steps(3000, 'run-2');
    expect(jumpIn(logOf([RUN, ...steps(3000).flatMap((event, i) => [event, second[i]!])]), 2500)).toBeNull();
    expect(jumpIn(logOf([RUN, ...steps(3000), ...steps(3000)]), 2900)).toBeNull();
    expect(jumpIn(LONG, 20_001)).toBeNull();
    expect(jumpIn(`${LONG}.nosuch`, 5)).toBeNull();
    const damaged = logOf([RUN, ...steps(3000)]);
    writeFileSync(damaged, readFileSync(damaged, 'utf8').replaceAll('"type":"step"', '"type":"step'));
    expect(jumpIn(damaged, 2900)).toBeNull();
  });

  it('leaves out a torn last line', () => {
    const torn = logOf([RUN, ...steps(3000)]);
    appendFileSync(torn, '{"type":"step","runId":"run-1","st');
    expect(jumpIn(torn, 3000)).not.toBeNull();
  });
});
