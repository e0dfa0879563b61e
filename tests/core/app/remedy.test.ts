// `x` and `X` in a session: the change they make, what the verdict line announces, and what remains after each try.
import { describe, expect, it } from 'vitest';
import { remediesHere, remedyHint } from '../../../src/core/app/remedy.js';
import { ALL_TRIED } from '../../../src/core/cure/words.js';
import type { ConfigChange } from '../../../src/core/config/schema.js';
import { changeBetween } from '../../../src/core/text/change.js';
import type { FindingEvent } from '../../../src/core/run/events.js';
import { findingEvent } from '../run/events.js';
import { Dash, preset } from './helpers.js';

type Told = Partial<FindingEvent>;
const DEPTH: Told = { remedy: { activation: 'relu' }, alternatives: [{ batchNorm: 'before' }, { depth: 3 }] };
const SCALE: Told = { rule: 'unscaled', level: 'warning', remedy: { standardize: 'all' } };
const RATE: Told = { rule: 'starved', level: 'warning', remedy: { learningRate: 3 } };

const tell = (dash: Dash, ...told: readonly Told[]): Dash =>
  dash.do({
    type: 'events',
    runId: dash.state.focus,
    events: told.map((one) => findingEvent({ ...one, runId: dash.state.focus })),
  });

/** Presses `key` on the first run until nothing is left, and returns what each press changed. */
function changes(dash: Dash, key: 'x' | 'X', told: readonly Told[]): ConfigChange[] {
  const base = dash.config;
  const made: ConfigChange[] = [];
  for (let i = 0; i < 9; i += 1) {
    // `X` changes the run in place: back to the network as it was.
    if (key === 'X' && made.length > 0) dash.do({ type: 'load', config: base });
    if (key === 'x') dash.press('1');
    tell(dash, ...told);
    const before = dash.did;
    const { left } = remediesHere(dash.state);
    dash.press(key);
    if (left.length === 0) break;
    expect(dash.did).not.toEqual(before);
    made.push(changeBetween(base, dash.config));
  }
  return made;
}

describe.each(['x', 'X'] as const)('%s', (key) => {
  it.each<readonly [string, readonly Told[], readonly ConfigChange[]]>([
    ['the remedy, then its alternatives', [DEPTH], [{ activation: 'relu' }, { batchNorm: 'before' }, { depth: 3 }]],
    [
      'the first suggestion of every finding before alternatives',
      [RATE, DEPTH, SCALE],
      [{ standardize: 'all' }, { activation: 'relu' }, { learningRate: 3 }, { batchNorm: 'before' }, { depth: 3 }],
    ],
    [
      'one change once',
      [DEPTH, { ...RATE, remedy: { activation: 'relu' } }],
      [{ activation: 'relu' }, { batchNorm: 'before' }, { depth: 3 }],
    ],
    ['what differs', [{ ...DEPTH, remedy: { activation: 'sigmoid' } }], [{ batchNorm: 'before' }, { depth: 3 }]],
  ])('makes %s', (_, told, expected) => {
    const dash = new Dash();
    expect(changes(dash, key, told)).toEqual(expected);
    expect(dash.did).toEqual([]);
    expect(dash.message).toBe(ALL_TRIED);
  });

  it('does not repeat what another key has tried', () => {
    const dash = new Dash().press('=', 'a', '1');
    expect(dash.state.runs.get('run-2')?.config?.activation).toBe('relu');
    expect(changeBetween(dash.config, tell(dash, DEPTH).press(key).config)).toEqual({ batchNorm: 'before' });
  });

  it('tries the same change again on another network or seed', () => {
    const dash = tell(tell(new Dash(), DEPTH).press('X', 'A', 'd'), DEPTH);
    expect(dash.config).toMatchObject({ activation: 'sigmoid', depth: 8 });
    expect(dash.press(key).config).toMatchObject({ activation: 'relu', depth: 8 });
  });

  it('changes every layer where layers differ', () => {
    const layered = preset({ name: 'layered', depth: 2, activation: 'sigmoid', layerActivations: 'sigmoid,tanh' });
    const dash = tell(new Dash({ configs: [layered] }), DEPTH).press(key);
    expect(dash.config).toMatchObject({ activation: 'relu', layerActivations: null });
  });
});

describe('the verdict line', () => {
  it('announces the change that x makes, then that none is left', () => {
    const dash = tell(new Dash(), RATE, DEPTH);
    const hints = [remedyHint(dash.state)];
    for (let i = 0; i < 4; i += 1) hints.push(remedyHint(tell(dash.press('x', '1'), RATE, DEPTH).state));
    expect(hints).toEqual([
      'x activation relu',
      'x learning rate 3',
      'x batch norm before',
      'x depth 3',
      'no untried change left',
    ]);
  });

  it('names no key for a finding without a suggestion', () => {
    const { type, runId, step, rule, level, layer, measured, limit, message } = findingEvent({ runId: 'run-1' });
    const dash = new Dash().do({
      type: 'events',
      runId,
      events: [{ type, runId, step, rule, level, layer, measured, limit, message }],
    });
    expect(remedyHint(dash.state)).toBeNull();
    expect(remedyHint(new Dash().state)).toBeNull();
  });
});
