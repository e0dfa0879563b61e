// The screen as a table of regions, which map gestures in a rectangle to actions.
import type { Area, Place } from './area.js';
import type { Gesture } from './pointer.js';

/** Places are cells of the screen. A gesture without an entry goes to the region below. */
export interface Region<Action> {
  readonly area: Area;
  /** Hides the regions below it from all gestures. */
  readonly opaque?: boolean;
  readonly hover?: (at: Place) => Action;
  readonly click?: (at: Place) => readonly Action[];
  readonly double?: (at: Place) => readonly Action[];
  readonly wheel?: (at: Place, turn: -1 | 1) => Action | null;
  /** Starts a drag at this place. */
  readonly drag?: (from: Place) => Drag<Action>;
}

export interface Drag<Action> {
  /** The action at each later place. */
  readonly to: (at: Place) => Action | null;
  /** The action where the button is released; null: it was released unseen, outside the window. */
  readonly drop?: (at: Place | null) => Action | null;
}

export const inside = ({ x, y, width, height }: Area, at: Place): boolean =>
  at.x >= x && at.x < x + width && at.y >= y && at.y < y + height;

/** The regions at a place, topmost first, down to the first opaque one. */
export function regionsAt<Action>(table: readonly Region<Action>[], at: Place): readonly Region<Action>[] {
  const here = table.filter(({ area }) => inside(area, at)).reverse();
  const wall = here.findIndex(({ opaque }) => opaque === true);
  return wall < 0 ? here : here.slice(0, wall + 1);
}

export type PlainGesture = Extract<Gesture, { kind: 'hover' | 'click' | 'double' | 'wheel' }>;

/** The actions of a gesture. A click acts on all regions at its place, lowest first; other gestures on the topmost with an entry. */
export function actionsOf<Action>(table: readonly Region<Action>[], gesture: PlainGesture): readonly Action[] {
  const here = regionsAt(table, gesture.at);
  const first = <T>(read: (region: Region<Action>) => T | undefined): T | undefined =>
    here.map(read).find((one) => one !== undefined);
  const list = (action: Action | null | undefined): readonly Action[] => (action == null ? [] : [action]);
  const { at } = gesture;
  switch (gesture.kind) {
    case 'hover':
      return list(first(({ hover }) => hover)?.(at));
    case 'wheel':
      return list(first(({ wheel }) => wheel)?.(at, gesture.turn));
    case 'double':
      return first(({ double }) => double)?.(at) ?? [];
    case 'click':
      return here.toReversed().flatMap(({ click }) => click?.(at) ?? []);
  }
}

/** The drag that begins at this place; null if there is none. */
export const dragFrom = <Action>(table: readonly Region<Action>[], from: Place): Drag<Action> | null =>
  regionsAt(table, from)
    .find(({ drag }) => drag !== undefined)
    ?.drag?.(from) ?? null;
