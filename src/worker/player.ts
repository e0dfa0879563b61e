// Plays a log's events through the child's interface: at a pace, at the speed at which they were recorded, or flat out.
import type { GradtopEvent } from '../core/run/events.js';
import type { ClientMessage, TrainingClient } from '../core/run/protocol.js';

/** Between two looks at the clock. */
const BEAT_MS = 40;
/** Longest stretch of reading, so that keys are felt at once. */
const BREATH_MS = 25;
/** Events a message holds at most. */
const BATCH = 500;
/** Steps an epoch where the log tells of none. */
const FOREIGN_STEPS = 1;

/** `pace`: epochs a second; `recorded`: so many times as fast as it was; `max`: as fast as it can be read. */
export type PlaySpeed =
  | { readonly kind: 'pace'; readonly epochsPerSecond: number }
  | { readonly kind: 'recorded'; readonly times: number }
  | { readonly kind: 'max' };

export interface PlayerOptions {
  /** In the log's order; may throw, which ends the play with the error's line. */
  readonly events: Iterable<GradtopEvent>;
  readonly speed: PlaySpeed;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface Player extends TrainingClient {
  /** Begins to play. */
  play(): void;
  /** The line of the error that ended the play, or null. */
  readonly error: string | null;
  readonly finished: boolean;
}

export const createPlayer = (options: PlayerOptions): Player => new LogPlayer(options);

class LogPlayer implements Player {
  error: string | null = null;
  /** The source has no more, or broke. */
  private exhausted = false;
  private toldError = false;
  private readonly listeners = new Set<(message: ClientMessage) => void>();
  private readonly source: Iterator<GradtopEvent>;
  private readonly now: () => number;
  private speed: PlaySpeed;
  private paused = false;
  private closed = false;
  private timer: NodeJS.Timeout | null = null;
  /** Read ahead, not yet played: at the recorded speed up to the next event that tells the time. */
  private ahead: GradtopEvent[] = [];
  private at = 0;
  /** Steps due since the last beat, a fraction kept. */
  private credit = 0;
  private lastBeat = 0;
  private stepsPerEpoch = FOREIGN_STEPS;
  /** Recorded time of the newest `epoch` or `end` event played, and of the one that the events read ahead lead to. */
  private recordedFrom = 0;
  /** Steps a millisecond of the stretch read ahead, as recorded; null: not known. */
  private recordedRate: number | null = null;
  private runId = 'run';

  constructor({ events, speed, now }: PlayerOptions) {
    this.source = events[Symbol.iterator]();
    this.speed = speed;
    this.now = now;
  }

  get finished(): boolean {
    return this.exhausted && this.at >= this.ahead.length;
  }

  play(): void {
    this.lastBeat = this.now();
    this.schedule(0);
  }

  /** Nothing to start: the log brings its runs. */
  start(): void {
    this.play();
  }

  send(message: Parameters<TrainingClient['send']>[0]): void {
    if (message.type === 'pause') this.paused = true;
    else if (message.type === 'resume') this.resume();
    else if (message.type === 'pace')
      this.speed = message.pace === null ? { kind: 'max' } : { kind: 'pace', epochsPerSecond: message.pace };
    else if (message.type === 'step') {
      this.paused = true;
      this.emit(this.take(1));
    } else void this.close();
    if (!this.paused) this.schedule(0);
  }

  subscribe(listener: (message: ClientMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.source.return?.();
    return Promise.resolve();
  }

  private resume(): void {
    this.paused = false;
    this.lastBeat = this.now();
  }

  private schedule(ms: number): void {
    if (this.closed || this.finished) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), ms);
  }

  private beat(): void {
    if (this.paused || this.closed) return;
    const began = this.now();
    const elapsed = Math.min(250, began - this.lastBeat);
    this.lastBeat = began;
    if (this.speed.kind === 'max') {
      while (!this.finished && this.now() - began < BREATH_MS) this.emit(this.take(BATCH));
      this.schedule(1);
      return;
    }
    this.credit += elapsed * this.rate();
    while (!this.finished && this.credit >= 1 && this.now() - began < BREATH_MS) {
      const steps = Math.min(BATCH, Math.floor(this.credit));
      this.credit -= steps;
      this.emit(this.take(steps));
    }
    // What the machine cannot keep up with is not saved up for later.
    this.credit = Math.min(this.credit, BATCH);
    this.schedule(BEAT_MS);
  }

  /** Steps a millisecond. */
  private rate(): number {
    const { speed } = this;
    if (speed.kind === 'recorded') {
      this.peek();
      if (this.recordedRate !== null) return speed.times * this.recordedRate;
    }
    const epochs = speed.kind === 'pace' ? speed.epochsPerSecond : 10;
    return (epochs * this.stepsPerEpoch) / 1000;
  }

  /** Reads on to the next event that tells the time, and finds how fast its steps were. */
  private readStretch(): void {
    this.ahead = [];
    this.at = 0;
    let steps = 0;
    for (let event = this.next(); event !== null; event = this.next()) {
      this.ahead.push(event);
      if (event.type === 'run') this.recordedFrom = 0;
      if (event.type === 'step') steps += 1;
      if (event.type === 'epoch' || event.type === 'end') {
        const took = event.elapsedMs - this.recordedFrom;
        this.recordedFrom = Math.max(this.recordedFrom, event.elapsedMs);
        this.recordedRate = took > 0 && steps > 0 ? steps / took : this.recordedRate;
        return;
      }
      if (steps >= 10_000) return;
    }
  }

  /** The next event of the source, or null: then `finished`, with `error` if it broke. */
  private next(): GradtopEvent | null {
    try {
      const result = this.source.next();
      if (result.done !== true) return result.value;
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    }
    this.exhausted = true;
    return null;
  }

  /** The next event without taking it; null at the end. */
  private peek(): GradtopEvent | null {
    if (this.at >= this.ahead.length && !this.exhausted) {
      if (this.speed.kind === 'recorded') this.readStretch();
      else {
        const event = this.next();
        this.ahead = event === null ? [] : [event];
        this.at = 0;
      }
    }
    return this.ahead[this.at] ?? null;
  }

  /** So many steps and all that lies around them, up to the next step. */
  private take(steps: number): GradtopEvent[] {
    const events: GradtopEvent[] = [];
    let taken = 0;
    for (let event = this.peek(); event !== null; event = this.peek()) {
      if (event.type === 'step' && taken >= steps) break;
      this.at += 1;
      if (event.type === 'run') this.stepsPerEpoch = Math.max(1, event.stepsPerEpoch || 1);
      if (event.type === 'step') taken += 1;
      events.push(event);
    }
    return events;
  }

  /** One message for each stretch of one run. */
  private emit(events: readonly GradtopEvent[]): void {
    for (let from = 0; from < events.length;) {
      const runId = events[from]?.runId ?? this.runId;
      let to = from + 1;
      while (to < events.length && events[to]?.runId === runId) to += 1;
      this.runId = runId;
      this.tell({ type: 'events', runId, events: events.slice(from, to) });
      from = to;
    }
    if (this.finished && this.error !== null && !this.toldError) {
      this.toldError = true;
      this.tell({ type: 'failed', runId: this.runId, kind: 'usage', message: this.error });
    }
  }

  private tell(message: ClientMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
