// The map on a whole screen: what every key does, that the cursor stays in sight, and what the docs say of the keys.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { updateExplore } from '../../../src/core/sweep/explore.js';
import { MAP_KEYS, mapFooter, mapHelp, mapKeysMarkdown } from '../../../src/core/sweep/exploreKeys.js';
import {
  frameOf,
  initialExplore,
  neededSize,
  type ExploreCommand,
  type ExploreState,
} from '../../../src/core/sweep/exploreState.js';
import { BASE, gains, rates, planOf } from '../../helpers/sweepMaps.js';
import { fc } from '../../helpers/property.js';

const start = (columns = 10, rows = 8, size = { columns: 80, rows: 24 }): ExploreState =>
  initialExplore({
    plan: planOf(rates(columns), gains(rows)),
    base: BASE,
    size,
    metric: 'loss',
    theme: 'dark',
    themes: ['dark', 'light', 'none'],
  });

/** Presses the keys one after another; all commands that came of it. */
function press(state: ExploreState, ...keys: readonly string[]) {
  const commands: ExploreCommand[] = [];
  for (const key of keys) {
    const next = updateExplore(state, { type: 'key', key });
    state = next.state;
    commands.push(...next.commands);
  }
  return { state, commands };
}

it('a message is taken back only while it stands', () => {
  const said = updateExplore(start(), { type: 'say', text: 'part-2 is missing' }).state;
  expect(updateExplore(said, { type: 'unsay', text: 'another' }).state.message).toBe('part-2 is missing');
  expect(updateExplore(said, { type: 'unsay', text: 'part-2 is missing' }).state.message).toBeNull();
});

describe('keys', () => {
  it.each([
    [['right', 'right', 'up'], { column: 2, row: 1 }],
    [['l', 'l', 'k', 'h', 'j'], { column: 1, row: 0 }],
    [['left', 'down'], { column: 0, row: 0 }],
    [['end'], { column: 9, row: 0 }],
    [['end', 'right', 'home', 'up'], { column: 0, row: 1 }],
    [['pageup', 'right'], { column: 1, row: 7 }],
    [['pageup', 'pagedown'], { column: 0, row: 0 }],
    [['x', 'F1', 'esc'], { column: 0, row: 0 }],
  ])('%j move the cursor to %j', (keys, cursor) => {
    const after = press(start(), ...keys);
    expect(after.state.cursor).toEqual(cursor);
    expect(after.commands).toEqual([]);
  });

  it.each<readonly [readonly string[], Partial<ExploreState>, readonly ExploreCommand[]]>([
    [['m'], { metric: 'accuracy' }, []],
    [['M'], { metric: 'initialR' }, []],
    [['m', 'm', 'M'], { metric: 'accuracy' }, []],
    [['t'], { theme: 'light' }, []],
    [['t', 't', 't'], { theme: 'dark' }, []],
    [['?'], { help: true }, []],
    [['?', '?'], { help: false }, []],
    [['?', 'right'], { help: false, cursor: { column: 1, row: 0 } }, []],
    [['?', 'x'], { help: false }, []],
    [['right', 'enter'], {}, [{ type: 'open', cell: { column: 1, row: 0 } }]],
    [['space'], { progress: 'paused' }, [{ type: 'pause' }]],
    [['space', 'space'], { progress: 'running' }, [{ type: 'pause' }, { type: 'resume' }]],
    [['q'], {}, [{ type: 'quit', exitCode: 0 }]],
    [['ctrl-c'], {}, [{ type: 'quit', exitCode: 130 }]],
    [['ctrl-l', 'ctrl-z'], {}, [{ type: 'redraw' }, { type: 'suspend' }]],
  ])('%j', (keys, changed, commands) => {
    const after = press(start(), ...keys);
    expect(after.state).toMatchObject(changed);
    expect(after.commands).toEqual(commands);
  });

  it('except Ctrl+C do nothing while a run is open; leaving it resumes a sweep that was running', () => {
    const away = press(start(), 'enter').state;
    expect(press(away, 'right', 'q', 'enter')).toEqual({ state: away, commands: [] });
    expect(press(away, 'ctrl-c').commands).toEqual([{ type: 'quit', exitCode: 130 }]);
    const back = updateExplore(away, { type: 'back' });
    expect(back.commands).toEqual([{ type: 'resume' }]);
    expect(press(back.state, 'right').state.cursor).toEqual({ column: 1, row: 0 });
    const paused = press(start(), 'space', 'enter').state;
    expect(updateExplore(paused, { type: 'back' }).commands).toEqual([]);
  });

  it('have one meaning each, and a label', () => {
    const keys = MAP_KEYS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { label } of MAP_KEYS) expect(label).not.toBe('');
  });

  it('show why they do nothing, until the next key', () => {
    const whole = updateExplore(start(), { type: 'whole' }).state;
    expect(mapFooter(whole).map(({ key }) => key)).not.toContain('space');
    const after = press(whole, 'space');
    expect(after.commands).toEqual([]);
    expect(after.state.message).toMatch(/nothing to pause/);
    expect(press(after.state, 'right').state.message).toBeNull();
  });

  it('are in the help, with the reason of those that do nothing now', () => {
    const lines = (state: ExploreState) => mapHelp(state).map(({ text }) => text);
    const zoomed = press(start(), '+').state;
    for (const { keys } of MAP_KEYS)
      expect(lines(zoomed).filter((line) => ` ${line}`.slice(0, 18).includes(` ${keys.join(' ')} `))).toHaveLength(1);
    // A whole screen of 80x24 shows it without scrolling.
    expect(lines(zoomed).length).toBeLessThanOrEqual(18);
    const whole = mapHelp(updateExplore(zoomed, { type: 'whole' }).state);
    const muted = whole.flatMap((line) => (line.muted ? [line.text] : [])).join(' ');
    expect(muted.replace(/\s+/g, ' ')).toMatch(/^n N .*there is one map\) space .*nothing to pause\)$/);
    for (const { text } of whole) expect(text.length).toBeLessThanOrEqual(start().size.columns - 6);
  });

  it('zooming out of a part shows a complete map as complete', () => {
    const whole = updateExplore(start(), { type: 'whole' }).state;
    const part = press(whole, '+').state;
    expect(part.progress).toBe('running');
    expect(press(part, '-').state.progress).toBe('whole');
    // Paused cells of the part stay paused.
    expect(press(part, 'space', '-').state.progress).toBe('paused');
    // The map was not complete when it was zoomed, but the sweep is now.
    const done = updateExplore(press(start(), '+').state, { type: 'whole' }).state;
    expect(press(done, '-').state.progress).toBe('whole');
    expect(press(start(), '+', '-').state.progress).toBe('running');
  });

  it('have in the footer the name of what they do now', () => {
    expect(mapFooter(start())).toContainEqual({ id: 'pause', key: 'space', word: 'pause' });
    expect(mapFooter(press(start(), 'space').state)).toContainEqual({ id: 'pause', key: 'space', word: 'go on' });
  });

  it('are in docs/sweep.md', () => {
    const file = 'docs/sweep.md';
    const table = (text: string): string =>
      text.replace(/(<!-- keys:[^>]*-->\n)[\s\S]*?(<!-- \/keys -->)/, `$1\n${mapKeysMarkdown()}\n$2`);
    const text = readFileSync(file, 'utf8');
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, table(text));
    expect(readFileSync(file, 'utf8')).toBe(table(text));
  });
});

