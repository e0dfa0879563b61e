// What a search for a cure says: the command prints it, the dashboard shows it, and the keys of the diagnosis use the same words.
import { networkInWords } from '../config/describe.js';
import { formatAccuracy, formatLoss, formatPlace } from '../format.js';
import { activeAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { suggestionInWords } from '../text/change.js';
import type { Cure } from './cure.js';
import { outcomeOf } from './outcome.js';
import { SEEDS } from './limits.js';
import type { Candidate, Search, Tried } from './search.js';
import type { Suggestion } from './suggestions.js';

export const ALL_TRIED = 'nothing left to try: every suggested change was tried';
const WELL = 'well as it is';
const NOTHING_SUGGESTED = 'no change is suggested';

/** Suggestions for a run: those left to try, and those tried. */
export interface Remedies {
  readonly left: readonly Suggestion[];
  readonly tried: readonly Suggestion[];
}

/** Why there is nothing to try for a run at `step` (null means now); null: a suggestion is left. */
export function whyNothing(run: RunState, step: number | null, { left, tried }: Remedies): string | null {
  if (left.length > 0) return null;
  if (tried.length > 0) return ALL_TRIED;
  if (step === null && outcomeOf(run).well) return WELL;
  const finding = activeAt(run, step).size > 0;
  return finding ? `${NOTHING_SUGGESTED} for this finding` : `no finding, so ${NOTHING_SUGGESTED}`;
}

/** What a search has come to. */
export function resultInWords({ base, best, tries }: Search): string {
  if (best === null || base === null) return 'not judged yet';
  if (best.cured) return best === base ? WELL : 'cured';
  if (tries.length === 0 && base.suggestions.length === 0) return `not well, and ${NOTHING_SUGGESTED}`;
  if (best === base) return tries.length === 0 ? 'not cured; no change was tried' : 'not cured; no change was better';
  return 'not cured; the best so far';
}

/** The network to recommend; null if the unchanged one is the best, but not well. */
export const shownBest = ({ base, best }: Search): Tried | null =>
  best === base && best?.cured !== true ? null : best;

export const nameOf = ({ parent, change }: Candidate): string =>
  parent === null ? 'as it is' : suggestionInWords(change);

/** `held-out loss 0.5881 (training 0.4918)`, `loss 0.0157`; of several seeds, each loss. */
export function lossesInWords(losses: readonly number[], valLosses: readonly number[]): string {
  const [train, held] = [losses, valLosses].map((some) => some.map((loss) => formatLoss(loss)).join(' '));
  return valLosses.length === 0 ? `loss ${train}` : `held-out loss ${held} (training ${train})`;
}

/** A network that was tried, with the loss of every seed, on held-out samples where there are some. */
function triedInWords(tried: Tried): string {
  const losses = lossesInWords(tried.losses, tried.valLosses);
  const right = tried.accuracy === null ? '' : `, accuracy ${formatAccuracy(tried.accuracy)}`;
  const all = tried.well === tried.losses.length;
  const share = all ? 'well' : `${tried.well} of ${tried.losses.length} well`;
  const cured = all ? 'cured' : `cured in ${tried.well} of ${tried.losses.length} runs`;
  const word = tried.cured && tried.parent !== null ? cured : share;
  return `${nameOf(tried)}: ${losses}${right}, ${word}; ${tried.verdict}`;
}

/** The network in training: which seed, and how far its run is. */
function trainingInWords(candidate: Candidate, run: RunState, seeds: number): string {
  const { step, loss } = run;
  const total = run.run?.totalSteps;
  const steps = total === undefined || total === null ? '' : ` of ${formatPlace(total)}`;
  const at = step === 0 ? '' : `, step ${formatPlace(step)}${steps}, loss ${formatLoss(loss.latest ?? NaN)}`;
  return `${nameOf(candidate)}: training, seed ${seeds} of ${SEEDS}${at}`;
}

/** The networks tried, each below the one that it changes, and the one in training. */
export function treeLines({ search, candidate, run, seeds }: Cure): string[] {
  const { base, tries } = search;
  const training = candidate === null || run === null ? null : trainingInWords(candidate, run, seeds);
  const branch = (text: string, indent: string): string => (indent === '' ? text : `${indent.slice(0, -3)}└─ ${text}`);
  const below = (parent: Tried | null, indent: string): string[] => [
    ...[...(parent === null && base !== null ? [base] : []), ...tries]
      .filter((tried) => tried.parent === parent)
      .flatMap((tried) => [branch(triedInWords(tried), indent), ...below(tried, `${indent}   `)]),
    ...(training !== null && candidate?.parent === parent ? [branch(training, indent)] : []),
  ];
  return [networkInWords(search.config), ...below(null, '')];
}
