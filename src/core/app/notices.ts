// What is worth calling the user back for: a rule's first alarm, and the end of a run.
import type { GradtopEvent } from '../run/events.js';

export class Notices {
  private readonly told = new Set<string>();

  /** One line about new events of a run; null for nothing new. `name` of the run. */
  of(events: readonly GradtopEvent[], name: string): string | null {
    let words: string | null = null;
    for (const event of events) {
      const what =
        event.type === 'finding' && event.level === 'alarm'
          ? { key: `${event.runId} ${event.rule}`, text: event.message }
          : event.type === 'end'
            ? { key: `${event.runId} end`, text: event.reason }
            : null;
      if (what === null || this.told.has(what.key)) continue;
      this.told.add(what.key);
      words = `${name}: ${what.text}`;
    }
    return words;
  }
}
