// The overlays by name: help, preset picker, receipt, prompt for a step. Each turns the state into lines.
import { comparisonHere } from '../../core/app/comparison.js';
import { cureInWords } from '../../core/app/cureWords.js';
import { glossaryLines } from '../../core/app/glossaryLines.js';
import { helpColumns } from '../../core/app/helpColumns.js';
import { remediesHere } from '../../core/app/remedy.js';
import { focusedRun } from '../../core/app/selectors.js';
import type { AppState, OverlayId } from '../../core/app/state.js';
import type { Action } from '../../core/app/action.js';
import { ALL_TRIED } from '../../core/cure/words.js';
import { receiptRows, type ReceiptRow } from '../../core/diagnosis/explain.js';
import type { RuleName } from '../../core/diagnosis/ruleNames.js';
import { RULES } from '../../core/diagnosis/rules/index.js';
import { HEALTH_LINES, healthRows } from '../../core/diagnosis/health.js';
import { verdict, type Verdict } from '../../core/diagnosis/verdict.js';
import type { HelpLine } from '../../core/keys/help.js';
import type { RunState } from '../../core/run/runState.js';
import { suggestionInWords } from '../../core/text/change.js';
import { BOLD, type Layer } from '../../core/screen/canvas.js';
import type { Region } from '../../core/screen/regions.js';
import type { Theme } from '../themes/theme.js';
import { wrap, wrapHanging } from '../../core/text/wrap.js';
import { plain } from '../../core/text/ascii.js';
import { foreignLines } from './foreign.js';
import { overlayPlace, paintOverlay, type Maker, type OverlayBox, type OverlayLine } from './frame.js';
import { picker } from './picker.js';

function helpLine({ text, title, muted }: HelpLine, theme: Theme): OverlayLine {
  if (title) return { text, style: { fg: theme.title, attributes: BOLD } };
  return { text, style: muted ? { fg: theme.muted } : {} };
}

const help: Maker = (state, theme) => {
  const [left = [], right = []] = helpColumns(state).map((lines) => lines.map((line) => helpLine(line, theme)));
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, at): OverlayLine => {
    const [line, beside] = [left[at] ?? { text: '' }, right[at]];
    return beside === undefined ? line : { ...line, beside };
  });
  return { title: 'keys', keys: 'arrows scroll, tab words, ? or esc closes', lines, scroll: state.ui.scroll };
};

const glossary: Maker = (state, theme, _, ascii) => ({
  title: 'words on the screen',
  keys: 'arrows scroll, tab keys, ? or esc closes',
  lines: glossaryLines(state).map((line) => helpLine({ ...line, text: plain(line.text, ascii) }, theme)),
  scroll: state.ui.scroll,
});

/** The whole comparison with all details. */
function comparisonLines(state: AppState, theme: Theme, width: number, ascii: boolean): OverlayLine[] {
  const comparison = comparisonHere(state);
  if (comparison === null) return [];
  const style = { fg: theme.info, attributes: BOLD };
  return [
    ...wrap(plain(comparison.sentence, ascii), width).map((text) => ({ text, style })),
    ...comparison.details.flatMap((detail) => wrap(detail, width - 2).map((text) => ({ text: `  ${text}` }))),
  ];
}

/** Name, value and limit; long names wrap, so limits stay visible. */
function measuresTable(rows: readonly ReceiptRow[], width: number): string[] {
  const limits = rows.map(({ limit, comparison, met }) =>
    limit === '' ? '' : `${comparison} ${limit}${met === false ? '  (not met)' : ''}`,
  );
  const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const values = widest(rows.map(({ value }) => value));
  const figures = GAP + values + GAP;
  const names = Math.min(widest(rows.map(({ name }) => name)), width - 2 - figures - widest(limits));
  return rows.flatMap(({ name, value }, at) =>
    wrap(name, names).map((words, line) =>
      line > 0 ? `  ${words}` : `  ${words.padEnd(names + GAP)}${value.padStart(values)}  ${limits[at]}`.trimEnd(),
    ),
  );
}
/** Cells between two columns. */
const GAP = 2;

/** Without findings: the sentence and the measured values. */
function figuresLines(
  run: RunState,
  { tone, text, foreign }: Verdict,
  step: number | null,
  theme: Theme,
  width: number,
): OverlayLine[] {
  const fg = { good: theme.good, none: theme.text, warning: theme.warning, alarm: theme.alarm }[tone];
  const lines: OverlayLine[] = wrap(text, width).map((line) => ({ text: line, style: { fg, attributes: BOLD } }));
  if (foreign !== undefined) {
    const sentence = foreign.findings.length > 0 ? [] : [...lines, { text: '' }];
    return [...sentence, ...foreignLines(foreign, theme, width)];
  }
  const rows = healthRows(run, step);
  if (rows.length === 0) return lines;
  lines.push({ text: '' }, ...measuresTable(rows, width).map((line) => ({ text: line })));
  if (tone === 'alarm') return lines;
  const words = HEALTH_LINES.flatMap((line) => wrap(line, width));
  return [...lines, { text: '' }, ...words.map((line) => ({ text: line, style: { fg: theme.muted } }))];
}

