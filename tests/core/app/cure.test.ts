// `&`: the search for a cure beside the runs on screen, how it stops and goes on, and what becomes of its winner.
import { describe, expect, it } from 'vitest';
import { cureCommandLine, cureInWords } from '../../../src/core/app/cureWords.js';
import { KEYMAP } from '../../../src/core/app/keymap.js';
import { resultInWords } from '../../../src/core/cure/words.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { findingEvent, LN2, runEvent, stepEvent } from '../run/events.js';
import { Dash, PRESETS, running } from './helpers.js';

const inTraining = (dash: Dash): RunState => {
  const run = dash.state.curing?.cure.run ?? null;
  if (run === null) throw new Error('no run in training');
  return run;
};

/** Trains the present run of the search to its end; with a finding while the activation is sigmoid. */
function finish(dash: Dash): Dash {
  const { runId, config } = inTraining(dash);
  const sick = config?.activation === 'sigmoid';
  const loss = sick ? LN2 : 1e-3;
  const steps = Array.from({ length: 40 }, (_, i) => ({ ...stepEvent(i + 1, { loss, accuracy: 1 }), runId }));
  const finding = findingEvent({ runId, rule: 'vanishing', level: 'alarm', remedy: { activation: 'relu' } });
  return dash.do({
    type: 'events',
    runId,
    events: [
      { ...runEvent(), runId, config: { ...runEvent().config, ...config } as ReturnType<typeof runEvent>['config'] },
      ...steps,
      ...(sick ? [finding] : []),
      { type: 'end', runId, step: 40, reason: 'completed', loss, accuracy: 1 },
    ],
  });
}

/** What stops the search, or ends the program. */
const STOPS: readonly string[] = ['esc', 'q', 'ctrl-c'];

describe('&', () => {
  it('trains the network as it is and its suggestion, three seeds each, one after the other at full speed', () => {
    const dash = running().press('&');
    expect(dash.state.ui.overlay).toBe('cure');
    expect(dash.did).toEqual(['start cure-1-1']);
    expect(dash.commands).toMatchObject([{ request: { pace: null, paused: false, pictures: false } }]);
    const seeds = [inTraining(dash).config?.seed];
    for (let run = 2; run <= 6; run += 1) {
      expect(finish(dash).did).toEqual([`drop cure-1-${run - 1}`, `start cure-1-${run}`]);
      seeds.push(inTraining(dash).config?.seed);
    }
    expect(seeds).toEqual([0, 1, 2, 0, 1, 2]);
    expect(finish(dash).did).toEqual(['drop cure-1-6']);
    expect(dash.state.curing?.state).toBe('over');
    expect(cureCommandLine(dash.state)).toBe('gradtop vanishing-sigmoid --activation relu');
    // The runs on screen are as before.
    expect(dash.state.order).toEqual(['run-1']);
  });

  it('trains one search at a time, and never unseen', () => {
    const dash = running().press('&');
    for (const { keys } of KEYMAP)
      for (const key of keys.filter((one) => !STOPS.includes(one)))
        expect([key, dash.press(key).state.ui.overlay]).toEqual([key, 'cure']);
    expect(dash.state.curing?.state).toBe('training');
    // However it is left: it is shown again, or the search for another network replaces it.
    const leave = (): void => void (dash.state = { ...dash.state, ui: { ...dash.state.ui, overlay: null } });
    leave();
    expect(dash.press('&').did).toEqual([]);
    leave();
    dash.press('a');
    expect(dash.press('&').did).toEqual(['drop cure-1-1', 'start cure-2-1']);
  });

  it('shows the network in training below the one that it changes', () => {
    const dash = running().press('&');
    for (let run = 1; run <= 3; run += 1) finish(dash);
    const [, base, tried] = cureInWords(dash.state).lines;
    expect(base).toContain('0 of 3 well');
    expect(tried).toMatch(/^└─ activation relu: training, seed 1 of 3/);
  });

  it('enter starts the winner as a twin, and x still makes its change', () => {
    const dash = running().press('&');
    for (let run = 1; run <= 6; run += 1) finish(dash);
    dash.press('enter');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.state.order.map((id) => dash.state.runs.get(id)?.config?.activation)).toEqual(['sigmoid', 'relu']);
    expect(dash.state.twin?.kind).toBe('twin');
  });

  it('esc stops the run in training, & goes on with the network that was stopped, and a stale event is dropped', () => {
    const dash = running().press('&');
    for (let run = 1; run <= 4; run += 1) finish(dash);
    const { runId } = inTraining(dash);
    expect(dash.press('esc').did).toEqual([`drop ${runId}`]);
    expect([dash.state.ui.overlay, dash.state.curing?.state]).toEqual(['cure', 'stopped']);
    expect(cureInWords(dash.state).keys).toMatch(/^& goes on, .*esc closes$/);
    expect(dash.press('esc').state.ui.overlay).toBeNull();
    dash.press('&');
    expect(inTraining(dash)).toMatchObject({ config: { activation: 'relu', seed: 0 } });
    // The key works in the open panel too.
    expect(dash.press('esc', '&').state.curing?.state).toBe('training');
    expect(inTraining(dash).runId).not.toBe(runId);
    dash.do({ type: 'events', runId, events: [{ ...stepEvent(1), runId }] });
    expect(inTraining(dash).step).toBe(0);
    for (let run = 1; run <= 3; run += 1) finish(dash);
    expect(dash.state.curing?.state).toBe('over');
    // Shown again, not trained again.
    expect(dash.press('esc', '&').did).toEqual([]);
  });

  it('q quits while it trains and after it was stopped, as the footer says', () => {
    expect(running().press('&', 'q').did).toEqual(['quit 0']);
    expect(running().press('&', 'esc', 'q').did).toEqual(['quit 0']);
  });

  it('the unchanged network is not shown as the best before a change is better', () => {
    const dash = running().press('&');
    for (let run = 1; run <= 3; run += 1) finish(dash);
    expect(cureInWords(dash.state).lines.join('\n')).not.toContain('best');
    dash.press('esc');
    expect(cureInWords(dash.state).lines.at(-1)).toMatch(/^stopped: not cured; no change/);
    expect(cureCommandLine(dash.state)).toBeNull();
    dash.press('&');
    for (let run = 1; run <= 3; run += 1) finish(dash);
    expect(cureInWords(dash.state).lines.join('\n')).toContain('gradtop vanishing-sigmoid --activation relu');
  });

  it('a trainer that exits stops the search, with the reason', () => {
    const dash = running().press('&');
    dash.do({ type: 'died', runId: inTraining(dash).runId, how: 'SIGKILL', stderrTail: '' });
    expect(dash.state.curing).toMatchObject({ state: 'failed', trouble: expect.stringContaining('SIGKILL') as string });
  });

  it('is refused on a recording', () => {
    const dash = new Dash({ replay: true }).press('&');
    expect([dash.state.ui.overlay, dash.did]).toEqual([null, []]);
  });
});

it('x says of a run that is well what the search says of its network', () => {
  const well = running({ configs: [{ ...PRESETS[0], activation: 'relu' }] });
  const { runId } = well.run;
  well.do({
    type: 'events',
    runId,
    events: [{ type: 'end', runId, step: 40, reason: 'completed', loss: 1e-3, accuracy: 1 }],
  });
  const said = well.press('x').message;
  well.press('&');
  for (let run = 1; run <= 3; run += 1) finish(well);
  const search = well.state.curing?.cure.search;
  expect(search?.best?.cured).toBe(true);
  expect(search === undefined ? '' : resultInWords(search)).toBe(said);
});
