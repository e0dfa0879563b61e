// Keys and events in, state, messages and commands out: from the start to the end of the program.
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/core/config/schema.js';
import { update } from '../../../src/core/app/update.js';
import { stepEvent } from '../run/events.js';
import { Dash, ended, PRESETS, preset, running } from './helpers.js';

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

describe('failure', () => {
  it('a child that exits fails the run with its last line; r restarts it', () => {
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

  it('a run that cannot start shows the reason', () => {
    const dash = new Dash().do({ type: 'failed', runId: 'run-1', message: 'no such file' });
    expect(dash.run).toMatchObject({ status: 'failed', failure: 'no such file' });
  });

  it('the exit of a child leaves ended and removed runs unchanged', () => {
    const dash = ended(running());
    const before = dash.state;
    expect(dash.do({ type: 'died', runId: 'run-1', how: 'exit code 0', stderrTail: '' }).state).toBe(before);
    expect(dash.do({ type: 'died', runId: 'run-99', how: 'exit code 0', stderrTail: '' }).state).toBe(before);
  });
});

describe('a replay', () => {
  const replay = (): Dash => running({ replay: true, configs: [PRESETS[0] as Config] });
  it('refuses changes and accepts pause', () => {
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

  it('clears a message after four seconds', () => {
    const dash = running().press('f').do({ type: 'tick', now: 1000 });
    expect(dash.do({ type: 'tick', now: 4900 }).message).not.toBe('');
    expect(dash.do({ type: 'tick', now: 5000 }).message).toBe('');
  });

  it('measures steps per second between ticks', () => {
    const dash = running().do({ type: 'tick', now: 0 });
    const events = Array.from({ length: 60 }, (_, i) => ({ ...stepEvent(41 + i), runId: 'run-1' }));
    dash.do({ type: 'events', runId: 'run-1', events }).do({ type: 'tick', now: 1000 });
    expect(dash.run.stepsPerSecond).toBe(60);
  });

  it('restarts with a configuration that is loaded', () => {
    const dash = running().do({ type: 'load', config: preset({ name: 'mine', depth: 2 }) });
    expect(dash.config).toMatchObject({ name: 'mine', depth: 2 });
  });
});
