// The events of a film's run or log. The film pulls them one step at a time.
import type { GradtopEvent } from '../core/run/events.js';
import { Pace } from '../core/run/pace.js';

/** Events of a log or of one run, one step at a time. */
export type Events = Iterable<GradtopEvent> | AsyncIterable<GradtopEvent>;

export class Reel {
  ended = false;
  private readonly gate = new Pace();
  private held: GradtopEvent | null = null;
  private readonly source: Iterator<GradtopEvent> | AsyncIterator<GradtopEvent>;

  /** `pace`: epochs a second, whatever the pace of the film; null: that of the film. */
  constructor(
    events: Events,
    readonly pace: number | null = null,
  ) {
    this.source = Symbol.iterator in events ? events[Symbol.iterator]() : events[Symbol.asyncIterator]();
  }

  get lastStep(): number {
    return this.gate.step;
  }

  /** All events through the next step, and those that follow it directly. */
  async *step(): AsyncGenerator<GradtopEvent> {
    this.gate.allow(1);
    while (!this.ended) {
      const event = this.held ?? (await this.next());
      this.held = null;
      if (event === null) return;
      if (!this.gate.admits(event)) {
        this.held = event;
        return;
      }
      yield event;
    }
  }

  async *play(epochs: number): AsyncGenerator<GradtopEvent> {
    this.gate.passEpochs(epochs);
    while (!this.ended && this.gate.takeDue(1) === 1) yield* this.step();
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
