// Zooming in and out of the full-screen map.
import { longestOf, type ExploreState, type Step } from './exploreState.js';
import { ORIGIN } from './frame.js';
import { DEEPEST_ZOOM, zoomedPlan } from './zoom.js';

export function whyNoZoom(state: ExploreState): string | null {
  const { outer, watched, plan, cursor } = state;
  if (watched) return 'the shards train elsewhere; the command of the sweep with its log can zoom';
  if (outer.length >= DEEPEST_ZOOM) return `zoom 2^${DEEPEST_ZOOM} is the deepest`;
  return zoomedPlan(plan, cursor) === null ? 'there is no value between those of the axes' : null;
}

/** What a change of the map resets; a paused sweep stays paused. */
const aimed = (
  { base, progress }: ExploreState,
  plan: ExploreState['plan'],
): Pick<ExploreState, 'plan' | 'longest' | 'progress'> => ({
  plan,
  longest: longestOf(plan, base),
  progress: progress === 'paused' ? 'paused' : 'running',
});

export function zoomIn(state: ExploreState): Step {
  const { plan, outer, cursor, scroll } = state;
  const zoomed = zoomedPlan(plan, cursor);
  if (zoomed === null) return {};
  return {
    patch: {
      ...aimed(state, zoomed.plan),
      outer: [...outer, { plan, cursor, scroll, progress: state.progress }],
      cursor: zoomed.cell,
      scroll: ORIGIN,
    },
    command: { type: 'aim', plan: zoomed.plan },
  };
}

/** Back to the map before, with its cursor. A map that was complete still is; and nothing is missing after the whole sweep is done. */
export function zoomOut(state: ExploreState): Step {
  const last = state.outer.at(-1);
  if (last === undefined) return {};
  const { progress } = state;
  const complete = progress === 'whole' || (progress === 'running' && last.progress === 'whole');
  return {
    patch: {
      ...last,
      ...aimed(state, last.plan),
      ...(complete ? { progress: 'whole' } : {}),
      outer: state.outer.slice(0, -1),
    },
    command: { type: 'aim', plan: last.plan },
  };
}
