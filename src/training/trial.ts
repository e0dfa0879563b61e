// Tests and times an engine with real training steps of the network.
import { initialParameters } from '../core/network/initializers.js';
import type { Batch, EngineRequest, GradientEngine } from './engine.js';
import { TF_BACKENDS } from './tf/backends.js';

export type Now = () => number;

const TIMED_STEPS = 5;
/** Short steps are repeated for this long in total, at most this often, so that one of them is undisturbed. */
const ENOUGH_MS = 10;
const MOST_STEPS = 50;
const SLOW_MS = 300;
const MOST_PREPARING_MS = 1000;
/** Rows of the test batch. */
const FEW_ROWS = 8;

/** Repeats one gradient on a synthetic batch. */
export class Trial {
  private readonly parameters: Float32Array;
  private readonly gradient: Float32Array;
  private readonly batchState: Float32Array;
  readonly rows: number;
  private readonly batch: Batch;

  constructor(
    private readonly engine: GradientEngine,
    { layout, config, features, timesteps, outputs }: EngineRequest,
    private readonly now: Now,
  ) {
    const plain = { ...config, initializer: 'glorotUniform', initializerGain: 1, recurrentGain: 1 } as const;
    this.parameters = initialParameters(plain, layout);
    this.gradient = new Float32Array(layout.parameterCount);
    this.batchState = new Float32Array(layout.stateCount);
    this.rows = Math.min(config.batchSize, config.samples);
    const x = Float32Array.from({ length: this.rows * timesteps * features }, (_, i) => Math.sin(1 + i));
    const y = Float32Array.from({ length: this.rows * outputs }, (_, i) =>
      i % outputs === Math.floor(i / outputs) % outputs ? 1 : 0,
    );
    this.batch = { size: this.rows, x, y };
  }

  /** Milliseconds of one gradient over the first `rows` of the batch. */
  step(rows: number): number {
    const started = this.now();
    this.engine.gradient(this.parameters, { ...this.batch, size: rows }, this.gradient, this.batchState);
    return this.now() - started;
  }

  /** Throws the backend's error, or an error for non-finite numbers. */
  prove(): void {
    // A deep network with skips may overflow; with a tenth of the weights it does not.
    for (let tries = 0; tries < 2; tries += 1) {
      this.step(Math.min(FEW_ROWS, this.rows));
      if (this.gradient.every((g) => Number.isFinite(g))) return;
      for (let i = 0; i < this.parameters.length; i += 1) this.parameters[i] = 0.1 * this.parameters[i]!;
    }
    throw new Error('a test step gave a non-finite gradient');
  }

  /** Milliseconds per gradient: the fastest of a few. */
  time(): number {
    const { backend } = this.engine;
    const preparing = backend === 'compiled' ? 1 : TF_BACKENDS[backend].preparingSteps;
    for (let i = 0; i < preparing; i += 1) {
      const ms = this.step(this.rows);
      // A slow network needs no further timing and no preparation that takes seconds.
      if (ms > (i === 0 ? SLOW_MS : MOST_PREPARING_MS)) return ms;
    }
    let [fastest, total] = [Infinity, 0];
    for (let steps = 0; steps < TIMED_STEPS || (total < ENOUGH_MS && steps < MOST_STEPS); steps += 1) {
      const ms = this.step(this.rows);
      if (ms > SLOW_MS) return Math.min(fastest, ms);
      fastest = Math.min(fastest, ms);
      total += ms;
    }
    return fastest;
  }
}
