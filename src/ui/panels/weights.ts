// The kernel of the chosen layer: old, new, (old - new) / learning rate, change in percent.
import { formatPercent, formatShare, formatSmall } from '../../core/format.js';
import { kernelChange, kernelsOf, learningRateOf, type KernelChange } from '../../core/run/kernelChange.js';
import { BOLD, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { plain } from '../../core/text/ascii.js';
import type { TermName } from '../../core/text/glossary.js';
import { fitting, textRight } from '../paint/words.js';
import { chosenLayer, layersOf, muted, plainText, sayNothing } from './common.js';
import type { Panel, PanelView } from './panel.js';

const COLUMNS = [
  { head: 'old', width: 9 },
  { head: 'new', width: 9 },
  { head: '(old−new)/η', width: 12 },
  { head: 'change', width: 9 },
] as const satisfies readonly { readonly head: TermName; readonly width: number }[];

export const weightsPanel: Panel = {
  claims: { one: 6 },
  lacks: ({ weights }) => weights.length === 0,
  extent: 'everything',
  title: (view) => {
    const found = kernelsOf(view.focus.state, chosenLayer(view), view.ui.cursorStep);
    const name = found?.now.name ?? `${layersOf(view.focus.state)[chosenLayer(view)]?.name ?? 'layer'}/kernel`;
    return found === null ? name : `${name}, step ${found.from} against ${found.to}`;
  },
  minimum: { width: 26, height: 5 },
  paint: (canvas, view) => {
    const found = kernelsOf(view.focus.state, chosenLayer(view), view.ui.cursorStep);
    if (found === null) {
      const name = layersOf(view.focus.state)[chosenLayer(view)]?.name ?? 'this layer';
      const missing =
        view.focus.state.weights.length > 0 ? `the weights of ${name} are not in the log` : 'no weights yet';
      return sayNothing(canvas, view, missing);
    }
    const rate = learningRateOf(view.focus.state);
    const change = kernelChange(found.old, found.now, rate ?? NaN);
    const lines = summary(view, change, canvas.width);
    const shown = lines.slice(0, Math.max(1, canvas.height - 3));
    shown.forEach((line, index) => text(canvas, 0, index, plain(line.text, view.ascii), line.style));
    paintTable(canvas, view, change, shown.length, rate !== null);
  },
};

function summary(view: PanelView, change: KernelChange, width: number): { text: string; style: Style }[] {
  const size = change.old.length;
  const loud = { fg: view.theme.text, attributes: BOLD };
  const middle = formatPercent(Number.isNaN(change.medianPercent) ? null : change.medianPercent);
  const below = formatShare(Number.isNaN(change.belowOne) ? null : change.belowOne);
  const lines = [
    {
      text: fitting(
        [
          `median change ${middle}; ${below} of ${size} weights moved less than 1 %`,
          `median ${middle}; ${below} below 1 %`,
          `median ${middle}`,
        ],
        width,
        view.ascii,
      ),
      style: loud,
    },
  ];
  if (change.unchanged > 0 && view.focus.state.step > 0) {
    lines.push({
      text: fitting(
        [
          `${change.unchanged} of ${size} did not change in a single bit (float32)`,
          `${change.unchanged} of ${size}: no bit changed`,
          `${change.unchanged} unchanged`,
        ],
        width,
        view.ascii,
      ),
      style: { fg: view.theme.warning, attributes: 0 },
    });
  }
  return lines;
}

/** One weight per row, in several blocks if the panel is wide; counts weights that do not fit. `rated`: the rate is known. */
function paintTable(canvas: Canvas, view: PanelView, change: KernelChange, top: number, rated: boolean): void {
  const shape = change.shape.length === 0 ? [change.old.length] : change.shape;
  const nameWidth = indexInWords(shape, shape.reduce((product, size) => product * size, 1) - 1).length;
  const blockWidth = nameWidth + COLUMNS.reduce((sum, column) => sum + column.width + 1, 0);
  const narrow = canvas.width < blockWidth;
  const columns = narrow ? COLUMNS.filter((column) => column.head !== '(old−new)/η' && column.head !== 'old') : COLUMNS;
  const width = nameWidth + columns.reduce((sum, column) => sum + column.width + 1, 0);
  const blocks = Math.max(1, Math.floor((canvas.width + 3) / (width + 3)));
  const rows = canvas.height - top - 1;
  const fits = blocks * rows;
  const total = change.old.length;
  const shown = total <= fits ? total : Math.max(0, fits - 1);
  for (let block = 0; block < blocks && block * rows < Math.max(1, shown); block += 1) {
    let x = block * (width + 3) + nameWidth + 1;
    for (const column of columns) {
      textRight(canvas, x + column.width, top, plain(column.head, view.ascii).slice(0, column.width), muted(view));
      x += column.width + 1;
    }
  }
  for (let i = 0; i < shown; i += 1) {
    const left = Math.floor(i / rows) * (width + 3);
    const y = top + 1 + (i % rows);
    const chosen = i === view.ui.weight;
    const style = chosen ? { fg: view.theme.focus, attributes: BOLD } : plainText(view);
    text(canvas, left, y, indexInWords(shape, i), chosen ? style : muted(view));
    let x = left + nameWidth + 1;
    for (const column of columns) {
      const word = column.head === '(old−new)/η' && !rated ? '-' : wordFor(column.head, change, i);
      const quiet = column.head === 'change' && (change.percent[i] ?? NaN) < 1;
      textRight(canvas, x + column.width, y, word, quiet && !chosen ? { fg: view.theme.warning } : style);
      x += column.width + 1;
    }
  }
  if (shown < total && rows > 0) {
    const at = shown % Math.max(1, rows);
    text(
      canvas,
      Math.floor(shown / Math.max(1, rows)) * (width + 3),
      top + 1 + at,
      `${total - shown} more`,
      muted(view),
    );
  }
}

/** `[3,0]` of a dense kernel: input and unit; `[2,0,1,7]` of a convolution: row, column, input and filter. */
function indexInWords(shape: readonly number[], index: number): string {
  const parts: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    parts.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${parts.join(',')}]`;
}

function wordFor(head: (typeof COLUMNS)[number]['head'], change: KernelChange, i: number): string {
  switch (head) {
    case 'old':
      return formatWeight(change.old[i] ?? NaN);
    case 'new':
      return formatWeight(change.now[i] ?? NaN);
    case '(old−new)/η':
      return formatSmall(change.gradient[i] ?? NaN);
    case 'change':
      return formatPercent(Number.isNaN(change.percent[i] ?? NaN) ? null : change.percent[i]);
  }
}

const formatWeight = (value: number): string =>
  !Number.isFinite(value) || Math.abs(value) >= 100 ? formatSmall(value) : value.toFixed(5).slice(0, 9);
