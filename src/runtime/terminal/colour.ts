// The colour depth of the terminal, and colours as escape codes at that depth. Only this module decides about colours.
import { terminalOf } from './identity.js';

export const COLOUR_DEPTHS = ['none', '16', '256', 'truecolor'] as const;
export type ColourDepth = (typeof COLOUR_DEPTHS)[number];

/**
 * From the environment, in this order: NO_COLOR (any value), FORCE_COLOR (0..3), no terminal, TERM=dumb, COLORTERM, the terminal,
 * TERM.
 * @see https://no-color.org
 */
export function colourDepth(environment: Readonly<Record<string, string | undefined>>, isTTY: boolean): ColourDepth {
  const { NO_COLOR, FORCE_COLOR, COLORTERM = '', TERM = '' } = environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return 'none';
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') {
    const level = FORCE_COLOR === 'true' ? 1 : FORCE_COLOR === 'false' ? 0 : Number(FORCE_COLOR);
    return COLOUR_DEPTHS[Math.max(0, Math.min(3, Number.isFinite(level) ? level : 1))] ?? '16';
  }
  if (!isTTY || TERM === 'dumb') return 'none';
  if (/truecolor|24bit/i.test(COLORTERM) || /-direct$/.test(TERM)) return 'truecolor';
  if (terminalOf(environment).trueColour) return 'truecolor';
  if (/256/.test(TERM)) return '256';
  return TERM === '' ? 'none' : '16';
}

/** The sixteen ANSI colours as xterm shows them. */
export const ANSI: readonly number[] = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
  0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];
/** `#rrggbb`. */
export const hexColour = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`;
const CUBE = [0, 95, 135, 175, 215, 255] as const;

const channels = (colour: number): [number, number, number] => [
  (colour >> 16) & 255,
  (colour >> 8) & 255,
  colour & 255,
];

function distance(a: number, b: number): number {
  const [r, g, b1] = channels(a);
  const [r2, g2, b2] = channels(b);
  // Weights follow the eye: green most, blue least.
  return 2 * (r - r2) ** 2 + 4 * (g - g2) ** 2 + 3 * (b1 - b2) ** 2;
}

/** Index into the 256 colours: the nearer of the 6x6x6 cube and the 24 greys. */
function to256(colour: number): number {
  const index = channels(colour).map((value) => {
    let best = 0;
    CUBE.forEach((level, i) => {
      if (Math.abs(level - value) < Math.abs((CUBE[best] ?? 0) - value)) best = i;
    });
    return best;
  });
  const [r = 0, g = 0, b = 0] = index;
  const cube = ((CUBE[r] ?? 0) << 16) | ((CUBE[g] ?? 0) << 8) | (CUBE[b] ?? 0);
  const [cr, cg, cb] = channels(colour);
  const grey = Math.max(0, Math.min(23, Math.round(((cr + cg + cb) / 3 - 8) / 10)));
  const level = 8 + 10 * grey;
  const greyColour = (level << 16) | (level << 8) | level;
  return distance(colour, greyColour) < distance(colour, cube) ? 232 + grey : 16 + 36 * r + 6 * g + b;
}

function to16(colour: number): number {
  let best = 0;
  ANSI.forEach((candidate, i) => {
    if (distance(candidate, colour) < distance(ANSI[best] ?? 0, colour)) best = i;
  });
  return best;
}

const cache = new Map<number, string>();

/** SGR parameters of a foreground (or background) colour; empty without colours. Negative: the terminal's default. */
export function sgrColour(colour: number, background: boolean, depth: ColourDepth): string {
  if (depth === 'none') return '';
  if (colour < 0) return background ? '49' : '39';
  const key = (colour * 2 + (background ? 1 : 0)) * 4 + COLOUR_DEPTHS.indexOf(depth);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const code = sgr(colour, background, depth);
  if (cache.size > 20_000) cache.clear();
  cache.set(key, code);
  return code;
}

function sgr(colour: number, background: boolean, depth: ColourDepth): string {
  if (depth === 'truecolor') return `${background ? 48 : 38};2;${channels(colour).join(';')}`;
  if (depth === '256') return `${background ? 48 : 38};5;${to256(colour)}`;
  const index = to16(colour);
  return String((index < 8 ? 30 + index : 90 + index - 8) + (background ? 10 : 0));
}

/**
 * Makes Ink write true colours, which the surface reduces to the terminal's depth. Ink's colour library reads these two
 * variables when it loads (FORCE_COLOR alone falls back to 16 colours under TERM=xterm or screen), so call this first, and read
 * `colourDepth` before it.
 */
export function allInkColours(environment: Record<string, string | undefined>): void {
  environment['FORCE_COLOR'] = '3';
  environment['COLORTERM'] = 'truecolor';
}
