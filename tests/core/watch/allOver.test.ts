// When `--until-end` ends: a run that another one follows in the log may only be slow.
import { describe, expect, it } from 'vitest';
import { updateReplay } from '../../../src/core/app/replay.js';
import type { Action } from '../../../src/core/app/action.js';
import { orderedRuns } from '../../../src/core/app/selectors.js';
import { initialState } from '../../../src/core/app/update.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { AllOver } from '../../../src/core/watch/allOver.js';

const S = 1000;

/** Two runs of one log: `slow` has taken a step, then `fast` began and took one. */
function together(timeMs?: number) {
  let { state } = initialState({
    configs: [],
    presets: [],
    size: { columns: 80, rows: 24 },
    replay: true,
    watched: true,
  });
  const all = new AllOver();
  const tell = (action: Action): void => void (state = updateReplay(state, action).state);
  const step = (runId: string, at: number): GradtopEvent => ({
    type: 'step',
    runId,
    step: at,
    loss: 1,
    ...(timeMs === undefined ? {} : { timeMs }),
  });
  const events = (...some: GradtopEvent[]): void => tell({ type: 'events', runId: some[0]?.runId ?? '', events: some });
  const over = (now: number): boolean => all.look(orderedRuns(state), now);
  const end = (runId: string): void => events({ type: 'end', runId, step: 9, reason: 'completed' });
  events(step('slow', 1));
  over(0);
  events(step('fast', 1));
  tell({ type: 'succeeded', runIds: ['slow'], by: 'fast' });
  return { tell, step, events, over, end };
}

describe('a run that another one follows', () => {
  it('is awaited while it may only be slow', () => {
    const { step, events, over, end } = together();
    end('fast');
    expect([over(1 * S), over(59 * S)]).toEqual([false, false]);
    events(step('slow', 2));
    expect([over(59 * S), over(500 * S)]).toEqual([false, false]);
    end('slow');
    expect(over(500 * S)).toBe(true);
  });

  it('is over at once when it ends, with or without a further step', () => {
    const { step, events, over, end } = together();
    end('fast');
    events(step('slow', 2));
    end('slow');
    expect(over(1 * S)).toBe(true);
    const other = together();
    other.end('fast');
    other.end('slow');
    expect(other.over(1 * S)).toBe(true);
  });

  it('counts as over after a minute', () => {
    const { over, end } = together();
    expect(over(70 * S)).toBe(false);
    end('fast');
    expect(over(71 * S)).toBe(true);
  });

  it.each([
    ['as the log says', 100 * S, 299 * S, 300 * S],
    ['but never less than a minute', 1 * S, 59 * S, 60 * S],
  ])('counts as over after three of its steps, %s', (_, timeMs, before, after) => {
    const { over, end } = together(timeMs);
    end('fast');
    expect([over(before), over(after)]).toEqual([false, true]);
  });

  it('counts as over after three of its steps, as they came', () => {
    const { step, tell, events, over, end } = together();
    events(step('slow', 2));
    over(90 * S);
    events(step('fast', 2));
    tell({ type: 'succeeded', runIds: ['slow'], by: 'fast' });
    end('fast');
    expect([over(91 * S), over(359 * S), over(360 * S)]).toEqual([false, false, true]);
  });

  it('counts as over at once in an old file, and at the end of a stream', () => {
    const file = together();
    file.end('fast');
    file.tell({ type: 'quiet', runIds: ['slow', 'fast'], ms: 3600 * S });
    expect(file.over(1)).toBe(true);
    const stream = together();
    stream.end('fast');
    stream.tell({ type: 'writerEnded', runIds: ['slow', 'fast'] });
    expect(stream.over(1)).toBe(true);
  });
});

it('no run is not the end', () => {
  expect(new AllOver().look([], 0)).toBe(false);
});
