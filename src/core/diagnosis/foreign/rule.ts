// A rule for runs of other programs: the facts that it needs and its judgement. Every rule either judges or
// names what it lacks.
import type { ForeignFacts } from './facts.js';

export interface ForeignJudgement {
  readonly level: 'warning' | 'alarm';
  /** From 0, as in `run.layers`; -1: the whole network. */
  readonly layer: number;
  /** The measured value with its limit. */
  readonly message: string;
  /** In the words of the framework; empty if there is none. */
  readonly remedy: string;
}

/** A record of the table of rules (`index.ts`); its name is its key there. */
export interface ForeignRule {
  /** Of several findings that hold, the one of the lowest rank is shown. */
  readonly rank: number;
  readonly title: string;
  /** The data that this rule lacks, in words; null: it can judge. */
  readonly lacks: (facts: ForeignFacts) => string | null;
  /** Called if `lacks` is null. Null: nothing to report. */
  readonly judge: (facts: ForeignFacts) => ForeignJudgement | null;
}
