// From mouse events to actions: the gesture, the regions under it, and the drag until the button is released.
import type { Place } from '../../core/screen/area.js';
import { follow, NO_TRACK, type PointerEvent } from '../../core/screen/pointer.js';
import { actionsOf, dragFrom, type Drag, type Region } from '../../core/screen/regions.js';

/** `hover`: the pointer only moved, so the action may wait for the next frame. */
export type Act<Action> = (actions: readonly Action[], hover: boolean) => void;

export function pointerControl<Action>(
  regions: () => readonly Region<Action>[],
  now: () => number,
  act: Act<Action>,
): (event: PointerEvent) => void {
  let track = NO_TRACK;
  let drag: Drag<Action> | null = null;
  const end = (at: Place | null): void => {
    const action = drag?.drop?.(at) ?? null;
    drag = null;
    if (action !== null) act([action], false);
  };
  return (event) => {
    const followed = follow(track, event, now());
    track = followed.track;
    const { gesture } = followed;
    if (gesture === null) return;
    if (gesture.kind === 'grab') drag = dragFrom(regions(), gesture.at);
    else if (gesture.kind === 'drag') {
      const action = drag?.to(gesture.at) ?? null;
      if (action !== null) act([action], false);
    } else if (gesture.kind === 'drop') end(gesture.at);
    else {
      if (gesture.kind === 'hover') end(null);
      act(actionsOf(regions(), gesture), gesture.kind === 'hover');
    }
  };
}
