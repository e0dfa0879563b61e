// Early stopping: decides after each epoch whether the run ends. `no-improvement` keeps the best weights.
import type { Config } from '../core/config/schema.js';
import { epochSolved } from '../core/diagnosis/standing.js';
import type { EpochEvent } from '../core/run/events.js';
import type { Network } from './pictures.js';

type StopConfig = Pick<Config, 'stop' | 'patience'>;
type Weights = Pick<Network, 'parameters' | 'state'>;

interface Kept {
  readonly step: number;
  readonly parameters: Float32Array;
  readonly state: Float32Array;
}

export class EarlyStop {
  private best = Infinity;
  private waited = 0;
  private kept: Kept | null = null;

  /** `chance`: loss of a network that ignores its input. */
  constructor(
    private readonly config: StopConfig,
    private readonly weights: Weights,
    private readonly chance: number,
  ) {}

  /** Why the run stops after this epoch; null: it goes on. */
  after(epoch: EpochEvent): string | null {
    const { stop } = this.config;
    if (stop === 'solved') return epochSolved(epoch, this.chance) ? `solved after ${epoch.step} steps` : null;
    return stop === 'no-improvement' ? this.stalled(epoch) : null;
  }

  /** Keras' EarlyStopping with restore_best_weights. */
  private stalled({ loss = NaN, valLoss, step, epoch = 0 }: EpochEvent): string | null {
    const figure = valLoss ?? loss;
    this.waited += 1;
    if (figure < this.best) {
      this.best = figure;
      this.waited = 0;
      const { parameters, state } = this.weights;
      this.kept = { step, parameters: parameters.slice(), state: state.slice() };
    }
    if (this.waited < this.config.patience || epoch <= 1) return null;
    const what = valLoss === undefined ? 'loss' : 'validation loss';
    return `no lower ${what} for ${this.waited} epochs after step ${this.kept?.step ?? 0}`;
  }

  /** Restores the best weights and returns their step; null if those of `step` are the best, or none were kept. */
  restore(step: number): number | null {
    const { kept, weights } = this;
    if (kept === null || kept.step === step) return null;
    weights.parameters.set(kept.parameters);
    weights.state.set(kept.state);
    return kept.step;
  }
}
