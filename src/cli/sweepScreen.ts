// Where a sweep shows itself: on a terminal the map in place, elsewhere a line each tenth and the map as text at the end.
import type { CriticalLine } from '../core/sweep/critical.js';
import { cellCount, type SweepMap, type SweepMetric } from '../core/sweep/map.js';
import { BOLD, DIM, toLines, type Canvas } from '../core/screen/canvas.js';
import { colourDepth, sgrColour, type ColourDepth } from '../runtime/colour.js';
import { paintSweep } from '../ui/paint/sweep.js';
import { themeOf } from '../ui/themes/index.js';

export interface SweepScreen {
  show(): void;
  /** One line that stays. */
  note(text: string): void;
  /** The last picture, on standard output; once. */
  end(): void;
}

interface Look {
  readonly metric: SweepMetric;
  readonly critical: CriticalLine | null;
  readonly ascii: boolean;
}

const REFRESH_MS = 100;
const TEXT_COLUMNS = 100;

export function createSweepScreen(
  map: SweepMap,
  look: Look,
  out: NodeJS.WriteStream = process.stdout,
  err: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): SweepScreen {
  const live = out.isTTY === true;
  const depth = colourDepth(process.env, live);
  const theme = themeOf(depth === 'none' ? 'none' : 'dark');
  let drawn = 0;
  let drawnAt = -Infinity;
  let tenth = Math.floor((10 * map.cells.size) / cellCount(map.plan));
  let ended = false;
  /** Without a final newline the terminal would scroll: the cursor rests below the picture. */
  const paint = (final: boolean): void => {
    const columns = live ? Math.max(20, (out.columns || 80) - 1) : TEXT_COLUMNS;
    // The last picture may be higher than the screen; one that is repainted may not.
    const rows = live ? Math.max(6, (out.rows || 24) - 1) : 1000;
    const canvas = paintSweep(map, { ...look, theme }, columns, rows);
    const lines = live ? coloured(canvas, depth) : toLines(canvas);
    const shown = live && !final ? lines.slice(0, rows) : lines;
    out.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${shown.join('\n')}\n`);
    drawn = shown.length;
  };
  const erase = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  return {
    show() {
      if (live) {
        if (now() - drawnAt < REFRESH_MS) return;
        drawnAt = now();
        return paint(false);
      }
      const reached = Math.floor((10 * map.cells.size) / cellCount(map.plan));
      if (reached <= tenth) return;
      tenth = reached;
      err.write(`${String(tenth * 10).padStart(3)} %  ${map.cells.size} of ${cellCount(map.plan)} cells\n`);
    },
    note(text) {
      erase();
      err.write(`gradtop: ${text}\n`);
    },
    end() {
      if (ended) return;
      ended = true;
      paint(true);
    },
  };
}

/** A canvas as lines with colour codes; each line ends with a reset. */
function coloured(canvas: Canvas, depth: ColourDepth): string[] {
  return toLines(canvas).map((plain, y) => {
    let line = '';
    let pen = '';
    for (let x = 0; x < canvas.width; x += 1) {
      const i = y * canvas.width + x;
      const attributes = canvas.attributes[i] ?? 0;
      const codes = [
        '0',
        ...(attributes & BOLD ? ['1'] : []),
        ...(attributes & DIM ? ['2'] : []),
        sgrColour(canvas.fg[i] ?? -1, false, depth),
        sgrColour(canvas.bg[i] ?? -1, true, depth),
      ].filter((code) => code !== '');
      const wanted = codes.join(';');
      if (x >= plain.length && (canvas.bg[i] ?? -1) < 0) continue;
      if (wanted !== pen) line += `\u001b[${wanted}m`;
      pen = wanted;
      line += String.fromCodePoint(canvas.glyph[i] ?? 32);
    }
    return `${line}\u001b[0m`;
  });
}
