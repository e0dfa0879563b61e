// The events of a log step by step, and the speed at which they were recorded.
import type { GradtopEvent } from '../../core/run/events.js';
import { Pace } from '../../core/run/pace.js';
import { messageOf } from '../../core/userError.js';

/** Largest number of steps to read ahead for the recorded speed. */
const LONGEST_STRETCH = 10_000;

export class PlayedLog {
  readonly pace = new Pace();
  /** The line of the error that ended the log, or null. */
  error: string | null = null;
  /** Whether the source has ended or failed. */
  private exhausted = false;
  /** Events read ahead: at the recorded speed, up to the next event with a time. */
  private ahead: GradtopEvent[] = [];
  private at = 0;
  /** Recorded time at the end of the events read ahead; null after a jump, when it is unknown. */
  private recordedFrom: number | null = 0;
  /** Recorded steps a millisecond of the events read ahead; null if unknown. */
  private recordedRate: number | null = null;

  /** `timed`: whether to read ahead for the recorded speed. */
  constructor(
    private source: Iterator<GradtopEvent>,
    private timed: boolean,
  ) {}

  get finished(): boolean {
    return this.exhausted && this.at >= this.ahead.length;
  }

  /** Takes this many steps with the events around them, but ends at step `goal`, because a log may omit steps. */
  take(steps: number, goal: number): GradtopEvent[] {
    const events: GradtopEvent[] = [];
    this.pace.allow(steps);
    for (let event = this.peek(); event !== null; event = this.peek()) {
      if (!this.pace.admits(event)) break;
      this.at += 1;
      if (event.type === 'step' && goal > 0 && event.step >= goal) this.pace.allow(0);
      events.push(event);
    }
    return events;
  }

  /** Recorded steps a millisecond at this place; null if unknown. */
  rate(): number | null {
    this.peek();
    return this.recordedRate;
  }

  /** Stops reading ahead for the recorded speed. */
  untimed(): void {
    this.timed = false;
  }

  /** Continues from another source, after a jump. */
  continueFrom(source: Iterator<GradtopEvent>): void {
    this.close();
    this.source = source;
    this.ahead = [];
    this.at = 0;
    this.exhausted = false;
    this.recordedFrom = null;
  }

  close(): void {
    this.source.return?.();
  }

  /** The next event without taking it; null at the end. */
  private peek(): GradtopEvent | null {
    if (this.at >= this.ahead.length && !this.exhausted) {
      if (this.timed) this.readStretch();
      else {
        const event = this.next();
        this.ahead = event === null ? [] : [event];
        this.at = 0;
      }
    }
    return this.ahead[this.at] ?? null;
  }

  /** The next event of the source, or null at its end. */
  private next(): GradtopEvent | null {
    try {
      const result = this.source.next();
      if (result.done !== true) return result.value;
    } catch (error) {
      this.error = messageOf(error);
    }
    this.exhausted = true;
    return null;
  }

  /** Reads on to the next event with a time, which yields the speed of the steps before it. */
  private readStretch(): void {
    this.ahead = [];
    this.at = 0;
    let steps = 0;
    for (let event = this.next(); event !== null; event = this.next()) {
      this.ahead.push(event);
      if (event.type === 'run') this.recordedFrom = 0;
      if (event.type === 'step') steps += 1;
      if ((event.type === 'epoch' || event.type === 'end') && event.elapsedMs !== undefined) {
        const from = this.recordedFrom;
        this.recordedFrom = Math.max(from ?? 0, event.elapsedMs);
        // A jump landed inside this stretch, so only the next stretch yields the speed.
        if (from === null) {
          steps = 0;
          continue;
        }
        const took = event.elapsedMs - from;
        this.recordedRate = took > 0 && steps > 0 ? steps / took : this.recordedRate;
        return;
      }
      if (steps >= LONGEST_STRETCH) return;
    }
  }
}
