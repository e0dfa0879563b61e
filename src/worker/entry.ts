// The training child: takes orders over the channel, runs one training loop at a time, sends its events about 20 times a second.
import './childLife.js';
import { performance } from 'node:perf_hooks';
import { createStreamDiagnoser } from '../core/diagnosis/diagnose.js';
import type { GradtopEvent } from '../core/run/events.js';
import { Pace } from '../core/run/pace.js';
import type { ChildReady, FromChild, StartRequest, ToChild } from '../core/run/protocol.js';
import { EXIT, exitCodeAfter, messageOf } from '../core/userError.js';
import { readSplit } from '../table/cache.js';
import { chooseEngine } from '../training/backends.js';
import { train, type TrainOptions } from '../training/loop.js';

/** Between two flushes. */
const FLUSH_MS = 50;
/** Longest stretch of work before orders are looked at. */
const BREATH_MS = 10;
/** Time that a slow machine makes up for, in milliseconds. */
const MAKE_UP_MS = 250;
/** Pictures: about a hundred over the run, whatever the speed, and twice a second in a long one. */
const PICTURES = 100;
const PICTURE_MS = 500;

/** What is wanted of the run; orders change it while the loop reads it. */
interface Wanted {
  readonly request: StartRequest;
  paused: boolean;
  /** Steps allowed while paused. */
  allowance: number;
  /** Epochs a second; null: flat out. */
  pace: number | null;
  stop: boolean;
  /** A newer run has been asked for: stop, and unless `stop` came before, without a word. */
  replaced: boolean;
  wake: () => void;
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
      current.wake();
    }
    const wanted: Wanted = {
      request: message,
      paused: message.paused,
      allowance: 0,
      pace: message.pace,
      stop: false,
      replaced: false,
      wake: () => undefined,
    };
    current = wanted;
    queue = queue.then(() => (wanted.replaced ? undefined : perform(wanted)));
    return;
  }
  if (current === null) return;
  if (message.type === 'pause') current.paused = true;
  else if (message.type === 'resume') current.paused = false;
  else if (message.type === 'pace') current.pace = message.pace;
  else if (message.type === 'stop') current.stop = true;
  else if (message.type === 'step') {
    current.paused = true;
    current.allowance += 1;
  }
  current.wake();
});

async function perform(wanted: Wanted): Promise<void> {
  const { runId } = wanted.request;
  await send({ type: 'ready', runId });
  // A newer order may have come meanwhile.
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
  const nobodyListens = (): boolean => wanted.replaced && !wanted.stop;
  let picturedAt = now();
  let picturedEpoch = 0;
  const diagnose = createStreamDiagnoser();
  let pending: GradtopEvent[] = [];
  let flushedAt = now();
  let breathedAt = now();
  const pace = new Pace();
  let pacedAt = now();
  const restartPace = (): void => {
    pace.restart();
    pacedAt = now();
  };
  /** Milliseconds until the next step is due. */
  const untilDue = (epochsPerSecond: number): number => {
    pace.passEpochs(((now() - pacedAt) / 1000) * epochsPerSecond);
    pacedAt = now();
    pace.forgive(Math.max(1, (MAKE_UP_MS / 1000) * epochsPerSecond * pace.stepsPerEpoch));
    return (1000 * pace.untilNext) / epochsPerSecond;
  };

  const flush = async (): Promise<void> => {
    const batch = pending;
    pending = [];
    flushedAt = now();
    // Waiting for the channel keeps memory bounded when the reader is slow.
    if (batch.length > 0 && !nobodyListens()) await send({ type: 'events', runId, events: batch });
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wanted.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  /** Holds the loop until the next step may be taken; true: take it. Gives the channel a turn now and then. */
  const mayStep = async (): Promise<boolean> => {
    while (!wanted.replaced && !wanted.stop) {
      if (wanted.paused) {
        if (wanted.allowance > 0) {
          wanted.allowance -= 1;
          return true;
        }
        // A control message that arrives during the flush wakes nothing: look again before sleeping.
        if (pending.length > 0) await flush();
        else await new Promise<void>((resolve) => (wanted.wake = resolve));
        restartPace();
        continue;
      }
      const wait = wanted.pace === null ? 0 : untilDue(wanted.pace);
      if (wait <= 1) break;
      await sleep(Math.min(wait, Math.max(1, FLUSH_MS - (now() - flushedAt))));
      if (now() - flushedAt >= FLUSH_MS) await flush();
    }
    if (wanted.pace !== null) pace.takeEarly();
    if (now() - breathedAt > BREATH_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      breathedAt = now();
    }
    return !wanted.replaced && !wanted.stop;
  };
  const begin = async (steps: number): Promise<void> => {
    pace.stepsPerEpoch = Math.max(1, steps);
    await flush();
    restartPace();
  };
  /** Flat out, most steps need no waiting at all. */
  const permission = (): boolean | Promise<boolean> =>
    wanted.pace === null && !wanted.paused && !wanted.stop && !wanted.replaced && now() - breathedAt <= BREATH_MS
      ? true
      : mayStep();

  const options: TrainOptions = {
    runId,
    config: request.config,
    createEngine: (asked) => chooseEngine(request.decided ?? request.backend, asked, now),
    readTable: readSplit,
    nodeVersion: process.version,
    startedAt: new Date().toISOString(),
    now,
    snapshotSteps: request.snapshotSteps,
    pictures: request.pictures,
    pictureDue: (epoch) => {
      const due = epoch - picturedEpoch >= request.config.epochs / PICTURES || now() - picturedAt >= PICTURE_MS;
      if (due) {
        picturedAt = now();
        picturedEpoch = epoch;
      }
      return due;
    },
    permission,
  };
  await train(options, (event) => {
    if (nobodyListens()) return;
    pending.push(event, ...diagnose(event));
    if (event.type === 'run') return begin(event.stepsPerEpoch ?? 1);
    if (now() - flushedAt >= FLUSH_MS) return flush();
  });
  await flush();
}
