// Lesson texts as lines of cells: wrapped, with styles; without colours or in ASCII the marks stay visible. Pure.
import { unmarked, type Block, type Item, type Prose, type Run } from '../../core/lesson/prose.js';
import { BOLD, UNDERLINE, type Style } from '../../core/screen/canvas.js';
import { plainProse } from '../../core/text/ascii.js';
import { fitText, textWidth } from '../../core/text/width.js';
import { wrapRow } from '../chrome/row.js';
import type { Theme } from '../themes/theme.js';

export interface Part {
  readonly text: string;
  readonly style: Style;
}

export interface Line {
  readonly text: string;
  readonly style?: Style;
  /** The text in pieces, where they differ in style. */
  readonly parts?: readonly Part[];
  /** The key that a click on it presses. */
  readonly key?: string;
}

export interface ProseLook {
  readonly ascii: boolean;
  /** Null: only the texts and their length are needed, with the marks. */
  readonly theme: Theme | null;
}

/** Paragraphs, lists and code in lines of at most `width` cells. `before` begins the first paragraph. */
export function proseLines(
  prose: Prose | undefined,
  { text, before = '' }: { readonly text: string; readonly before?: string },
  width: number,
  style: Style,
  look: ProseLook,
): Line[][] {
  const [first, ...others] = prose ?? unmarked(text);
  const lead: Run = { text: before };
  const blocks: Prose =
    first?.kind === 'paragraph'
      ? [{ ...first, runs: [lead, ...first.runs] }, ...others]
      : [
          ...(before === '' ? [] : [{ kind: 'paragraph', runs: [lead] } as const]),
          ...(first ? [first] : []),
          ...others,
        ];
  return blocks.map((block) => blockLines(block, width, style, look));
}

function blockLines(block: Block, width: number, style: Style, look: ProseLook): Line[] {
  switch (block.kind) {
    case 'paragraph':
      return runLines(block.runs, width, style, look);
    case 'list':
      return block.items.flatMap((item) => itemLines(item, width, style, look));
    case 'code': {
      const code = look.theme === null ? style : { ...style, fg: look.theme.info };
      return block.lines
        .flatMap((line) => cut(plainProse(line, look.ascii), width - CODE_INDENT))
        .map((line) => ({ text: `${' '.repeat(CODE_INDENT)}${line}`, style: code }));
    }
  }
}
/** Cells left of code, and of the items of a list in a list. */
const CODE_INDENT = 2;

function itemLines({ mark, level, runs }: Item, width: number, style: Style, look: ProseLook): Line[] {
  const bullet = `${' '.repeat(level * CODE_INDENT)}${mark === '-' && !look.ascii ? '•' : mark} `;
  const hang = ' '.repeat(textWidth(bullet));
  return runLines(runs, Math.max(1, width - hang.length), style, look).map((line, at) => {
    const lead = at === 0 ? bullet : hang;
    const parts = line.parts ?? [{ text: line.text, style }];
    return { ...line, text: lead + line.text, parts: [{ text: lead, style }, ...parts] };
  });
}

/** Code keeps its spaces and breaks anywhere. */
function cut(line: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (width > 1 && textWidth(rest) > width) {
    const piece = fitText(rest, width, '') || [...rest].slice(0, 1).join('');
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

/** Wraps the text; each piece of a line keeps the style of its run. */
function runLines(runs: readonly Run[], width: number, style: Style, look: ProseLook): Line[] {
  return brokenRows(runs.map((run) => drawnRun(run, style, look)))
    .flatMap((row) => wrapRow(row, width))
    .map((row) => {
      const text = row.map((span) => span.text).join('');
      const parts = row.map((span): Part => ({ text: span.text, style: span.style ?? style }));
      return parts.some((part) => part.style !== style) ? { text, style, parts } : { text, style };
    });
}

/** The parts between line breaks, with single spaces and without spaces at their ends; neighbours of one style are one part. */
function brokenRows(parts: readonly Part[]): Part[][] {
  const rows: { text: string; style: Style }[][] = [[]];
  for (const { text, style } of parts)
    text.split('\n').forEach((piece, at) => {
      if (at > 0) rows.push([]);
      const row = rows.at(-1) ?? [];
      const last = row.at(-1);
      const squeezed = piece.replace(/\s+/g, ' ');
      const own = last === undefined || last.text.endsWith(' ') ? squeezed.trimStart() : squeezed;
      if (last?.style === style) last.text += own;
      else if (own !== '') row.push({ text: own, style });
    });
  for (const row of rows) {
    const last = row.at(-1);
    if (last !== undefined) last.text = last.text.trimEnd();
  }
  return rows.map((row) => row.filter(({ text }) => text !== ''));
}

function drawnRun({ text, strong, emphasis, code }: Run, style: Style, { theme, ascii }: ProseLook): Part {
  const words = plainProse(text, ascii);
  if (theme === null || ascii || theme.colourless) {
    const inner = code === true ? `\`${words}\`` : words;
    const leaning = emphasis === true ? `_${inner}_` : inner;
    return { text: strong === true ? `*${leaning}*` : leaning, style };
  }
  if (strong !== true && emphasis !== true && code !== true) return { text: words, style };
  const attributes = (style.attributes ?? 0) | (strong === true ? BOLD : 0) | (emphasis === true ? UNDERLINE : 0);
  return { text: words, style: { ...style, attributes, ...(code === true ? { fg: theme.info } : {}) } };
}
