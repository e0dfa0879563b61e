import { describe, expect, it } from 'vitest';
import { initialState, update } from '../../../src/core/app/update.js';
import type { Command } from '../../../src/core/app/commands.js';
import type { AppState } from '../../../src/core/app/state.js';
import { compareSteps, conclusion, newTwin, twinClauses, type Twin } from '../../../src/core/compare/twin.js';
import { difference, differenceLines } from '../../../src/core/compare/differ.js';
import { parseConfig } from '../../../src/core/config/presets.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import { OPENING_STEPS } from '../../../src/core/run/recentSteps.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { trainedEvents } from '../../helpers/lesson.js';

const config = parseConfig({ epochs: 5, name: 'test' }, 'test');
const twin = (difference: string): Twin => newTwin('twin', 'a', 'b', difference);
function runOf(id: string, events: readonly GradtopEvent[]): RunState {
  const run = createRunState(id, config);
  for (const event of events) applyEvent(run, event);
  return run;
}

describe('twins', () => {
  it('without a change stay equal to the bit', async () => {
    const [a, b] = [runOf('a', await trainedEvents(config)), runOf('b', await trainedEvents(config))];
    const compared = compareSteps(twin(''), a, b);
    expect(compared).toMatchObject({ partedAt: null, comparedTo: 40 });
    expect(conclusion(compared, a, b)).toMatch(/stayed bit-equal/);
  });

  it('with a change: the first step that differs, and the difference', async () => {
    const a = runOf('a', await trainedEvents(config));
    const b = runOf('b', await trainedEvents({ ...config, activation: 'relu' }));
    const compared = compareSteps(twin('activation: sigmoid → relu'), a, b);
    expect(compared.partedAt).toBe(1);
    expect(twinClauses(compared, a, b, null).join('; ')).toMatch(
      /; loss \S+ without, \S+ with; hidden_\d's gradient \S+ times as large; the runs part at step 1/,
    );
    expect(conclusion(compared, a, b)).toMatch(
      /^activation: sigmoid → relu (worked|helped|made little difference|made it worse): loss/,
    );
  });

  it.each([
    [0.39, 0.19, 'worked'],
    [NaN, 0.39, 'worked'],
    [0.39, 0.22, 'helped'],
    [0.266, 0.254, 'made little difference'],
    [0.39, 0.6, 'made little difference'],
    [0.39, 0.8, 'made it worse'],
    [0.39, NaN, 'made it worse'],
  ])('from a loss of %f to %f: it %s', (before, after, word) => {
    const end = (loss: number): GradtopEvent[] => [
      { type: 'end', runId: 'test', reason: 'completed', step: 1, elapsedMs: 0, loss, weightChange: [], message: '' },
    ];
    expect(conclusion(twin('it'), runOf('a', end(before)), runOf('b', end(after)))).toMatch(`it ${word}: loss`);
  });

  it('held-out losses where both runs have some, whatever the training losses', () => {
    const ended = (loss: number, valLoss?: number): GradtopEvent[] => [
      { type: 'epoch', runId: 'test', step: 1, epoch: 1, loss, ...(valLoss === undefined ? {} : { valLoss }) },
      { type: 'end', runId: 'test', reason: 'completed', step: 1, elapsedMs: 0, loss, weightChange: [], message: '' },
    ];
    const [a, b] = [runOf('a', ended(0.0024, 3.04)), runOf('b', ended(0.4918, 0.588))];
    const sentence = 'held-out loss 3.0400 without, 0.5880 with';
    expect(conclusion(twin('epochs: 300 → 24'), a, b)).toBe(`epochs: 300 → 24 worked: ${sentence}`);
    expect(twinClauses(twin('epochs: 300 → 24'), a, b, null)).toContain(sentence);
    expect(differenceLines(difference(a, b))).toContain('held-out loss: 3.0400, 0.5880');
    const without = runOf('b', ended(0.4918));
    expect(conclusion(twin('it'), a, without)).toBe('it made it worse: loss 0.0024 without, 0.4918 with');
  });

  it('says which losses it compares at a step in the past', async () => {
    const [a, b] = [runOf('a', await trainedEvents(config)), runOf('b', await trainedEvents(config))];
    const words = (step: number | null) => twinClauses(twin(''), a, b, step).join('; ');
    expect([3, 20, null].map((step) => /[a-z]* ?loss (?=\d)/.exec(words(step))?.[0])).toEqual([
      'batch loss ',
      'epoch loss ',
      ' loss ',
    ]);
  });

  it('another learning rate differs from the second step on, because the first starts from the same weights', async () => {
    const a = runOf('a', await trainedEvents(config));
    const b = runOf('b', await trainedEvents({ ...config, learningRate: 0.1 }));
    expect(compareSteps(twin('rate'), a, b).partedAt).toBe(2);
  });

  it('compares each step once, when both runs have it', async () => {
    const events = await trainedEvents(config);
    const [a, b] = [runOf('a', events.slice(0, 30)), runOf('b', events.slice(0, 20))];
    const first = compareSteps(twin(''), a, b);
    for (const event of events.slice(20)) applyEvent(b, event);
    for (const event of events.slice(30)) applyEvent(a, event);
    expect(first.comparedTo).toBeLessThan(40);
    expect(compareSteps(first, a, b)).toMatchObject({ partedAt: null, comparedTo: 40 });
    const done = compareSteps(first, a, b);
    expect(compareSteps(done, a, b)).toBe(done);
  });
});

