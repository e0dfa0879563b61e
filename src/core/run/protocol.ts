// Messages between the dashboard and the training child. Structured clones keep non-finite numbers and typed arrays.
import type { BackendChoice, BackendName } from '../config/backends.js';
import type { Config } from '../config/schema.js';
import type { GradtopEvent } from './events.js';
import type { RunState } from './runState.js';

/** The engine that `auto` chose for all runs of a network's shape. */
export interface EngineDecision {
  readonly backend: BackendName;
  /** The reason for the choice, in words. */
  readonly why: string;
}

/** How long to wait for the `end` event after `stop`; on a busy machine the child may get the CPU late. */
export const LAST_WORDS_MS = 2000;

export interface StartRequest {
  readonly runId: string;
  readonly config: Config;
  readonly backend: BackendChoice;
  /** With backend `auto`: the decision, if there is one already. */
  readonly decided?: EngineDecision;
  /** Steps at which batch, parameters and gradients are logged. */
  readonly snapshotSteps: readonly number[];
  /** Epochs per second; null means full speed. */
  readonly pace: number | null;
  readonly paused: boolean;
  /** Whether to sample pictures (boundary, probe, weights); off without a viewer. */
  readonly pictures: boolean;
}

export type ToChild =
  | ({ readonly type: 'start' } & StartRequest)
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Exactly one optimizer step, then paused. */
  | { readonly type: 'step' }
  | { readonly type: 'pace'; readonly pace: number | null }
  /** Continues the ended run up to this epoch. */
  | { readonly type: 'trainOn'; readonly epochs: number; readonly pace: number | null; readonly paused: boolean }
  /** Replay only: continue to this step at full speed. */
  | { readonly type: 'seek'; readonly step: number }
  /** Ends the current run early; an `end` event with reason `stopped` follows, even if a `start` comes first. The child stays. */
  | { readonly type: 'stop' };

export type FromChild =
  /** Progress of reading the table that the run waits for, in words. */
  | { readonly type: 'loading'; readonly runId: string; readonly words: string }
  /** Events in order, without gaps. */
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly GradtopEvent[] }
  /** The run could not start (bad data file, missing backend, ...). One line; `kind` decides the exit code. */
  | { readonly type: 'failed'; readonly runId: string; readonly kind: 'usage' | 'crash'; readonly message: string };

/** Internal to the client: the child prepares this run, so it is not stuck in another one. */
export interface ChildReady {
  readonly type: 'ready';
  readonly runId: string;
}

/** Sent by the client after the child has exited. */
export interface ChildDied {
  readonly type: 'died';
  readonly runId: string;
  /** `signal SIGKILL` or `exit code 7`. */
  readonly how: string;
  /** Last lines of stderr, cleaned of escape codes. */
  readonly stderrTail: string;
}

/** From a replay in this process: replaces the state of a run. */
export interface RunReplaced {
  readonly type: 'replaced';
  readonly runId: string;
  readonly run: RunState;
}

export type ClientMessage = FromChild | ChildDied | RunReplaced;

/** What a jump to a step of a log yields. */
export interface LogJump {
  readonly runId: string;
  /** The opening events, and samples of the steps before `rest`. */
  readonly history: readonly GradtopEvent[];
  /** The first step of `rest`. */
  readonly from: number;
  /** Every event from a few hundred steps before the target on. */
  readonly rest: Iterable<GradtopEvent>;
  /** The log from its beginning. */
  readonly whole: Iterable<GradtopEvent>;
}

/** A source of events: the training child or a replayed log, behind one interface. */
export interface TrainingClient {
  start(request: StartRequest): void;
  send(message: Exclude<ToChild, { type: 'start' }>): void;
  subscribe(listener: (message: ClientMessage) => void): () => void;
  /** Ends the child; resolves after it exits. */
  close(): Promise<void>;
}
