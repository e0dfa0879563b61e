// Compares the focused run with its twin, else with a pinned run.
import { conclusion, twinClauses, type Twin } from '../compare/twin.js';
import { pinnedComparison } from './pinned.js';
import type { AppState, Message } from './state.js';

export interface Comparison {
  readonly kind: Twin['kind'];
  /** The final comparison if both runs have ended; else the comparison so far, or at the cursor. */
  readonly sentence: string;
  /** Details that do not fit into the sentence. */
  readonly details: readonly string[];
}

export function comparisonHere(state: AppState): Comparison | null {
  const isTwin = state.twin !== null && [state.twin.base, state.twin.twin].includes(state.focus);
  // A focused run outside the pair shows its own verdict.
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

/** The latest message for the bottom line. The final comparison of twins is shown above, so the keys get this line. */
export function messageBelow(state: AppState): Message | null {
  const { message } = state.ui;
  return message === null || message.text === comparisonHere(state)?.sentence ? null : message;
}
