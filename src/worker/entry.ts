// The training child: gets control messages over the channel, runs one training loop at a time, and sends events about 20
// times a second.
import './childLife.js';
import { performance } from 'node:perf_hooks';
import { createStreamDiagnoser } from '../core/diagnosis/diagnose.js';
import { inOrder } from '../core/diagnosis/finding.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { ChildReady, FromChild, StartRequest, ToChild } from '../core/run/protocol.js';
import { EXIT, exitCodeAfter, messageOf } from '../core/userError.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import { train, type TrainOptions } from '../training/loop.js';
import { StepGate, type Outbox, type RunControl } from './stepGate.js';

/** Interval between two flushes, in milliseconds. */
const FLUSH_MS = 50;
const LOADING_MS = 100;
/** Boundary and kernels are sent about a hundred times in a run, and twice a second in a long run. */
const PICTURES = 100;
const PICTURE_MS = 500;

/** A run and its control state. */
interface Wanted extends RunControl {
  readonly request: StartRequest;
  /** Continues the ended run up to this epoch; null if it stays ended. */
  goOn: (epochs: number | null) => void;
  /** Aborts the read of its table. */
  readonly left: AbortController;
}

let current: Wanted | null = null;
let queue: Promise<void> = Promise.resolve();

const send = (message: FromChild | ChildReady): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => {
      resolve();
    });
  });

process.on('message', (message: ToChild) => {
  if (message.type === 'start') {
    if (current !== null) {
      current.replaced = true;
      current.left.abort();
      current.goOn(null);
      current.wake();
    }
    const wanted: Wanted = {
      request: message,
      left: new AbortController(),
      paused: message.paused,
      allowance: 0,
      pace: message.pace,
      stop: false,
      replaced: false,
      wake: () => undefined,
      goOn: () => undefined,
    };
    current = wanted;
    queue = queue.then(() => (wanted.replaced ? undefined : perform(wanted)));
    return;
  }
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
});

async function perform(wanted: Wanted): Promise<void> {
  const { runId } = wanted.request;
  await send({ type: 'ready', runId });
  // A later run may have been requested while this message was sent.
  if (wanted.replaced) return;
  try {
    await run(wanted);
  } catch (error) {
    const usage = exitCodeAfter(error) === EXIT.usage;
    const [message = ''] = messageOf(error).split('\n');
    await send({ type: 'failed', runId, kind: usage ? 'usage' : 'crash', message });
    if (!usage) process.stderr.write(`${(error instanceof Error ? error.stack : undefined) ?? messageOf(error)}\n`);
  }
}

async function run(wanted: Wanted): Promise<void> {
  const { request } = wanted;
  const { runId } = request;
  const now = (): number => performance.now();
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
  };
  const gate = new StepGate(wanted, outbox, now);
  const options: TrainOptions = {
    runId,
    config: request.config,
    createEngine: (asked) => chooseEngine(request.decided ?? request.backend, asked, now),
    readTable: (config) => readSplit(config, { tell: loadingTeller(runId, now), signal: wanted.left.signal }),
    nodeVersion: process.version,
    startedAt: new Date().toISOString(),
    now,
    snapshotSteps: request.snapshotSteps,
    pictures: request.pictures,
    pictureDue: pictureClock(request.config.epochs, now),
    permission: () => gate.permission(),
    more: async () => {
      await flush();
      // Later runs wait in the queue; the first one ends this wait.
      return wanted.replaced ? null : new Promise((resolve) => (wanted.goOn = resolve));
    },
  };
  await train(options, (event) => {
    if (isUnheard()) return;
    pending.push(...inOrder(event, diagnose(event)));
    if (event.type === 'run') return gate.begin(event.stepsPerEpoch ?? 1);
    if (outbox.untilDue() <= 0) return flush();
  });
  await flush();
}

/** Sends the progress of the table, at most ten times a second. */
function loadingTeller(runId: string, now: () => number): (words: string) => void {
  let toldAt = -Infinity;
  return (words) => {
    if (now() - toldAt < LOADING_MS) return;
    toldAt = now();
    void send({ type: 'loading', runId, words });
  };
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
