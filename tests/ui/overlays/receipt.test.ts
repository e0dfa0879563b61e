// The card of `v`: the comparison whole, where its line in a small window is cut, and the finding's receipt.
import { describe, expect, it } from 'vitest';
import { toLines } from '../../../src/core/screen/canvas.js';
import { overlayLayer } from '../../../src/ui/overlays/index.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { Dash } from '../../core/app/helpers.js';
import { findingEvent, runEvent, stepEvent } from '../../core/run/events.js';

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
  /differs from the pinned run in .*depth: 7 → 8.*; loss 0\.6900 pinned, 0\.0100 here; .*they part at step 1/;

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
    dash.do({ type: 'events', runId: 'run-3', events: [findingEvent({ runId: 'run-3' })] }).press('v');
    expect(card(dash)).toMatch(WHOLE);
    expect(card(dash)).toMatch(/they part at step 1 .*gradient vanishes .*suggested: activation relu/);
  });

  it('tells, once both have ended, what the last word leaves out', () => {
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
      /activation: sigmoid → relu worked: loss 0\.6900 without, 0\.0100 with .*they part at step 1/,
    );
    expect(card(dash).match(/without/g)).toHaveLength(1);
  });

  it('shows every limit whole in a small window; long names wrap', () => {
    const [measured, limit] = [
      { timeGrowth: 4000, deadLayer: 0.7 },
      { timeGrowth: 1000, deadLayer: 0.9 },
    ];
    const finding = findingEvent({ runId: 'run-1', rule: 'exploding', measured, limit });
    const dash = new Dash({ size: { columns: 60, rows: 24 } });
    dash.do({ type: 'events', runId: 'run-1', events: [finding] }).press('v');
    expect(card(dash)).toMatch(/gradient through time.* 4\.0e3 {1,2}> 1\.0e3 .*training\)/);
    expect(card(dash)).toMatch(/silent in the worst 70 % {1,2}>= 90 % \(not met\)/);
  });

  it('is closed where there is neither', () => {
    const dash = new Dash().press('v');
    expect(dash.state.ui.overlay).toBeNull();
    expect(dash.message).toBe('no finding to explain');
  });
});
