// A rule for runs that other programs trained: which facts it needs, and what it finds in them. No rule is silent: it judges, or it
// says what it lacks.
import type { ForeignFacts } from './facts.js';

export interface ForeignJudgement {
  readonly level: 'warning' | 'alarm';
  /** From 0, as in `run.layers`; -1: the whole network. */
  readonly layer: number;
  /** What was measured, beside its limit. */
  readonly message: string;
  /** In the words of the framework; empty if there is none. */
  readonly remedy: string;
}

/** A record of the table of rules (`index.ts`); its name is its key there. */
export interface ForeignRule {
  /** Of several findings that hold, the one of the lowest rank is shown. */
  readonly rank: number;
  readonly title: string;
  /** What the log lacks for this rule, in words; null: it can be judged. */
  readonly lacks: (facts: ForeignFacts) => string | null;
  /** Null: nothing to report. `lacks` is null. */
  readonly judge: (facts: ForeignFacts) => ForeignJudgement | null;
}