describe('runs that did not run side by side', () => {
  const LONG = 3000;
  /** A run's steps; its loss is another from `differs` on. */
  function stepsOf(id: string, differs: number): GradtopEvent[] {
    return Array.from({ length: LONG }, (_, i) => ({
      type: 'step',
      runId: id,
      step: i + 1,
      epoch: 1,
      loss: i + 1 < differs ? 1 / (i + 1) : 2 / (i + 1),
    }));
  }

  it('are compared from the first step on, although only the last ones are kept whole', () => {
    const [a, b] = [runOf('a', stepsOf('a', Infinity)), runOf('b', stepsOf('b', 7))];
    const compared = compareSteps(twin('x'), a, b);
    expect(compared).toMatchObject({ partedAt: 7, comparedTo: 6 });
    expect(twinClauses(compared, a, b, null).join('; ')).toMatch(/the runs part at step 7$/);
  });

  it('report the steps between which they separate if no more is known', () => {
    const [a, b] = [runOf('a', stepsOf('a', Infinity)), runOf('b', stepsOf('b', 1000))];
    const compared = compareSteps(twin('x'), a, b);
    expect(compared.comparedTo).toBe(OPENING_STEPS);
    expect(twinClauses(compared, a, b, null).join('; ')).toMatch(/the runs part between steps 401 and 2\d\d\d$/);
  });

  it('are not called equal on steps that were not compared', () => {
    const [a, b] = [runOf('a', stepsOf('a', Infinity)), runOf('b', stepsOf('b', Infinity))];
    const compared = compareSteps(twin(''), a, b);
    expect(compared).toMatchObject({ partedAt: null, comparedTo: OPENING_STEPS });
    expect(twinClauses(compared, a, b, null).join('; ')).toContain('bit-equal up to step 400');
  });
});

describe('the twin key', () => {
  const start = (): AppState =>
    initialState({ configs: [config], presets: [config], size: { columns: 120, rows: 40 } }).state;
  const press = (state: AppState, ...keys: string[]): { state: AppState; commands: Command[] } => {
    const commands: Command[] = [];
    for (const key of keys) {
      const updated = update(state, { type: 'key', key });
      state = updated.state;
      commands.push(...updated.commands);
    }
    return { state, commands };
  };

  it('m, then a setting, starts the pair from the same seed with one difference', () => {
    const { state, commands } = press(start(), 'm', 'a');
    const requests = commands.flatMap((command) => (command.type === 'start' ? [command.request.config] : []));
    expect(requests).toHaveLength(2);
    const [a, b] = requests;
    expect({ ...b, name: '', activation: '' }).toEqual({ ...a, name: '', activation: '' });
    expect([a?.activation, b?.activation]).toEqual(['sigmoid', 'relu']);
    expect(state.twin).toMatchObject({
      difference: 'activation: sigmoid → relu',
      base: state.order[0],
      twin: state.order[1],
    });
    expect(state.focus).toBe(state.order[1]);
  });

  it('m m makes a twin without a change; esc leaves it; M keeps the focused run alone', () => {
    expect(press(start(), 'm', 'm').state.twin?.difference).toBe('');
    const left = press(start(), 'm', 'esc', 'a');
    expect(left.state.order).toHaveLength(1);
    const alone = press(start(), 'm', 'a', 'M');
    expect(alone.state.order).toHaveLength(1);
    expect(alone.state.twin).toBeNull();
    expect(alone.commands.filter((command) => command.type === 'drop')).toHaveLength(2);
  });

  it('a change of one of the pair ends the comparison', () => {
    expect(press(start(), 'm', 'a', 'd').state.twin).toBeNull();
  });
});
