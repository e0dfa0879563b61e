// Searches for a cure: every try changes one setting of an earlier network and trains it with the same seeds.
import type { Config, ConfigChange } from '../config/schema.js';
import type { RuleName } from '../diagnosis/ruleNames.js';
import { verdict, verdictSentence } from '../diagnosis/verdict.js';
import type { RunState } from '../run/runState.js';
import { SEEDS } from './limits.js';
import { changed, configKey, suggestionsAt, type Suggestion } from './suggestions.js';
import { outcomeOf, type Outcome } from './outcome.js';

/** A configuration for each seed; the seed of `config` comes first. */
export const seedsOf = (config: Config): Config[] =>
  Array.from({ length: SEEDS }, (_, more) => ({ ...config, seed: (config.seed + more) % 2 ** 32 }));

/** What to train next. */
export interface Candidate {
  /** The network that it changes. */
  readonly parent: Tried | null;
  readonly change: ConfigChange;
  readonly cause: RuleName | null;
  readonly config: Config;
}

/** A network that was trained with every seed. */
export interface Tried extends Candidate {
  readonly losses: readonly number[];
  readonly loss: number;
  /** On the samples held out, of every seed and in the middle; empty and null without any. */
  readonly valLosses: readonly number[];
  readonly valLoss: number | null;
  /** Null for a numeric target. */
  readonly accuracy: number | null;
  /** Verdict on the first run that is not well, else on the first run; of a cured network, on the first that is well. */
  readonly verdict: string;
  readonly tone: 'good' | 'none' | 'warning' | 'alarm';
  /** How many runs are well. */
  readonly well: number;
  readonly cured: boolean;
  /** Whether the cause that it was meant to remove is gone, although the network is not cured. */
  readonly gone: boolean;
  /** Loss, on held-out samples where there are some, as a share of chance level. */
  readonly share: number;
  readonly suggestions: readonly Suggestion[];
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b))[values.length >> 1] ?? NaN;

/** The runs whose verdict names what most of them name come first: the others may show a symptom. */
function byCommonCause(runs: readonly RunState[]): readonly RunState[] {
  const causes = runs.map((run) => verdict(run).finding?.rule);
  const count = (i: number): number => causes.filter((cause) => cause === causes[i]).length;
  const order = runs.map((_, i) => i).sort((a, b) => count(b) - count(a));
  return order.flatMap((i) => runs[i] ?? []);
}

/** Whether it, or a network that it goes back to, trains fewer epochs because it overfitted. */
const wasShortened = ({ parent, change, cause }: Candidate): boolean =>
  (cause === 'overfitting' && change.epochs !== undefined) || (parent !== null && wasShortened(parent));

/** Stopping early is no fault of a run that is well, nor of one that was `stopped` because it overfitted. */
function verdictOf(run: RunState, well: boolean, stopped: boolean): string {
  if (verdict(run).finding?.rule !== 'stopped-early' || !(well || stopped)) return verdictSentence(run);
  if (!stopped) return 'learns, and would learn more in more epochs';
  return well ? 'learns, stopped before it overfits' : 'learns little before it overfits';
}

/** Well or cured: two of three runs, of the unchanged network too. */
function judged(candidate: Candidate, runs: readonly RunState[]): Tried {
  const stopped = wasShortened(candidate);
  const outcomes: readonly Outcome[] = runs.map((run) => outcomeOf(run, stopped));
  const sick = byCommonCause(runs.filter((_, i) => outcomes[i]?.well !== true));
  const accuracies = outcomes.flatMap(({ accuracy }) => accuracy ?? []);
  const valLosses = outcomes.flatMap(({ valLoss }) => valLoss ?? []);
  const well = runs.length - sick.length;
  const cured = well >= Math.ceil((2 * runs.length) / 3);
  const shown = cured ? runs.find((_, i) => outcomes[i]?.well === true) : sick[0];
  const seen = new Set<string>();
  const suggestions = [...sick, ...runs]
    .flatMap((run) => suggestionsAt(run, null))
    .filter(({ rule }) => !(stopped && rule === 'stopped-early'))
    .filter(({ change }) => {
      const key = configKey(changed(candidate.config, change));
      return !seen.has(key) && seen.add(key);
    });
  return {
    ...candidate,
    losses: outcomes.map(({ loss }) => loss),
    loss: middle(outcomes.map(({ loss }) => loss)),
    valLosses,
    valLoss: valLosses.length === 0 ? null : middle(valLosses),
    accuracy: accuracies.length === 0 ? null : middle(accuracies),
    verdict: shown === undefined ? '' : verdictOf(shown, cured, stopped),
    tone: shown === undefined ? 'none' : verdict(shown).tone,
    well,
    cured,
    gone:
      candidate.cause !== null && runs.every(({ active }) => candidate.cause === null || !active.has(candidate.cause)),
    share: middle(outcomes.map(({ share }) => share)),
    suggestions,
  };
}

export class Search {
  base: Tried | null = null;
  readonly tries: Tried[] = [];
  private readonly seen: Set<string>;

  constructor(readonly config: Config) {
    this.seen = new Set([configKey(config)]);
  }

  /** The next network to train; the first is the unchanged one. Null: it is cured, or nothing is left to try. */
  next(): Candidate | null {
    const { base, tries, config } = this;
    if (base === null) return { parent: null, change: {}, cause: null, config };
    if (base.cured || tries.some(({ cured }) => cured)) return null;
    // If a cause is gone, continue from that network. Else try all suggestions for the unchanged network, then those for the best.
    const onward = tries.filter(({ gone }) => gone).slice(-1);
    for (const parent of [...onward, base, ...tries.toSorted((a, b) => order(a) - order(b))]) {
      for (const { rule, change } of parent.suggestions) {
        const candidate = { parent, change, cause: rule, config: changed(parent.config, change) };
        // A network that was shortened because it overfitted does not train longer again.
        const longer = wasShortened(parent) && candidate.config.epochs > parent.config.epochs;
        if (!longer && !this.seen.has(configKey(candidate.config))) return candidate;
      }
    }
    return null;
  }

  take(candidate: Candidate, runs: readonly RunState[]): Tried {
    this.seen.add(configKey(candidate.config));
    const tried = judged(candidate, runs);
    if (candidate.parent === null) this.base = tried;
    else this.tries.push(tried);
    return tried;
  }

  /** The cured network, else the best so far; null before the first run. */
  get best(): Tried | null {
    const all = [...(this.base === null ? [] : [this.base]), ...this.tries];
    return all.find(({ cured }) => cured) ?? all.toSorted((a, b) => order(a) - order(b))[0] ?? null;
  }
}

/** Order of networks: more seeds that are well, then the lower loss. */
const order = ({ well, share }: Tried): number => (Number.isFinite(share) ? share : 1e9) - 1e12 * well;
