// Runs side by side by keyboard: added, pinned, hidden, removed, alone, sorted.
import { describe, expect, it } from 'vitest';
import { pinnedComparison } from '../../../src/core/app/pinned.js';
import { MAX_RUNS } from '../../../src/core/app/runs.js';
import { SORT_KEYS } from '../../../src/core/app/state.js';
import type { Action } from '../../../src/core/app/action.js';
import { isChanged, runLabel, slotOf } from '../../../src/core/app/selectors.js';
import { Dash, PRESETS } from './helpers.js';

const three = (): Dash => new Dash({ configs: PRESETS });
const names = ({ state }: Dash): string[] => state.order.map((id) => runLabel(state, id));

describe('adding', () => {
  it('starts the chosen preset beside what is there, in focus, with the first free mark', () => {
    const dash = three().press('2', '-');
    expect(dash.did).toEqual(['drop run-2']);
    dash.press('P', 'home', 'enter');
    expect(dash.did).toEqual(['start run-4']);
    expect(names(dash)).toEqual(['vanishing-sigmoid', 'fewer-layers', 'vanishing-sigmoid #2']);
    expect(dash.state.focus).toBe('run-4');
    expect(slotOf(dash.state, 'run-4')).toBe(1);
    expect(dash.message).toBe('3 runs side by side');
  });

  it('takes several that were marked, and says what is dropped', () => {
    const dash = new Dash();
    for (let i = 0; i < 2; i += 1) dash.press('+', 'home', 'space', 'down', 'space', 'down', 'space', 'enter');
    expect(dash.state.order).toHaveLength(7);
    dash.press('+', 'home', 'space', 'down', 'space', 'down', 'space', 'enter');
    expect(dash.state.order).toHaveLength(MAX_RUNS);
    expect(dash.message).toBe('9 runs side by side (1 left out: 9 at most)');
    expect(new Set(dash.state.slots.values()).size).toBe(MAX_RUNS);
    dash.press('+');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.message).toBe('9 runs at most; - removes one');
  });

  it('the usual picker still replaces the runs', () => {
    const dash = three().press('P', 'esc', 'p', 'home', 'space', 'down', 'space', 'enter');
    expect(dash.did).toEqual(['drop run-1', 'drop run-2', 'drop run-3', 'start run-4', 'start run-5']);
  });
});

describe('removing', () => {
  it('drops the run in focus, and the next one has it', () => {
    const dash = three().press('2', 'delete');
    expect(dash.did).toEqual(['drop run-2']);
    expect(dash.state.focus).toBe('run-3');
    expect(dash.message).toBe('relu removed');
    dash.press('-');
    expect(dash.state.focus).toBe('run-1');
    dash.press('-');
    expect(dash.did).toEqual([]);
    expect(dash.message).toBe('there is only one run');
  });

  it('ends a twin’s comparison', () => {
    const dash = new Dash().press('m', 'a');
    expect(names(dash)).toEqual(['vanishing-sigmoid', '+ activation relu']);
    expect(dash.state.twin).not.toBeNull();
    expect(dash.press('-').state.twin).toBeNull();
  });

  it('keeps the preset’s name of a twin: the summary’s command line starts with it, and no label names an older setting', () => {
    const dash = new Dash().press('m', 'a');
    expect(dash.config).toMatchObject({ name: 'vanishing-sigmoid', activation: 'relu' });
    dash.press('1', '-', 'a');
    expect(names(dash)).toEqual(['vanishing-sigmoid']);
    expect(isChanged(dash.state, dash.state.focus)).toBe(true);
  });
});

