// When a rule's judgements become a finding, change its level and clear it again: samples in a row, so that nothing flickers.
import type { Judgement, Rule } from './rule.js';

type Level = Judgement['level'];

export class Hysteresis {
  /** Of the finding that holds; null: none does. */
  private level: Level | null = null;
  private variant: string | undefined;
  /** Samples in a row for (positive) or against. */
  private streak = 0;
  /** Alarms in a row, and samples without one since. */
  private alarms = 0;
  private calm = 0;
  /** The variant of the newest sample, and how many in a row had it. */
  private seen: string | undefined;
  private same = 0;

  constructor(private readonly rule: Pick<Rule, 'appearAfter' | 'clearAfter'>) {}

  /**
   * The level at which the finding is to be told now, or that it has cleared; null: nothing new. Samples between the `regular`
   * ones (hot steps) may speak for a finding, never count against one.
   */
  take(judged: Judgement | null, regular: boolean): Level | 'cleared' | null {
    if (judged === null && !regular) return null;
    const alarm = judged?.level === 'alarm';
    this.streak = judged === null ? Math.min(0, this.streak) - 1 : Math.max(0, this.streak) + 1;
    this.alarms = alarm ? this.alarms + 1 : 0;
    this.same = judged !== null && judged.variant === this.seen ? this.same + 1 : 1;
    this.seen = judged?.variant;
    if (alarm) this.calm = 0;
    else if (regular) this.calm += 1;
    return judged === null ? this.against() : this.inFavour(judged);
  }

  private against(): 'cleared' | null {
    if (this.level === null || -this.streak < this.rule.clearAfter) return null;
    this.level = null;
    return 'cleared';
  }

  private inFavour(judged: Judgement): Level | null {
    const { appearAfter, clearAfter } = this.rule;
    if (this.level === null && this.streak < appearAfter && !judged.certain) return null;
    // A worse level must hold as long as a new finding does, a better one as long as a cleared one.
    const sure = judged.certain === true && judged.level === 'alarm';
    const raised = this.alarms >= appearAfter || sure;
    const kept = this.level === 'alarm' && this.calm < clearAfter;
    const level = raised || kept ? 'alarm' : 'warning';
    const other = judged.variant !== this.variant && (sure || this.same >= appearAfter);
    if (this.level === level && !other) return null;
    this.level = level;
    this.variant = judged.variant;
    return level;
  }
}
