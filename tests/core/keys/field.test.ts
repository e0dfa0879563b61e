// Fields take characters of one and of two cells, and pasted text; a paste elsewhere presses no key.
import { describe, expect, it } from 'vitest';
import { typed } from '../../../src/core/keys/find.js';
import { takesText } from '../../../src/core/app/overlays.js';
import { textWidth } from '../../../src/core/text/width.js';
import { parseInput } from '../../../src/runtime/terminal/input.js';
import { paletteBox } from '../../../src/ui/overlays/palette.js';
import { themeOf } from '../../../src/ui/themes/index.js';
import { running } from '../app/helpers.js';

const paste = (text: string): string => `\u001b[200~${text}\u001b[201~`;

describe('a field', () => {
  it('takes wide characters and loses them whole', () => {
    expect(typed('a', '漢')).toBe('a漢');
    expect(typed('a😀', 'backspace')).toBe('a');
    for (const key of ['\u0301', '\u200d', '\u0007', 'left']) expect(typed('a', key)).toBeNull();
  });

  it.each(['ctrl-p', '/'])('of the dashboard takes text: %s', (key) => {
    const dash = running();
    expect(takesText(dash.state)).toBe(false);
    dash.press(key);
    expect(takesText(dash.state)).toBe(true);
    expect(dash.press('漢', 'q', 'space').state.ui.promptText).toBe('漢q ');
  });

  it('keeps the columns of its list in place beside wide names', () => {
    const entry = (name: string) => ({ id: name, keys: [], label: 'LABEL', disabled: null });
    const box = paletteBox(
      { found: [entry('plain'), entry('漢字漢字')], text: '漢', chosen: 0, size: { columns: 80, rows: 24 } },
      { theme: themeOf('dark'), ascii: false },
    );
    const places = box.lines.slice(0, 2).map(({ text }) => textWidth(text.slice(0, text.indexOf('LABEL'))));
    expect(places[1]).toBe(places[0]);
  });
});

describe('pasted text', () => {
  it.each([
    ['two\r\nlines\tand \u001b[31mcolour', 'two lines and colour'],
    ['漢 q', '漢 q'],
  ])('is one clean line: %j', (text, line) => {
    expect(parseInput(paste(text))).toEqual({ inputs: [{ pasted: line }], rest: '' });
  });

  it('presses no key, however long it is and in whatever pieces it arrives', () => {
    const long = `${'q\u001b[20'.repeat(500)}z1~${'x'.repeat(3000)}`;
    const bytes = paste(long);
    for (const size of [1, 7, 100, 1000]) {
      let rest = '';
      const inputs: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        const parsed = parseInput(rest + bytes.slice(at, at + size));
        inputs.push(...parsed.inputs);
        ({ rest } = parsed);
      }
      expect(rest).toBe('');
      expect(inputs.filter((input) => typeof input === 'string')).toEqual([]);
      expect(inputs).toHaveLength(1);
    }
  });
});
