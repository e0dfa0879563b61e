// The row of a loss in the chart, on a linear or a log axis. On a log axis, values of 0 and less have a row of their own.
import type { UiState } from '../../core/app/state.js';
import type { Columns } from '../paint/columns.js';
import { plain } from '../../core/text/ascii.js';
import { boundsOf, linearScale, logScale, type Scale, type Tick } from '../paint/scale.js';
import type { RunView } from './panel.js';

/** The loss of one run per column. */
export interface LossLine {
  readonly run: RunView;
  readonly columns: Columns;
  /** The loss on the samples held out; null without such samples. */
  readonly validation: Columns | null;
}

export interface LossRows {
  /** Row of a value, counted from the top, fractions allowed; NaN for a non-finite value. */
  readonly rowOf: (value: number) => number;
  /** Row of the mean of a column with finite samples, always inside the chart. */
  readonly meanRow: (line: LossLine, x: number) => number;
  /** The row below a log axis that marks losses of 0 and less; null without such losses. */
  readonly floor: number | null;
  /** Whether some value has a place above the floor. */
  readonly placed: boolean;
  readonly ticks: (most: number) => Tick[];
}

/** Bounds of the log axis lie on decades, or on quarters of one: an axis that followed each new lowest loss would redraw the
 * chart with it. */
const DECADE_PARTS = { wide: 1, narrow: 4 } as const;
/** In a lower chart the floor shares the lowest row with the curve. */
const LEAST_WITH_FLOOR = 3;

interface Asked {
  readonly kind: UiState['yScale'];
  readonly height: number;
  readonly ascii: boolean;
}

/** `entropy`: the chance level, which must fit into the chart too. */
export function lossRows(lines: readonly LossLine[], entropy: number | null, { kind, height, ascii }: Asked): LossRows {
  const values = lines
    .flatMap(({ columns, validation }) => (validation === null ? [columns] : [columns, validation]))
    .flatMap((columns) =>
      Array.from({ length: columns.length }, (_, x) => [columns.min(x), columns.mean(x), columns.max(x)]).flat(),
    );
  const lowest = values.reduce((least, value) => (value < least ? value : least), Infinity);
  if (entropy !== null) values.push(entropy);
  const bounds = boundsOf(values, kind);
  const scale = kind === 'log' ? lossLogScale(bounds) : lossLinearScale(bounds);
  const below = kind === 'log' && lowest <= 0;
  const floor = below ? height - 1 : null;
  const rows = below && height >= LEAST_WITH_FLOOR ? height - 1 : height;
  const rowOf = (value: number): number =>
    below && value <= 0 && Number.isFinite(value) ? height - 1 : (rows - 1) * (1 - scale.fraction(value));
  return {
    rowOf,
    meanRow({ columns }, x) {
      const mean = columns.mean(x);
      const row = rowOf(mean);
      // The sum of a column may overflow although its samples are finite.
      if (Number.isNaN(row)) return mean > 0 ? 0 : height - 1;
      return mean > 0 ? Math.min(rows - 1, row) : row;
    },
    floor,
    placed: bounds !== null,
    ticks(most) {
      const ticks = bounds === null ? [] : scale.ticks(most);
      return below ? [...ticks, { value: 0, label: lowest === 0 ? '0' : plain('≤0', ascii) }] : ticks;
    },
  };
}

type Bounds = ReturnType<typeof boundsOf>;

/** At least a factor of 4 from top to bottom, so that mini-batch noise of a few percent looks small. */
function lossLogScale(bounds: Bounds): Scale {
  if (bounds === null) return logScale(0.1, 1);
  const [low, high] = [Math.log10(bounds.low), Math.log10(bounds.high)];
  const room = Math.max(0, Math.log10(4) - (high - low)) / 2;
  const parts = high - low > 1 ? DECADE_PARTS.wide : DECADE_PARTS.narrow;
  const down = Math.floor((low - room) * parts + 1e-9) / parts;
  const up = Math.ceil((high + room) * DECADE_PARTS.narrow - 1e-9) / DECADE_PARTS.narrow;
  return logScale(10 ** down, 10 ** up);
}

/** Opened at the top so that a flat line does not fill the chart with noise. */
function lossLinearScale(bounds: Bounds): Scale {
  if (bounds === null) return linearScale(0, 1);
  const low = bounds.low >= 0 ? 0 : bounds.low;
  return linearScale(low, bounds.high + (bounds.high - low) * 0.05);
}
