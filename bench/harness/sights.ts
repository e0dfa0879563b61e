// What the dashboard's screen says, as the benches read it.

/** The footer's keys stand at the very bottom: everything above them was written before. */
export const FIRST_FRAME = /\? help/;
export const FIRST_STEP = /\bstep [1-9]\d*\//;
export const PAUSED = /\bPAUSED\b/;

/** The newest step in the header, or null. */
export function stepOn(screen: string): number | null {
  const found = /\bstep (\d+)\//.exec(screen)?.[1];
  return found === undefined ? null : Number(found);
}

/** Any line of the overlay that `?` opens. */
export const HELP = /one hidden layer more/;
export const NO_HELP = (screen: string): boolean => !HELP.test(screen);
