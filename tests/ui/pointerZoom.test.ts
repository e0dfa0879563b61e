// The wheel over a step axis: the step under the pointer stays there, in a panel that is narrower than the window too.
import { expect, it } from 'vitest';
import type { Action } from '../../src/core/app/action.js';
import { actionsOf, type Region } from '../../src/core/screen/regions.js';
import { layoutOf } from '../../src/ui/screen.js';
import { dashboardRegions } from '../../src/ui/pointerRegions.js';
import { themeAt } from '../../src/ui/themes/index.js';
import { Dash } from '../core/app/helpers.js';
import { runEvent, stepEvent } from '../core/run/events.js';

const look = { theme: themeAt('dark', 'truecolor'), ascii: false };
const regionsOf = (dash: Dash): readonly Region<Action>[] => dashboardRegions(dash.state, look);

/** The step that a click there would choose. */
function stepAt(dash: Dash, at: { readonly x: number; readonly y: number }): number {
  const actions = actionsOf(regionsOf(dash), { kind: 'click', at });
  const looks = actions.flatMap((action) =>
    action.type === 'intent' && action.intent.type === 'look' ? [action.intent.step] : [],
  );
  return looks[0] ?? NaN;
}

it.each(['recent', 'whole'] as const)('%s', (window) => {
  const dash = new Dash();
  const events = Array.from({ length: 700 }, (_, i) => stepEvent(i + 1));
  dash.do({ type: 'events', runId: 'run-1', events: [runEvent(), ...events] });
  dash.do({ type: 'intent', intent: { type: 'ui', patch: { window } } });
  const loss = layoutOf(dash.state)
    ?.bands.flat()
    .find(({ id }) => id === 'loss');
  if (loss === undefined) throw new Error('no panel');
  const at = { x: loss.inner.x + Math.floor(0.6 * loss.inner.width), y: loss.inner.y + 2 };
  const before = stepAt(dash, at);
  expect(before).toBeGreaterThan(1);
  for (const action of actionsOf(regionsOf(dash), { kind: 'wheel', at, turn: -1 })) dash.do(action);
  expect(dash.state.ui.zoom).not.toBeNull();
  // At most one column of the panel before the zoom.
  expect(Math.abs(stepAt(dash, at) - before)).toBeLessThanOrEqual(window === 'recent' ? 3 : 20);
});