/** The change that `x` makes, then the alternatives, then the changes that this session has tried. `shown`: the rule of the card. */
function remedyLines(state: AppState, shown: RuleName, theme: Theme, width: number): OverlayLine[] {
  const { left, tried } = remediesHere(state);
  const [next, ...others] = left.map(({ rule, change }) => {
    const cause = rule === shown ? '' : ` (for: ${RULES[rule].title})`;
    return `${suggestionInWords(change)}${cause}`;
  });
  const lines = (head: string, texts: readonly string[], fg: number): OverlayLine[] =>
    texts.length === 0
      ? []
      : wrapHanging(`${head}: ${texts.join('; ')}`, width).map((text) => ({ text, style: { fg } }));
  if (next === undefined && tried.length === 0) return [];
  return [
    { text: '' },
    ...(next === undefined ? [{ text: ALL_TRIED, style: { fg: theme.good } }] : lines('suggested', [next], theme.good)),
    ...lines('then', others, theme.muted),
    ...lines(
      'tried',
      tried.map(({ change }) => suggestionInWords(change)),
      theme.muted,
    ),
  ];
}

const receipt: Maker = (state, theme, width, ascii) => {
  const run = focusedRun(state);
  const { cursorStep } = state.ui;
  const judged = run === undefined ? null : verdict(run, cursorStep);
  const finding = judged?.finding ?? null;
  const compared = comparisonLines(state, theme, width, ascii);
  const lines: OverlayLine[] = compared.length > 0 ? [...compared, { text: '' }] : [];
  if (run === undefined || judged === null || finding === null) {
    const own = run === undefined || judged === null ? [] : figuresLines(run, judged, cursorStep, theme, width);
    const { scroll } = state.ui;
    return {
      title: compared.length > 0 ? 'comparison' : 'verdict',
      keys: 'esc closes',
      lines: [...lines, ...own],
      scroll,
    };
  }
  const explanation = RULES[finding.rule];
  for (const text of wrap(finding.message, width))
    lines.push({ text, style: { fg: finding.level === 'alarm' ? theme.alarm : theme.warning, attributes: BOLD } });
  lines.push({ text: '' });
  lines.push(...measuresTable(receiptRows(finding), width).map((text) => ({ text })));
  lines.push({ text: '' });
  for (const text of explanation.lines.flatMap((line) => wrap(line, width)))
    lines.push({ text, style: { fg: theme.muted } });
  lines.push(...remedyLines(state, finding.rule, theme, width));
  return {
    title: `${explanation.title}, step ${finding.step}`,
    keys: remediesHere(state).left.length === 0 ? 'esc closes' : 'x twin with it, X in this run, esc closes',
    lines,
    scroll: state.ui.scroll,
  };
};

const cure: Maker = (state, theme, width, ascii) => {
  const { lines, keys } = cureInWords(state);
  return {
    title: 'cure: one change at a time, three seeds each',
    keys,
    lines: lines.flatMap((line) =>
      wrapHanging(plain(line, ascii), width).map((text) => ({ text, style: { fg: theme.text } })),
    ),
    scroll: state.ui.scroll,
  };
};

const prompt: Maker = (state) => ({
  title: 'go to step',
  keys: 'enter goes, esc closes',
  lines: [{ text: `step: ${state.ui.promptText}_` }],
  scroll: 0,
});

const filter: Maker = (state) => ({
  title: 'layers whose name contains',
  keys: 'enter shows them (empty: all layers), esc closes',
  lines: [{ text: `/${state.ui.promptText}_` }],
  scroll: 0,
});

const MAKERS: Readonly<Record<OverlayId, Maker>> = { help, glossary, picker, receipt, cure, prompt, filter };

const boxOf = (state: AppState, overlay: OverlayId, theme: Theme, ascii: boolean): OverlayBox =>
  MAKERS[overlay](state, theme, Math.min(100, state.size.columns - 8), ascii);

/** The open overlay as a painted layer; null if none is open. */
export function overlayLayer(state: AppState, theme: Theme, ascii: boolean): Layer | null {
  const { overlay } = state.ui;
  if (overlay === null) return null;
  const { columns, rows } = state.size;
  return paintOverlay(boxOf(state, overlay, theme, ascii), columns, rows, theme, ascii);
}

/** A click chooses a line of the list, a double click takes it, the wheel scrolls, and a click outside closes. */
export function overlayRegions(state: AppState, theme: Theme, ascii: boolean): readonly Region<Action>[] {
  const { overlay } = state.ui;
  if (overlay === null) return [];
  const { columns, rows } = state.size;
  const place = overlayPlace(boxOf(state, overlay, theme, ascii), columns, rows);
  const key = (name: string): Action => ({ type: 'key', key: name });
  const box: Region<Action> = {
    area: place,
    opaque: true,
    wheel: (_, turn) => key(turn < 0 ? 'up' : 'down'),
  };
  const screen: Region<Action> = {
    area: { x: 0, y: 0, width: columns, height: rows },
    opaque: true,
    click: () => [key('esc')],
  };
  if (overlay !== 'picker') return [screen, box];
  const { x, y, width, from, room } = place;
  const chosen = (row: number): Action => ({
    type: 'intent',
    intent: { type: 'ui', patch: { listIndex: from + row } },
  });
  const lines: Region<Action> = {
    area: { x, y: y + 1, width, height: Math.min(room, state.presets.length - from) },
    click: (at) => [chosen(at.y - y - 1)],
    double: (at) => [chosen(at.y - y - 1), key('enter')],
  };
  return [screen, box, lines];
}
