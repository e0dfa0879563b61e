// Trains on request: takes control messages, runs one training loop at a time, and sends events about 20 times a second.
// Its surroundings are an argument: a child process, or a worker of a browser.
import type { Config } from '../core/config/schema.js';
import type { Split } from '../core/data/dataset.js';
import { createStreamDiagnoser } from '../core/diagnosis/diagnose.js';
import { inOrder } from '../core/diagnosis/finding.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { ChildReady, FromChild, StartRequest, ToChild } from '../core/run/protocol.js';
import { EXIT, exitCodeAfter, messageOf } from '../core/userError.js';
import type { EngineChoice, EngineRequest } from '../training/engine.js';
import { train, type TrainOptions } from '../training/loop.js';
import { StepGate, type Outbox, type RunControl } from './stepGate.js';

/** Interval between two flushes, in milliseconds. */
const FLUSH_MS = 50;
const LOADING_MS = 100;
/** Boundary and kernels are sent about a hundred times in a run, and twice a second in a long run. */
const PICTURES = 100;
const PICTURE_MS = 500;

export interface TraineePlace {
  /** Resolves when the receiver can take more. */
  readonly send: (message: FromChild | ChildReady) => Promise<void>;
  /** Lets messages arrive. */
  readonly breathe: () => Promise<void>;
  /** Milliseconds. */
  readonly now: () => number;
  readonly createEngine: (request: StartRequest, asked: EngineRequest) => Promise<EngineChoice>;
  readonly readTable: (
    config: Config,
    watch: { readonly tell: (words: string) => void; readonly signal: AbortSignal },
  ) => Promise<Split>;
  /** For the run log. */
  readonly nodeVersion: string;
  /** Takes the stack of a fault of the program itself. */
  readonly complain: (text: string) => unknown;
}

/** A run and its control state. */
interface Wanted extends RunControl {
  readonly request: StartRequest;
  /** Continues the ended run up to this epoch; null if it stays ended. */
  goOn: (epochs: number | null) => void;
  /** Aborts the read of its table. */
  readonly left: AbortController;
}

const wantedOf = (request: StartRequest): Wanted => ({
  request,
  left: new AbortController(),
  paused: request.paused,
  allowance: 0,
  pace: request.pace,
  stop: false,
  replaced: false,
  wake: () => undefined,
  goOn: () => undefined,
});

export class Trainee {
  private current: Wanted | null = null;
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly place: TraineePlace) {}

  receive(message: ToChild): void {
    if (message.type === 'start') return this.start(message);
    const { current } = this;
    if (current === null) return;
    if (message.type === 'pause') current.paused = true;
    else if (message.type === 'resume') current.paused = false;
    else if (message.type === 'pace') current.pace = message.pace;
    else if (message.type === 'trainOn') {
      current.paused = message.paused;
      current.pace = message.pace;
      current.goOn(message.epochs);
    } else if (message.type === 'stop') {
      current.stop = true;
      current.left.abort();
    } else if (message.type === 'step') {
      current.paused = true;
      current.allowance += 1;
    }
    current.wake();
  }

  private start(request: StartRequest): void {
    const { current } = this;
    if (current !== null) {
      current.replaced = true;
      current.left.abort();
      current.goOn(null);
      current.wake();
    }
    const wanted = wantedOf(request);
    this.current = wanted;
    this.queue = this.queue.then(() => (wanted.replaced ? undefined : this.perform(wanted)));
  }

  private async perform(wanted: Wanted): Promise<void> {
    const { runId } = wanted.request;
    await this.place.send({ type: 'ready', runId });
    // A later run may have been requested while this message was sent.
    if (wanted.replaced) return;
    try {
      await this.run(wanted);
    } catch (error) {
      const usage = exitCodeAfter(error) === EXIT.usage;
      const [message = ''] = messageOf(error).split('\n');
      await this.place.send({ type: 'failed', runId, kind: usage ? 'usage' : 'crash', message });
      if (!usage) this.place.complain((error instanceof Error ? error.stack : undefined) ?? messageOf(error));
    }
  }

  private async run(wanted: Wanted): Promise<void> {
    const { now, send, breathe } = this.place;
    const { runId } = wanted.request;
    const isUnheard = (): boolean => wanted.replaced && !wanted.stop;
    const diagnose = createStreamDiagnoser();
    const pending: GradtopEvent[] = [];
    let flushedAt = now();
    const flush = async (): Promise<void> => {
      const events = pending.splice(0);
      flushedAt = now();
      // Waiting for the channel keeps memory bounded when the reader is slow.
      if (events.length > 0 && !isUnheard()) await send({ type: 'events', runId, events });
    };
    const outbox: Outbox = {
      get empty() {
        return pending.length === 0;
      },
      untilDue: () => FLUSH_MS - (now() - flushedAt),
      flush,
      breathe,
    };
    const gate = new StepGate(wanted, outbox, now);
    await train(this.optionsOf(wanted, gate, flush), (event) => {
      if (isUnheard()) return;
      pending.push(...inOrder(event, diagnose(event)));
      if (event.type === 'run') return gate.begin(event.stepsPerEpoch ?? 1);
      if (outbox.untilDue() <= 0) return flush();
    });
    await flush();
  }

  private optionsOf(wanted: Wanted, gate: StepGate, flush: () => Promise<void>): TrainOptions {
    const { request, left } = wanted;
    const { now, createEngine, readTable, nodeVersion } = this.place;
    const { runId, config, snapshotSteps, pictures } = request;
    return {
      runId,
      config,
      createEngine: (asked) => createEngine(request, asked),
      readTable: (table) => readTable(table, { tell: this.loadingTeller(runId), signal: left.signal }),
      nodeVersion,
      startedAt: new Date().toISOString(),
      now,
      snapshotSteps,
      pictures,
      pictureDue: pictureClock(config.epochs, now),
      permission: () => gate.permission(),
      more: async () => {
        await flush();
        // Later runs wait in the queue; the first one ends this wait.
        return wanted.replaced ? null : new Promise((resolve) => (wanted.goOn = resolve));
      },
    };
  }

  /** Sends the progress of the table, at most ten times a second. */
  private loadingTeller(runId: string): (words: string) => void {
    const { now, send } = this.place;
    let toldAt = -Infinity;
    return (words) => {
      if (now() - toldAt < LOADING_MS) return;
      toldAt = now();
      void send({ type: 'loading', runId, words });
    };
  }
}

/** Returns a function that is true when a picture is due. */
function pictureClock(epochs: number, now: () => number): (epoch: number) => boolean {
  let lastAt = now();
  let lastEpoch = 0;
  return (epoch) => {
    const due = epoch - lastEpoch >= epochs / PICTURES || now() - lastAt >= PICTURE_MS;
    if (due) {
      lastAt = now();
      lastEpoch = epoch;
    }
    return due;
  };
}
