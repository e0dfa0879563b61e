// Reads the text of the dashboard's screen for the benches.

/** The footer is the last part of a frame, so everything above it was written before. */
export const FIRST_FRAME = /\? help/;
export const ANYTHING = /\S/;
export const FIRST_STEP = /\bstep [1-9]\d*\//;
export const PAUSED = /\bPAUSED\b/;

/** The last step in the header, or null. */
export function stepOn(screen: string): number | null {
  const found = /\bstep (\d+)\//.exec(screen)?.[1];
  return found === undefined ? null : Number(found);
}

/** Any line of the overlay that `?` opens. */
export const HELP = /\besc closes/;
export const NO_HELP = (screen: string): boolean => !HELP.test(screen);

const EMPTY = /no (?:data|step) yet/;

/** Whether the loss chart, in the upper left quarter, shows that it has no step yet. */
export function chartIsEmpty(screen: string): boolean {
  const rows = screen.split('\n');
  // Rows come without trailing blanks.
  const columns = Math.max(...rows.map((row) => row.length));
  return rows.slice(2, rows.length / 2).some((row) => EMPTY.test(row.slice(0, columns / 2)));
}

/** The step that all panels show: the cursor's, else the last. */
export function positionOn(screen: string): number | null {
  const found = /\bAT STEP (\d+) of/.exec(screen)?.[1];
  return found === undefined ? stepOn(screen) : Number(found);
}
