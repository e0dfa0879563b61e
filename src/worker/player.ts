// Plays a log's events through the child's interface: at a pace, at the speed at which they were recorded, or flat out.
import { createStreamDiagnoser, isDiagnosable } from '../core/diagnosis/diagnose.js';
import { applyEvent, createRunState } from '../core/run/applyEvent.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/runState.js';
import type { ClientMessage, LogJump, TrainingClient } from '../core/run/protocol.js';
import { messageOf, UserError } from '../core/userError.js';

/** Between two looks at the clock. */
const BEAT_MS = 40;
/** Longest stretch of reading, so that keys are felt at once. */
const BREATH_MS = 25;
/** Events a message holds at most. */
const BATCH = 500;
/** Steps per epoch if the log does not hold them. */
const FOREIGN_STEPS = 1;

/** A step that is further ahead is jumped to; what lies before it is read in the background. */
const NEAR_STEPS = 2000;
/** Of each beat, for reading in the background. */
const BACKGROUND_MS = 15;

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
  /** Where a step lies in the log; null, or absent: it is read up to there. */
  readonly jump?: (step: number) => LogJump | null;
  /** The step to begin at. */
  readonly from?: number;
}

export interface Player extends TrainingClient {
  /** Begins to play. */
  play(): void;
  /** The line of the error that ended the play, or null. */
  readonly error: string | null;
  readonly finished: boolean;
}

export const createPlayer = (options: PlayerOptions): Player => new LogPlayer(options);

