// The events of a film's run or log, a step at a time, as far as the film has asked for them.
import type { GradtopEvent } from '../core/run/events.js';

/** Events of a log or of one run, one step at a time. */
export type Events = Iterable<GradtopEvent> | AsyncIterable<GradtopEvent>;

export class Reel {
  ended = false;
  /** The last step taken. */
  newest = 0;
  /** Due steps, including a fraction. */
  private credit = 0;
  private stepsPerEpoch = 1;
  private held: GradtopEvent | null = null;
  private readonly source: Iterator<GradtopEvent> | AsyncIterator<GradtopEvent>;

  constructor(events: Events) {
    this.source = Symbol.iterator in events ? events[Symbol.iterator]() : events[Symbol.asyncIterator]();
  }

  /** All events through the next step, and those that follow it directly. */
  async *step(): AsyncGenerator<GradtopEvent> {
    for (let steps = 0; !this.ended;) {
      const event = this.held ?? (await this.next());
      this.held = null;
      if (event === null) return;
      if (event.type === 'step' && steps > 0) {
        this.held = event;
        return;
      }
      if (event.type === 'step') {
        steps += 1;
        this.newest = event.step;
      }
      if (event.type === 'run') this.stepsPerEpoch = Math.max(1, event.stepsPerEpoch || 1);
      yield event;
    }
  }

  async *play(epochs: number): AsyncGenerator<GradtopEvent> {
    this.credit += epochs * this.stepsPerEpoch;
    for (; this.credit >= 1 && !this.ended; this.credit -= 1) yield* this.step();
  }

  async close(): Promise<void> {
    this.ended = true;
    await this.source.return?.();
  }

  private async next(): Promise<GradtopEvent | null> {
    const result = await this.source.next();
    if (result.done !== true) return result.value;
    this.ended = true;
    return null;
  }
}
