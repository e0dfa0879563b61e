// Predicted against true values of a number: the diagonal is where both are equal.
import { predictionsAt, type Predictions } from '../../core/run/predictions.js';
import type { Area } from '../../core/screen/area.js';
import { formatCount, formatFixed } from '../../core/format.js';
import { BOLD, put, text, type Canvas } from '../../core/screen/canvas.js';
import { paintHorizontalAxis, paintVerticalAxis } from '../paint/axis.js';
import { code, glyphs } from '../paint/glyphs.js';
import { boundsOf, linearScale } from '../paint/scale.js';
import { fitting, shorten } from '../paint/words.js';
import { muted, sayNothing } from './common.js';
import type { Panel, PanelView } from './panel.js';

const WIDEST_NAME = 24;
const GUTTER = 8;
const MARGIN = 0.04;

export const predictedPanel: Panel = {
  claims: {},
  numbersOnly: true,
  extent: 'pictures',
  title: (view, width = Infinity) => {
    const pairs = shown(view);
    if (pairs === null) return 'predicted';
    const { of, step, predicted } = pairs;
    return fitting(
      [
        `predicted against true, ${formatCount(predicted.length)} ${of} samples, step ${step}`,
        `predicted against true, step ${step}`,
        'predicted',
      ],
      width,
      view.ascii,
    );
  },
  minimum: { width: 24, height: 7 },
  paint: (canvas, view) => {
    const pairs = shown(view);
    if (pairs === null) return sayNothing(canvas, view, whyNone(view));
    const bounds = boundsOf([...Array.from(pairs.truth), ...Array.from(pairs.predicted)], 'linear');
    const area: Area = { x: GUTTER, y: 0, width: canvas.width - GUTTER, height: canvas.height - 3 };
    if (bounds === null) return sayNothing(canvas, view, 'no finite number predicted');
    if (area.width < 4 || area.height < 2) return sayNothing(canvas, view, 'too small');
    const margin = MARGIN * (bounds.high - bounds.low || 1);
    paintPairs(canvas, view, area, { pairs, low: bounds.low - margin, high: bounds.high + margin });
    paintFoot(canvas, view, pairs);
  },
};

const shown = (view: PanelView): Predictions | null => predictionsAt(view.focus.state, view.ui.cursorStep);

function whyNone({ focus }: PanelView): string {
  const dataset = focus.state.run?.dataset;
  if (dataset?.table === undefined) return 'predictions are logged for tables only (--data FILE)';
  return (dataset.classes ?? 0) > 0 ? 'the target has classes: panel confusion counts them' : 'nothing predicted yet';
}

interface Square {
  readonly pairs: Predictions;
  /** Bounds of both axes. */
  readonly low: number;
  readonly high: number;
}

function paintPairs(canvas: Canvas, view: PanelView, area: Area, { pairs, low, high }: Square): void {
  const set = glyphs(view.ascii);
  const scale = linearScale(low, high);
  const columnOf = (value: number): number => scale.fraction(value) * (area.width - 1);
  const rowOf = (value: number): number => (1 - scale.fraction(value)) * (area.height - 1);
  const axis = { ascii: view.ascii, style: muted(view) };
  const upright = scale.ticks(Math.max(2, Math.floor(area.height / 4)));
  paintVerticalAxis(canvas, area, { ...axis, ticks: upright, cellOf: rowOf });
  const ticks = scale.ticks(Math.max(2, Math.floor(area.width / 12)));
  paintHorizontalAxis(canvas, area, area.y + area.height, { ...axis, ticks, cellOf: columnOf, line: true });
  for (let column = 0; column < area.width; column += 1) {
    const row = Math.round((1 - column / (area.width - 1)) * (area.height - 1));
    put(canvas, area.x + column, area.y + row, code(set.dot), muted(view));
  }
  const style = { fg: view.theme.focus, attributes: BOLD };
  for (let i = 0; i < pairs.truth.length; i += 1) {
    const [column, row] = [Math.round(columnOf(pairs.truth[i]!)), Math.round(rowOf(pairs.predicted[i]!))];
    // A non-finite prediction has no place.
    if (!Number.isFinite(column + row)) continue;
    put(canvas, area.x + column, area.y + row, code(set.classes[0] ?? 'o'), style);
  }
}

function paintFoot(canvas: Canvas, view: PanelView, { name, r2 }: Predictions): void {
  const target = shorten(name, WIDEST_NAME, view.ascii);
  const share = r2 === null ? '' : `, R2 ${formatFixed(r2, 3)}`;
  const long = `across: true ${target}, up: predicted, dots: equal${share}`;
  text(
    canvas,
    0,
    canvas.height - 1,
    fitting([long, `true ${target} across${share}`, target], canvas.width, view.ascii),
    muted(view),
  );
}
