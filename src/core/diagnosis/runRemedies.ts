// Suggested changes of settings that act over a whole run: dropout, the schedule, and the rate at its end.
import { widthsOf } from '../config/layers.js';
import type { ConfigChange, ResolvedConfig } from '../config/schema.js';
import { slightlyLowerRate } from './remedies.js';
import type { Judgement } from './rule.js';

/**
 * Variance of the noise that dropout adds over the variance of the signal. A kept unit counts 1 / (1 - p) times, so a sum over n units
 * gains noise of p / ((1 - p) n) of its signal, and every layer multiplies noise and signal alike (Srivastava et al. 2014).
 */
export const dropoutNoise = (dropout: number, widths: readonly number[]): number =>
  widths.reduce((all, units) => all * (1 + dropout / ((1 - dropout) * units)), 1) - 1;

/** Usual shares of dropout, and the noise that networks of any depth tolerate. */
const SHARES = [0.5, 0.3, 0.2, 0.1, 0.05] as const;
const BORNE = 0.1;

/** The largest usual share of little noise, at most half of the present one; then none. */
export function cureDropout(config: ResolvedConfig): ConfigChange[] {
  const widths = widthsOf(config);
  const less = SHARES.find((share) => share <= config.dropout / 2 && dropoutNoise(share, widths) <= BORNE);
  return [...(less === undefined ? [] : [{ dropout: less }]), { dropout: 0 }];
}

type Suggested = Pick<Judgement, 'remedy' | 'alternatives'>;

/** Share of a run that a warm-up takes at most (Goyal et al. 2017: 5 epochs of 90). */
const WARM = 0.1;
export const cureWarmup = (totalSteps: number): Suggested => ({
  remedy: { warmupSteps: Math.max(1, Math.round(WARM * totalSteps)) },
  alternatives: [{ warmupSteps: 0 }],
});

/** A fall every third of the run, as is usual for steps of a tenth (He et al. 2016); or a cosine. */
export function cureDecay({ schedule, epochs, decayEpochs }: ResolvedConfig): Suggested {
  const longer = Math.ceil(epochs / 3);
  const cosine = [{ schedule: 'cosine' as const }];
  if (schedule !== 'step' || longer <= decayEpochs) return { remedy: { schedule: 'cosine' } };
  return { remedy: { decayEpochs: longer }, alternatives: cosine };
}

/** A lower rate throughout, or one that falls to 0 along the run. */
export function calmerEnd(config: ResolvedConfig): ConfigChange[] {
  const lower = slightlyLowerRate(config);
  return [...(lower ? [lower] : []), ...(config.schedule === 'constant' ? [{ schedule: 'cosine' as const }] : [])];
}
