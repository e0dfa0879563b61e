// The comparison that the run in focus belongs to: with its twin, else with a pinned run. Pure.
import { conclusion, twinClauses, type Twin } from '../compare/twin.js';
import { pinnedComparison } from './pinned.js';
import type { AppState, Message } from './state.js';

export interface Comparison {
  readonly kind: Twin['kind'];
  /** The last word where both have ended, else how they compare so far or at the cursor. */
  readonly sentence: string;
  /** What the sentence leaves out. */
  readonly details: readonly string[];
}

export function comparisonHere(state: AppState): Comparison | null {
  const isTwin = state.twin !== null && [state.twin.base, state.twin.twin].includes(state.focus);
  // A third run in focus has a verdict of its own.
  const twin = isTwin ? state.twin : pinnedComparison(state);
  const a = twin === null ? undefined : state.runs.get(twin.base);
  const b = twin === null ? undefined : state.runs.get(twin.twin);
  if (twin === null || a === undefined || b === undefined) return null;
  const { cursorStep } = state.ui;
  const [begun = '', ...clauses] = twinClauses(twin, a, b, cursorStep);
  const word = cursorStep === null ? conclusion(twin, a, b) : null;
  return word === null
    ? { kind: twin.kind, sentence: [begun, ...clauses].join('; '), details: [] }
    : { kind: twin.kind, sentence: word, details: clauses.filter((clause) => !word.includes(clause)) };
}

/** What just happened, for the line at the bottom. The last word on twins stands above it already: the keys are of more use there. */
export function messageBelow(state: AppState): Message | null {
  const { message } = state.ui;
  return message === null || message.text === comparisonHere(state)?.sentence ? null : message;
}
