// Plays a log's events through the child's interface: at a pace, at the recorded speed, or at full speed.
import type { GradtopEvent } from '../../core/run/events.js';
import type { ClientMessage, LogJump, TrainingClient } from '../../core/run/protocol.js';
import { ExactRun, SampledRun } from './leap.js';
import { PlayedLog } from './playedLog.js';

/** Milliseconds between two beats. */
const BEAT_MS = 40;
/** Milliseconds that a beat may read, so that keys take effect at once. */
const BREATH_MS = 25;
/** Maximum number of steps in a message. */
const BATCH = 500;
/** Epochs a second at the recorded speed of a log without times. */
const UNTIMED_PACE = 10;
/** Largest time since the last beat that counts, in milliseconds. */
const LONGEST_BEAT_MS = 250;

/** Beyond this distance a seek jumps to the step and reads the log before it in the background. */
const NEAR_STEPS = 2000;
/** Milliseconds of each beat for reading in the background. */
const BACKGROUND_MS = 15;

/** `pace`: epochs a second; `recorded`: a multiple of the recorded speed; `max`: as fast as the log can be read. */
export type PlaySpeed =
  | { readonly kind: 'pace'; readonly epochsPerSecond: number }
  | { readonly kind: 'recorded'; readonly times: number }
  | { readonly kind: 'max' };

export interface PlayerOptions {
  /** Events in the log's order. If the iterator throws, the play ends with this error. */
  readonly events: Iterable<GradtopEvent>;
  readonly speed: PlaySpeed;
  /** Milliseconds. */
  readonly now: () => number;
  /** Finds a step in the log. If it is absent or returns null, the log is read up to the step. */
  readonly jump?: (step: number) => LogJump | null;
  /** The first step. */
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

class LogPlayer implements Player {
  private reportedError = false;
  private readonly listeners = new Set<(message: ClientMessage) => void>();
  private readonly log: PlayedLog;
  private readonly now: () => number;
  private readonly from: number;
  private readonly jump: (step: number) => LogJump | null;
  /** The step up to which it plays at full speed. */
  private goal = 0;
  /** After a jump, the log, read again from its beginning. */
  private exact: ExactRun | null = null;
  private speed: PlaySpeed;
  private paused = false;
  private closed = false;
  private timer: NodeJS.Timeout | null = null;
  private lastBeat = 0;
  private runId = 'run';

  constructor({ events, speed, now, jump, from }: PlayerOptions) {
    this.from = from ?? 1;
    this.jump = jump ?? (() => null);
    this.log = new PlayedLog(events[Symbol.iterator](), speed.kind === 'recorded');
    this.speed = speed;
    this.now = now;
  }

  get finished(): boolean {
    return this.log.finished;
  }

  get error(): string | null {
    return this.log.error;
  }

  play(): void {
    this.lastBeat = this.now();
    if (this.from > 1) this.seek(this.from);
    // Play the first step at once, so that the first frame shows it.
    if (this.step === 0) this.emit(this.take(1));
    this.schedule(0);
  }

  start(): void {
    this.play();
  }

  send(message: Parameters<TrainingClient['send']>[0]): void {
    if (message.type === 'pause') this.paused = true;
    else if (message.type === 'resume') this.resume();
    else if (message.type === 'pace') {
      this.speed = message.pace === null ? { kind: 'max' } : { kind: 'pace', epochsPerSecond: message.pace };
      this.log.untimed();
    } else if (message.type === 'step') {
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
    this.log.close();
    this.endBackground();
    return Promise.resolve();
  }

  /** The last step played. */
  private get step(): number {
    return this.log.pace.step;
  }

  private isBusy(): boolean {
    return !this.paused || this.goal > this.step || this.exact !== null;
  }

  private seek(step: number): void {
    const jump = step - this.step > NEAR_STEPS ? this.jump(step) : null;
    if (jump === null) this.goal = step;
    else this.leap(jump, step);
  }

  /** Shows the goal at once with a sampled history, which `exact` completes later. */
  private leap(jump: LogJump, goal: number): void {
    this.endBackground();
    this.log.continueFrom(jump.rest[Symbol.iterator]());
    const sampled = new SampledRun(jump);
    while (this.step < goal && !this.finished) sampled.take(this.take(1));
    this.tell({ type: 'replaced', runId: jump.runId, run: sampled.run });
    // Report damage on the way to the target.
    this.emit([]);
    this.exact = new ExactRun(jump);
  }

  private readInBackground(): void {
    const until = this.now() + BACKGROUND_MS;
    const read = this.exact?.read(this.step, () => this.now() > until) ?? null;
    if (read === null) return;
    this.endBackground();
    if (read.run !== null) this.tell({ type: 'replaced', runId: read.run.runId, run: read.run });
  }

  private endBackground(): void {
    this.exact?.close();
    this.exact = null;
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
    const elapsed = Math.min(LONGEST_BEAT_MS, began - this.lastBeat);
    this.lastBeat = began;
    if (this.exact !== null) this.readInBackground();
    const mayRead = (): boolean => !this.finished && this.now() - began < BREATH_MS;
    if (this.goal > this.step && !this.finished) {
      while (this.goal > this.step && mayRead()) this.emit(this.take(Math.min(BATCH, this.goal - this.step)));
      return this.schedule(1);
    }
    if (this.paused) return this.schedule(1);
    if (this.speed.kind === 'max') {
      while (mayRead()) this.emit(this.take(BATCH));
      return this.schedule(1);
    }
    const { pace } = this.log;
    this.pass(elapsed);
    while (mayRead()) {
      const steps = pace.takeDue(BATCH);
      if (steps === 0) break;
      this.emit(this.take(steps));
    }
    pace.forgive(BATCH);
    this.schedule(this.exact === null ? BEAT_MS : 1);
  }

  /** Makes the steps of this many milliseconds due. */
  private pass(ms: number): void {
    const { speed, log } = this;
    const recorded = speed.kind === 'recorded' ? log.rate() : null;
    if (speed.kind === 'recorded' && recorded !== null) log.pace.passSteps(ms * speed.times * recorded);
    else log.pace.passEpochs((ms * (speed.kind === 'pace' ? speed.epochsPerSecond : UNTIMED_PACE)) / 1000);
  }

  private take(steps: number): GradtopEvent[] {
    const events = this.log.take(steps, this.goal);
    if (this.goal > 0 && this.step >= this.goal) this.goal = 0;
    return events;
  }

  /** Sends one message for each stretch of one run. */
  private emit(events: readonly GradtopEvent[]): void {
    for (let from = 0; from < events.length;) {
      const runId = events[from]?.runId ?? this.runId;
      let to = from + 1;
      while (to < events.length && events[to]?.runId === runId) to += 1;
      this.runId = runId;
      this.tell({ type: 'events', runId, events: events.slice(from, to) });
      from = to;
    }
    if (this.finished && this.error !== null && !this.reportedError) {
      this.reportedError = true;
      this.tell({ type: 'failed', runId: this.runId, kind: 'usage', message: this.error });
    }
  }

  private tell(message: ClientMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
