// No activation between layers: the hidden layers are linear, so the whole stack is one linear map.
import { isRecurrent } from '../../config/cells.js';
import { bornDead } from '../remedies.js';
import { type Evidence, type Judgement, type Rule } from '../rule.js';

function judge({ config, activations, loss, hidden }: Evidence): Judgement | null {
  if (isRecurrent(config.cell) || hidden === 0 || !activations.every((name) => name === 'linear')) return null;
  return {
    level: loss.stands ? 'alarm' : 'warning',
    layer: -1,
    measured: { layers: hidden },
    limit: {},
    message: `no activation: ${hidden} linear ${hidden === 1 ? 'layer and the output are' : 'layers and the output are'} one linear map`,
    // A linear task may be learned already: a narrow layer of ReLU units could lose it.
    remedy: { activation: bornDead(config) ? 'leakyRelu' : 'relu' },
    certain: true,
  };
}

export const noActivation: Rule = {
  letter: 'A',
  rank: 4,
  title: 'No activation between layers',
  lines: [
    'A product of matrices is a matrix: without activations a deep network computes what one layer can.',
    'It separates classes by a straight line and fits numbers by a plane.',
    'An activation after each hidden layer (ReLU, tanh) makes depth count.',
  ],
  asCause: 'the stack is one linear map',
  measures: { layers: '' },
  remedies: ['activation'],
  clock: 'steps',
  atStart: true,
  appearAfter: 1,
  clearAfter: 3,
  judge,
};
