// Decides what to notify the user of: a rule's first alarm, and the end of a run.
import type { GradtopEvent } from '../run/events.js';

export interface Notice {
  readonly kind: 'alarm' | 'end';
  readonly runId: string;
  /** Name of the run. */
  readonly name: string;
  /** The rule of an alarm; the reason of an end. */
  readonly what: string;
  /** The message of an alarm; the reason of an end. */
  readonly text: string;
  readonly step: number;
}

export class Notices {
  private readonly told = new Set<string>();

  /** The notices in new events of the run called `name`: each alarm of a rule and each end once. */
  of(events: readonly GradtopEvent[], name: string): Notice[] {
    return events.flatMap((event) => {
      const notice = noticeOf(event, name);
      if (notice === null) return [];
      const key = `${notice.runId} ${notice.kind} ${notice.kind === 'alarm' ? notice.what : ''}`;
      if (this.told.has(key)) return [];
      this.told.add(key);
      return [notice];
    });
  }
}

function noticeOf(event: GradtopEvent, name: string): Notice | null {
  const { runId } = event;
  if (event.type === 'finding' && event.level === 'alarm')
    return { kind: 'alarm', runId, name, what: event.rule, text: event.message, step: event.step };
  if (event.type !== 'end') return null;
  const reason = event.reason ?? 'ended';
  return { kind: 'end', runId, name, what: reason, text: reason, step: event.step ?? 0 };
}

export const noticeInWords = ({ name, text }: Notice): string => `${name}: ${text}`;