/** Null at the end, and where the log is damaged: that part was jumped over, and the play itself reports what it cannot read. */
function nextUndamaged(source: Iterator<GradtopEvent>): GradtopEvent | null {
  try {
    const result = source.next();
    return result.done === true ? null : result.value;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}

class LogPlayer implements Player {
  error: string | null = null;
  /** The source has no more, or broke. */
  private exhausted = false;
  private toldError = false;
  private readonly listeners = new Set<(message: ClientMessage) => void>();
  private source: Iterator<GradtopEvent>;
  private readonly now: () => number;
  private readonly from: number;
  private readonly jump: (step: number) => LogJump | null;
  /** The last step played. */
  private step = 0;
  /** Read on as fast as it goes up to this step. */
  private goal = 0;
  /** After a jump: the log read again from its beginning, and what is known of the run so far. */
  private exact: { readonly source: Iterator<GradtopEvent>; readonly run: RunState } | null = null;
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
  /** Recorded time at the end of the events read ahead; null if unknown, after a jump. */
  private recordedFrom: number | null = 0;
  /** Steps a millisecond of the stretch read ahead, as recorded; null: not known. */
  private recordedRate: number | null = null;
  private runId = 'run';

  constructor({ events, speed, now, jump, from }: PlayerOptions) {
    this.from = from ?? 1;
    this.jump = jump ?? (() => null);
    this.source = events[Symbol.iterator]();
    this.speed = speed;
    this.now = now;
  }

  get finished(): boolean {
    return this.exhausted && this.at >= this.ahead.length;
  }

  play(): void {
    this.lastBeat = this.now();
    if (this.from > 1) this.seek(this.from);
    // The first step at once, so that the first picture shows it.
    if (this.step === 0) this.emit(this.take(1));
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
    } else if (message.type === 'seek') this.seek(message.step);
    else void this.close();
    if (this.isBusy()) this.schedule(0);
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
    this.endBackground();
    return Promise.resolve();
  }

  private isBusy(): boolean {
    return !this.paused || this.goal > this.step || this.exact !== null;
  }

  private seek(step: number): void {
    const jump = step - this.step > NEAR_STEPS ? this.jump(step) : null;
    if (jump === null) this.goal = step;
    else this.leap(jump, step);
  }

  /** Shows the goal at once: history in samples, what the rules say of the last steps; all of it exact once it has been read. */
  private leap({ runId, history, from, rest, whole }: LogJump, goal: number): void {
    this.playFrom(rest[Symbol.iterator]());
    const run = createRunState(runId, null);
    // What a log of another program has found is all there is to know.
    const told = (event: GradtopEvent): boolean => event.type !== 'finding' || !isDiagnosable(run.run);
    for (const event of history) if (told(event)) applyEvent(run, event);
    run.sampledTo = from - 1;
    const diagnose = createStreamDiagnoser();
    if (run.run !== null) diagnose(run.run);
    while (this.step < goal && !this.finished)
      for (const event of this.take(1)) {
        if (!told(event)) continue;
        applyEvent(run, event);
        for (const finding of diagnose(event)) applyEvent(run, finding);
      }
    this.tell({ type: 'replaced', runId, run });
    // Damage on the way to the target is reported.
    this.emit([]);
    this.exact = { source: whole[Symbol.iterator](), run: createRunState(runId, null) };
  }

  /** Reads the log that was jumped over; when it has come to where the play is, what it knows of the run takes over. */
  private readInBackground(): void {
    const until = this.now() + BACKGROUND_MS;
    for (let i = 1; this.exact !== null; i += 1) {
      if (i % 64 === 0 && this.now() > until) return;
      const { source, run } = this.exact;
      const event = nextUndamaged(source);
      // Up to the step after the last one, so that events between them are included.
      if (event !== null && (event.type !== 'step' || run.step < this.step)) applyEvent(run, event);
      else {
        this.endBackground();
        if (run.step >= this.step) this.tell({ type: 'replaced', runId: run.runId, run });
      }
    }
  }

  private endBackground(): void {
    this.exact?.source.return?.();
    this.exact = null;
  }

  private playFrom(source: Iterator<GradtopEvent>): void {
    this.source.return?.();
    this.endBackground();
    this.source = source;
    this.ahead = [];
    this.at = 0;
    this.exhausted = false;
    this.recordedFrom = null;
  }

  private resume(): void {
    this.paused = false;
    this.lastBeat = this.now();
  }

  private schedule(ms: number): void {
    if (this.closed || (this.finished && this.exact === null)) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), ms);
  }

  private beat(): void {
    if (!this.isBusy() || this.closed) return;
    const began = this.now();
    const elapsed = Math.min(250, began - this.lastBeat);
    this.lastBeat = began;
    if (this.exact !== null) this.readInBackground();
    if (this.goal > this.step && !this.finished) {
      while (this.goal > this.step && !this.finished && this.now() - began < BREATH_MS)
        this.emit(this.take(Math.min(BATCH, this.goal - this.step)));
      return this.schedule(1);
    }
    if (this.paused) return this.schedule(1);
    if (this.speed.kind === 'max') {
      while (!this.finished && this.now() - began < BREATH_MS) this.emit(this.take(BATCH));
      return this.schedule(1);
    }
    this.credit += elapsed * this.rate();
    while (!this.finished && this.credit >= 1 && this.now() - began < BREATH_MS) {
      const steps = Math.min(BATCH, Math.floor(this.credit));
      this.credit -= steps;
      this.emit(this.take(steps));
    }
    // What the machine cannot keep up with is not saved up for later.
    this.credit = Math.min(this.credit, BATCH);
    this.schedule(this.exact === null ? BEAT_MS : 1);
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
      if ((event.type === 'epoch' || event.type === 'end') && event.elapsedMs !== undefined) {
        const from = this.recordedFrom;
        this.recordedFrom = Math.max(from ?? 0, event.elapsedMs);
        // A jump came down in the middle of this stretch: the next one tells how fast it was.
        if (from === null) {
          steps = 0;
          continue;
        }
        const took = event.elapsedMs - from;
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
      this.error = messageOf(error);
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
    let left = steps;
    for (let event = this.peek(); event !== null; event = this.peek()) {
      if (event.type === 'step' && left <= 0) break;
      this.at += 1;
      if (event.type === 'run') this.stepsPerEpoch = Math.max(1, event.stepsPerEpoch || 1);
      if (event.type === 'step') {
        left -= 1;
        this.step = event.step;
        // A log may leave steps out: the goal can come sooner than by their count.
        if (this.goal > 0 && this.step >= this.goal) this.goal = left = 0;
      }
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
