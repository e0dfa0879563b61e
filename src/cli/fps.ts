// Frames a second of a screen.
import { UserError } from '../core/userError.js';

export const DEFAULT_FPS = 8;
const [LEAST, MOST] = [0.5, 30];

/** @throws UserError */
export function parseFps(text: string): number {
  const fps = Number(text);
  if (text.trim() !== '' && fps >= LEAST && fps <= MOST) return fps;
  throw new UserError([`--fps: ${JSON.stringify(text)} is not allowed; allowed: a number from ${LEAST} to ${MOST}`]);
}