describe('the part of the map in sight', () => {
  const within = ({ first, count }: { first: number; count: number }, index: number): boolean =>
    index >= first && index < first + count;

  it('contains the cursor and fits the screen after any keys and any resize', () => {
    const action = fc.oneof(
      fc.constantFrom('left', 'right', 'up', 'down', 'home', 'end', 'pageup', 'pagedown').map((key) => ({
        type: 'key' as const,
        key,
      })),
      fc.record({
        type: fc.constant('resize' as const),
        columns: fc.integer({ min: 1, max: 250 }),
        rows: fc.integer({ min: 1, max: 80 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 120 }),
        fc.integer({ min: 2, max: 90 }),
        fc.array(action, { maxLength: 40 }),
        (columns, rows, actions) => {
          let state = start(columns, rows);
          for (const one of actions) {
            state = updateExplore(state, one).state;
            const frame = frameOf(state);
            expect(within(frame.columns, state.cursor.column) && within(frame.rows, state.cursor.row)).toBe(true);
            expect(frame.columns.first + frame.columns.count).toBeLessThanOrEqual(columns);
            expect(frame.rows.first + frame.rows.count).toBeLessThanOrEqual(rows);
            const needed = neededSize(state);
            if (state.size.columns >= needed.columns && state.size.rows >= needed.rows)
              expect(frame.left + frame.columns.count * frame.cellWidth).toBeLessThanOrEqual(state.size.columns);
          }
        },
      ),
    );
  });

  it('moves only as far as the cursor needs', () => {
    const wide = start(200, 8);
    const { count } = frameOf(wide).columns;
    const atEdge = press(wide, ...Array<string>(count - 1).fill('right')).state;
    expect(frameOf(atEdge).columns.first).toBe(0);
    const beyond = press(atEdge, 'right').state;
    expect(frameOf(beyond).columns.first).toBe(1);
    expect(frameOf(press(beyond, 'left').state).columns.first).toBe(1);
  });

  it('is the whole map if that fits, in the largest cells that fit', () => {
    const { cellWidth, cellHeight, columns, rows } = frameOf(start(10, 8, { columns: 200, rows: 60 }));
    expect([cellWidth, cellHeight, columns, rows]).toEqual([12, 4, { first: 0, count: 10 }, { first: 0, count: 8 }]);
  });
});
