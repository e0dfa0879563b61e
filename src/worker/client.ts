// The parent's side of the training child: forks it, reuses it for restarts, replaces it if it hangs or exits.
import type { ChildProcess } from 'node:child_process';
import {
  LAST_WORDS_MS,
  type ChildReady,
  type ClientMessage,
  type FromChild,
  type StartRequest,
  type ToChild,
  type TrainingClient,
} from '../core/run/protocol.js';
import { oneLine } from '../core/text/sanitize.js';
import { childModule, forkChild } from './childProcess.js';

/** A child that does not answer a new start within this time is stuck in a step and is replaced. */
const STUCK_MS = 300;
/** A child that has never answered after this time is stuck too; loading takes less, even on a busy machine. */
const STARTING_MS = 10_000;

export interface ChildOptions {
  /** The child's module; tests replace it. */
  readonly entry?: string;
  readonly stuckMs?: number;
  readonly startingMs?: number;
  /** Forks the child at once, so that it loads in parallel with its parent. */
  readonly early?: boolean;
}

class ChildClient implements TrainingClient {
  private readonly listeners = new Set<(message: ClientMessage) => void>();
  private readonly entry: string;
  private readonly stuckMs: number;
  private readonly startingMs: number;
  private child: ChildProcess | null = null;
  private current: StartRequest | null = null;
  /** Runs that were replaced after a stop message; their last events are still delivered. */
  private readonly stopping = new Set<string>();
  private stopped = false;
  private ended = true;
  /** Whether the child has answered at least once; later silence does not mean that it is starting up. */
  private awake = false;
  private spawnedAt = 0;
  private stuck: NodeJS.Timeout | null = null;
  private closing = false;

  constructor(options: ChildOptions) {
    this.entry = options.entry ?? childModule('entry');
    this.stuckMs = options.stuckMs ?? STUCK_MS;
    this.startingMs = options.startingMs ?? STARTING_MS;
    if (options.early === true) this.spawn();
  }

  start(request: StartRequest): void {
    if (this.current !== null && this.stopped && !this.ended) this.stopping.add(this.current.runId);
    this.current = request;
    this.stopped = false;
    this.ended = false;
    const child = this.child ?? this.spawn();
    this.post(child, { type: 'start', ...request });
    this.watch();
  }

  send(message: Exclude<ToChild, { type: 'start' }>): void {
    this.remember(message);
    if (this.child !== null) this.post(this.child, message);
    else if (message.type === 'trainOn') this.died('exit', 'the trainer of the ended run is gone');
  }

  subscribe(listener: (message: ClientMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    this.closing = true;
    this.unwatch();
    const { child } = this;
    this.child = null;
    return child === null ? Promise.resolve() : end(child);
  }

  /** The child's process id, for tests. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Keeps the messages that a replacement child needs besides the request. */
  private remember(message: Exclude<ToChild, { type: 'start' }>): void {
    if (this.current === null) return;
    if (message.type === 'pause' || message.type === 'resume')
      this.current = { ...this.current, paused: message.type === 'pause' };
    else if (message.type === 'pace') this.current = { ...this.current, pace: message.pace };
    else if (message.type === 'stop') this.stopped = true;
    else if (message.type === 'trainOn') {
      const { config, ...rest } = this.current;
      const { epochs, pace, paused } = message;
      this.current = { ...rest, config: { ...config, epochs }, pace, paused };
      this.ended = false;
    }
  }

  private spawn(): ChildProcess {
    const child = forkChild(this.entry, (how, stderr) => {
      if (this.child !== child) return;
      this.child = null;
      this.unwatch();
      this.stopping.clear();
      this.died(how, stderr);
    });
    this.child = child;
    this.awake = false;
    this.spawnedAt = performance.now();
    child.on('message', (message: FromChild | ChildReady) => {
      if (this.child === child) this.receive(message);
    });
    return child;
  }

  private receive(message: FromChild | ChildReady): void {
    const wanted = message.runId === this.current?.runId;
    if (message.type === 'ready') {
      this.awake = true;
      this.unwatch();
      // The child started a run that has been replaced; the latest run gets the same time limit.
      if (!wanted) this.watch();
      return;
    }
    if (message.type === 'loading') {
      if (wanted) this.tell({ ...message, words: oneLine(message.words) });
      return;
    }
    const over = message.type === 'failed' || message.events.some((event) => event.type === 'end');
    // Drop the events of a replaced run, unless its end is still expected.
    if (!wanted && !this.stopping.has(message.runId)) return;
    if (wanted && over) this.ended = true;
    if (!wanted && over) this.stopping.delete(message.runId);
    // The message may quote a file name or the content of a file.
    this.tell(message.type === 'failed' ? { ...message, message: oneLine(message.message) } : message);
  }

  private died(how: string, stderr: string): void {
    const run = this.current;
    if (this.closing || run === null || this.ended) return;
    this.ended = true;
    this.tell({ type: 'died', runId: run.runId, how, stderrTail: stderr });
  }

  /** Starts the timer at the first unanswered start. Further starts do not extend it. */
  private watch(): void {
    const starting = this.awake ? 0 : this.spawnedAt + this.startingMs - performance.now();
    // A log waits for the end of a run that is stopping.
    const ending = this.stopping.size === 0 ? 0 : LAST_WORDS_MS;
    this.stuck ??= setTimeout(() => this.replace(), Math.max(this.stuckMs, starting, ending));
  }

  private unwatch(): void {
    if (this.stuck !== null) clearTimeout(this.stuck);
    this.stuck = null;
  }

  /** Replaces a child that is stuck in a step and does not read its control messages. */
  private replace(): void {
    this.stuck = null;
    const old = this.child;
    const request = this.current;
    if (old === null || request === null || this.closing) return;
    this.child = null;
    this.stopping.clear();
    void end(old);
    const child = this.spawn();
    this.post(child, { type: 'start', ...request });
    if (this.stopped) this.post(child, { type: 'stop' });
  }

  private post(child: ChildProcess, message: ToChild): void {
    // If the channel has closed, the child's end is reported.
    if (child.connected) child.send(message, () => undefined);
  }

  private tell(message: ClientMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}

/** Kills a child, even a stopped one; it has nothing to clean up. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    // No pid: the spawn failed, so there will be no 'exit' event.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** A client that has at most one child, even if `start` is called repeatedly. */
export const createChildClient = (options: ChildOptions = {}): TrainingClient & { readonly pid: number | undefined } =>
  new ChildClient(options);
