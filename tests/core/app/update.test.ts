// Scenarios: keys and events in, state, messages and commands out.
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/core/config/schema.js';
import { update } from '../../../src/core/app/update.js';
import { findingEvent, runEvent, stepEvent } from '../run/events.js';
import { Dash, PRESETS, preset } from './helpers.js';

const running = (options = {}): Dash => {
  const dash = new Dash(options);
  const runId = dash.state.focus;
  const steps = Array.from({ length: 40 }, (_, i) => ({ ...stepEvent(i + 1), runId }));
  return dash.do({ type: 'events', runId, events: [{ ...runEvent(), runId }, ...steps] });
};
const ended = (dash: Dash): Dash =>
  dash.do({
    type: 'events',
    runId: dash.state.focus,
    events: [
      {
        type: 'end',
        runId: dash.state.focus,
        step: 40,
        reason: 'completed',
        loss: 0.1,
        accuracy: 1,
        elapsedMs: 1,
        weightChange: [],
        message: '',
      },
    ],
  });

describe('the start', () => {
  it('starts the run in focus', () => {
    const dash = new Dash({ snapshotSteps: [1, 10], pace: 5 });
    expect(dash.did).toEqual(['start run-1']);
    expect(dash.commands[0]).toMatchObject({
      request: { pace: 5, paused: false, snapshotSteps: [1, 10], backend: 'auto', pictures: true },
    });
    expect(dash.run.status).toBe('starting');
  });

  it('starts full speed without a pace', () => {
    expect(new Dash({ fullSpeed: true }).commands[0]).toMatchObject({ request: { pace: null } });
  });
});

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
    ['A', { activation: 'linear' }, 'activation: sigmoid → linear'],
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

  it('goes back to where it was', () => {
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
    [{ cell: 'simpleRnn' as const }, 'b', 'batch normalization is for dense layers only'],
  ])('%o at its end: %s restarts nothing and says why', (over, key, reason) => {
    const dash = new Dash({ configs: [preset(over)] }).press(key);
    expect(dash.message).toBe(reason);
    expect(dash.commands).toEqual([]);
    expect(dash.state.focus).toBe('run-1');
  });

  it('that the schema refuses restarts nothing', () => {
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

  it('keeps its place, slot and focus among others', () => {
    const dash = new Dash({ configs: PRESETS }).press('2', 'a');
    expect(dash.state.order).toEqual(['run-1', 'run-4', 'run-3']);
    expect(dash.state.focus).toBe('run-4');
    expect(dash.state.slots.get('run-4')).toBe(1);
    expect(dash.state.slots.has('run-2')).toBe(false);
    expect(dash.config.activation).toBe('leakyRelu');
  });

  it('keeps every new id new', () => {
    const dash = running();
    const seen = new Set([dash.state.focus]);
    for (const key of ['a', 'd', 'r', 'e', 'l', 'r']) {
      dash.press(key);
      expect(seen.has(dash.state.focus)).toBe(false);
      seen.add(dash.state.focus);
    }
  });
});

describe('time', () => {
  it('pauses and goes on', () => {
    const dash = running().press('space');
    expect(dash.did).toEqual(['send run-1 pause']);
    expect(dash.run.status).toBe('paused');
    // What was still on its way does not make it run again.
    dash.do({ type: 'events', runId: 'run-1', events: [{ ...stepEvent(41), runId: 'run-1' }] });
    expect(dash.run.status).toBe('paused');
    dash.press('space');
    expect(dash.did).toEqual(['send run-1 resume']);
    expect(dash.run.status).toBe('running');
  });

  it('makes one step and stays paused', () => {
    const dash = running().press('s');
    expect(dash.did).toEqual(['send run-1 step']);
    expect(dash.state.ui.paused).toBe(true);
    expect(dash.press('s').did).toEqual(['send run-1 step']);
  });

  it('restarts paused when paused, and says so', () => {
    const dash = running().press('space', 'a');
    expect(dash.commands[1]).toMatchObject({ request: { paused: true } });
    expect(dash.message).toMatch(/restarted \(paused\)$/);
  });

  it('knows full speed and pace', () => {
    const dash = running().press('f');
    expect(dash.commands).toEqual([{ type: 'send', to: ['run-1'], message: { type: 'pace', pace: null } }]);
    dash.press(']');
    expect(dash.commands).toEqual([{ type: 'send', to: ['run-1'], message: { type: 'pace', pace: 20 } }]);
    expect(dash.state.ui.fullSpeed).toBe(false);
    for (let i = 0; i < 20; i += 1) dash.press('[');
    expect(dash.state.ui.pace).toBe(0.2);
  });

  it('has nothing to pause when the run has ended', () => {
    const dash = ended(running()).press('space');
    expect(dash.commands).toEqual([]);
    expect(dash.message).toBe('the run has ended; r restarts it');
    expect(ended(running()).press('r').did).toEqual(['drop run-1', 'start run-2']);
  });

  it('moves the cursor and comes back to live', () => {
    const dash = running().press('left', 'left');
    expect(dash.state.ui.cursorStep).toBe(38);
    expect(dash.press('right').state.ui.cursorStep).toBe(39);
    expect(dash.press('home').state.ui.cursorStep).toBe(1);
    expect(dash.press('>').state.ui.cursorStep).toBe(11);
    expect(dash.press('end').state.ui.cursorStep).toBeNull();
    expect(dash.press('<').state.ui.cursorStep).toBe(30);
    expect(dash.press('esc').state.ui.cursorStep).toBeNull();
    expect(dash.press('right').message).toBe('already live');
  });

  it('goes to a step by its number', () => {
    const dash = running().press('g', '1', '2', 'backspace', '7', 'enter');
    expect(dash.state.ui).toMatchObject({ overlay: null, cursorStep: 17, promptText: '' });
    expect(dash.message).toBe('step 17');
    dash.press('g', '9', '9', '9', 'enter');
    expect(dash.state.ui.cursorStep).toBeNull();
    expect(dash.message).toBe('step 999 not reached yet (latest: 40)');
  });

  it('has no cursor before the first step', () => {
    expect(new Dash().press('left').message).toBe('no step yet');
  });
});

