// The glossary: well-formed, complete for what the panels show, and readable in every window.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GLOSSARY, TERM_GROUPS, termsOf, type TermGroup } from '../../../src/core/text/glossary.js';
import { SORT_KEYS } from '../../../src/core/app/state.js';
import { glossaryLines } from '../../../src/core/app/glossaryLines.js';
import { helpColumns } from '../../../src/core/app/helpColumns.js';
import { helpRows } from '../../../src/core/app/keyTable.js';
import { textWidth } from '../../../src/core/text/width.js';
import { overlayLayer } from '../../../src/ui/overlays/index.js';
import { themeAt } from '../../../src/ui/themes/index.js';
import { Dash } from '../app/helpers.js';

const ui = path.resolve(import.meta.dirname, '../../../src/ui');
const groups = Object.keys(TERM_GROUPS) as TermGroup[];
const terms = groups.flatMap((group) => termsOf(group));
const sized = (columns: number, rows: number): Dash => new Dash().do({ type: 'resize', columns, rows });
const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('the glossary', () => {
  it('has short terms with one line of ASCII each', () => {
    expect(terms).toHaveLength(Object.keys(GLOSSARY).length);
    for (const [term, meaning] of terms) {
      expect(textWidth(term), term).toBeLessThanOrEqual(20);
      expect(meaning, term).toMatch(/^[ -~]{10,120}$/);
      expect(meaning, term).not.toMatch(/\.$/);
    }
  });

  it('has every column by which runs are sorted', () => {
    const columns = SORT_KEYS.filter((key) => key !== 'place');
    expect(columns.filter((key) => !(key in GLOSSARY))).toEqual([]);
  });

  it('has every abbreviation in the texts of panels and header', () => {
    const all = terms.map(([term, meaning]) => `${term} ${meaning}`).join(' ');
    const files = ['panels', 'chrome'].flatMap((folder) =>
      readdirSync(path.join(ui, folder)).map((file) => readFileSync(path.join(ui, folder, file), 'utf8')),
    );
    const found = new Set(
      files
        .flatMap((text) => [...text.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)])
        .map(([, one = '', two = '', three = '']) =>
          (one + two + three).replaceAll(/\$\{[^}]*\}|--[a-z]+ [A-Z]+/g, ' '),
        )
        .flatMap((text) => text.match(/\b[A-Z]{2,}\b|\bR2?\b|\b[a-z]+:[a-z]\b|\b[a-z]{3,}\.(?=$| )|\blog10\b/g) ?? []),
    );
    expect(found.size).toBeGreaterThan(8);
    expect([...found].filter((word) => !all.includes(word))).toEqual([]);
  });
});

describe.each([
  [60, 18],
  [80, 24],
  [120, 40],
])('in %ix%i', (columns, rows) => {
  it.each([false, true])('keys and words are shown whole, ASCII %s', (ascii) => {
    for (const overlay of ['help', 'glossary'] as const) {
      const dash = sized(columns, rows).press('?', ...(overlay === 'help' ? [] : ['tab']), 'home');
      const seen: string[] = [];
      for (let page = 0; page < 20; page += 1) {
        const { canvas } = overlayLayer(dash.state, themeAt('dark', 'truecolor'), ascii)!;
        const width = canvas.width;
        const lines = Array.from({ length: canvas.height }, (_, y) =>
          String.fromCodePoint(...canvas.glyph.subarray(y * width, (y + 1) * width)),
        );
        seen.push(...lines.slice(1, -2).map((line) => line.slice(2, -2)));
        dash.press('pagedown');
      }
      expect(seen.filter((line) => /(…|~)\s*$/.test(line))).toEqual([]);
    }
  });

  it('every word and every key is there, no line too wide', () => {
    const { state } = sized(columns, rows);
    const glossary = glossaryLines(state).map(({ text }) => text);
    const keys = helpColumns(state);
    for (const text of glossary) expect(textWidth(text)).toBeLessThanOrEqual(columns - 6);
    const shown = words(glossary.join(' '));
    for (const [term, meaning] of terms) expect(shown).toContain(words(`${term} ${meaning}`));
    if (keys.length > 1) return;
    for (const { text } of keys.flat()) expect(textWidth(text)).toBeLessThanOrEqual(columns - 6);
    const help = words(keys.flatMap((lines) => lines.map(({ text }) => text)).join(' '));
    for (const row of helpRows(state)) expect(help).toContain(words(`${row.keys} ${row.text}`));
  });
});

describe('tab in the help', () => {
  it('opens the words of the focused panel, and goes back to the keys', () => {
    const dash = sized(60, 18).do({ type: 'intent', intent: { type: 'ui', patch: { focusPanel: 'weights' } } });
    dash.press('?', 'tab');
    expect(dash.state.ui.overlay).toBe('glossary');
    expect(glossaryLines(dash.state)[dash.state.ui.scroll]).toMatchObject({ text: TERM_GROUPS.weights, title: true });
    expect(dash.press('tab').state.ui).toMatchObject({ overlay: 'help', scroll: 0 });
    expect(dash.press('right', 'esc').state.ui.overlay).toBeNull();
  });
});
