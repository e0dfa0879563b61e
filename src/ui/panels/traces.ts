// Single weights over the epochs. A layer without gradient draws flat lines.
import { formatSmall } from '../../core/format.js';
import type { NamedTensor } from '../../core/run/events.js';
import { kernelIn } from '../../core/run/kernelChange.js';
import { paintVerticalAxis } from '../paint/axis.js';
import { createDots, dotLine, paintDots } from '../paint/braille.js';
import type { Area, Place } from '../../core/screen/area.js';
import { BOLD, DIM, put, text } from '../../core/screen/canvas.js';
import { rampColour } from '../paint/colour.js';
import { code, glyphs } from '../paint/glyphs.js';
import { plain } from '../../core/text/ascii.js';
import { columnOf, type StepDomain } from '../../core/run/stepDomain.js';
import { boundsOf, linearScale, type Scale } from '../paint/scale.js';
import { fitting } from '../paint/words.js';
import { chosenLayer, layersOf, muted, sayNothing } from './common.js';
import type { Panel, PanelView, Plot } from './panel.js';
import { axisRows, domainOf, paintCursor, paintTimeAxis, plotArea, timeRegion } from './timeAxis.js';

/** Maximum number of weights, evenly picked, including the chosen one. */
const MOST = 24;

interface TracePoint {
  readonly step: number;
  readonly value: number;
}

interface Trace {
  readonly weight: number;
  /** Position on the theme's ramp, by the place of the weight in the kernel. */
  readonly shade: number;
  readonly points: readonly TracePoint[];
}

export const tracesPanel: Panel = {
  claims: {},
  extent: 'curves',
  title: (view) => `weights of ${layersOf(view.focus.state)[chosenLayer(view)]?.name ?? 'the layer'} over steps`,
  minimum: { width: 24, height: 5 },
  paint: (canvas, view) => {
    const layer = chosenLayer(view);
    const kernels = view.focus.state.weights.flatMap((event) => {
      const kernel = kernelIn(event, layer);
      return kernel === undefined ? [] : [{ step: event.step, kernel }];
    });
    const last = kernels.at(-1);
    if (last === undefined) return sayNothing(canvas, view, 'the weights of this layer are not in the log');
    const heading = headingRows(canvas);
    const area = plotArea(canvas, heading);
    if (area.width < 2 || area.height < 1) return sayNothing(canvas, view, 'too small');
    const size = last.kernel.values.length;
    const chosen = Math.max(0, Math.min(view.ui.weight, size - 1));
    const traces = pick(size, chosen).map((weight): Trace => ({
      weight,
      shade: 0.35 + (0.4 * weight) / Math.max(1, size),
      points: kernels.map(({ step, kernel }) => ({ step, value: kernel.values[weight] ?? NaN })),
    }));
    const bounds = boundsOf(
      traces.flatMap((trace) => trace.points.map((point) => point.value)),
      'linear',
    );
    if (bounds === null) return sayNothing(canvas, view, 'no finite weight');
    const margin = (bounds.high - bounds.low) * 0.04;
    const scale = linearScale(bounds.low - margin, bounds.high + margin);
    const domain = domainOf(view, area.width);
    const plot = { canvas, view, area };
    paintTraces(plot, traces, chosen, scale, domain);
    if (heading) {
      const words = headingOf(view, last.kernel, chosen, traces, canvas.width);
      text(canvas, 0, 0, words, { fg: view.theme.focus, attributes: BOLD });
    }
    paintCursor(plot, domain);
    paintTimeAxis(plot, domain, axisRows(canvas.height));
  },
  regions: (view, panel) => timeRegion(view, plotArea(panel, headingRows(panel)), panel),
};

const headingRows = ({ height }: Pick<Area, 'height'>): number => (height >= 6 ? 1 : 0);

/** The curves with their axis; the chosen one is on top and ends in a glyph. */
function paintTraces(
  { canvas, view, area }: Plot,
  traces: readonly Trace[],
  chosen: number,
  scale: Scale,
  domain: StepDomain,
): void {
  const { theme, ascii } = view;
  const rowOf = (value: number): number => (1 - scale.fraction(value)) * (area.height - 1);
  const ticks = scale.ticks(Math.max(2, Math.floor(area.height / 3)));
  paintVerticalAxis(canvas, area, { ticks, cellOf: rowOf, ascii, style: muted(view) });
  // Step 0, before the first update, is the left edge.
  const dotAt = ({ step, value }: TracePoint): Place => ({
    x: Math.max(0, 2 * (((step - domain.first + 1) * domain.columns) / domain.span) - 1),
    y: 4 * (1 - scale.fraction(value)) * (area.height - 1) + 2,
  });
  for (const { weight, shade, points } of [...traces].sort(
    (a, b) => Number(a.weight === chosen) - Number(b.weight === chosen),
  )) {
    const dots = createDots(area.width, area.height);
    const colour = weight === chosen ? theme.focus : rampColour(theme.ramp, shade);
    points.forEach((point, index) => dotLine(dots, dotAt(point), dotAt(points[index + 1] ?? point), colour));
    paintDots(canvas, area, dots, ascii, weight === chosen ? BOLD : DIM);
  }
  const end = traces.find((trace) => trace.weight === chosen)?.points.at(-1);
  if (end === undefined || !Number.isFinite(end.value)) return;
  const x = area.x + Math.min(area.width - 1, Math.max(0, columnOf(domain, Math.max(1, end.step))));
  const glyph = code(glyphs(ascii).classes[0] ?? 'o');
  put(canvas, x, area.y + Math.round(rowOf(end.value)), glyph, { fg: theme.focus, attributes: BOLD });
}

function pick(size: number, chosen: number): number[] {
  const count = Math.min(size, MOST);
  const picked = Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
  return picked.includes(chosen) || size === 0 ? picked : [...picked, chosen];
}

/** The chosen weight: its first and current value, as of the cursor; empty without values. */
function headingOf(
  view: PanelView,
  kernel: NamedTensor,
  chosen: number,
  traces: readonly Trace[],
  width: number,
): string {
  const points = traces.find((trace) => trace.weight === chosen)?.points ?? [];
  const cursor = view.ui.cursorStep;
  const first = points[0];
  const now = cursor === null ? points.at(-1) : (points.findLast((point) => point.step <= cursor) ?? first);
  if (first === undefined || now === undefined) return '';
  const units = kernel.shape[1] ?? 1;
  const name = `w[${Math.floor(chosen / units)},${chosen % units}]`;
  const moved = now.value - first.value;
  const way = moved === 0 ? 'not changed in a single bit' : `moved ${formatSmall(moved)}`;
  const total =
    traces.length < kernel.values.length
      ? `${traces.length} of ${kernel.values.length} weights drawn`
      : `${kernel.values.length} weights`;
  const versions = [
    `${name} ${first.value.toFixed(5)} → ${now.value.toFixed(5)}, ${way} by step ${now.step}; ${total}`,
    `${name} ${first.value.toFixed(5)} → ${now.value.toFixed(5)}, ${way}`,
    `${name} ${way}`,
  ];
  return plain(fitting(versions, width, view.ascii), view.ascii);
}
