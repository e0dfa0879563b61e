// The dashboard of runs of other programs: every panel, at two sizes, from each fixture.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppState } from '../../src/core/app/state.js';
import { createCanvas, toLines } from '../../src/core/screen/canvas.js';
import { PANEL_NAMES, PANELS } from '../../src/ui/panels/index.js';
import { createPainter, panelView } from '../../src/ui/screen.js';
import { themeOf } from '../../src/ui/themes/index.js';
import { watchedState } from './watchedState.js';

const FOLDER = new URL('../fixtures/foreign/', import.meta.url).pathname;
const LOGS = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));

/** Everything on the screen, and each panel enlarged, now and at an earlier step. */
function linesOf(state: AppState): string[] {
  const lines: string[] = [];
  for (const cursorStep of [null, 1]) {
    const at = { ...state, ui: { ...state.ui, cursorStep } };
    for (const { canvas } of createPainter(false)(at, themeOf('dark'))) lines.push(...toLines(canvas));
    const view = panelView(at, themeOf('dark'), false);
    if (view === null) throw new Error('no run');
    for (const id of PANEL_NAMES) {
      const canvas = createCanvas(state.size.columns - 2, state.size.rows - 6);
      PANELS[id].paint(canvas, { ...view, enlarged: true });
      lines.push(PANELS[id].title(view), ...toLines(canvas));
    }
  }
  return lines;
}

describe.each(LOGS)('%s', (name) => {
  it.each([
    [80, 24],
    [120, 40],
  ])('is shown at %ix%i, with no figure of fifteen digits', (columns, rows) => {
    const lines = linesOf(watchedState(path.join(FOLDER, name), columns, rows));
    expect(lines.filter((line) => /\d\.\d{7}/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(rows);
  });
});

describe('names of layers', () => {
  it('tell the layers of an LSTM apart in the table and in the heatmap', () => {
    const state = watchedState(path.join(FOLDER, 'lstm.jsonl'), 120, 40);
    const names = state.runs.get(state.focus)?.run?.layers?.map(({ name = '' }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    const view = panelView(state, themeOf('dark'), false);
    for (const id of ['layers', 'heatmap'] as const) {
      const canvas = createCanvas(58, 3 + names.length);
      if (view !== null) PANELS[id].paint(canvas, view);
      const shown = toLines(canvas).map((line) => /[a-z][\w….]*/i.exec(line)?.[0] ?? '');
      expect(
        names.filter((one) => !shown.some((word) => word !== '' && matches(word, one))),
        id,
      ).toEqual([]);
    }
  });
  /** Whether a row shows the name, elided or not. */
  const matches = (shown: string, name: string): boolean => {
    const [head = '', tail = ''] = shown.split('…');
    return name.includes(head) && name.includes(tail);
  };
});
