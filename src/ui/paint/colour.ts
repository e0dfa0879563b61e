// Mixes 0xRRGGBB colours: ramps of the heatmap, tints of the scatter plot.
import { DEFAULT } from '../../core/screen/canvas.js';

const channel = (colour: number, shift: number): number => (colour >> shift) & 0xff;

/** Linear mix in sRGB; share 0 is a, 1 is b. A terminal default cannot be mixed, so the nearer colour is returned. */
export function mix(a: number, b: number, share: number): number {
  if (a === DEFAULT || b === DEFAULT) return share < 0.5 ? a : b;
  const part = (shift: number): number =>
    Math.round(channel(a, shift) + (channel(b, shift) - channel(a, shift)) * share) << shift;
  return part(16) | part(8) | part(0);
}

/** Colour at `fraction` 0..1 (clamped) of a ramp of evenly spaced stops; DEFAULT for an empty ramp. */
export function rampColour(ramp: readonly number[], fraction: number): number {
  const last = ramp.length - 1;
  if (last < 0) return DEFAULT;
  const at = Math.min(1, Math.max(0, fraction)) * last;
  const low = Math.min(last, Math.floor(at));
  return mix(ramp[low] ?? DEFAULT, ramp[Math.min(last, low + 1)] ?? DEFAULT, at - low);
}

/** Black or white, whichever is legible on `background` (relative luminance, Rec. 709 weights). */
export function inkOn(background: number): number {
  if (background === DEFAULT) return DEFAULT;
  const luminance =
    0.2126 * channel(background, 16) + 0.7152 * channel(background, 8) + 0.0722 * channel(background, 0);
  return luminance > 120 ? 0x000000 : 0xffffff;
}
