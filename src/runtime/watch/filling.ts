// Reads the past of a large log while its end is on screen. When everything is read, the exact runs replace the sampled ones.
import { applyEvent, createRunState } from '../../core/run/applyEvent.js';
import type { GradtopEvent } from '../../core/run/events.js';
import type { RunState } from '../../core/run/runState.js';
import type { Log, LogListener } from './followedLog.js';
import { stretchesOf, type Succession, type Successions } from './succession.js';

export class Filling implements LogListener {
  private hidden: Map<string, RunState> | null = new Map();

  private found: Succession[] = [];

  constructor(
    private readonly shown: LogListener,
    private readonly successions: Successions,
  ) {}

  events(log: Log, events: readonly GradtopEvent[]): void {
    if (this.hidden === null) return this.shown.events(log, events);
    this.shown.filling(log);
    for (const stretch of stretchesOf(events)) {
      this.goesOn(stretch[0]?.runId);
      const succession = this.successions.take(stretch);
      if (succession !== null) this.found.push(succession);
    }
    for (const event of events) {
      const run = this.hidden.get(event.runId) ?? createRunState(event.runId, null);
      this.hidden.set(event.runId, run);
      applyEvent(run, event);
    }
  }

  /** A run that only seemed to be over. */
  private goesOn(runId: string | undefined): void {
    if (this.found.length === 0) return;
    const others = this.found.map(({ runIds, by }) => ({ runIds: runIds.filter((id) => id !== runId), by }));
    this.found = others.filter(({ runIds }) => runIds.length > 0);
  }

  caughtUp(log: Log, quietMs: number): void {
    for (const run of this.hidden?.values() ?? []) this.shown.replace(log, run);
    this.hidden = null;
    for (const succession of this.found.splice(0)) this.shown.succeeded(log, succession);
    this.shown.caughtUp(log, quietMs);
  }

  filling(log: Log): void {
    this.shown.filling(log);
  }

  forget(log: Log, runIds: readonly string[]): void {
    this.hidden?.clear();
    this.found.length = 0;
    this.shown.forget(log, runIds);
  }

  replace(log: Log, run: RunState): void {
    this.shown.replace(log, run);
  }

  succeeded(log: Log, succession: Succession): void {
    this.shown.succeeded(log, succession);
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
