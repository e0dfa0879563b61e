// The keymap of the sweep map as one table, from which dispatch, footer, help and docs/sweep.md derive.
import { nextInRing } from '../app/ladders.js';
import { inFooter, keysInWords, type KeyBinding } from '../keys/binding.js';
import { keyTable } from '../keys/changes.js';
import { found, type Findable } from '../keys/find.js';
import type { FooterKey } from '../keys/footer.js';
import { helpLines, helpRow, paired, type HelpLine } from '../keys/help.js';
import { cellCommand } from './cellWords.js';
import { frameOf, type ExploreCommand, type ExploreState, type Step } from './exploreState.js';
import { rowCount } from './map.js';
import { metricsOf } from './metrics.js';
import { sliceOf } from './slices.js';
import { zoomIn, zoomOut, whyNoZoom } from './exploreZoom.js';

export interface MapKey extends KeyBinding<ExploreState, Step> {
  /** In the footer in place of `footer`. */
  readonly footerNow?: (state: ExploreState) => string;
}

/** Moves to a cell, or the nearest one. */
function to({ plan, cursor }: ExploreState, column: number, row: number): Step {
  const { x, y } = plan;
  const within = (value: number, total: number): number => Math.max(0, Math.min(total - 1, value));
  const first = sliceOf(plan, cursor) * y.values.length;
  const next = { column: within(column, x.values.length), row: first + within(row - first, y.values.length) };
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
/** To the same cell of another map of the third axis. */
const toMap =
  (direction: 1 | -1) =>
  ({ plan, cursor }: ExploreState): Step => {
    const rows = rowCount(plan);
    return { patch: { cursor: { ...cursor, row: (cursor.row + direction * plan.y.values.length + rows) % rows } } };
  };
const oneMap = ({ plan }: ExploreState): string | null => (plan.z === undefined ? 'there is one map' : null);
const nothingToPause = ({ progress, watched }: ExploreState): string | null => {
  if (progress === 'whole') return 'every cell is done; nothing to pause';
  return watched ? 'the shards train elsewhere; nothing to pause' : null;
};
const metric =
  (direction: 1 | -1) =>
  (state: ExploreState): Step => ({ patch: { metric: nextInRing(metricsOf(state.plan), state.metric, direction) } });

const always = (): null => null;
const key = (id: string, keys: readonly string[], label: string, action: MapKey['action']): MapKey => ({
  ...{ id, keys, label, action, disabled: always },
});
const asks =
  (command: ExploreCommand): MapKey['action'] =>
  () => ({ command });

export const MAP_KEYS: readonly MapKey[] = [
  {
    ...key('left', ['left', 'h'], 'to the cell on the left', by(-1, 0)),
    footer: 'move',
    both: 'to the cell on the left, on the right',
  },
  key('right', ['right', 'l'], 'to the cell on the right', by(1, 0)),
  { ...key('up', ['up', 'k'], 'to the cell above', by(0, 1)), both: 'to the cell above, below' },
  key('down', ['down', 'j'], 'to the cell below', by(0, -1)),
  {
    ...key('first', ['home'], 'to the first column', (state) => to(state, 0, state.cursor.row)),
    both: 'to the first, last column',
  },
  key('last', ['end'], 'to the last column', (state) => to(state, Infinity, state.cursor.row)),
  { ...key('page-up', ['pageup'], 'up by one page', page(1)), both: 'up, down by one page' },
  key('page-down', ['pagedown'], 'down by one page', page(-1)),
  {
    ...key('next-map', ['n'], 'to the next map of --z', toMap(1)),
    both: 'to the next, previous map of --z',
    disabled: oneMap,
  },
  { ...key('previous-map', ['N'], 'to the previous map of --z', toMap(-1)), disabled: oneMap },
  {
    ...key('open', ['enter'], 'open the cell as a run; the sweep pauses until you leave', ({ cursor }) => ({
      patch: { visiting: true },
      command: { type: 'open', cell: cursor },
    })),
    footer: 'open the run',
  },
  {
    ...key('zoom', ['+', '='], 'zoom in by 2 around the cell (mouse: wheel)', zoomIn),
    footer: 'zoom',
    both: 'zoom in by 2 around the cell, out (mouse: wheel)',
    disabled: whyNoZoom,
  },
  {
    ...key('zoom-out', ['-', 'backspace'], 'zoom out', zoomOut),
    disabled: ({ outer }) => (outer.length === 0 ? 'this is the whole map' : null),
  },
  { ...key('metric', ['m'], 'next metric', metric(1)), footer: 'metric', both: 'next, previous metric' },
  key('metric-back', ['M'], 'previous metric', metric(-1)),
  {
    ...key('pause', ['space'], 'pause or resume the sweep', ({ progress }) =>
      progress === 'paused'
        ? { patch: { progress: 'running' }, command: { type: 'resume' } }
        : { patch: { progress: 'paused' }, command: { type: 'pause' } },
    ),
    footer: 'pause',
    footerNow: ({ progress }) => (progress === 'paused' ? 'go on' : 'pause'),
    disabled: nothingToPause,
  },
  {
    ...key('quit', ['q'], 'quit; the map stays on the normal screen', asks({ type: 'quit', exitCode: 0 })),
    footer: 'quit',
    wayOut: true,
  },
  { ...key('help', ['?'], 'all keys', ({ help }) => ({ patch: { help: !help } })), footer: 'help' },
  {
    ...key('theme', ['t'], 'next theme', ({ themes, theme }) => ({ patch: { theme: nextInRing(themes, theme, 1) } })),
    footer: 'theme',
  },
  key('copy', ['Y'], 'copy the command line of the cell', ({ plan, cursor, base }) => {
    const text = cellCommand(plan, cursor, base);
    return { patch: { message: `sent to the clipboard: ${text}` }, command: { type: 'copy', text } };
  }),
  key('palette', ['/', 'ctrl-p', 'f2'], 'find an action by name, and run it', () => ({
    patch: { palette: { text: '', chosen: 0 } },
  })),
  key('close', ['esc'], 'close the help', () => ({})),
  key('redraw', ['ctrl-l'], 'redraw the screen', asks({ type: 'redraw' })),
  key('suspend', ['ctrl-z'], 'suspend (fg resumes)', asks({ type: 'suspend' })),
  { ...key('interrupt', ['ctrl-c'], 'leave with exit code 130', asks({ type: 'quit', exitCode: 130 })), wayOut: true },
];

/** The keymap of the map with the user's keys. */
export const mapTable = keyTable('map', MAP_KEYS);

/** The actions that the palette finds. */
export const mapFound = (state: ExploreState): readonly Findable[] => {
  const all = mapTable(state.keys).all.filter(({ id }) => id !== 'palette' && id !== 'close');
  return found(
    all.map((binding) => ({ ...binding, disabled: binding.disabled(state) })),
    state.palette?.text ?? '',
  );
};

/** Keys and words of the enabled bindings, in the order of the table. */
export const mapFooter = (state: ExploreState): FooterKey[] =>
  inFooter(mapTable(state.keys).all, state).map(({ id, keys, footer = '', footerNow }) => ({
    id,
    key: keys[0] === 'left' ? 'arrows' : (keys[0] ?? ''),
    word: footerNow?.(state) ?? footer,
  }));

/** The table in docs/sweep.md. A test compares it. */
export const mapKeysMarkdown = (): string =>
  [
    '| key | what it does |',
    '|---|---|',
    ...paired(MAP_KEYS).map(({ bindings, label }) => {
      const keys = bindings.map((binding) => keysInWords(binding, (key) => `\`${key}\``)).join(' ');
      return `| ${keys} | ${label} |`;
    }),
  ].join('\n') + '\n';

/** Cells outside the text of the help: frame and margins. */
const AROUND_HELP = 6;

/** The lines of the help; a disabled key has its reason. */
export function mapHelp(state: ExploreState): HelpLine[] {
  const rows = paired(mapTable(state.keys).all).map(({ bindings, label }) => helpRow(bindings, label, state));
  const keysWidth = Math.max(...rows.map(({ keys }) => keys.length)) + 1;
  return helpLines(rows, { width: state.size.columns - AROUND_HELP, reasons: true, margin: '', keysWidth });
}
