// A sweep map for screen readers: how far it is, the cell under the cursor, and at its end the sentences about it.
import { kebab } from '../../core/config/describe.js';
import { formatSetting } from '../../core/format.js';
import { cellFigures, cellPlace } from '../../core/sweep/cellWords.js';
import { mapTable } from '../../core/sweep/exploreKeys.js';
import type { ExploreState } from '../../core/sweep/exploreState.js';
import type { SweepMap } from '../../core/sweep/map.js';
import { metricOf } from '../../core/sweep/metrics.js';
import { cellTrained } from '../../core/sweep/results.js';
import { sweepSentences } from '../../core/sweep/words.js';
import type { Narrator, Taken } from './narrator.js';

/** Bindings that have no meaning without a picture. */
const PICTURE = new Set(['theme', 'close', 'redraw', 'page-up', 'page-down']);
const ASKS = ['s: the map so far'];

const axis = (name: string, { field, values }: SweepMap['plan']['x']): string =>
  `${name} ${kebab(field)} from ${formatSetting(values[0])} to ${formatSetting(values.at(-1))}, ${values.length} values`;
const axesOf = ({ plan: { x, y, z } }: ExploreState): string =>
  `${axis('across', x)}; ${axis('up', y)}${z === undefined ? '' : `; ${axis('maps of', z)}`}`;

export class SweepNarrator implements Narrator<ExploreState> {
  private seen: ExploreState | null = null;
  private tenth = 0;

  /** `mapOf`: the shown map, whole or zoomed. */
  constructor(private readonly mapOf: (state: ExploreState) => SweepMap) {}

  greeting(state: ExploreState): readonly string[] {
    this.tenth = tenthsOf(this.mapOf(state));
    return [
      `sweep of ${state.plan.preset}: ${axesOf(state)}; measure ${metricOf(state.metric).words}`,
      'arrows choose a cell, enter opens it as a run, s says the map so far, ? lists the keys, q quits',
    ];
  }

  news(state: ExploreState): readonly string[] {
    const { seen } = this;
    this.seen = state;
    const map = this.mapOf(state);
    const tenth = tenthsOf(map);
    const zoomed = seen !== null && seen.plan !== state.plan;
    const advanced = !zoomed && tenth > this.tenth;
    this.tenth = tenth;
    if (seen === null) return state.message === null ? [] : [state.message];
    const whole = state.progress === 'whole';
    const lines = zoomed ? [`map: ${axesOf(state)}`] : [];
    lines.push(...cellNews(map, seen, state));
    if (whole && seen.progress !== 'whole') lines.push('every cell is done', ...sweepSentences(map));
    else if (seen.progress !== state.progress) lines.push(state.progress);
    if (advanced && !whole) lines.push(progressIn(map));
    if (state.message !== null && state.message !== seen.message) lines.push(state.message);
    return lines;
  }

  take(key: string, state: ExploreState): Taken {
    if (state.visiting) return { key };
    const map = this.mapOf(state);
    if (key === 's') {
      const status = state.status === '' ? [] : [state.status];
      const figures = cellFigures(map, state.cursor).map(({ text }) => text);
      const cell = `${cellPlace(map, state.cursor)}: ${figures.join(', ')}`;
      return { lines: [progressIn(map), ...status, ...sweepSentences(map), `cell: ${cell}`] };
    }
    const binding = mapTable(state.keys).of(key);
    if (binding?.id === 'help') return { lines: [...ASKS, ...keyLines(state)] };
    if (binding !== undefined && PICTURE.has(binding.id))
      return { lines: [`${key}, ${binding.label}: there is no picture here`] };
    return { key };
  }

  closing(): string | null {
    return null;
  }
}

const tenthsOf = ({ cells, total }: SweepMap): number => Math.floor((10 * cells.size) / Math.max(1, total));

function progressIn({ cells, total }: SweepMap): string {
  let trained = 0;
  for (const cell of cells.values()) if (cellTrained(cell)) trained += 1;
  return `${cells.size} of ${total} cells done, ${trained} train`;
}

/** The cell under the cursor or the measure, if it changed. */
function cellNews(map: SweepMap, before: ExploreState, { cursor, metric }: ExploreState): string[] {
  const figure = cellFigures(map, cursor).find((one) => one.metric === metric)?.text ?? '';
  const moved = before.cursor.column !== cursor.column || before.cursor.row !== cursor.row;
  return [
    ...(moved ? [`${cellPlace(map, cursor)}; ${figure}`] : []),
    ...(before.metric === metric ? [] : [`measure ${metricOf(metric).words}; ${figure}`]),
  ];
}

const keyLines = ({ keys: changes }: ExploreState): string[] =>
  mapTable(changes)
    .all.filter(({ id }) => !PICTURE.has(id))
    .map(({ keys, label }) => `${keys.join(' or ')}: ${label}`);
