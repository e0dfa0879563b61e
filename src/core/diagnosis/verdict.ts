// One sentence on a run: which of the findings that hold is the root cause, or what there is to say when none does.
import type { RuleName } from '../config/schema.js';
import type { FindingEvent } from '../run/events.js';

/** Root causes first; what is only a symptom (the plateau) last. */
export const CAUSE_ORDER: readonly RuleName[] = [
  'exploding',
  'dying-relu',
  'saturated',
  'masked-by-adam',
  'vanishing',
  'starved',
  'plateau',
];

/** The finding to show first: alarms before warnings, causes before symptoms; null when nothing holds. */
export function worst(active: ReadonlyMap<RuleName, FindingEvent>): FindingEvent | null {
  for (const level of ['alarm', 'warning'] as const) {
    for (const rule of CAUSE_ORDER) {
      const finding = active.get(rule);
      if (finding?.level === level) return finding;
    }
  }
  return null;
}
