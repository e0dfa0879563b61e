// Rows of styled text: cut and wrapped with their styles.
import { expect, it } from 'vitest';
import { BOLD, createCanvas, toLines } from '../../../src/core/screen/canvas.js';
import { wrap } from '../../../src/core/text/wrap.js';
import { fc } from '../../helpers/property.js';
import { fitRow, paintRow, rowWidth, wrapRow, type Row } from '../../../src/ui/chrome/row.js';

const bold = { attributes: BOLD };
const textOf = (row: Row): string => row.map((span) => span.text).join('');

it('cuts a row in its styles, with the ellipsis in the style of what is cut', () => {
  const row: Row = [{ text: 'layer ' }, { text: 'h5-h7', style: bold }, { text: ' vanishes' }];
  expect(fitRow(row, 20)).toBe(row);
  expect(fitRow(row, 9)).toEqual([{ text: 'layer ' }, { text: 'h5…', style: bold }]);
  expect(fitRow(row, 7)).toEqual([{ text: 'layer ' }, { text: '…', style: bold }]);
});

it('never leaves half of a wide character', () => {
  expect(fitRow([{ text: '学習率' }], 4)).toEqual([{ text: '学…' }]);
});

it('wraps a row where its text wraps, and keeps every style', () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  const spans = fc.array(fc.record({ text: fc.array(word, { minLength: 1 }).map((words) => `${words.join(' ')} `) }));
  fc.assert(
    fc.property(spans, fc.integer({ min: 4, max: 30 }), (row, width) => {
      const styled = row.map((span, i) => ({ ...span, style: { fg: i } }));
      const lines = wrapRow(styled, width);
      expect(lines.map(textOf)).toEqual(wrap(textOf(row), width));
      for (const line of lines) expect(rowWidth(line)).toBeLessThanOrEqual(width);
      const kept = lines.flat().map(({ text, style }) => [text.replaceAll(' ', ''), style?.fg]);
      styled.forEach(({ text }, i) => {
        const mine = kept.flatMap(([piece, fg]) => (fg === i ? [piece] : []));
        expect(mine.join('')).toBe(text.replaceAll(' ', ''));
      });
    }),
    { numRuns: 60 },
  );
});

it('paints a row into cells', () => {
  const canvas = createCanvas(12, 1);
  paintRow(canvas, 0, [{ text: ' loss' }, { text: ' 0.693', style: bold }]);
  expect(toLines(canvas)).toEqual([' loss 0.693']);
  expect([...canvas.attributes.slice(4, 8)]).toEqual([0, BOLD, BOLD, BOLD]);
});
