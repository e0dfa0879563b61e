// Decides when judgements become a finding, change its level or clear it: after samples in a row, twice as many each time the
// finding returns to an earlier state. So figures that fluctuate around a limit are reported a few times only.
import type { Judgement, Rule } from './rule.js';

type Level = Judgement['level'];

export class Hysteresis {
  /** Level of the active finding; null if none. */
  private level: Level | null = null;
  private variant: string | undefined;
  /** Variants reported so far. */
  private readonly reported = new Set<string | undefined>();
  /** How often it has cleared, become a warning again, or returned to an earlier variant. */
  private returns = 0;
  /** Consecutive samples for (positive) or against (negative) a finding. */
  private streak = 0;
  /** Consecutive alarms, and samples since the last one. */
  private alarms = 0;
  private calm = 0;
  /** The variant of the latest sample, and how many in a row had it. */
  private seen: string | undefined;
  private same = 0;

  constructor(private readonly rule: Pick<Rule, 'appearAfter' | 'clearAfter'>) {}

  /**
   * The level at which the finding is to be reported now, or that it has cleared; null: nothing new. Samples between the `regular`
   * ones (hot steps) can support a finding but never count against it.
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

  private get appearAfter(): number {
    return this.rule.appearAfter * 2 ** this.returns;
  }

  private get clearAfter(): number {
    return this.rule.clearAfter * 2 ** this.returns;
  }

  private against(): 'cleared' | null {
    if (this.level === null || -this.streak < this.clearAfter) return null;
    this.level = null;
    this.returns += 1;
    return 'cleared';
  }

  private inFavour(judged: Judgement): Level | null {
    if (this.level === null && this.streak < this.appearAfter && !judged.certain) return null;
    // A worse level needs as many samples as a new finding, a better one as many as clearing.
    const sure = judged.certain === true && judged.level === 'alarm';
    const raised = this.alarms >= this.appearAfter || sure;
    const kept = this.level === 'alarm' && this.calm < this.clearAfter;
    const level = raised || kept ? 'alarm' : 'warning';
    const known = this.reported.has(judged.variant);
    const other = judged.variant !== this.variant && ((sure && !known) || this.same >= this.appearAfter);
    if (this.level === level && !other) return null;
    // A finding that appears again has cleared before, and that is counted already.
    const lowered = this.level === 'alarm' && level === 'warning';
    if (lowered || (this.level !== null && other && known)) this.returns += 1;
    this.level = level;
    this.variant = judged.variant;
    this.reported.add(judged.variant);
    return level;
  }
}
