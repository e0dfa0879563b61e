// The plan of the heatmap: the area of each run, and the layers of each row. Painter and mouse use the same plan.
import type { Intent } from '../../core/app/keymap.js';
import { layerRows, type LayerRow } from '../../core/app/layerRows.js';
import type { UiState } from '../../core/app/state.js';
import { formatPlace, formatSmall } from '../../core/format.js';
import { valueAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import { lastStepOf, type StepDomain } from '../../core/run/stepDomain.js';
import type { Area, Place } from '../../core/screen/area.js';
import { textWidth } from '../../core/text/width.js';
import { hasOwnNames, rowName } from './common.js';
import type { PanelRegion, PanelView, RunView } from './panel.js';
import { axisRows, domainOf, gutterOf } from './timeAxis.js';

/** One run's map. */
export interface MapPart {
  readonly run: RunView;
  /** Row of its heading, or its first row. */
  readonly top: number;
  readonly area: Area;
}

export interface HeatPlan {
  readonly area: Area;
  /** Rows of the step axis. */
  readonly axis: number;
  readonly domain: StepDomain;
  readonly parts: readonly MapPart[];
  /** Each part has a heading. */
  readonly headed: boolean;
  /** Several maps without headings and layer names, half a row apart if possible. */
  readonly packed: boolean;
  /** Number of runs that do not fit. */
  readonly hidden: number;
}

/** Null where the panel is too small. */
export function heatPlan(view: PanelView, width: number, height: number): HeatPlan | null {
  const gutter = nameGutter(view, width);
  const axis = Math.min(2, axisRows(height));
  const area: Area = { x: gutter, y: 0, width: width - gutter, height: height - axis - 1 };
  if (area.width < 2 || area.height < 1) return null;
  const { length } = view.runs;
  // Small multiples with equal rows; several runs get headings if two rows remain for each.
  const headed = length > 1 && area.height >= 3 * length;
  const packed = length > 1 && !headed;
  const shown = Math.max(1, Math.min(length, Math.floor(area.height / (packed ? leastRows(view) : 1))));
  const first = [...view.runs].sort((a, b) => Number(b === view.focus) - Number(a === view.focus)).slice(0, shown);
  const parts = view.runs
    .filter((run) => first.includes(run))
    .map((run, index): MapPart => {
      const top = Math.floor((index * area.height) / shown);
      const bottom = Math.floor(((index + 1) * area.height) / shown);
      const heading = headed ? 1 : 0;
      const part = { x: area.x, y: top + heading, width: area.width, height: bottom - top - heading };
      return { run, top, area: part };
    });
  return { area, axis, domain: domainOf(view, area.width), parts, headed, packed, hidden: length - shown };
}

/** Rows of a map from the input to the output: layers or modules with gradients. */
export const heatRows = (run: RunState, ui: UiState): readonly LayerRow[] =>
  layerRows(run, ui).filter(({ layers }) => layers.some((layer) => run.layers.gradRms[layer]));

/** Cells left of the map. Names of other programs take up to a quarter of the panel. */
function nameGutter({ runs, ui }: PanelView, width: number): number {
  const gutter = gutterOf(width);
  const names = runs.flatMap(({ state }) =>
    hasOwnNames(state) ? [] : layerRows(state, ui).map((row) => rowName(state, row)),
  );
  const longest = names.reduce((most, name) => Math.max(most, textWidth(name)), 0);
  return Math.max(gutter, Math.min(longest + 2, Math.floor(width / 4)));
}

/** First and last row of layers, from the input. */
type Range = readonly [from: number, to: number];

/** Screen rows `top` to before `end` of a map show these rows of layers. */
export interface MapRow {
  readonly top: number;
  readonly end: number;
  /** Layers of the upper and the lower half of a cell; equal if the cell shows one band. */
  readonly upper: Range;
  readonly lower: Range;
  readonly halves: boolean;
  /** The lower half is empty: the gap to the next map. */
  readonly apart: boolean;
}

export function mapRows(view: PanelView, layers: number, height: number, packed: boolean): MapRow[] {
  const gap = packed && height > 1 ? 1 : 0;
  const bands = bandsOf(view, layers, height, gap);
  /** Layers of band `band` counted from the top, where the output is. */
  const layersIn = (band: number): Range => [
    layers - Math.floor(((band + 1) * layers) / bands),
    layers - 1 - Math.floor((band * layers) / bands),
  ];
  const halves = bands > height;
  const rows = Math.min(bands, height);
  // Half cells give 2 x height positions including the gap; each shows its band.
  const places = 2 * height - gap;
  const bandAt = (place: number): number => Math.floor((place * bands) / places);
  return Array.from({ length: rows }, (_, row): MapRow => ({
    top: Math.floor((row * height) / rows),
    end: Math.floor(((row + 1) * height) / rows),
    upper: layersIn(halves ? bandAt(2 * row) : row),
    lower: layersIn(halves ? bandAt(2 * row + 1) : row),
    halves,
    apart: halves && 2 * row + 1 === places,
  }));
}

/** A cell can show two layers. */
const hasHalves = (view: PanelView): boolean => !view.ascii && !view.theme.rampless;

/** Minimum rows that separate input from output; showing only the largest value would hide a vanishing gradient. */
const leastRows = (view: PanelView): number => (hasHalves(view) ? 1 : 2);

/** Bands for the layers: a row each, or half a row for a deep network. */
export function bandsOf(view: PanelView, layers: number, height: number, gap = 0): number {
  return Math.min(layers, layers > height && hasHalves(view) ? 2 * height - gap : height);
}

/** A cell of a map: the run, its rows of layers, and the last step of its column that is known. */
interface HeatCell {
  readonly run: RunView;
  readonly rows: readonly LayerRow[];
  readonly range: Range;
  readonly step: number;
}

function cellAt(view: PanelView, plan: HeatPlan, { x, y }: Place): HeatCell | null {
  const part = plan.parts.find(({ area }) => y >= area.y && y < area.y + area.height);
  if (part === undefined) return null;
  const { run, area } = part;
  const rows = heatRows(run.state, view.ui);
  const row = mapRows(view, rows.length, area.height, plan.packed).find(
    ({ top, end }) => y - area.y >= top && y - area.y < end,
  );
  const step = Math.min(lastStepOf(plan.domain, x - area.x), run.state.step);
  if (row === undefined || step < plan.domain.first) return null;
  return { run, rows, range: [row.apart ? row.upper[0] : row.lower[0], row.upper[1]], step };
}

function words({ run: { state }, rows, range: [from, to], step }: HeatCell): string | null {
  const within = rows.slice(from, to + 1);
  const found = within
    .flatMap(({ layers }) => layers)
    .map((layer) => {
      const series = state.layers.gradRms[layer];
      return series === undefined ? undefined : valueAt(state, series, step);
    })
    .filter((one) => one !== undefined);
  const [first] = found;
  const [row] = within;
  if (first === undefined || row === undefined) return null;
  const loudest = Math.max(...found.map(({ value }) => value));
  const single = row.module === null ? rowName(state, row) : `${rowName(state, row)}, loudest`;
  const which = from === to ? single : `${rangeName(state, rows, [from, to])}, loudest`;
  return `${which}, step ${formatPlace(first.step)}: ${formatSmall(loudest)}`;
}

/** Merged rows by the numbers of their layers; after a filter by the numbers of the rows. */
const rangeName = (run: RunState, rows: readonly LayerRow[], [from, to]: Range): string => {
  const all = rows.length === run.layers.gradRms.length;
  return `${all ? 'layers' : 'rows'} ${from + 1}-${to + 1}`;
};

/** A click goes to the step, the layer and the run of a cell. */
export function heatRegions(view: PanelView, { width, height }: Area): readonly PanelRegion[] {
  const plan = heatPlan(view, width, height);
  if (plan === null) return [];
  return [
    {
      area: { ...plan.area, height: plan.area.height + plan.axis },
      domain: plan.domain,
      words: (at) => {
        const cell = cellAt(view, plan, at);
        return cell === null ? null : words(cell);
      },
      click: (at): readonly Intent[] => {
        const cell = cellAt(view, plan, at);
        if (cell === null) return [];
        return [
          { type: 'focusId', runId: cell.run.state.runId },
          { type: 'ui', patch: { layer: cell.rows[cell.range[1]]?.layers[0] ?? 0, weight: 0 } },
        ];
      },
    },
  ];
}
