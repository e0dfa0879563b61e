// Renders cells as SVG: sharp at any size and independent of fonts for braille, blocks and lines.
import { hexColour } from '../../runtime/terminal/colour.js';
import { BOLD, CONTINUATION, DEFAULT, DIM, INVERSE, UNDERLINE, type Canvas } from '../../core/screen/canvas.js';
import type { Curve, Point } from '../panels/panel.js';
import { shapes } from './glyphShapes.js';
import { escapeMarkup } from './markup.js';

/** Size of a cell in user units. */
export const CELL = { width: 9, height: 18 } as const;

/** A length in a CSS unit. */
export interface Length {
  readonly value: number;
  readonly unit: string;
}

export interface SvgOptions {
  readonly title: string;
  readonly background: number;
  readonly foreground: number;
  /** Leaves out the rectangle of the background. */
  readonly transparent?: boolean;
  /** Drawn under the glyphs. */
  readonly curves?: readonly Curve[];
  /** Width on paper; the height follows. */
  readonly width?: Length | null;
  readonly cellWidth?: number;
  readonly cellHeight?: number;
}

const FONT = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace";
/** A cell of any size, to ask whether a glyph has shapes. */
const UNIT = { x: 0, y: 0, width: 1, height: 1 } as const;

const number = (value: number): string => String(Math.round(value * 100) / 100);

interface Cell {
  readonly code: number;
  readonly fg: number;
  readonly bg: number;
  readonly attributes: number;
}

