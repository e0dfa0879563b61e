// A finding's receipt: every measured number beside its limit; and its suggestion in words.
import { formatSmall } from '../format.js';
import type { FindingEvent } from '../run/events.js';
import { suggestionInWords } from '../text/change.js';
import { measureName, measureOf } from './measures.js';
import type { Comparison, Rule } from './rule.js';
import { RULES } from './rules/index.js';

export interface ReceiptRow {
  readonly name: string;
  readonly value: string;
  /** `>=`, `<` ... between value and limit; empty without a limit. */
  readonly comparison: Comparison;
  readonly limit: string;
  /** Whether the value is beyond its limit; null without a limit. With alternative conditions, one of them may be within. */
  readonly met: boolean | null;
}

/** The receipt: what was measured, in order, with the limits. Unknown names are shown as they are. */
export function receiptRows(finding: FindingEvent): ReceiptRow[] {
  const { measures }: Rule = RULES[finding.rule];
  const comparisons: Readonly<Record<string, Comparison>> = measures;
  return Object.entries(finding.measured).map(([key, value]) => {
    const measure = measureOf(key);
    const format = measure?.format ?? formatSmall;
    const limit = finding.limit[key];
    const comparison = limit === undefined ? '' : (comparisons[key] ?? '');
    return {
      name: measureName(key),
      value: format(value),
      comparison,
      limit: limit === undefined ? '' : format(limit),
      met:
        limit === undefined || comparison === ''
          ? null
          : holds(measure?.absolute === true ? Math.abs(value) : value, comparison, limit),
    };
  });
}

function holds(value: number, comparison: Comparison, limit: number): boolean {
  if (comparison === '<') return value < limit;
  if (comparison === '<=') return value <= limit;
  return comparison === '>' ? value > limit : value >= limit;
}

/** The suggested change in words, `activation relu`; null if there is none. */
export const remedyInWords = (finding: FindingEvent): string | null =>
  finding.remedy && Object.keys(finding.remedy).length > 0 ? suggestionInWords(finding.remedy) : null;
