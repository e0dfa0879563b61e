// A player that is sent to a step: at once from samples, then exactly; it reads on where it cannot jump.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { applyEvent, createRunState } from '../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../src/core/run/events.js';
import { createPlayer } from '../../src/worker/player/player.js';
import { eventsIn, jumpIn } from '../helpers/logs.js';
import { logOf, LONG, RUN, steps } from '../helpers/longLog.js';

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
