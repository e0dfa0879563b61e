// How much a layer multiplies the size of its signal before training, and how much it should.
import type { ActivationName } from '../config/activations.js';
import type { Evidence } from './rule.js';

/** Forward gain sqrt(inputs) RMS(W) of each hidden layer from the first probe; null if unknown. */
export function initialGain({ firstProbe, run, hidden }: Evidence): readonly number[] | null {
  const features = run.dataset?.features;
  const backward = firstProbe?.layers.backwardGain;
  if (firstProbe?.step !== 0 || features === undefined || backward === undefined) return null;
  const gains: number[] = [];
  for (let layer = 0; layer < hidden; layer += 1) {
    const units = run.layers[layer]?.units;
    const inputs = layer === 0 ? features : run.layers[layer - 1]?.units;
    const gain = backward[layer];
    if (units === undefined || inputs === undefined || typeof gain !== 'number') return null;
    gains.push(gain * Math.sqrt(inputs / units));
  }
  return gains;
}

/** Keeps the mean square of a normal signal (He et al. 2015); functions without a fixed one take the gain around 0. null: none does. */
const IDEAL: Readonly<Partial<Record<ActivationName, number>>> = {
  linear: 1,
  tanh: 1,
  relu: Math.SQRT2,
  prelu: Math.sqrt(2 / (1 + 0.25 ** 2)),
  leakyRelu: Math.sqrt(2 / (1 + 0.3 ** 2)),
  elu: 1.25,
  selu: 1,
  gelu: 1.5,
  swish: 1.7,
};

export const idealGain = (name: ActivationName): number | null => IDEAL[name] ?? null;
