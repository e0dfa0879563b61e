// The messages between a sweep's pool and its children.
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import type { EngineDecision } from '../core/run/protocol.js';
import type { Measured } from '../core/sweep/metrics.js';
import type { SeedResult } from '../core/sweep/results.js';
import type { UserError } from '../core/userError.js';

export interface SweepJob {
  readonly id: number;
  readonly backend: BackendChoice;
  /** One configuration per seed, with the same shape of network. */
  readonly configs: readonly Config[];
  /** Metrics besides those of every sweep. */
  readonly measures: readonly Measured[];
}

/** Control messages to a child. A paused child trains no step but keeps its state. */
export type SweepOrder =
  | ({ readonly type: 'job'; /** The engine that `auto` chose. */ readonly decided?: EngineDecision } & SweepJob)
  | { readonly type: 'pause' | 'resume' };

export type SweepReply =
  /** The choice of `auto`, sent before the first step. */
  | { readonly type: 'engine'; readonly id: number; readonly decision: EngineDecision }
  | { readonly type: 'done'; readonly id: number; readonly results: readonly SeedResult[] }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly message: string;
      readonly exitCode: UserError['exitCode'];
    };
