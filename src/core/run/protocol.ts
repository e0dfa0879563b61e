// What the dashboard and its training child say to each other. Structured clones: non-finite numbers and typed arrays survive.
import type { BackendChoice, BackendName } from '../config/backends.js';
import type { Config } from '../config/schema.js';
import type { GradtopEvent } from './events.js';
import type { RunState } from './runState.js';

/** What `auto` came to, once for all runs of a network's shape. */
export interface EngineDecision {
  readonly backend: BackendName;
  /** Why this one, in words. */
  readonly why: string;
}

/** How long a run that is asked for its end may take: on a busy machine the child waits for its turn. */
export const LAST_WORDS_MS = 2000;

export interface StartRequest {
  readonly runId: string;
  readonly config: Config;
  readonly backend: BackendChoice;
  /** For `auto`, where the decision is made already. */
  readonly decided?: EngineDecision;
  /** Steps whose whole batch, parameters and gradients are logged. */
  readonly snapshotSteps: readonly number[];
  /** Epochs a second; null: as fast as it goes. */
  readonly pace: number | null;
  readonly paused: boolean;
  /** Sampled pictures (boundary, probe, weights): on for people, off where nobody looks. */
  readonly pictures: boolean;
}

export type ToChild =
  | ({ readonly type: 'start' } & StartRequest)
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Exactly one optimizer step, then paused. */
  | { readonly type: 'step' }
  | { readonly type: 'pace'; readonly pace: number | null }
  /** A log alone: on to this step, as fast as it goes. */
  | { readonly type: 'seek'; readonly step: number }
  /** End the current run early (an `end` event with reason `stopped` follows, also where a `start` comes first); the child lives on. */
  | { readonly type: 'stop' };

export type FromChild =
  /** In order, no step missing. */
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly GradtopEvent[] }
  /** The run could not start (bad data file, forced backend that is absent, ...). One line; `kind` decides the exit code. */
  | { readonly type: 'failed'; readonly runId: string; readonly kind: 'usage' | 'crash'; readonly message: string };

/** From the child to its client, which keeps it to itself: this run is being prepared now, so the child is not stuck in another. */
export interface ChildReady {
  readonly type: 'ready';
  readonly runId: string;
}

/** From the client itself, when the child is gone. */
export interface ChildDied {
  readonly type: 'died';
  readonly runId: string;
  /** `signal SIGKILL` or `exit code 7`. */
  readonly how: string;
  /** Last lines of its stderr, escape codes removed. */
  readonly stderrTail: string;
}

/** From a log that is played, in this process: what is known of a run is this from now on. */
export interface RunReplaced {
  readonly type: 'replaced';
  readonly runId: string;
  readonly run: RunState;
}

export type ClientMessage = FromChild | ChildDied | RunReplaced;

/** Where a step lies in a log of one run. */
export interface LogJump {
  readonly runId: string;
  /** What opens the log, and samples of its steps up to where `rest` begins. */
  readonly history: readonly GradtopEvent[];
  /** The first step of `rest`. */
  readonly from: number;
  /** Every event from some hundred steps before the goal on. */
  readonly rest: Iterable<GradtopEvent>;
  /** The log from its beginning. */
  readonly whole: Iterable<GradtopEvent>;
}

/** A source of events: the training child, or a log that is played. Same interface, so that no reader knows which. */
export interface TrainingClient {
  start(request: StartRequest): void;
  send(message: Exclude<ToChild, { type: 'start' }>): void;
  subscribe(listener: (message: ClientMessage) => void): () => void;
  /** Ends the child; resolves when it is gone. */
  close(): Promise<void>;
}
