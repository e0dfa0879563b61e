// How lines of gradtop's own run log look, for the readers that recognise a format.
import { EVENTS } from '../../../core/run/schema/events.js';

/** The type of an event, of those that gradtop knows. */
export const TYPE = new RegExp(`"type"\\s*:\\s*"(?:${Object.keys(EVENTS).join('|')})"`);

/** Whether the line is the end of a JSON object whose beginning is cut off: it closes more than it opens. */
export function isTail(line = ''): boolean {
  const count = (marks: RegExp): number => line.match(marks)?.length ?? 0;
  return line.trimEnd().endsWith('}') && count(/[}\]]/g) > count(/[{[]/g);
}