describe('overlays', () => {
  it('get the keys first and swallow the rest', () => {
    const dash = running().do({ type: 'resize', columns: 80, rows: 24 }).press('?');
    expect(dash.state.ui.overlay).toBe('help');
    expect(dash.press('a', 'r', 'space').commands).toEqual([]);
    expect(dash.config).toEqual(PRESETS[0]);
    expect(dash.press('down').state.ui.scroll).toBeGreaterThan(0);
    expect(dash.press('q').state.ui).toMatchObject({ overlay: null, scroll: 0 });
  });

  it('let ctrl-c through', () => {
    for (const open of ['?', 'p', 'g']) expect(running().press(open, 'ctrl-c').did).toEqual(['quit 130']);
  });

  it('keep help within its lines', () => {
    const dash = running().do({ type: 'resize', columns: 80, rows: 24 }).press('?');
    for (let i = 0; i < 300; i += 1) dash.press('down');
    const bottom = dash.state.ui.scroll;
    expect(dash.press('end').state.ui.scroll).toBe(bottom);
    for (let i = 0; i < 300; i += 1) dash.press('up');
    expect(dash.state.ui.scroll).toBe(0);
  });

  it('pick a preset: it takes the place of the focused run', () => {
    const dash = running().press('p');
    expect(dash.state.ui).toMatchObject({ overlay: 'picker', listIndex: 0 });
    dash.press('down', 'enter');
    expect(dash.did).toEqual(['drop run-1', 'start run-2']);
    expect(dash.config.name).toBe('relu');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.press('p').state.ui.listIndex).toBe(1);
  });

  it('start several marked presets side by side', () => {
    const dash = running().press('p', 'space', 'down', 'space', 'down', 'space', 'up', 'space', 'enter');
    expect(dash.did).toEqual(['drop run-1', 'start run-2', 'start run-3']);
    expect(dash.state.order.map((id) => dash.state.runs.get(id)?.config?.name)).toEqual([
      'vanishing-sigmoid',
      'fewer-layers',
    ]);
    expect([...dash.state.slots.values()]).toEqual([0, 1]);
  });

  it('stay within the list', () => {
    const dash = running().press('p', 'up');
    expect(dash.state.ui.listIndex).toBe(0);
    expect(dash.press('end', 'down').state.ui.listIndex).toBe(2);
  });

  it('show the receipt of a finding, and the remedy works from there', () => {
    const dash = running();
    expect(dash.press('x').message).toBe('nothing to cure');
    dash.do({ type: 'events', runId: 'run-1', events: [findingEvent({ runId: 'run-1' })] }).press('v');
    expect(dash.state.ui.overlay).toBe('receipt');
    dash.press('X');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.config).toEqual({ ...PRESETS[0], activation: 'relu' });
    expect(dash.message).toBe('remedy: activation: sigmoid → relu, restarted');
  });

  it('say when a finding has no remedy', () => {
    const { type, runId, step, rule, level, layer, measured, limit, message } = findingEvent({ runId: 'run-1' });
    const finding = { type, runId, step, rule, level, layer, measured, limit, message };
    const dash = running().do({ type: 'events', runId: 'run-1', events: [finding] });
    expect(dash.press('x').message).toBe('this finding has no suggestion');
  });
});

