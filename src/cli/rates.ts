// Limits of the rates that a flag or the configuration file sets.
import { UserError } from '../core/userError.js';

export const DEFAULT_FPS = 8;
const [LEAST_FPS, MOST_FPS] = [0.5, 30];
const MOST_PACE = 1000;

/** Frames a second of a screen. */
export const FPS = {
  allowed: `a number from ${LEAST_FPS} to ${MOST_FPS}`,
  fits: (value: unknown): value is number => typeof value === 'number' && value >= LEAST_FPS && value <= MOST_FPS,
};

/** Epochs a second. */
export const PACE = {
  allowed: `a number above 0, at most ${MOST_PACE}`,
  fits: (value: unknown): value is number => typeof value === 'number' && value > 0 && value <= MOST_PACE,
};

/** @throws UserError */
export function parseFps(text: string): number {
  const fps = Number(text);
  if (text.trim() !== '' && FPS.fits(fps)) return fps;
  throw new UserError([`--fps: ${JSON.stringify(text)} is not allowed; allowed: ${FPS.allowed}`]);
}
