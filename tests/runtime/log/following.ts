// A follower of a log with a clock of the test, and its news in short.
import path from 'node:path';
import type { Clock } from '../../../src/runtime/log/clock.js';
import { gradtopReader } from '../../../src/runtime/log/formats/gradtop.js';
import type { Followed } from '../../../src/runtime/log/reader.js';
import type { Source } from '../../../src/runtime/log/source.js';

/** Each look at the clock takes `cost` ms; a sleep ends when the test lets it. */
class HandClock implements Clock {
  time = 0;
  asleep: (() => void) | null = null;
  slept: number[] = [];
  private onSleep: (() => void) | null = null;

  constructor(private readonly cost = 0) {}

  now(): number {
    return (this.time += this.cost);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.slept.push(ms);
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.asleep = null;
        signal.removeEventListener('abort', wake);
        this.time += ms;
        resolve();
      };
      this.asleep = wake;
      signal.addEventListener('abort', wake);
      this.onSleep?.();
    });
  }

  /** Resolves once the follower sleeps, having read everything. */
  quiet(): Promise<void> {
    return this.asleep === null ? new Promise((resolve) => (this.onSleep = resolve)) : Promise.resolve();
  }
}

export class Following {
  readonly clock: HandClock;
  readonly news: Followed[] = [];
  private readonly abort = new AbortController();
  private readonly done: Promise<void>;

  constructor(source: Source, cost = 0) {
    this.clock = new HandClock(cost);
    this.done = this.collect(gradtopReader.follow(source, { clock: this.clock, signal: this.abort.signal }));
  }

  private async collect(followed: AsyncIterable<Followed>): Promise<void> {
    for await (const one of followed) this.news.push(one);
  }

  /** The news of one further reading in short form: step numbers, else the kind of news and its detail. */
  async look(): Promise<(number | string)[]> {
    await this.clock.quiet();
    this.news.length = 0;
    this.clock.asleep?.();
    await this.clock.quiet();
    return this.short();
  }

  /** The news of the first reading. */
  async begin(): Promise<(number | string)[]> {
    await this.clock.quiet();
    return this.short();
  }

  async end(): Promise<void> {
    this.abort.abort();
    await this.done;
  }

  /** Wakes the follower until it ends. */
  async finished(): Promise<void> {
    let over = false;
    void this.done.then(() => (over = true));
    while (!over) {
      this.clock.asleep?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  short(): (number | string)[] {
    return this.news.flatMap((one): (number | string)[] => {
      if (one.type === 'events') return one.events.map((event) => ('step' in event ? event.step : event.type));
      if (one.type === 'restarted') return [one.why];
      if (one.type === 'damaged') return [`damaged ${path.basename(one.where)}`];
      if (one.type === 'waiting') return [`waiting: ${one.why}`];
      return [one.type];
    });
  }
}