/** Deterministic: the same canvas gives the same bytes. */
export function canvasToSvg(canvas: Canvas, options: SvgOptions): string {
  const cw = options.cellWidth ?? CELL.width;
  const ch = options.cellHeight ?? CELL.height;
  const cell = (x: number, y: number): Cell => {
    const i = y * canvas.width + x;
    const attributes = canvas.attributes[i] ?? 0;
    const fg = resolve(canvas.fg[i], options.foreground);
    const bg = resolve(canvas.bg[i], options.background);
    const swap = (attributes & INVERSE) !== 0;
    return { code: canvas.glyph[i] ?? 32, fg: swap ? bg : fg, bg: swap ? fg : bg, attributes };
  };
  const width = canvas.width * cw;
  const height = canvas.height * ch;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ${sides(width, height, options.width)} role="img">`,
    `<title>${escapeMarkup(options.title)}</title>`,
    ...(options.transparent === true
      ? []
      : [`<rect width="${width}" height="${height}" fill="${hexColour(options.background)}"/>`]),
  ];
  const rows = Array.from({ length: canvas.height }, (_, y) =>
    Array.from({ length: canvas.width }, (_, x) => cell(x, y)),
  );
  out.push('<g shape-rendering="crispEdges">', ...backgrounds(rows, cw, ch, options.background), '</g>');
  for (const curve of options.curves ?? []) out.push(...curvePaths(curve, cw, ch));
  out.push(`<g font-family="${FONT}" font-size="${number(ch * 0.8)}" xml:space="preserve">`);
  rows.forEach((row, y) => out.push(...foregrounds(glyphsOf(row), y, cw, ch)));
  out.push('</g>', '</svg>', '');
  return out.join('\n');
}

/** Widths of a line in user units. */
const STRONG = 2;
const THIN = 1.25;

/** Half a cell of dash, half a cell of gap, at the strength of dimmed glyphs. */
const dashes = (cw: number): string => `stroke-dasharray="${number(cw / 2)}" opacity="0.6"`;

function curvePaths({ line, band, colour, strong, dashed }: Curve, cw: number, ch: number): string[] {
  const path = (points: readonly Point[]): string =>
    `M${points.map(([x, y]) => `${number(x * cw)} ${number(y * ch)}`).join('L')}`;
  const fill = hexColour(colour);
  const stroke = `fill="none" stroke="${fill}" stroke-width="${strong ? STRONG : THIN}"`;
  if (dashed === true) return [`<path d="${path(line)}" ${stroke} ${dashes(cw)}/>`];
  return [
    `<path d="${path(band)}z" fill="${fill}" opacity="0.25"/>`,
    `<path d="${path(line)}" ${stroke} stroke-linejoin="round" stroke-linecap="round"/>`,
  ];
}

function sides(width: number, height: number, length?: Length | null): string {
  if (!length) return `width="${width}" height="${height}"`;
  const { value, unit } = length;
  return `width="${value}${unit}" height="${number((value * height) / width)}${unit}"`;
}

const resolve = (colour: number | undefined, fallback: number): number =>
  colour === undefined || colour === DEFAULT ? fallback : colour;

/** Equal parts of consecutive rows are one rectangle. */
function backgrounds(rows: readonly (readonly Cell[])[], cw: number, ch: number, base: number): string[] {
  const out: string[] = [];
  /** Open rectangles by place and colour: their first row. */
  let open = new Map<string, number>();
  for (let y = 0; y <= rows.length; y += 1) {
    const parts = runs(rows[y] ?? [], (a, b) => a.bg === b.bg).flatMap(([x, cells]) =>
      cells[0] === undefined || cells[0].bg === base
        ? []
        : [`x="${x * cw}" width="${cells.length * cw}" fill="${hexColour(cells[0].bg)}"`],
    );
    const next = new Map(parts.map((part) => [part, open.get(part) ?? y]));
    for (const [part, from] of open)
      if (!next.has(part)) out.push(`<rect ${part} y="${from * ch}" height="${(y - from) * ch}"/>`);
    open = next;
  }
  return out;
}

interface Glyph extends Cell {
  /** Its first cell, and its width in cells. */
  readonly x: number;
  readonly cells: number;
}

/** Glyphs of a row; the cell after a wide one has none. */
function glyphsOf(row: readonly Cell[]): Glyph[] {
  const glyphs: Glyph[] = [];
  row.forEach((cell, x) => {
    if (cell.code === CONTINUATION) return;
    glyphs.push({ ...cell, x, cells: row[x + 1]?.code === CONTINUATION ? 2 : 1 });
  });
  return glyphs;
}

function foregrounds(glyphs: readonly Glyph[], y: number, cw: number, ch: number): string[] {
  const out: string[] = [];
  for (const [, alike] of runs(glyphs, (a, b) => a.fg === b.fg && a.attributes === b.attributes)) {
    const first = alike[0];
    if (first === undefined) continue;
    const opacity = (first.attributes & DIM) !== 0 ? ' opacity="0.6"' : '';
    let drawn = '';
    for (const [, letters] of runs(alike, (a, b) => kindOf(a) === kindOf(b))) {
      if (kindOf(letters[0]) === 'shape')
        for (const c of letters) drawn += shapes(c.code, { x: c.x * cw, y: y * ch, width: cw, height: ch });
      else out.push(textRun(letters, y, cw, ch, opacity));
    }
    if (drawn !== '') out.push(`<path d="${drawn}" fill="${hexColour(first.fg)}"${opacity}/>`);
  }
  return out.filter((line) => line !== '');
}

/** Signs are glyphs that a monospaced font may lack, so a fallback font with other widths may draw them. */
function kindOf(glyph: Glyph | undefined): 'shape' | 'letter' | 'sign' {
  if (glyph === undefined || (glyph.code < 127 && glyph.cells === 1)) return 'letter';
  return shapes(glyph.code, UNIT) === '' ? 'sign' : 'shape';
}

/** The characters of a picture that a font must draw. */
export function fontCharacters({ glyph }: Canvas): Set<number> {
  const codes = new Set(glyph);
  for (const code of codes) if (code <= 32 || code === CONTINUATION || shapes(code, UNIT) !== '') codes.delete(code);
  return codes;
}

/** Letters align with the cells by a common text length, signs by individual positions. */
function textRun(glyphs: readonly Glyph[], y: number, cw: number, ch: number, opacity: string): string {
  const value = glyphs.map((c) => String.fromCodePoint(c.code)).join('');
  const first = glyphs[0];
  if (first === undefined || value.trim() === '') return '';
  const weight = (first.attributes & BOLD) !== 0 ? ' font-weight="bold"' : '';
  const line = (first.attributes & UNDERLINE) !== 0 ? ' text-decoration="underline"' : '';
  const place =
    kindOf(first) === 'letter'
      ? `x="${number(first.x * cw)}" textLength="${number(glyphs.length * cw)}"`
      : // A place for each UTF-16 unit, as SVG counts.
        `x="${glyphs.flatMap((c) => Array<string>(c.code > 0xffff ? 2 : 1).fill(number(c.x * cw))).join(' ')}"`;
  return (
    `<text ${place} y="${number(y * ch + ch * 0.75)}" fill="${hexColour(first.fg)}"${weight}${line}${opacity}>` +
    `${escapeMarkup(value)}</text>`
  );
}

/** Splits a row into runs of equal neighbors: [index of the first, members]. */
function runs<T>(row: readonly T[], alike: (a: T, b: T) => boolean): [number, T[]][] {
  const result: [number, T[]][] = [];
  row.forEach((item, index) => {
    const last = result.at(-1);
    const previous = last?.[1].at(-1);
    if (last !== undefined && previous !== undefined && alike(previous, item)) last[1].push(item);
    else result.push([index, [item]]);
  });
  return result;
}
