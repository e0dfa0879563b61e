// Gestures from mouse events, and their actions in a table of regions.
import { describe, expect, it } from 'vitest';
import { follow, NO_TRACK, type PointerEvent } from '../../../src/core/screen/pointer.js';
import { actionsOf, dragFrom, type Region } from '../../../src/core/screen/regions.js';

const event = (kind: PointerEvent['kind'], x: number, turn: PointerEvent['turn'] = 0): PointerEvent => ({
  ...{ kind, x, y: 1, turn },
});

/** Kinds of the gestures of events at these times. */
function gestures(...events: readonly (readonly [PointerEvent, number])[]): (string | null)[] {
  let track = NO_TRACK;
  return events.map(([one, now]) => {
    const followed = follow(track, one, now);
    track = followed.track;
    return followed.gesture?.kind ?? null;
  });
}

describe('gestures', () => {
  const [down, up] = [event('press', 3), event('release', 3)];
  it.each([
    [
      'a click',
      [
        [down, 0],
        [up, 1],
      ],
      ['grab', 'click'],
    ],
    [
      'a double click',
      [
        [down, 0],
        [up, 1],
        [down, 300],
        [up, 401],
      ],
      ['grab', 'click', 'grab', 'double'],
    ],
    [
      'two slow clicks',
      [
        [down, 0],
        [up, 1],
        [down, 400],
        [up, 402],
      ],
      ['grab', 'click', 'grab', 'click'],
    ],
    [
      'a third click',
      [
        [down, 0],
        [up, 1],
        [down, 2],
        [up, 3],
        [down, 4],
        [up, 5],
      ],
      ['grab', 'click', 'grab', 'double', 'grab', 'click'],
    ],
    [
      'a drag, which is no click',
      [
        [down, 0],
        [event('drag', 4), 1],
        [event('drag', 3), 2],
        [up, 3],
      ],
      ['grab', 'drag', 'drag', 'drop'],
    ],
    [
      'a release elsewhere',
      [
        [down, 0],
        [event('release', 9), 1],
      ],
      ['grab', 'drop'],
    ],
    ['a release without a press', [[up, 0]], [null]],
    [
      'motion and wheel',
      [
        [event('move', 1), 0],
        [event('wheel', 1, -1), 1],
      ],
      ['hover', 'wheel'],
    ],
  ] as const)('%s', (_, events, kinds) => {
    expect(gestures(...events)).toEqual(kinds);
  });
});

describe('regions', () => {
  const area = (x: number, width: number) => ({ x, y: 0, width, height: 2 });
  const table: readonly Region<string>[] = [
    { area: area(0, 20), click: () => ['low'], hover: () => 'nothing' },
    { area: area(5, 5), click: ({ x }) => [`high ${x}`], hover: () => 'high', wheel: (_, turn) => `turn ${turn}` },
    { area: area(15, 5), opaque: true, drag: (from) => ({ to: (to) => `${from.x} to ${to.x}` }) },
  ];
  const at = (x: number) => ({ x, y: 1 });
  it('gives a click to all regions, lowest first, and other gestures to the topmost', () => {
    expect(actionsOf(table, { kind: 'click', at: at(6) })).toEqual(['low', 'high 6']);
    expect(actionsOf(table, { kind: 'hover', at: at(6) })).toEqual(['high']);
    expect(actionsOf(table, { kind: 'hover', at: at(1) })).toEqual(['nothing']);
    expect(actionsOf(table, { kind: 'wheel', at: at(6), turn: -1 })).toEqual(['turn -1']);
    expect(actionsOf(table, { kind: 'double', at: at(6) })).toEqual([]);
  });
  it('gives nothing to regions below an opaque one, nor outside of all', () => {
    expect(actionsOf(table, { kind: 'click', at: at(16) })).toEqual([]);
    expect(actionsOf(table, { kind: 'click', at: { x: 6, y: 2 } })).toEqual([]);
  });
  it('holds the place where a drag began', () => {
    expect(dragFrom(table, at(16))?.to(at(2))).toBe('16 to 2');
    expect(dragFrom(table, at(6))).toBeNull();
  });
});