describe('what is shown', () => {
  it('goes through panels both ways; the table of runs only with several', () => {
    const dash = running();
    const seen = new Set<string>();
    for (let i = 0; i < 20; i += 1) seen.add(dash.press('tab').state.ui.focusPanel);
    expect(seen.has('runs')).toBe(false);
    const before = dash.state.ui.focusPanel;
    expect(dash.press('tab', 'shift-tab').state.ui.focusPanel).toBe(before);
    const many = new Dash({ configs: PRESETS });
    for (let i = 0; i < 20; i += 1) seen.add(many.press('tab').state.ui.focusPanel);
    expect(seen.has('runs')).toBe(true);
  });

  it('enlarges and puts back, by the same key or esc', () => {
    const dash = running().press('enter');
    expect(dash.state.ui.enlarged).toBe(true);
    expect(dash.press('esc').state.ui.enlarged).toBe(false);
    expect(dash.press('z', 'z').state.ui.enlarged).toBe(false);
  });

  it('toggles scales, window, theme', () => {
    const dash = new Dash({ themes: ['dark', 'light', 'mono'] }).press('y', 'u', 'h', 't');
    expect(dash.state.ui).toMatchObject({ yScale: 'linear', window: 'recent', heatScale: 'fit', theme: 'light' });
    expect(dash.press('y', 'u', 'h', 't', 't').state.ui).toMatchObject({
      yScale: 'log',
      window: 'whole',
      heatScale: 'pinned',
      theme: 'dark',
    });
  });

  it('keeps the chosen layer within the network', () => {
    const dash = running();
    for (let i = 0; i < 20; i += 1) dash.press('up');
    expect(dash.state.ui.layer).toBe(7);
    for (let i = 0; i < 20; i += 1) dash.press('down');
    expect(dash.state.ui.layer).toBe(0);
    for (let i = 0; i < 20; i += 1) dash.press('n');
    expect(dash.press('D').state.ui.layer).toBe(6);
  });
});

describe('failure', () => {
  it('says that the child died; r brings it back', () => {
    const dash = running().do({
      type: 'died',
      runId: 'run-1',
      how: 'signal SIGKILL',
      stderrTail: 'a\nout of memory\n',
    });
    expect(dash.run).toMatchObject({
      status: 'failed',
      failure: 'training process ended by signal SIGKILL: out of memory (r restarts it)',
    });
    expect(dash.state.ui.message?.level).toBe('error');
    expect(dash.press('space').message).toBe('the run has failed; r restarts it');
    expect(dash.press('r').did).toEqual(['drop run-1', 'start run-2']);
    expect(dash.run.status).toBe('starting');
  });

  it('says what could not start', () => {
    const dash = new Dash().do({ type: 'failed', runId: 'run-1', message: 'no such file' });
    expect(dash.run).toMatchObject({ status: 'failed', failure: 'no such file' });
  });

  it('does not touch a run that had ended, nor one that is gone', () => {
    const dash = ended(running());
    const before = dash.state;
    expect(dash.do({ type: 'died', runId: 'run-1', how: 'exit code 0', stderrTail: '' }).state).toBe(before);
    expect(dash.do({ type: 'died', runId: 'run-99', how: 'exit code 0', stderrTail: '' }).state).toBe(before);
  });
});

describe('a replay', () => {
  const replay = (): Dash => running({ replay: true, configs: [PRESETS[0] as Config] });
  it('cannot be changed, only looked at', () => {
    const dash = replay();
    for (const key of ['a', 'd', 'l', 'r', 'e', 'p']) {
      expect(dash.press(key).commands).toEqual([]);
      expect(dash.message).toBe('a recorded run cannot be changed');
    }
    expect(dash.press('space').did).toEqual(['send run-1 pause']);
  });
});

describe('the program', () => {
  it.each([
    ['q', ['quit 0']],
    ['ctrl-c', ['quit 130']],
    ['ctrl-l', ['redraw']],
    ['ctrl-z', ['suspend']],
  ])('%s', (key, did) => {
    expect(running().press(key).did).toEqual(did);
  });

  it('returns the same state when nothing changed', () => {
    const { state } = running();
    for (const action of [
      { type: 'key', key: 'F9' },
      { type: 'key', key: 'esc' },
      { type: 'events', runId: 'gone', events: [stepEvent(1)] },
      { type: 'events', runId: 'run-1', events: [] },
      { type: 'resize', columns: 120, rows: 40 },
    ] as const) {
      expect(update(state, action).state).toBe(state);
    }
    const quiet = update(update(state, { type: 'tick', now: 0 }).state, { type: 'tick', now: 1 }).state;
    expect(update(quiet, { type: 'tick', now: 2 }).state).toBe(quiet);
  });

  it('lets messages go after a while', () => {
    const dash = running().press('f').do({ type: 'tick', now: 1000 });
    expect(dash.do({ type: 'tick', now: 4900 }).message).not.toBe('');
    expect(dash.do({ type: 'tick', now: 5000 }).message).toBe('');
  });

  it('measures speed by ticks', () => {
    const dash = running().do({ type: 'tick', now: 0 });
    const events = Array.from({ length: 60 }, (_, i) => ({ ...stepEvent(41 + i), runId: 'run-1' }));
    dash.do({ type: 'events', runId: 'run-1', events }).do({ type: 'tick', now: 1000 });
    expect(dash.run.stepsPerSecond).toBe(60);
  });

  it('loads a configuration', () => {
    const dash = running().do({ type: 'load', config: preset({ name: 'mine', depth: 2 }) });
    expect(dash.config).toMatchObject({ name: 'mine', depth: 2 });
  });
});
