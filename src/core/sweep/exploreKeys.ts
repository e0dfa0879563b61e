// The keys of the map as data: one table. Dispatch, footer, help and the table in docs/sweep.md read these records.
import { keysInWords } from '../app/keyTable.js';
import { nextInRing } from '../app/ladders.js';
import { frameOf, type ExploreCommand, type ExploreState } from './exploreState.js';
import { SWEEP_METRICS } from './map.js';

/** What a key does: a change of the state, a command for the runtime, or both. */
interface Step {
  readonly patch?: Partial<ExploreState>;
  readonly command?: ExploreCommand;
}

export interface MapKey {
  readonly id: string;
  /** As the terminal layer spells them. */
  readonly keys: readonly string[];
  readonly label: string;
  /** Key and word in the footer, which is filled in the table's order. */
  readonly footer?: readonly [key: string, word: string];
  readonly action: (state: ExploreState) => Step;
  /** Why it does nothing now, or null. */
  readonly disabled?: (state: ExploreState) => string | null;
}

/** To a cell, or the nearest there is. */
function to({ plan: { x, y }, cursor }: ExploreState, column: number, row: number): Step {
  const within = (value: number, total: number): number => Math.max(0, Math.min(total - 1, value));
  const next = { column: within(column, x.values.length), row: within(row, y.values.length) };
  return next.column === cursor.column && next.row === cursor.row ? {} : { patch: { cursor: next } };
}
const by =
  (columns: number, rows: number) =>
  (state: ExploreState): Step =>
    to(state, state.cursor.column + columns, state.cursor.row + rows);
const page =
  (direction: 1 | -1) =>
  (state: ExploreState): Step =>
    to(state, state.cursor.column, state.cursor.row + direction * frameOf(state).rows.count);
const whole = ({ progress }: ExploreState): string | null =>
  progress === 'whole' ? 'every cell is done: there is nothing to pause' : null;
const metric =
  (direction: 1 | -1) =>
  (state: ExploreState): Step => ({ patch: { metric: nextInRing(SWEEP_METRICS, state.metric, direction) } });

export const MAP_KEYS: readonly MapKey[] = [
  { id: 'left', keys: ['left', 'h'], label: 'to the cell on the left', footer: ['arrows', 'move'], action: by(-1, 0) },
  { id: 'right', keys: ['right', 'l'], label: 'to the cell on the right', action: by(1, 0) },
  { id: 'up', keys: ['up', 'k'], label: 'to the cell above', action: by(0, 1) },
  { id: 'down', keys: ['down', 'j'], label: 'to the cell below', action: by(0, -1) },
  { id: 'first', keys: ['home'], label: 'to the first column', action: (state) => to(state, 0, state.cursor.row) },
  {
    id: 'last',
    keys: ['end'],
    label: 'to the last column',
    action: (state) => to(state, Infinity, state.cursor.row),
  },
  { id: 'page-up', keys: ['pageup'], label: 'up by as many rows as are in sight', action: page(1) },
  { id: 'page-down', keys: ['pagedown'], label: 'down by as many', action: page(-1) },
  {
    id: 'open',
    keys: ['enter'],
    label: 'open the cell as a run; the sweep waits until q comes back',
    footer: ['enter', 'open the run'],
    action: ({ cursor }) => ({ command: { type: 'open', cell: cursor } }),
  },
  { id: 'metric', keys: ['m'], label: 'next metric', footer: ['m', 'metric'], action: metric(1) },
  { id: 'metric-back', keys: ['M'], label: 'previous metric', action: metric(-1) },
  {
    id: 'pause',
    keys: ['space'],
    label: 'pause the sweep, or let it go on',
    footer: ['space', 'pause'],
    action: ({ progress }) =>
      progress === 'paused'
        ? { patch: { progress: 'running' }, command: { type: 'resume' } }
        : { patch: { progress: 'paused' }, command: { type: 'pause' } },
    disabled: whole,
  },
  {
    id: 'quit',
    keys: ['q'],
    label: 'leave: the map stays on the normal screen',
    footer: ['q', 'quit'],
    action: () => ({ command: { type: 'leave', interrupted: false } }),
  },
  {
    id: 'help',
    keys: ['?'],
    label: 'all keys',
    footer: ['?', 'help'],
    action: ({ help }) => ({ patch: { help: !help } }),
  },
  {
    id: 'theme',
    keys: ['t'],
    label: 'next theme',
    footer: ['t', 'theme'],
    action: ({ themes, theme }) => ({ patch: { theme: nextInRing(themes, theme, 1) } }),
  },
  { id: 'close', keys: ['esc'], label: 'close the help', action: () => ({}) },
  { id: 'redraw', keys: ['ctrl-l'], label: 'draw the screen again', action: () => ({ command: { type: 'redraw' } }) },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    label: 'suspend (fg brings it back)',
    action: () => ({ command: { type: 'suspend' } }),
  },
  {
    id: 'interrupt',
    keys: ['ctrl-c'],
    label: 'leave with exit code 130',
    action: () => ({ command: { type: 'leave', interrupted: true } }),
  },
];

const BY_KEY: ReadonlyMap<string, MapKey> = new Map(
  MAP_KEYS.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)),
);

export const mapKeyOf = (key: string): MapKey | undefined => BY_KEY.get(key);

/** Key and word, the most important first, of what does something now. */
export const mapFooter = (state: ExploreState): (readonly [key: string, word: string])[] =>
  MAP_KEYS.flatMap(({ id, footer, disabled }) => {
    if (footer === undefined || (disabled?.(state) ?? null) !== null) return [];
    return [id === 'pause' && state.progress === 'paused' ? ([footer[0], 'go on'] as const) : footer];
  });

/** The table in docs/sweep.md. A test compares it. */
export const mapKeysMarkdown = (): string =>
  [
    '| key | what it does |',
    '|---|---|',
    ...MAP_KEYS.map(({ keys, label }) => `| ${keys.map((key) => `\`${key}\``).join(' ')} | ${label} |`),
  ].join('\n') + '\n';

/** Rows of the help: keys, label. */
export const mapHelp = (): (readonly [keys: string, label: string])[] =>
  MAP_KEYS.map((binding) => [keysInWords(binding), binding.label] as const);
