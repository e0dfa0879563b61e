// Reads the past of a large log while its end is on screen. When everything is read, the exact runs replace the sampled ones.
import { applyEvent, createRunState } from '../../core/run/applyEvent.js';
import type { GradtopEvent } from '../../core/run/events.js';
import type { RunState } from '../../core/run/runState.js';
import type { Log, LogListener } from './followedLog.js';

export class Filling implements LogListener {
  private hidden: Map<string, RunState> | null = new Map();

  constructor(private readonly shown: LogListener) {}

  events(log: Log, events: readonly GradtopEvent[]): void {
    if (this.hidden === null) return this.shown.events(log, events);
    this.shown.filling(log);
    for (const event of events) {
      const run = this.hidden.get(event.runId) ?? createRunState(event.runId, null);
      this.hidden.set(event.runId, run);
      applyEvent(run, event);
    }
  }

  caughtUp(log: Log, quietMs: number): void {
    for (const run of this.hidden?.values() ?? []) this.shown.replace(log, run);
    this.hidden = null;
    this.shown.caughtUp(log, quietMs);
  }

  filling(log: Log): void {
    this.shown.filling(log);
  }

  forget(log: Log, runIds: readonly string[]): void {
    this.hidden?.clear();
    this.shown.forget(log, runIds);
  }

  replace(log: Log, run: RunState): void {
    this.shown.replace(log, run);
  }

  say(text: string, level: 'info' | 'warning'): void {
    this.shown.say(text, level);
  }

  waiting(log: Log, why: string): void {
    this.shown.waiting(log, why);
  }

  ended(log: Log): void {
    this.shown.ended(log);
  }
}