describe('pinning', () => {
  it('a change starts a run beside the pinned one; the next change replaces that', () => {
    const dash = new Dash().press('=', 'a');
    expect(dash.did).toEqual(['start run-2']);
    expect(dash.state.order).toEqual(['run-1', 'run-2']);
    expect(dash.message).toBe('activation: sigmoid → relu, started beside the pinned run');
    expect(names(dash)).toEqual(['vanishing-sigmoid', '+ activation relu']);
    dash.press('d');
    expect(names(dash)).toEqual(['vanishing-sigmoid', '+ depth 8, activation relu']);
    expect(dash.did).toEqual(['drop run-2', 'start run-3']);
    expect(dash.config).toMatchObject({ activation: 'relu', depth: 8 });
    expect(dash.state.pinned).toEqual(['run-1']);
  });

  it('lets a preset start beside it', () => {
    const dash = new Dash().press('=', 'p', 'home', 'down', 'enter');
    expect(names(dash)).toEqual(['vanishing-sigmoid', 'relu']);
  });

  it('survives solo, several presets and its own restart; a second press ends it', () => {
    const dash = three().press('=', '2', 'M');
    expect(names(dash)).toEqual(['vanishing-sigmoid', 'relu']);
    expect(dash.message).toBe('kept this run and the pinned ones');
    dash.press('p', 'home', 'down', 'space', 'down', 'space', 'enter');
    expect(names(dash)).toEqual(['vanishing-sigmoid', 'relu', 'fewer-layers']);
    dash.press('1', 'r');
    expect(dash.state.pinned).toEqual([dash.state.focus]);
    dash.press('=', 'a');
    expect(dash.state.order).toHaveLength(3);
    expect(dash.state.pinned).toEqual([]);
  });

  it('stays beside a twin; a forked pinned run restarts with its pin', () => {
    const dash = three().press('=', '2', 'm', 'd');
    expect(dash.did).toEqual(['drop run-3', 'drop run-2', 'start run-4', 'start run-5']);
    expect(names(dash)).toEqual(['vanishing-sigmoid', 'relu', '+ depth 8']);
    expect(dash.state).toMatchObject({ focus: 'run-5', pinned: ['run-1'], twin: { base: 'run-4', twin: 'run-5' } });
    dash.press('1', 'm', 'a');
    expect(names(dash)).toEqual(['vanishing-sigmoid', '+ activation relu']);
    expect(dash.state.pinned).toEqual([dash.state.twin?.base]);
    const full = new Dash({ configs: Array.from({ length: MAX_RUNS }, () => PRESETS[0]!) });
    for (let i = 1; i <= MAX_RUNS; i += 1) full.press(String(i), '=');
    full.press('m', 'a');
    expect(full.did).toEqual([]);
    expect(full.message).toBe('9 runs at most; - removes one');
  });

  it('says so when there is no room', () => {
    const dash = new Dash({ configs: Array.from({ length: MAX_RUNS }, () => PRESETS[0]!) }).press('=', 'a');
    expect(dash.did).toEqual([]);
    expect(dash.message).toBe('9 runs at most, and this one is pinned; - removes one');
  });
});

describe('a run beside a pinned one', () => {
  const compared = (dash: Dash) => pinnedComparison(dash.state);
  const step = (runId: string, step: number, loss: number): Action => ({
    type: 'events',
    runId,
    events: [{ type: 'step', runId, step, epoch: 1, loss }],
  });

  it('is compared with it step by step if one setting differs', () => {
    const dash = new Dash().press('=');
    expect(compared(dash)).toBeNull();
    dash
      .press('a')
      .do(step('run-1', 1, 0.7))
      .do(step('run-2', 1, 0.7));
    expect(compared(dash)).toMatchObject({
      kind: 'pinned',
      base: 'run-1',
      twin: 'run-2',
      difference: 'activation: sigmoid → relu',
      comparedTo: 1,
    });
    dash.do(step('run-1', 2, 0.69)).do(step('run-2', 2, 0.5));
    expect(compared(dash)?.partedAt).toBe(2);
    expect(dash.state.besidePinned.size).toBe(1);
    // The pinned run has its own verdict, and a removed one no comparison.
    expect(compared(dash.press('1'))).toBeNull();
    dash.press('2', '-').do(step('run-1', 3, 0.69));
    expect(compared(dash)).toBeNull();
  });

  it('names the settings that differ if several do, or the seed does', () => {
    const dash = new Dash().press('=', 'a', 'd');
    expect(compared(dash)).toMatchObject({ kind: 'apart', difference: 'depth: 7 → 8, activation: sigmoid → relu' });
    const seed = new Dash().press('=').do({ type: 'change', change: { seed: 5 }, label: 'seed' });
    expect(compared(seed)).toMatchObject({ kind: 'apart', difference: 'seed: 0 → 5' });
  });

  it('is compared with the one that it differs least from', () => {
    const dash = three().press('=', '3', '=', 'a');
    expect(compared(dash)).toMatchObject({ base: 'run-3', difference: 'activation: sigmoid → relu' });
  });
});

describe('hiding', () => {
  it('hides a run and moves the focus to a visible one; shows it again', () => {
    const dash = three().press('H');
    expect(dash.state.hidden).toEqual(['run-1']);
    expect(dash.state.focus).toBe('run-2');
    expect(dash.message).toBe('vanishing-sigmoid hidden (1 then H shows it again)');
    dash.press('H', 'H');
    expect(dash.state.hidden).toEqual(['run-1', 'run-2']);
    expect(dash.message).toBe("can't hide the last visible run");
    dash.press('1', 'H');
    expect(dash.state.hidden).toEqual(['run-2']);
    expect(dash.message).toBe('vanishing-sigmoid is visible again');
  });
});

describe('the order of the table', () => {
  it('goes through the columns and can be reversed', () => {
    const dash = three();
    const seen = SORT_KEYS.map(() => dash.press('S').state.ui.sort.by);
    expect([...seen].sort()).toEqual([...SORT_KEYS].sort());
    expect(dash.press('U').state.ui.sort.reversed).toBe(true);
  });
});

it('marks a run that has a preset’s name but differs from it', () => {
  const dash = new Dash();
  expect(isChanged(dash.state, dash.state.focus)).toBe(false);
  expect(isChanged(dash.press('d').state, dash.state.focus)).toBe(true);
  expect(isChanged(dash.press('D').state, dash.state.focus)).toBe(false);
});
