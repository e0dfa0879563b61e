// Measures by how much layers multiply the size of the signal before training.
import type { Evidence } from './rule.js';

/** Forward gain sqrt(inputs) RMS(W) of the first `layers` layers, else of the hidden ones, from the first probe; null if unknown. */
export function initialGain({ firstProbe, run, hidden }: Evidence, layers = hidden): readonly number[] | null {
  const features = run.dataset?.features;
  const backward = firstProbe?.layers.backwardGain;
  if (firstProbe?.step !== 0 || features === undefined || backward === undefined) return null;
  const gains: number[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const units = run.layers[layer]?.units;
    const inputs = layer === 0 ? features : run.layers[layer - 1]?.units;
    const gain = backward[layer];
    if (units === undefined || inputs === undefined || typeof gain !== 'number') return null;
    gains.push(gain * Math.sqrt(inputs / units));
  }
  return gains;
}
