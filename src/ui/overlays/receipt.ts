// The receipt: the evidence of the verdict, the remedies, and the whole comparison.
import { comparisonHere } from '../../core/app/comparison.js';
import { remediesHere } from '../../core/app/remedy.js';
import { focusedRun } from '../../core/app/selectors.js';
import type { AppState } from '../../core/app/state.js';
import { ALL_TRIED } from '../../core/cure/words.js';
import { receiptRows, type ReceiptRow } from '../../core/diagnosis/explain.js';
import { HEALTH_LINES, healthRows } from '../../core/diagnosis/health.js';
import type { RuleName } from '../../core/diagnosis/ruleNames.js';
import { RULES } from '../../core/diagnosis/rules/index.js';
import { verdict, type Verdict } from '../../core/diagnosis/verdict.js';
import type { RunState } from '../../core/run/runState.js';
import { BOLD } from '../../core/screen/canvas.js';
import { plain } from '../../core/text/ascii.js';
import { suggestionInWords } from '../../core/text/change.js';
import { wrap, wrapHanging } from '../../core/text/wrap.js';
import type { Theme } from '../themes/theme.js';
import { foreignLines } from './foreign.js';
import type { Maker, OverlayLine } from './frame.js';
import { namesOf } from './keyWords.js';

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

export const receipt: Maker = (state, theme, width, ascii) => {
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
      keys: `${namesOf(state).list('close')} closes`,
      lines: [...lines, ...own],
      scroll,
    };
  }
  const { list, binding } = namesOf(state);
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
    keys:
      remediesHere(state).left.length === 0
        ? `${list('close')} closes`
        : `${binding('remedy')} twin with it, ${binding('remedy-here')} in this run, ${list('close')} closes`,
    lines,
    scroll: state.ui.scroll,
  };
};
