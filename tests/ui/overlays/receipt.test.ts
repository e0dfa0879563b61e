// The card of `v`: the comparison whole, where its line in a small window is cut, and the finding's receipt.
import { describe, expect, it } from 'vitest';
import { toLines } from '../../../src/core/screen/canvas.js';
import { overlayLayer } from '../../../src/ui/overlays/index.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { Dash, preset } from '../../core/app/helpers.js';
import { findingEvent, probeEvent, runEvent, stepEvent } from '../../core/run/events.js';

/** A pinned run beside one that differs in two settings, in the smallest common window. */
function pinned(): Dash {
  const dash = new Dash({ size: { columns: 80, rows: 24 } }).press('=', 'a', 'd');
  for (const [runId, loss] of Object.entries({ 'run-1': 0.69, 'run-3': 0.01 }))
    dash.do({ type: 'events', runId, events: [{ ...runEvent(), runId }, stepEvent(1, { runId, loss })] });
  return dash;
}

function card({ state }: Dash, ascii = false): string {
  const placed = overlayLayer(state, themeOf('dark'), ascii);
  const inner = placed === null ? [] : toLines(placed.canvas).map((line) => line.slice(2, -2).trim());
  return inner.join(' ').replace(/ +/g, ' ');
}

const WHOLE =
  /differs from the pinned run in .*depth: 7 → 8.*; batch loss 0\.6900 pinned, 0\.0100 here; .*the runs part at step 1/;

describe('the card of v', () => {
  it('shows the whole comparison where nothing is wrong', () => {
    const dash = pinned().press('v');
    expect(dash.state.ui.overlay).toBe('receipt');
    expect(card(dash)).toMatch(/^comparison /);
    expect(card(dash)).toMatch(WHOLE);
    expect(card(dash, true)).toContain('depth: 7 -> 8');
  });

  it('shows it above the receipt of a finding', () => {
    const dash = pinned();
    const finding = findingEvent({ runId: 'run-3', remedy: { activation: 'elu' } });
    dash.do({ type: 'events', runId: 'run-3', events: [finding] }).press('v');
    expect(card(dash)).toMatch(WHOLE);
    expect(card(dash)).toMatch(/the runs part at step 1 .*gradient vanishes .*suggested: activation elu/);
  });

  it('shows the next change, the alternatives with their cause, and what was tried', () => {
    const dash = new Dash({ size: { columns: 120, rows: 60 } });
    const told = () => {
      const runId = dash.state.focus;
      const own = findingEvent({ runId, alternatives: [{ depth: 3 }] });
      const other = findingEvent({ runId, rule: 'starved', level: 'warning', remedy: { learningRate: 3 } });
      return dash.do({ type: 'events', runId, events: [own, other] });
    };
    told().press('v');
    expect(card(dash)).toMatch(/suggested: activation relu then: learning rate 3 \(for: [^)]+\); depth 3 *x twin/);
    for (let i = 0; i < 3; i += 1) {
      dash.press('x', '1');
      told();
    }
    dash.press('v');
    expect(card(dash)).toMatch(/nothing left to try: .* tried: activation relu; learning rate 3; depth 3 *esc closes/);
  });

  it('shows, once both runs have ended, the details that the sentence leaves out', () => {
    const dash = new Dash().press('m', 'a');
    for (const [runId, loss] of Object.entries({ 'run-2': 0.69, 'run-3': 0.01 })) {
      const end = {
        type: 'end',
        runId,
        step: 1,
        reason: 'completed',
        loss,
        elapsedMs: 1,
        weightChange: [],
        message: '',
      } as const;
      dash.do({ type: 'events', runId, events: [{ ...runEvent(), runId }, stepEvent(1, { runId, loss }), end] });
    }
    dash.press('v');
    expect(card(dash)).toMatch(
      /activation: sigmoid → relu worked: loss 0\.6900 without, 0\.0100 with .*the runs part at step 1/,
    );
    expect(card(dash).match(/without/g)).toHaveLength(1);
  });

  it('shows every limit whole in a small window; long names wrap', () => {
    const [measured, limit] = [
      { timeGrowth: 4000, depthGrowth: 0.7 },
      { timeGrowth: 1000, depthGrowth: 10 },
    ];
    const finding = findingEvent({ runId: 'run-1', rule: 'exploding', measured, limit });
    const dash = new Dash({ size: { columns: 60, rows: 24 } });
    dash.do({ type: 'events', runId: 'run-1', events: [finding] }).press('v');
    expect(card(dash)).toMatch(/gradient through time.* 4\.0e3 {1,2}> 1\.0e3 .*training\)/);
    expect(card(dash)).toMatch(/growth over depth .*0\.70? {1,2}> 10(\.0)?.*\(not met\)/);
  });

  it('does not open before the first step', () => {
    const dash = new Dash().press('v');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.message).toBe('no step yet: nothing to explain');
  });

  /** Forty steps of a healthy ReLU network, with a probe. */
  function healthy(): Dash {
    const runId = 'run-1';
    const steps = Array.from({ length: 40 }, (_, at) => stepEvent(at + 1, { runId, loss: 0.2, accuracy: 0.93 }));
    const probe = { ...probeEvent(40, { dead: [0.1, 0.4, 0.2, null], percentChange: [47, 3, 1, 9] }), runId };
    const run = { ...runEvent({ activation: 'relu', depth: 3 }), runId };
    return new Dash({ configs: [preset({ activation: 'relu', depth: 3 })] }).do({
      type: 'events',
      runId,
      events: [run, ...steps, probe],
    });
  }

  it('shows the figures of a healthy run too, each beside its limit', () => {
    const text = card(healthy().press('v'));
    expect(text).toMatch(/^verdict .*learning: loss 0\.2000, accuracy 93\.0 %/);
    expect(text).toMatch(/loss \(median\) 0\.2000 < 0\.0693 \(not met\)/);
    expect(text).toMatch(/accuracy 93\.0 % >= 99\.5 % \(not met\)/);
    expect(text).toMatch(/decades a layer 0\.00 < 0\.30 gradient RMS, first \/ last hidden layer 1 >= 0\.01/);
    expect(text).toMatch(/dead in the worst layer 40 % < 90 % first kernel moved since step 0 \(median\) 47 %/);
    expect(text).toContain('No findings.');
  });

  it('shows the failure of a failed run, and its figures up to then', () => {
    const dash = healthy().do({
      type: 'died',
      runId: 'run-1',
      how: 'signal SIGKILL',
      stderrTail: 'out of memory',
    });
    const text = card(dash.press('v'));
    expect(text).toMatch(
      /training process ended by signal SIGKILL: out of memory .*; until then learning: loss 0\.2000/,
    );
    expect(text).toContain('dead in the worst layer');
    expect(text).not.toContain('No rule speaks');
  });
});
