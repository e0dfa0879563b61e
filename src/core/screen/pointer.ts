// Turns mouse events into gestures. The clock is an argument.
import type { Place } from './area.js';

/** Cells from 0. `press`, `drag` and `release` are of the main button; `move` has no button down. */
export interface PointerEvent extends Place {
  readonly kind: 'press' | 'drag' | 'release' | 'move' | 'wheel';
  /** The wheel: -1 away from the user, 1 towards the user, 0 without a turn. */
  readonly turn: -1 | 0 | 1;
}

export type Gesture =
  | { readonly kind: 'hover'; readonly at: Place }
  | { readonly kind: 'grab'; readonly at: Place }
  | { readonly kind: 'drag'; readonly at: Place }
  /** The end of a drag. */
  | { readonly kind: 'drop'; readonly at: Place }
  | { readonly kind: 'click'; readonly at: Place }
  | { readonly kind: 'double'; readonly at: Place }
  | { readonly kind: 'wheel'; readonly at: Place; readonly turn: -1 | 1 };

/** The state between events. Times in milliseconds. */
export interface PointerTrack {
  readonly pressed: Place | null;
  readonly dragged: boolean;
  readonly clicked: { readonly at: Place; readonly now: number } | null;
}

export const NO_TRACK: PointerTrack = { pressed: null, dragged: false, clicked: null };
/** Milliseconds between the two clicks of a double click. */
const DOUBLE_MS = 400;

const same = (a: Place, b: Place): boolean => a.x === b.x && a.y === b.y;

/** A release at the place of the press is a click; motion with the button down is a drag. */
export function follow(
  track: PointerTrack,
  { kind, x, y, turn }: PointerEvent,
  now: number,
): { readonly track: PointerTrack; readonly gesture: Gesture | null } {
  const at = { x, y };
  switch (kind) {
    case 'move':
      return { track: { ...track, pressed: null }, gesture: { kind: 'hover', at } };
    case 'wheel':
      return { track, gesture: turn === 0 ? null : { kind: 'wheel', at, turn } };
    case 'press':
      return { track: { ...track, pressed: at, dragged: false }, gesture: { kind: 'grab', at } };
    case 'drag':
      if (track.pressed === null || (!track.dragged && same(at, track.pressed))) return { track, gesture: null };
      return { track: { ...track, dragged: true, clicked: null }, gesture: { kind: 'drag', at } };
    case 'release': {
      const { pressed, dragged, clicked } = track;
      if (pressed === null || dragged || !same(pressed, at))
        return { track: { ...track, pressed: null }, gesture: pressed === null ? null : { kind: 'drop', at } };
      const again = clicked !== null && same(clicked.at, at) && now - clicked.now <= DOUBLE_MS;
      return {
        track: { pressed: null, dragged: false, clicked: again ? null : { at, now } },
        gesture: { kind: again ? 'double' : 'click', at },
      };
    }
  }
}
