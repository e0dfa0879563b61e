// The confusion matrix: true classes by row, answers by column; recall ends a row, precision a column.
import { formatAccuracy, formatCount } from '../../core/format.js';
import { confusionAt, type Confusion } from '../../core/run/confusion.js';
import { BOLD, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { textWidth } from '../../core/text/width.js';
import { glyphs } from '../paint/glyphs.js';
import { fitting, shorten, textRight } from '../paint/words.js';
import { muted, plainText, sayNothing } from './common.js';
import type { Panel, PanelView } from './panel.js';

const WIDEST_NAME = 12;
/** Columns of recall, with the blank before it. */
const RECALL = 9;
/** A mistake is an alarm if it takes at least this share of its class. */
const MANY = 0.1;

export const confusionPanel: Panel = {
  claims: {},
  classesOnly: true,
  extent: 'pictures',
  title: (view, width = Infinity) => {
    const matrix = shown(view);
    if (matrix === null) return 'confusion';
    const { of, samples, step } = matrix;
    return fitting(
      [
        `confusion of ${formatCount(samples)} ${of} samples, step ${step}`,
        `confusion, ${of}, step ${step}`,
        'confusion',
      ],
      width,
      view.ascii,
    );
  },
  minimum: { width: 26, height: 5 },
  paint: (canvas, view) => {
    const matrix = shown(view);
    if (matrix === null) return sayNothing(canvas, view, whyNone(view));
    const grid = gridOf(canvas, matrix);
    if (grid.columns < 1 || grid.rows < 1) return sayNothing(canvas, view, 'too small');
    paintHead(canvas, view, matrix, grid);
    rowsOf(matrix, grid.rows).forEach((row, i) => {
      paintRow(canvas, view, matrix, { ...grid, row, y: i + 1 });
    });
    paintFoot(canvas, view, matrix, grid);
  },
};

const shown = (view: PanelView): Confusion | null => confusionAt(view.focus.state, view.ui.cursorStep);

function whyNone({ focus }: PanelView): string {
  const dataset = focus.state.run?.dataset;
  return dataset?.classes === 0 ? 'the target is a number: it has no classes' : 'no answers counted in this log';
}

interface Grid {
  /** Width of the names of the rows. */
  readonly head: number;
  readonly cell: number;
  /** Whether cells show numbers; too narrow ones show a shade. */
  readonly numbers: boolean;
  /** Classes that fit. */
  readonly columns: number;
  readonly rows: number;
}

function gridOf({ width, height }: Canvas, { names, counts }: Confusion): Grid {
  const longest = Math.min(WIDEST_NAME, Math.max(...names.map(textWidth)));
  const head = Math.max(4, Math.min(longest, Math.floor(width / 4)));
  const room = width - head - RECALL;
  const least = Math.max(...counts.map((count) => String(count).length)) + 2;
  const each = Math.floor(room / names.length);
  const numbers = each >= least;
  const cell = numbers ? Math.min(each, Math.max(least, longest + 2, RECALL)) : 1;
  return {
    head,
    cell,
    numbers,
    columns: numbers ? names.length : Math.min(names.length, room),
    rows: Math.min(names.length, height - 2),
  };
}

/** All rows in order. If not all fit, the rows of lowest recall, lowest first. */
function rowsOf({ names, counts }: Confusion, most: number): number[] {
  const all = names.map((_, i) => i);
  if (most >= all.length) return all;
  const recall = all.map((row) => {
    const own = counts.slice(row * all.length, (row + 1) * all.length);
    const total = own.reduce((sum, count) => sum + count, 0);
    return total === 0 ? 1 : own[row]! / total;
  });
  return all.sort((a, b) => recall[a]! - recall[b]! || a - b).slice(0, most);
}

function paintHead(
  canvas: Canvas,
  view: PanelView,
  { names }: Confusion,
  { head, cell, numbers, columns }: Grid,
): void {
  if (numbers)
    names.forEach((name, i) => {
      textRight(canvas, head + (i + 1) * cell, 0, shorten(name, cell - 1, view.ascii), muted(view));
    });
  else {
    const words = columns < names.length ? [`${columns} of ${names.length}`] : ['share of the true class', 'share'];
    text(canvas, head + 1, 0, fitting(words, columns + 1, view.ascii), muted(view));
  }
  textRight(canvas, rightOf({ head, cell, columns }), 0, 'recall', muted(view));
}

const rightOf = ({ head, cell, columns }: Pick<Grid, 'head' | 'cell' | 'columns'>): number =>
  head + columns * cell + RECALL;

function paintRow(
  canvas: Canvas,
  view: PanelView,
  { names, counts }: Confusion,
  { head, cell, numbers, columns, row, y }: Grid & { readonly row: number; readonly y: number },
): void {
  const own = counts.slice(row * names.length, (row + 1) * names.length);
  const total = own.reduce((sum, count) => sum + count, 0);
  text(canvas, 0, y, shorten(names[row] ?? '', head, view.ascii), plainText(view));
  for (let column = 0; column < columns; column += 1) {
    const count = own[column] ?? 0;
    const style = styleOf(view, { count, total, right: column === row });
    const word = numbers ? (count === 0 ? glyphs(view.ascii).dot : String(count)) : shadeOf(view, count / total);
    textRight(canvas, head + (column + 1) * cell + (numbers ? 0 : 1), y, word, style);
  }
  const recall = share(own[row] ?? 0, total);
  textRight(canvas, rightOf({ head, cell, columns }), y, recall, plainText(view));
}

function paintFoot(canvas: Canvas, view: PanelView, { names, counts }: Confusion, grid: Grid): void {
  const { head, cell, numbers, rows } = grid;
  const y = rows + 1;
  if (rows < names.length) text(canvas, 0, y, `${names.length - rows} more classes, not worse`, muted(view));
  else if (numbers) {
    const precision = names.map((_, column) => {
      const total = names.reduce((sum, _name, row) => sum + (counts[row * names.length + column] ?? 0), 0);
      return share(counts[column * (names.length + 1)] ?? 0, total);
    });
    // Precision is left out if one share does not fit into its cell.
    if (precision.some((word) => word.length >= cell)) return;
    text(canvas, 0, y, fitting(['precision', 'prec'], head + cell - 8, view.ascii), muted(view));
    precision.forEach((word, i) => textRight(canvas, head + (i + 1) * cell, y, word, plainText(view)));
  }
}

const share = (part: number, total: number): string => (total === 0 ? '-' : formatAccuracy(part / total));

interface Cell {
  readonly count: number;
  readonly total: number;
  readonly right: boolean;
}

function styleOf(view: PanelView, { count, total, right }: Cell): Style {
  if (count === 0) return muted(view);
  if (right) return { fg: view.theme.good, attributes: BOLD };
  return { fg: count >= MANY * total ? view.theme.alarm : view.theme.warning };
}

function shadeOf(view: PanelView, part: number): string {
  const { density, dot } = glyphs(view.ascii);
  if (!(part > 0)) return dot;
  return density[Math.min(density.length - 1, Math.floor(part * density.length))] ?? dot;
}
