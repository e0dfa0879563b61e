// Output of a sweep without keys: the map in place on a terminal, else a line per tenth; at the end the whole map.
import { logLine } from './links.js';
import { canRedraw } from './output.js';
import { criticalLine, type CriticalLine } from '../core/sweep/critical.js';
import { BESIDE_ROWS, mapLayout, sweepFrame } from '../core/sweep/frame.js';
import type { SweepMap } from '../core/sweep/map.js';
import { sliceMaps, sliceWords } from '../core/sweep/slices.js';
import { sweepSentences } from '../core/sweep/words.js';
import { wrap } from '../core/text/wrap.js';
import type { SweepMetric } from '../core/sweep/metrics.js';
import { toLines } from '../core/screen/canvas.js';
import type { ColourDepth } from '../runtime/terminal/colour.js';
import { drawnLines } from '../runtime/terminal/pen.js';
import { isBehind } from '../runtime/terminal/ttyOutput.js';
import { windowSize } from '../runtime/terminal/windowSize.js';
import { paintMap, paintSweep } from '../ui/paint/sweep.js';
import type { SweepView } from '../ui/paint/sweepCells.js';
import { themeAt } from '../ui/themes/index.js';

export interface SweepScreen {
  readonly show: () => void;
  /** Prints a permanent line. */
  readonly note: (text: string) => void;
  /** Removes the picture; nothing is drawn afterwards. */
  readonly end: () => void;
}

export interface SweepLook {
  readonly metric: SweepMetric;
  readonly critical: CriticalLine | null;
  readonly ascii: boolean;
  readonly theme: string;
  readonly depth: ColourDepth;
}

const REFRESH_MS = 100;
const TEXT_COLUMNS = 100;

export function createSweepScreen(
  map: SweepMap,
  look: SweepLook,
  out: NodeJS.WriteStream = process.stdout,
  err: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): SweepScreen {
  const live = canRedraw(out);
  let drawn = 0;
  let drawnAt = -Infinity;
  let tenth = Math.floor((10 * map.cells.size) / Math.max(1, map.total));
  const erase = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  /** The final newline leaves the cursor below the picture, where `erase` expects it. */
  const paint = (): void => {
    const { columns, rows } = sizeOf(out);
    const lines = drawnLines(paintMap(map, viewOf(look), mapLayout(map.plan, columns, rows)), look.depth);
    erase();
    out.write(`${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  return {
    show() {
      if (live) {
        if (isBehind(out) || now() - drawnAt < REFRESH_MS) return;
        drawnAt = now();
        return paint();
      }
      const reached = Math.floor((10 * map.cells.size) / Math.max(1, map.total));
      if (reached <= tenth) return;
      tenth = reached;
      err.write(`${String(tenth * 10).padStart(3)} %  ${map.cells.size} of ${map.total} cells\n`);
    },
    note(text) {
      erase();
      err.write(`gradtop: ${text}\n`);
    },
    end: erase,
  };
}

const viewOf = ({ metric, critical, ascii, theme, depth }: SweepLook): SweepView => ({
  metric,
  critical,
  ascii,
  theme: themeAt(theme, depth),
});

/** Room for the picture and the cursor below it. */
const sizeOf = (out: NodeJS.WriteStream) => {
  const { columns, rows } = windowSize(out);
  return { columns: Math.max(20, columns - 1), rows: Math.max(6, rows - 1) };
};

/** A map of more cells would be thousands of lines and minutes of reading. */
const MOST_PRINTED = 200_000;

/** The map and the sentences about it, for the normal screen or a file; no picture where `linear`. */
export function printedMap(map: SweepMap, look: SweepLook, linear: boolean, log: string | null = null): string[] {
  const { cells, total } = map;
  const { isTTY, columns = Infinity } = process.stdout;
  const named = log === null ? [] : [logLine(log)];
  if (total > MOST_PRINTED)
    return [
      `${cells.size} of ${total} cells; gradtop export LOG --png map.png draws the map, gradtop sweep best LOG lists cells`,
      ...named,
    ];
  const sentences = sweepSentences(map);
  const picture = cells.size === 0 || linear ? [] : wholeMap(map, look);
  return [...picture, ...(isTTY ? sentences.flatMap((sentence) => wrap(sentence, columns)) : sentences), ...named];
}

/** The whole map as lines, in strips if it is wider than the terminal. */
export function wholeMap(map: SweepMap, look: SweepLook, out: NodeJS.WriteStream = process.stdout): string[] {
  if (map.plan.z !== undefined)
    return sliceMaps(map).flatMap((own, slice) => [
      ...(slice === 0 ? [] : ['']),
      `${sliceWords(map.plan, slice)}:`,
      ...wholeMap(own, { ...look, critical: look.critical === null ? null : criticalLine(own.plan) }, out),
    ]);
  const { x, y } = map.plan;
  const total = x.values.length;
  const terminal = out.isTTY === true;
  const left = sweepFrame(map.plan, TEXT_COLUMNS, Infinity).left;
  const size = terminal ? sizeOf(out) : { columns: Math.max(TEXT_COLUMNS, left + total), rows: Infinity };
  const frame = sweepFrame(map.plan, size.columns, Math.max(size.rows, y.values.length + BESIDE_ROWS));
  const strips = Math.ceil(total / frame.columns.count);
  const each = Math.ceil(total / strips);
  return Array.from({ length: strips }, (_, i) => {
    const columns = { first: i * each, count: Math.min(each, total - i * each) };
    const canvas = paintSweep(map, viewOf(look), { ...frame, columns });
    return terminal ? drawnLines(canvas, look.depth) : toLines(canvas);
  }).flat();
}
