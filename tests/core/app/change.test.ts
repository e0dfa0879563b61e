// Keys that change a setting: the run restarts with one thing changed, and the message says which.
import { describe, expect, it } from 'vitest';
import { ACTIVATION_RING } from '../../../src/core/config/activations.js';
import { Dash, PRESETS, preset, running } from './helpers.js';

/** The activation before sigmoid, the first of the cycle. */
const LAST = ACTIVATION_RING.at(-1)!;

describe('a change', () => {
  it('restarts in place with one thing changed, and says what', () => {
    const dash = running().press('a');
    expect(dash.did).toEqual(['drop run-1', 'start run-2']);
    expect(dash.state.order).toEqual(['run-2']);
    expect(dash.config).toEqual({ ...PRESETS[0], activation: 'relu' });
    expect(dash.message).toBe('activation: sigmoid → relu, restarted');
    expect(dash.run.step).toBe(0);
  });

  it.each([
    ['A', { activation: LAST }, `activation: sigmoid → ${LAST}`],
    ['d', { depth: 8 }, 'depth: 7 → 8'],
    ['D', { depth: 6 }, 'depth: 7 → 6'],
    ['w', { width: 16 }, 'width: 10 → 16'],
    ['W', { width: 8 }, 'width: 10 → 8'],
    ['i', { initializer: 'glorotNormal' }, 'initializer: glorotUniform → glorotNormal'],
    ['I', { initializer: 'zeros' }, 'initializer: glorotUniform → zeros'],
    ['o', { optimizer: 'momentum' }, 'optimizer: sgd → momentum (learning rate stays 0.3)'],
    ['O', { optimizer: 'adam' }, 'optimizer: sgd → adam (learning rate stays 0.3)'],
    ['l', { learningRate: 1 }, 'learning rate: 0.3 → 1'],
    ['L', { learningRate: 0.1 }, 'learning rate: 0.3 → 0.1'],
    ['e', { seed: 1 }, 'seed: 0 → 1'],
    ['b', { batchNorm: 'before' }, 'batch norm: none → before'],
    ['B', { batchNorm: 'after' }, 'batch norm: none → after'],
    ['k', { residual: 1 }, 'residual: 0 → 1'],
    ['K', { residual: 2 }, 'residual: 0 → 2'],
    ['c', { clipNorm: 1 }, 'clip norm: none → 1'],
    ['C', { clipNorm: 10 }, 'clip norm: none → 10'],
  ])('%s', (key, change, words) => {
    const dash = running().press(key);
    expect(dash.config).toEqual({ ...PRESETS[0], ...change });
    expect(dash.message).toBe(`${words}, restarted`);
  });

  it('the opposite key undoes each change', () => {
    for (const [forth, back] of ['aA', 'dD', 'wW', 'iI', 'oO', 'lL', 'bB', 'kK', 'cC'].map((pair) => [...pair])) {
      expect(running().press(forth as string, back as string).config).toEqual(PRESETS[0]);
    }
  });

  it.each([
    [{ depth: 50 }, 'd', 'depth 50 is the largest a key gives'],
    [{ depth: 0 }, 'D', 'depth 0 is the smallest a key gives'],
    [{ width: 512 }, 'w', 'width 512 is the largest a key gives'],
    [{ width: 1 }, 'W', 'width 1 is the smallest a key gives'],
    [{ learningRate: 1000 }, 'l', 'learning rate 1000 is the largest a key gives'],
    [{ cell: 'simpleRnn' as const }, 'b', 'batch normalization is not for recurrent layers'],
  ])('%o at its limit: %s restarts nothing and gives the reason', (over, key, reason) => {
    const dash = new Dash({ configs: [preset(over)] }).press(key);
    expect(dash.message).toBe(reason);
    expect(dash.commands).toEqual([]);
    expect(dash.state.focus).toBe('run-1');
  });

  it('that the schema refuses restarts nothing and gives the reason', () => {
    const dash = running().do({ type: 'change', change: { depth: 51 }, label: 'depth 51' });
    expect(dash.commands).toEqual([]);
    expect(dash.message).toMatch(/^depth: .*50/);
    expect(dash.state.ui.message?.level).toBe('warning');
  });

  it('restarts with the same seed on r', () => {
    const dash = running().press('r');
    expect(dash.did).toEqual(['drop run-1', 'start run-2']);
    expect(dash.config).toEqual(PRESETS[0]);
  });

  it("keeps the run's place, slot and focus among several runs", () => {
    const dash = new Dash({ configs: PRESETS }).press('2', 'a');
    expect(dash.state.order).toEqual(['run-1', 'run-4', 'run-3']);
    expect(dash.state.focus).toBe('run-4');
    expect(dash.state.slots.get('run-4')).toBe(1);
    expect(dash.state.slots.has('run-2')).toBe(false);
    expect(dash.config.activation).toBe('leakyRelu');
  });

  it('gives each restarted run an id that no earlier run had', () => {
    const dash = running();
    const seen = new Set([dash.state.focus]);
    for (const key of ['a', 'd', 'r', 'e', 'l', 'r']) {
      dash.press(key);
      expect(seen.has(dash.state.focus)).toBe(false);
      seen.add(dash.state.focus);
    }
  });
});
