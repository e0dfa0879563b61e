// The mouse as a terminal reports it (SGR, mode 1006). Places are cells from 0.
import type { PtySession } from './pty.js';

const report = (code: number, x: number, y: number, end = 'M'): string => `\u001b[<${code};${x + 1};${y + 1}${end}`;

export const move = (x: number, y: number): string => report(35, x, y);
export const click = (x: number, y: number): string => report(0, x, y) + report(0, x, y, 'm');
export const double = (x: number, y: number): string => click(x, y) + click(x, y);
/** Away from the user: -1; towards the user: 1. */
export const wheel = (x: number, y: number, turn: -1 | 1): string => report(turn < 0 ? 64 : 65, x, y);
export const drag = (from: readonly [number, number], to: readonly [number, number]): string =>
  grab(from, to) + report(0, ...to, 'm');
/** A drag whose button stays down. */
export const grab = (from: readonly [number, number], to: readonly [number, number]): string =>
  report(0, ...from) + report(32, ...to);
export const release = (x: number, y: number): string => report(0, x, y, 'm');

/** The first cell of a text on the screen. @throws Error with the screen if it is not there */
export function cellOf(s: PtySession, sought: RegExp | string): [x: number, y: number] {
  const lines = s.screen.lines();
  for (const [y, line] of lines.entries()) {
    const x = typeof sought === 'string' ? line.indexOf(sought) : line.search(sought);
    if (x >= 0) return [x, y];
  }
  throw new Error(`not on the screen: ${String(sought)}\n${s.screen.text}`);
}
