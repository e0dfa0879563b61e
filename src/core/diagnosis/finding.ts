// Makes `finding` events: a finding, and its clearing.
import type { FindingEvent, GradtopEvent } from '../run/events.js';
import type { Judgement } from './rule.js';
import type { RuleName } from './ruleNames.js';

export const findingOf = (
  rule: RuleName,
  judged: Judgement,
  level: Judgement['level'],
  at: Pick<FindingEvent, 'runId' | 'step'>,
): FindingEvent => ({
  type: 'finding',
  ...at,
  rule,
  level,
  layer: judged.layer,
  measured: known(judged.measured),
  limit: known(judged.limit),
  message: judged.message,
  ...(judged.remedy ? { remedy: judged.remedy } : {}),
  ...(judged.alternatives && judged.alternatives.length > 0 ? { alternatives: judged.alternatives } : {}),
});

/** Drops values that could not be measured (NaN); a non-finite value that is itself the evidence stays. */
function known(measured: Judgement['measured']): FindingEvent['measured'] {
  return Object.fromEntries(
    Object.entries(measured).filter(([name, value]) => name === 'nonFinite' || !Number.isNaN(value)),
  );
}

/** The finding as cleared, without its remedy. */
export function cleared(finding: FindingEvent, step: number): FindingEvent {
  const { type, runId, rule, layer, measured, limit, message } = finding;
  return { type, runId, step, rule, level: 'cleared', layer, measured, limit, message: `cleared: ${message}` };
}

/** An event and the findings that it triggered, in the order of a log: `end` comes last. */
export const inOrder = (event: GradtopEvent, findings: readonly FindingEvent[]): readonly GradtopEvent[] =>
  event.type === 'end' ? [...findings, event] : [event, ...findings];
