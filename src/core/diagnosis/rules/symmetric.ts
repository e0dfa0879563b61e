// Nothing breaks the symmetry: with all kernels at 0 no signal passes, and the units of a layer stay alike.
import { fittingInitializer } from '../remedies.js';
import type { Evidence, Judgement, Rule } from '../rule.js';

function judge({ config, hidden, loss, weightRms }: Evidence): Judgement | null {
  if (config.initializer !== 'zeros' || config.biasStd > 0 || hidden === 0) return null;
  return {
    level: 'alarm',
    layer: 0,
    measured: { weightRms: weightRms[0] ?? NaN, loss: loss.newer },
    limit: {},
    message: 'all kernels start at 0: no signal passes, and the units of a layer stay equal',
    remedy: { initializer: fittingInitializer(config) },
    certain: true,
  };
}

export const symmetric: Rule = {
  letter: 'Y',
  rank: 5,
  title: 'Zeros instead of random kernels',
  lines: [
    'Units of a layer that start alike get the same gradient and stay alike: the layer is one unit wide.',
    'With kernels of 0 the gradient of every kernel but the last is 0 as well.',
    'Random kernels, scaled by the number of inputs (He, Glorot), break the symmetry.',
  ],
  asCause: 'all kernels start at 0',
  measures: { weightRms: '', loss: '' },
  remedies: ['initializer'],
  clock: 'steps',
  atStart: true,
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
