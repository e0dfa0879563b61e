// Lines of the glossary in the help, and where the words of a panel begin.
import { helpLines, type HelpLine, type HelpRow } from '../keys/help.js';
import { TERM_GROUPS, termsOf, type TermGroup } from '../text/glossary.js';
import type { AppState, PanelId } from './state.js';
import { widthOfHelp } from './helpColumns.js';

const GROUPS = Object.keys(TERM_GROUPS) as TermGroup[];
const WIDEST_TERM = Math.max(...GROUPS.flatMap(termsOf).map(([term]) => term.length));
/** The ASCII spelling of a term can be longer by this. */
const RESERVE = 1;

const GROUP_OF_PANEL: Readonly<Record<PanelId, TermGroup>> = {
  heatmap: 'layers',
  layers: 'layers',
  spread: 'layers',
  chain: 'chain',
  propagation: 'chain',
  activation: 'chain',
  weights: 'weights',
  traces: 'weights',
  runs: 'runs',
  limits: 'limits',
  metrics: 'limits',
  confusion: 'answers',
  predicted: 'answers',
  data: 'answers',
};

function linesOf(group: TermGroup, width: number): HelpLine[] {
  const rows = termsOf(group).map(([keys, text]): HelpRow => ({ keys, text, disabled: null, title: false }));
  const title: HelpRow = { keys: '', text: TERM_GROUPS[group], disabled: null, title: true };
  return helpLines([title, ...rows], { width, reasons: false, margin: '  ', keysWidth: WIDEST_TERM });
}

const widthOf = (state: AppState): number => widthOfHelp(state) - RESERVE;

export const glossaryLines = (state: AppState): HelpLine[] => GROUPS.flatMap((group) => linesOf(group, widthOf(state)));

/** The line at which the words of the focused panel begin. */
export function glossaryStart(state: AppState): number {
  const group = GROUP_OF_PANEL[state.ui.focusPanel] ?? 'figures';
  const width = widthOf(state);
  return GROUPS.slice(0, GROUPS.indexOf(group)).flatMap((before) => linesOf(before, width)).length;
}
