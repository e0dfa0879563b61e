// The Markdown subset of lesson texts: what is read, and how it looks with styles, without colours and in ASCII.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allPresets } from '../../src/cli/presets.js';
import { unmarked } from '../../src/core/lesson/prose.js';
import { BOLD, UNDERLINE } from '../../src/core/screen/canvas.js';
import { textWidth } from '../../src/core/text/width.js';
import { readDocument } from '../../src/documents/read.js';
import { readMarkdown } from '../../src/lesson/markdown.js';
import { parseLesson } from '../../src/lesson/parse.js';
import { proseLines } from '../../src/ui/lesson/prose.js';
import { themeAt, themeOf } from '../../src/ui/themes/index.js';
import { fc } from '../helpers/property.js';

const dark = { theme: themeOf('dark'), ascii: false };
const style = { fg: 1 };
const drawn = (text: string, width = 40, look: Parameters<typeof proseLines>[4] = dark): string[] =>
  proseLines(readMarkdown(text), { text }, width, style, look).flatMap((lines) => lines.map((line) => line.text));

it.each([
  ['paragraphs', 'one\ntwo\n\nthree', ['one two', 'three']],
  ['emphasis', 'a *b* **c** ***d***', ['a b c d']],
  ['code', 'press `x` and `a  b`', ['press x and a b']],
  ['a list', 'now\n\n- one\n- two\n  - three', ['now', '• one', '• two', '  • three']],
  ['a numbered list', '3. one\n4. two', ['3. one', '4. two']],
  ['an item of several lines', '- one two three four five six', ['• one two', '  three', '  four five', '  six']],
  ['fenced code', '```\nw -= rate  * g\n  b\n```', ['  w -= rate  * g', '    b']],
  ['a line break', 'one\\\ntwo  \nthree', ['one', 'two', 'three']],
  ['escapes', '2 \\* 3 \\_x\\_', ['2 * 3 _x_']],
  ['what is no mark', 'h_1 * 3 < 4 & x~y ~z', ['h_1 * 3 < 4', '& x~y ~z']],
  ['other Markdown as it is', '# a\n\n> b\n\n[c](d) <b>e</b>', ['# a', '> b', '[c](d)', '<b>e</b>']],
])('%s', (what, text, lines) => {
  expect(drawn(text, /item|mark|other/.test(what) ? 11 : 40)).toEqual(lines);
});

describe('styles', () => {
  const parts = (text: string) => proseLines(readMarkdown(text), { text }, 60, style, dark)[0]![0]!.parts;

  it('mark emphasis, strong and code, also in each other', () => {
    expect(parts('a **b c** *d* `e` **f `g`**')).toEqual([
      { text: 'a ', style },
      { text: 'b c', style: { ...style, attributes: BOLD } },
      { text: ' ', style },
      { text: 'd', style: { ...style, attributes: UNDERLINE } },
      { text: ' ', style },
      { text: 'e', style: { fg: dark.theme.info, attributes: 0 } },
      { text: ' ', style },
      // The space within bold text is bold.
      { text: 'f ', style: { ...style, attributes: BOLD } },
      { text: 'g', style: { fg: dark.theme.info, attributes: BOLD } },
    ]);
    expect(parts('plain')).toBeUndefined();
  });

  it.each([
    ['without colours', { theme: themeAt('dark', 'none'), ascii: false }],
    ['in ASCII', { ...dark, ascii: true }],
  ])('are plain marks %s', (_, look) => {
    expect(drawn('a **b** *c* `d` `e f`', 40, look)).toEqual(['a *b* _c_ `d` `e f`']);
    expect(drawn('- 2 × 3', 40, { ...look, ascii: true })).toEqual(['- 2 x 3']);
  });
});

const page = readFileSync(new URL('../../docs/writing-lessons.md', import.meta.url), 'utf8');

it('looks as documented', () => {
  const section = /^## Text$([\s\S]*?)^## /m.exec(page)![1]!;
  const [, step = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(section)!;
  const [, shown = ''] = /^```text\n([\s\S]*?)^```$/m.exec(section)!;
  const [{ text = '' } = {}] = readDocument(step).value as { readonly text?: string }[];
  expect(drawn(text, 58, { ...dark, ascii: true })).toEqual(shown.trimEnd().split('\n'));
});

it('reads cleaned text only', () => {
  const lesson = parseLesson(
    'name: x\ntitle: t\nteaches: y\nsteps:\n  - { title: a, preset: relu, text: "**a\\e[31m** &#27; \\u202e`b\\a`" }',
    'x.yaml',
    { presets: allPresets(), panels: [] },
  );
  expect([...lesson.prose!.values()]).toEqual([
    [{ kind: 'paragraph', runs: [{ text: 'a', strong: true }, { text: ' ' }, { text: 'b', code: true }] }],
  ]);
});

it('keeps every letter of a text without marks, in lines that fit', () => {
  const words = fc.array(fc.stringMatching(/^[a-z0-9,.äñ漢]{1,12}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: 50 }), (list, width) => {
      const text = list.join(' ');
      const lines = proseLines(unmarked(text), { text }, width, style, dark).flat();
      for (const line of lines) expect(textWidth(line.text)).toBeLessThanOrEqual(width);
      const letters = lines.map((line) => line.text).join('');
      expect(letters.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});

it('draws the parts of a line in its order, whatever the width', () => {
  const piece = fc.constantFrom('**bold words**', '*lean*', '`code x`', 'word', 'more words', '`a` `b`', '**a** *b*');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.integer({ min: 4, max: 60 }), (pieces, width) => {
      const text = pieces.join(' ');
      for (const line of proseLines(readMarkdown(text), { text }, width, style, dark).flat()) {
        expect(textWidth(line.text)).toBeLessThanOrEqual(width);
        if (line.parts) expect(line.parts.map((part) => part.text).join('')).toBe(line.text);
      }
    }),
  );
});
