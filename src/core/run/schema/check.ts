// Checks an object from outside against the schema of events.
import { RULE_NAMES } from '../../diagnosis/ruleNames.js';
import { EVENTS } from './events.js';
import { object, type Holder, type Kind } from './kinds.js';

const KINDS: ReadonlyMap<unknown, Kind<object>> = new Map(
  Object.entries(EVENTS).map(([type, { fields }]) => [type, object(fields)]),
);

/** Whether this version knows its type and rule; later versions may have others. */
export const isKnown = ({ type, rule }: Readonly<Holder>): boolean =>
  KINDS.has(type) &&
  (type !== 'finding' || typeof rule !== 'string' || (RULE_NAMES as readonly string[]).includes(rule));

/**
 * `field "layers[0].name" must be a string, got 7`, or null: then `event` is one, with numbers for "NaN" and the fallbacks of
 * what it lacks. Mutates `event`.
 */
export function faultOf(event: Holder): string | null {
  const fault = KINDS.get(event['type'])?.check(event, event, '') ?? null;
  return fault === null ? null : `field "${fault.at.slice(1)}" ${fault.says}`;
}
