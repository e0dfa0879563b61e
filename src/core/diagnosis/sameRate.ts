// Decides whether the learning rate causes an explosion: it computes the first update that the same rate gives with scaled data and kernels of
// the right gain.
import { ACTIVATIONS } from '../config/activations.js';
import type { LossStep } from '../run/events.js';
import { initialGain } from './gain.js';
import { hasMomentum, summedSteps } from './remedies.js';
import type { Evidence, Judgement } from './rule.js';

/** Update over weights in the first step from which the rate itself is at fault: the step replaces what was initialized. */
export const RATE_LIMIT = 1;

export function firstStepOf({ layers, loss, learningRate }: LossStep): Evidence['firstStep'] {
  if (layers === undefined) return null;
  const { updateRms, weightRms, gradRms } = layers;
  return {
    loss,
    learningRate,
    ratios: Array.from(updateRms, (update, layer) => (update ?? NaN) / (weightRms[layer] ?? NaN)),
    gradRms: Array.from(gradRms, (value) => value ?? NaN),
  };
}

/** Whether a larger gradient makes a larger step: the optimizer does not normalize it, and nothing clips it. */
export const stepFollows = (config: Evidence['config']): boolean =>
  (config.optimizer === 'sgd' || hasMomentum(config)) && config.clipNorm === null;

/** Gains of the kernels over the right ones, the output layer last; null if a right gain or a kernel is not known. */
function excess(evidence: Evidence): readonly number[] | null {
  const gains = initialGain(evidence, evidence.hidden + 1);
  const ideal = [...evidence.activations.map((name) => ACTIVATIONS[name].idealGain), 1];
  return gains?.map((gain, layer) => gain / (ideal[layer] ?? NaN)) ?? null;
}

/**
 * Largest update over weights of the first step, divided by what data and kernels contribute. A gradient is a product: of the error, of the
 * layer's input, and of all other kernels. With inputs s times too large, kernels c times too large (all together C) and an error of RMS e,
 * the ratio update / weight of a layer is s e C / c^2 times as large as with the right ones, under an optimizer whose step follows the
 * gradient; under one that normalizes the step it is 1 / c times as large, also for kernels that are too small. Momentum m adds up to
 * 1 / (1 - m) such steps. NaN if unknown.
 */
export function moveOfRate(evidence: Evidence): number {
  const { firstStep, config, run, activations, hidden } = evidence;
  if (firstStep === null || config.cell !== 'dense') return NaN;
  const follows = stepFollows(config);
  const bounded = activations.some((name) => ACTIVATIONS[name].failure === 'saturates');
  const kernels = config.batchNorm === 'none' ? (excess(evidence) ?? []) : [];
  const all = bounded ? 1 : kernels.reduce((product, one) => product * Math.max(1, one), 1);
  const steps = stepsOf(evidence);
  const inputs = Math.max(1, run.dataset?.featureRms ?? 1);
  const error = config.loss === 'meanSquaredError' ? Math.max(1, Math.sqrt(firstStep.loss)) : 1;
  let most = NaN;
  for (let layer = 0; layer <= hidden; layer += 1) {
    // Sigmoid has no right gain.
    const factor = Number.isFinite(kernels[layer]) ? (kernels[layer] ?? 1) : 1;
    const own = follows ? Math.max(1, factor) : factor;
    // Bounded activations pass on signals of size 1, whatever the inputs are.
    const size = layer === 0 || !bounded ? inputs : 1;
    const share = follows ? (size * error * all) / own ** 2 : 1 / own;
    const ratio = (steps * (firstStep.ratios[layer] ?? NaN)) / share;
    if (!(most >= ratio)) most = ratio;
  }
  return most;
}

/** By how much the first update grows: a schedule may begin below the rate, and momentum adds steps up. */
const stepsOf = ({ config, firstStep }: Evidence): number =>
  (config.learningRate / (firstStep?.learningRate ?? config.learningRate)) * summedSteps(config);

/** By how much data and kernels that no rule names may enlarge the first update; it was at most 4 in 14 of 16 networks. */
const UNNAMED = 10;

/**
 * The first update from which a suggested rate is calculated. If a rule names data or kernels, they will be repaired, so only the rate
 * counts. Otherwise they stay, and if they enlarge the update much, the rate must suit them.
 */
export function moveToCure(evidence: Evidence): number {
  const { firstStep, speaking } = evidence;
  const move = moveOfRate(evidence);
  if (firstStep === null || speaking.has('unscaled') || speaking.has('initial-scale')) return move;
  const measured = stepsOf(evidence) * Math.max(...firstStep.ratios.filter((ratio) => !Number.isNaN(ratio)));
  return measured > UNNAMED * move && Number.isFinite(measured) ? measured : move;
}

/** Whether the rate suits scaled data and right kernels; if so, data or kernels cause an explosion. */
export const rateFits = (evidence: Evidence): boolean => moveOfRate(evidence) < RATE_LIMIT;

/** For a finding about data or kernels of an exploded network: why they are blamed, or not. */
export function rateBeside(evidence: Evidence): Pick<Judgement, 'measured' | 'limit'> & { readonly words: string } {
  const rateMove = evidence.alarmed.has('exploding') ? moveOfRate(evidence) : NaN;
  if (Number.isNaN(rateMove)) return { measured: {}, limit: {}, words: '' };
  return {
    measured: { rateMove },
    limit: { rateMove: RATE_LIMIT },
    words: rateMove < RATE_LIMIT ? '; the network exploded' : '',
  };
}

/** The fault before the first step that explains an explosion better than the rate; null: none. */
export function causeOfExplosion(evidence: Evidence): 'unscaled' | 'initial-scale' | null {
  const { speaking } = evidence;
  const kernels = speaking.has('initial-scale') && !((excess(evidence) ?? []).reduce((all, one) => all * one, 1) <= 1);
  if ((!kernels && !speaking.has('unscaled')) || !rateFits(evidence)) return null;
  return speaking.has('unscaled') ? 'unscaled' : 'initial-scale';
}
