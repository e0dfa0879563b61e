// Pause, single steps, pace, and the cursor in time, by keyboard.
import { describe, expect, it } from 'vitest';
import { stepEvent } from '../run/events.js';
import { Dash, ended, running } from './helpers.js';

describe('time', () => {
  it('pauses and resumes', () => {
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

  it('a paused run restarts paused, and the message says so', () => {
    const dash = running().press('space', 'a');
    expect(dash.commands[1]).toMatchObject({ request: { paused: true } });
    expect(dash.message).toMatch(/restarted \(paused\)$/);
  });

  it('switches between full speed and a pace, down to 0.2', () => {
    const dash = running().press('f');
    expect(dash.commands).toEqual([{ type: 'send', to: ['run-1'], message: { type: 'pace', pace: null } }]);
    dash.press(']');
    expect(dash.commands).toEqual([{ type: 'send', to: ['run-1'], message: { type: 'pace', pace: 20 } }]);
    expect(dash.state.ui.fullSpeed).toBe(false);
    for (let i = 0; i < 20; i += 1) dash.press('[');
    expect(dash.state.ui.pace).toBe(0.2);
  });

  it('an ended run cannot be paused; r restarts it', () => {
    const dash = ended(running()).press('space');
    expect(dash.commands).toEqual([]);
    expect(dash.message).toBe('the run has ended; r restarts it');
    expect(ended(running()).press('r').did).toEqual(['drop run-1', 'start run-2']);
  });

  it('moves the cursor and returns to live', () => {
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
