// One cell of a heatmap: log10 of a magnitude as a colour, or as a glyph without colours, and marks for values without a logarithm.
import type { Look, Theme } from '../themes/theme.js';
import type { Span } from '../../core/screen/area.js';
import { put, text, textIn, type Canvas } from '../../core/screen/canvas.js';
import { inkOn, rampColour } from './colour.js';
import { code, glyphs } from './glyphs.js';
import { decadeLabel } from './scale.js';
import type { Columns } from './columns.js';

/** Decades that the ramp spans: 10^low .. 10^high. */
export interface HeatScale {
  readonly low: number;
  readonly high: number;
}

/** The pinned scale, equal for all runs and times; it covers the gradients of float32 networks. */
export const PINNED: HeatScale = { low: -10, high: 1 };

export type Heat =
  | { readonly kind: 'none' }
  | { readonly kind: 'zero' }
  | { readonly kind: 'value'; readonly fraction: number }
  /** A non-finite value among the samples; `fraction` describes the finite ones, or is null. */
  | { readonly kind: 'nan' | 'infinite'; readonly fraction: number | null };

/** Position of a positive magnitude on the scale, clamped to 0..1. */
export function heatFraction(scale: HeatScale, value: number): number {
  const fraction = (Math.log10(value) - scale.low) / Math.max(1e-9, scale.high - scale.low);
  return Math.min(1, Math.max(0, fraction));
}

/** One value, exact. */
export function heatOf(scale: HeatScale, value: number | null | undefined): Heat {
  if (value === null || value === undefined) return { kind: 'none' };
  if (Number.isNaN(value)) return { kind: 'nan', fraction: null };
  if (!Number.isFinite(value)) return { kind: 'infinite', fraction: null };
  if (value <= 0) return { kind: 'zero' };
  return { kind: 'value', fraction: heatFraction(scale, value) };
}

/** The mean of the finite samples of column `x`; one non-finite sample marks the cell. */
export function heatOfColumn(scale: HeatScale, columns: Columns, x: number): Heat {
  if (columns.samples(x) === 0) return { kind: 'none' };
  const mean = columns.mean(x);
  const fraction = mean > 0 ? heatFraction(scale, mean) : null;
  if (columns.nonFinite(x) > 0) {
    const infinite = Math.abs(columns.last(x)) === Infinity;
    return { kind: infinite ? 'infinite' : 'nan', fraction };
  }
  return fraction === null ? { kind: 'zero' } : { kind: 'value', fraction };
}

const LOUD: Record<Heat['kind'], number> = { none: 0, zero: 1, value: 2, infinite: 3, nan: 4 };

/** The larger of two, for rows that combine layers. */
export function louder(a: Heat, b: Heat): Heat {
  if (a.kind === 'value' && b.kind === 'value') return a.fraction >= b.fraction ? a : b;
  return LOUD[a.kind] >= LOUD[b.kind] ? a : b;
}

/** Shades over the whole ramp: four per decade on the pinned scale, about what an eye can distinguish. The mean of a filling
 * column fluctuates; without steps every frame would send each of its cells again. */
const SHADES = 44;

/** The ramp's colour at a position of the scale. */
export const heatColour = (theme: Theme, fraction: number): number =>
  rampColour(theme.ramp, Math.round(fraction * SHADES) / SHADES);

/** Paints one cell. */
export function paintHeat(canvas: Canvas, x: number, y: number, heat: Heat, { theme, ascii }: Look): void {
  const set = glyphs(ascii);
  if (heat.kind === 'none') return put(canvas, x, y, 32);
  if (heat.kind === 'zero') return put(canvas, x, y, code(set.zero), { fg: theme.muted });
  if (heat.kind !== 'value') {
    const background = heat.fraction === null || theme.rampless ? {} : { bg: heatColour(theme, heat.fraction) };
    const glyph = heat.kind === 'nan' ? set.nan : set.infinite;
    return put(canvas, x, y, code(glyph), { fg: theme.alarm, ...background, attributes: 1 });
  }
  if (theme.rampless) return put(canvas, x, y, code(densityGlyph(heat.fraction, ascii)));
  put(canvas, x, y, 32, { bg: heatColour(theme, heat.fraction) });
}

/** Glyph of a magnitude without colour. */
export function densityGlyph(fraction: number, ascii: boolean): string {
  const { density } = glyphs(ascii);
  return density[Math.min(density.length - 1, Math.floor(fraction * density.length))] ?? ' ';
}

/**
 * The legend in a span: the ramp with its decades, and the marks of 0, NaN and infinity if they fit. A narrow legend shows
 * the ramp between its ends.
 */
export function paintLegend(canvas: Canvas, span: Span, scale: HeatScale, look: Look): void {
  const { x, y, width } = span;
  const { theme, ascii } = look;
  const set = glyphs(ascii);
  const muted = { fg: theme.muted };
  const marks = `   ${set.zero} zero  ${set.nan} NaN  ${set.infinite} Inf`;
  const shortMarks = `  ${set.zero}=0 ${set.nan}=NaN ${set.infinite}=Inf`;
  const low = `${decadeLabel(scale.low)} `;
  const high = ` ${decadeLabel(scale.high)}`;
  const marksUsed = width >= 44 + marks.length ? marks : width >= 26 + shortMarks.length ? shortMarks : '';
  const room = width - marksUsed.length - low.length - high.length;
  if (room < 2) {
    textIn(canvas, span, `${low.trim()}..${high.trim()}`, muted);
    return;
  }
  const decades = Math.max(1, Math.round(scale.high - scale.low));
  const cells = Math.min(room, decades * Math.max(1, Math.min(4, Math.floor(room / decades))));
  text(canvas, x, y, low, muted);
  const ramp = { x: x + low.length, y, width: cells };
  for (let at = 0; at < cells; at += 1)
    paintHeat(canvas, ramp.x + at, y, { kind: 'value', fraction: (at + 0.5) / cells }, look);
  labelDecades(canvas, ramp, scale, look);
  const after = low.length + cells;
  textIn(canvas, { x: x + after, y, width: width - after }, high + marksUsed, muted);
}

/** Exponents inside the ramp, at least two cells apart. */
function labelDecades(canvas: Canvas, { x, y, width }: Span, scale: HeatScale, { theme }: Look): void {
  if (theme.rampless) return;
  const perDecade = width / Math.max(1, scale.high - scale.low);
  const every = Math.ceil(4 / perDecade);
  for (let power = Math.ceil(scale.low) + every; power < scale.high; power += every) {
    const label = String(power);
    const at = Math.round((power - scale.low) * perDecade) - Math.floor(label.length / 2);
    if (at + label.length > width) break;
    for (let i = 0; i < label.length; i += 1) {
      const background = rampColour(theme.ramp, (at + i + 0.5) / width);
      put(canvas, x + at + i, y, code(label[i] ?? ' '), { fg: inkOn(background), bg: background });
    }
  }
}
