// What an action asks for is complete: the control message, the runs that get it, and the event for the log.
import { describe, expect, it } from 'vitest';
import { carryOut, type Command, type Performer } from '../../../src/core/app/commands.js';
import { KEYMAP } from '../../../src/core/app/keymap.js';
import { updateReplay } from '../../../src/core/app/replay.js';
import { runEvent, stepEvent } from '../run/events.js';
import { Dash, preset, PRESETS } from './helpers.js';

const control = (action: string, over: object = {}): object => ({
  ...{ type: 'control', runId: 'run-1', step: 3, action },
  ...over,
});
const running = (options: ConstructorParameters<typeof Dash>[0] = {}): Dash =>
  new Dash(options).do({
    type: 'events',
    runId: 'run-1',
    events: [runEvent(), stepEvent(1), stepEvent(2), stepEvent(3)],
  });

describe('the log gets', () => {
  it('a key by its binding, with the run and step that it was pressed at', () => {
    expect(running().press('space').logged).toEqual([control('pause')]);
    expect(running().press('q').logged).toEqual([control('quit')]);
  });

  it('what differs in the run that the key started, after the drop of the run that it replaced', () => {
    expect(running().press('d').logged).toEqual([control('drop'), control('depth-more', { change: { depth: 8 } })]);
  });

  it('what was chosen in an overlay under the key that opened it', () => {
    const chosen = running().press('p', 'down', 'enter');
    expect(chosen.logged.at(-1)).toEqual(control('picker', { change: { activation: 'relu' } }));
    expect(running().press('P', 'down', 'enter').logged.at(-1)).toMatchObject({ action: 'add-run' });
    expect(running().press('g', '2', 'enter').logged).toEqual([control('goto')]);
  });

  it('nothing of a key that an overlay takes or that has no effect now', () => {
    expect(running().press('?', 'a').logged).toEqual([]);
    expect(running().press('g', '5').logged).toEqual([]);
    expect(running().press('1').logged).toEqual([]);
    expect(running().press('F1').logged).toEqual([]);
  });

  it('the end of a run whose trainer has exited, once, and without the hint for the user', () => {
    const dash = running().do({ type: 'died', runId: 'run-1', how: 'exit code 7', stderrTail: '' });
    expect(dash.logged).toMatchObject([{ type: 'end', reason: 'crashed', step: 3 }]);
    expect(dash.logged[0]).toHaveProperty('message', 'training process ended by exit code 7');
    expect(dash.message).toContain('r restarts it');
    const unborn = new Dash().do({ type: 'failed', runId: 'run-1', message: 'no such file' });
    expect(unborn.logged).toEqual([]);
  });

  it('nothing in a replay', () => {
    expect(running({ replay: true, configs: [preset()] }).press('space').logged).toEqual([]);
  });
});

it('only the first step of a new run is painted at once', () => {
  const dash = new Dash();
  const step = (n: number): Dash => dash.do({ type: 'events', runId: 'run-1', events: [stepEvent(n)] });
  expect(dash.do({ type: 'events', runId: 'run-1', events: [runEvent()] }).did).toEqual([]);
  expect(step(1).did).toEqual(['show']);
  expect(step(2).did).toEqual([]);
});

it('a message goes to the runs that have not ended, in a replay to all runs', () => {
  const two = running({ configs: PRESETS.slice(0, 2) });
  expect(two.press('f').did).toEqual(['send run-1 run-2 pace']);
  two.do({ type: 'failed', runId: 'run-1', message: 'no' });
  expect(two.press('f').did).toEqual(['send run-2 pace']);

  const over = running({ replay: true, configs: [preset()] });
  over.do({ type: 'failed', runId: 'run-1', message: 'no' });
  const { commands } = updateReplay(over.state, { type: 'key', key: 'space' });
  expect(commands).toEqual([{ type: 'send', to: [], message: { type: 'pause' } }]);
});

it('each command that a key gives has a performer', () => {
  const heard: string[] = [];
  const performer: Performer = {
    layout: ({ name }) => heard.push(`layout ${name}`),
    start: ({ runId }) => heard.push(`start ${runId}`),
    send: (message, to) => heard.push(`send ${message.type} ${to.join()}`),
    drop: (runId, { action }) => heard.push(`drop ${runId} ${action}`),
    log: ({ type }) => heard.push(`log ${type}`),
    record: () => heard.push('record'),
    keep: () => heard.push('keep'),
    show: () => heard.push('show'),
    screen: ({ type }) => heard.push(`screen ${type}`),
  };
  const commands: readonly Command[] = KEYMAP.flatMap(({ keys }) =>
    keys.flatMap((key) => running().press(key).commands),
  );
  for (const command of commands) carryOut(command, performer);
  expect(heard).toHaveLength(commands.length);
  for (const said of [
    'drop run-1 drop',
    'send pause run-1',
    'record',
    'screen redraw',
    'screen suspend',
    'screen quit',
  ])
    expect(heard).toContain(said);
});
