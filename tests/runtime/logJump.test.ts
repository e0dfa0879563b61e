// Jumping in a log: found by halving, sampled before, whole around the goal; refused where that would lie.
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { encodeEvent } from '../../src/runtime/journal.js';
import { createPlayer } from '../../src/worker/player/player.js';
import { probeEvent, runEvent, stepEvent } from '../core/run/events.js';
import { eventsIn, jumpIn } from '../helpers/logs.js';
import { fc, runs } from '../helpers/property.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-jump-'));
let files = 0;
const logOf = (events: readonly GradtopEvent[]): string => {
  const file = path.join(folder, `${(files += 1)}.jsonl`);
  writeFileSync(file, events.map((event) => `${encodeEvent(event)}\n`).join(''));
  return file;
};
const lossAt = (step: number): number => 0.7 / Math.sqrt(step);
const steps = (count: number, runId = 'run-1'): GradtopEvent[] =>
  Array.from({ length: count }, (_, i) => ({ ...stepEvent(i + 1, { loss: lossAt(i + 1) }), runId }));
const RUN: GradtopEvent = { ...runEvent(), runId: 'run-1' };
const LONG = logOf([RUN, { ...probeEvent(0), runId: 'run-1' }, ...steps(20_000)]);

describe('jumpInLog', () => {
  it.each([900, 7777, 19_999, 20_000])('finds step %d, whole around it and true before it', (goal) => {
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
      { numRuns: runs(8) },
    );
  });

  // If each landing scanned the line again, this test would time out.
  it('comes through beside a line of many megabytes: a snapshot of a wide network', () => {
    const snapshot = { ...stepEvent(1000), type: 'snapshot', parameters: [], gradients: [], note: 'x'.repeat(8e6) };
    const events = steps(6000);
    const file = logOf([RUN, ...events.slice(0, 1000), snapshot as unknown as GradtopEvent, ...events.slice(1000)]);
    const jump = jumpIn(file, 5000);
    const samples = jump?.history.filter((event) => event.type === 'step') ?? [];
    expect(samples.length).toBeGreaterThan(20);
    for (const event of samples) expect(event.loss).toBe(lossAt(event.step));
    expect(jump?.from).toBeLessThanOrEqual(5000);
  });

  it('refuses several runs, a step that is not there, damage, and what is no log', () => {
    const second = steps(3000, 'run-2');
    expect(jumpIn(logOf([RUN, ...steps(3000).flatMap((event, i) => [event, second[i]!])]), 2500)).toBeNull();
    expect(jumpIn(logOf([RUN, ...steps(3000), ...steps(3000)]), 2900)).toBeNull();
    expect(jumpIn(LONG, 20_001)).toBeNull();
    expect(jumpIn(path.join(folder, 'nosuch'), 5)).toBeNull();
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

describe('a player that seeks', () => {
  it(
    'shows the step at once from samples, then all of it exactly as if it had been played',
    { tags: ['long'] },
    async () => {
      const player = createPlayer({
        events: eventsIn(LONG),
        speed: { kind: 'pace', epochsPerSecond: 1e-6 },
        now: () => performance.now(),
        jump: (step) => jumpIn(LONG, step),
      });
      const seen: ReturnType<typeof createRunState>[] = [];
      const whole = new Promise<void>((resolve) => {
        player.subscribe((message) => {
          if (message.type !== 'replaced') return;
          seen.push(message.run);
          if (seen.length === 1) expect(message.run).toMatchObject({ step: 15_000, status: 'running' });
          if (message.run.sampledTo === null) resolve();
        });
      });
      player.send({ type: 'seek', step: 15_000 });
      expect(seen).toHaveLength(1);
      expect(seen[0]?.sampledTo).toBeGreaterThan(14_000);
      expect(seen[0]?.recent.length).toBeGreaterThanOrEqual(400);
      await whole;
      await player.close();
      const played = createRunState('run-1', null);
      for (const event of eventsIn(LONG)) if (!('step' in event) || event.step <= 15_000) applyEvent(played, event);
      const exact = seen.at(-1);
      expect(exact?.step).toBe(15_000);
      for (let i = 0; i < played.loss.length; i += 1) expect(exact?.loss.bucket(i)).toEqual(played.loss.bucket(i));
      expect(exact?.recent).toEqual(played.recent);
    },
  );

  it('reads on to the step where it cannot jump, paused or not', () => {
    vi.useFakeTimers();
    const file = logOf([RUN, ...steps(6000), ...steps(50)]);
    const player = createPlayer({
      events: eventsIn(file),
      speed: { kind: 'pace', epochsPerSecond: 1e-6 },
      now: () => performance.now(),
      jump: (step) => jumpIn(file, step),
    });
    player.send({ type: 'pause' });
    let step = 0;
    player.subscribe((message) => {
      if (message.type !== 'events') return;
      for (const event of message.events) if (event.type === 'step') step = event.step;
    });
    try {
      player.send({ type: 'seek', step: 5000 });
      vi.advanceTimersByTime(60_000);
      expect(step).toBe(5000);
    } finally {
      vi.useRealTimers();
      void player.close();
    }
  });

  it('stops at the step it was sent to, also where a log leaves steps out', async () => {
    const sparse = steps(300).map((event) => ({
      ...event,
      step: 'step' in event ? event.step * 10 : 0,
    })) as GradtopEvent[];
    const player = createPlayer({
      events: [RUN, ...sparse],
      speed: { kind: 'pace', epochsPerSecond: 1e-6 },
      now: () => 0,
    });
    let step = 0;
    const reached = new Promise<void>((resolve) => {
      player.subscribe((message) => {
        if (message.type !== 'events') return;
        for (const event of message.events) if (event.type === 'step') ({ step } = event);
        if (step >= 995) resolve();
      });
    });
    player.send({ type: 'pause' });
    player.send({ type: 'seek', step: 995 });
    await reached;
    await player.close();
    expect(step).toBe(1000);
  });

  it('keeps the events after the last step when it holds there', async () => {
    const end: GradtopEvent = {
      type: 'end',
      runId: 'run-1',
      step: 5000,
      reason: 'completed',
      loss: 0.01,
      elapsedMs: 50_000,
      weightChange: [],
      message: 'completed',
    };
    const file = logOf([RUN, ...steps(5000), end]);
    const player = createPlayer({
      events: eventsIn(file),
      speed: { kind: 'pace', epochsPerSecond: 1e-6 },
      now: () => performance.now(),
      jump: (step) => jumpIn(file, step),
    });
    const whole = new Promise<string>((resolve) => {
      player.subscribe((message) => {
        if (message.type === 'replaced' && message.run.sampledTo === null) resolve(message.run.status);
      });
    });
    player.send({ type: 'pause' });
    player.send({ type: 'seek', step: 5000 });
    expect(await whole).toBe('ended');
    await player.close();
  });

  it('reports damage that the jump meets', () => {
    const file = logOf([RUN, ...steps(6000)]);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[5200] = '{';
    writeFileSync(file, lines.join('\n'));
    const told: string[] = [];
    const player = createPlayer({
      events: eventsIn(file),
      speed: { kind: 'max' },
      now: () => 0,
      jump: (step) => jumpIn(file, step),
    });
    player.subscribe((message) => told.push(message.type));
    player.send({ type: 'pause' });
    player.send({ type: 'seek', step: 5300 });
    expect(told).toEqual(['replaced', 'failed']);
    void player.close();
  });

  it('continues at the recorded speed of the steps after the jump', { tags: ['long'] }, () => {
    vi.useFakeTimers();
    // 10 ms a step, told at every 2500th.
    const told = steps(20_000).flatMap<GradtopEvent>((event) =>
      'step' in event && event.step % 2500 === 0
        ? [
            event,
            {
              type: 'epoch',
              runId: 'run-1',
              epoch: event.step / 2500,
              step: event.step,
              loss: 0.5,
              elapsedMs: event.step * 10,
            },
          ]
        : [event],
    );
    const file = logOf([RUN, ...told]);
    let clock = 0;
    const player = createPlayer({
      events: eventsIn(file),
      speed: { kind: 'recorded', times: 1 },
      now: () => clock,
      jump: (step) => {
        const jump = jumpIn(file, step);
        return jump && { ...jump, whole: [] };
      },
    });
    let step = 0;
    player.subscribe((message) => {
      if (message.type === 'replaced') ({ step } = message.run);
      if (message.type === 'events') for (const event of message.events) if (event.type === 'step') ({ step } = event);
    });
    try {
      player.play();
      player.send({ type: 'seek', step: 11_000 });
      expect(step).toBe(11_000);
      for (let i = 0; i < 100; i += 1) {
        clock += 40;
        vi.advanceTimersByTime(40);
      }
      // 4 s are 400 steps.
      expect(step).toBeGreaterThan(11_350);
      expect(step).toBeLessThan(11_450);
    } finally {
      vi.useRealTimers();
      void player.close();
    }
  });
});
