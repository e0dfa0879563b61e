// Decides what to notify the user of: a rule's first alarm, a writer that has gone quiet, and the end of a run.
import { isForeign, judgeForeign } from '../diagnosis/foreign/index.js';
import type { GradtopEvent } from '../run/events.js';
import { isComplete, isQuiet, quietInWords } from '../run/quiet.js';
import type { RunState } from '../run/runState.js';

export interface Notice {
  readonly kind: 'alarm' | 'end';
  readonly runId: string;
  /** Name of the run. */
  readonly name: string;
  /** The rule of an alarm, `quiet` among them; the reason of an end. */
  readonly what: string;
  /** The message of an alarm; the reason of an end. */
  readonly text: string;
  readonly step: number;
}

export class Notices {
  private readonly told = new Set<string>();
  /** Runs whose writer has been seen at work. */
  private readonly alive = new Set<string>();

  /** The notices in new events of the run called `name`: each alarm of a rule and each end once. */
  of(events: readonly GradtopEvent[], name: string): Notice[] {
    return this.news(events.flatMap((event) => noticeOf(event, name) ?? []));
  }

  /** The end of a run whose training process has failed. */
  ofFailure({ runId, step, failure }: RunState, name: string): Notice[] {
    return this.news([{ kind: 'end', runId, name, what: 'crashed', text: failure ?? 'crashed', step }]);
  }

  /** What no event of a watched run says: alarms in a log of another program, and that a writer has gone quiet, each time again. */
  ofWatched(run: RunState, name: string): Notice[] {
    const { runId, step } = run;
    const alarm = (rule: string, text: string): Notice => ({ kind: 'alarm', runId, name, what: rule, text, step });
    const found = isForeign(run) ? judgeForeign(run).findings.filter(({ level }) => level === 'alarm') : [];
    const alarms = found.map(({ rule, message }) => alarm(rule, message));
    if (!isQuiet(run)) this.alive.add(runId);
    const lost = run.status === 'running' && isQuiet(run) && !isComplete(run) && this.alive.delete(runId);
    if (lost) this.told.delete(keyOf(alarm('quiet', '')));
    return this.news(lost ? [...alarms, alarm('quiet', quietInWords(run))] : alarms);
  }

  private news(notices: readonly Notice[]): Notice[] {
    return notices.filter((notice) => {
      const key = keyOf(notice);
      if (this.told.has(key)) return false;
      this.told.add(key);
      return true;
    });
  }
}

const keyOf = ({ runId, kind, what }: Notice): string => `${runId} ${kind} ${kind === 'alarm' ? what : ''}`;

function noticeOf(event: GradtopEvent, name: string): Notice | null {
  const { runId } = event;
  if (event.type === 'finding' && event.level === 'alarm')
    return { kind: 'alarm', runId, name, what: event.rule, text: event.message, step: event.step };
  if (event.type !== 'end') return null;
  const reason = event.reason ?? 'ended';
  return { kind: 'end', runId, name, what: reason, text: reason, step: event.step ?? 0 };
}

export const noticeInWords = ({ name, text }: Notice): string => `${name}: ${text}`;
