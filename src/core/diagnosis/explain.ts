// What a finding means, in three lines, and its receipt: every measured number beside its limit.
import type { RuleName } from '../config/schema.js';
import { formatFixed, formatLoss, formatPercent, formatShare, formatSmall, nonFiniteWord } from '../format.js';
import type { FindingEvent } from '../run/events.js';
import { suggestionInWords } from '../text/change.js';

export interface Explanation {
  readonly title: string;
  readonly lines: readonly [string, string, string];
}

export const EXPLANATIONS: Record<RuleName, Explanation> = {
  vanishing: {
    title: 'Vanishing gradient',
    lines: [
      'The chain rule multiplies one factor a layer: weights times the derivative of the activation.',
      'The derivative of sigmoid is at most 1/4, so each layer nearer to the input gets a fraction of the gradient behind it.',
      'The layers at the input hardly learn, and what they pass on stays random.',
    ],
  },
  starved: {
    title: 'Starved everywhere',
    lines: [
      'Most layers move by less than a hundred-thousandth of their size a step, and the loss is at chance level.',
      'No ratio between layers shows this: all of them are tiny together.',
      'The learning rate is too low for these gradients, or the gradients too small for any usual rate.',
    ],
  },
  exploding: {
    title: 'Exploding',
    lines: [
      'Steps are too large for the weights: the loss jumps above chance level, or is no longer finite.',
      'Either the gradient grows on its way back (through time or depth: factors above 1), or the learning rate is too high.',
      'Clipping bounds the first; a lower rate cures the second.',
    ],
  },
  'dying-relu': {
    title: 'Dying ReLU',
    lines: [
      'A ReLU unit whose input is negative on every sample outputs 0 and gets no gradient: it cannot come back.',
      'Large steps push units there. Some are silent from the start; growth is the sign.',
      'A slope on the left side (leaky, PReLU, ELU) keeps the gradient alive.',
    ],
  },
  saturated: {
    title: 'Saturated units',
    lines: [
      'Sigmoid and tanh are flat far from 0: there the derivative is below 6 % of its reach.',
      'A unit that sits in the flat ends passes almost no gradient back, whatever the loss.',
      'Normalizing its input (batch normalization before the activation) brings it back to the steep middle.',
    ],
  },
  plateau: {
    title: 'Plateau at the label entropy',
    lines: [
      'The loss is flat at the label entropy: the network predicts the class frequencies and ignores its input.',
      'This is a symptom. If a gradient fault is found, it is named as the cause.',
      'If none is found, the run may be slow to start, the rate too low, or the data not learnable by this network.',
    ],
  },
  'masked-by-adam': {
    title: 'Masked by an adaptive optimizer',
    lines: [
      'Adam divides by the own size of the gradient, so that even a vanished gradient moves the weights by about the learning rate.',
      'The first kernel moves by tens of percent, yet mostly by noise: the loss stays at the plateau.',
      'Moved weights prove learning only under plain SGD. Look at the gradient, not at the movement.',
    ],
  },
};

type Comparison = '<' | '<=' | '>' | '>=' | '';
interface Measure {
  readonly name: string;
  readonly format: (value: number) => string;
  /** How the value relates to its limit when the rule speaks; by rule where it differs. */
  readonly comparison: Comparison | Partial<Record<RuleName, Comparison>>;
}

const powerOfTen = (value: number): string => nonFiniteWord(value) ?? formatFixed(value);
const whole = (value: number): string => nonFiniteWord(value) ?? value.toFixed(0);

const MEASURES: Record<string, Measure> = {
  slope: { name: 'gradient lost towards the input, decades a layer', format: formatFixed, comparison: '>=' },
  R: {
    name: 'gradient RMS, first / last hidden layer',
    format: formatSmall,
    comparison: { exploding: '>', vanishing: '<', 'masked-by-adam': '<' },
  },
  gradRms: { name: 'gradient RMS of the quietest layer', format: formatSmall, comparison: '' },
  loss: { name: 'loss (median)', format: formatLoss, comparison: { exploding: '>' } },
  entropy: { name: 'chance level (entropy of the labels)', format: formatLoss, comparison: '' },
  distance: { name: 'distance of the loss from it', format: (value) => formatPercent(value * 100), comparison: '<=' },
  drift: { name: 'drift of the loss over the window', format: (value) => formatPercent(value * 100), comparison: '<=' },
  updateRatio: {
    name: 'log10(update RMS / weight RMS)',
    format: powerOfTen,
    comparison: { starved: '<', exploding: '>', 'masked-by-adam': '>=' },
  },
  starvingLayers: { name: 'layers below that limit', format: whole, comparison: '>' },
  layers: { name: 'layers measured', format: whole, comparison: '' },
  normRatio: { name: 'gradient norm / its running median', format: formatSmall, comparison: '>' },
  gradNorm: { name: 'gradient norm', format: formatSmall, comparison: '' },
  nonFinite: { name: 'not finite', format: formatSmall, comparison: '' },
  nonFiniteStep: { name: 'since step', format: whole, comparison: '' },
  timeGrowth: {
    name: 'gradient through time, first / last time step (before training)',
    format: formatSmall,
    comparison: '>',
  },
  depthGrowth: { name: 'growth over depth (before training)', format: formatSmall, comparison: '>' },
  dead: { name: 'hidden units silent on every probe sample', format: formatShare, comparison: '' },
  deadAtStart: { name: 'the same before training', format: formatShare, comparison: '' },
  deadGrowth: { name: 'growth, share of all hidden units', format: formatShare, comparison: '>=' },
  deadLayer: { name: 'silent in the worst layer', format: formatShare, comparison: '>=' },
  saturated: { name: 'activations in the flat ends, worst layer', format: formatShare, comparison: '>' },
  saturatedLayers: { name: 'layers beyond the limit', format: whole, comparison: '' },
  percentChange: { name: 'first kernel moved since step 0 (median)', format: formatPercent, comparison: '' },
};

/** What a measured figure is called; its own key where nobody knows it. */
export const measureName = (key: string): string => MEASURES[key]?.name ?? key;

export interface ReceiptRow {
  readonly name: string;
  readonly value: string;
  /** `>=`, `<` ... between value and limit; empty where there is no limit. */
  readonly comparison: Comparison;
  readonly limit: string;
  /** Whether the value is beyond its limit: of two alternative conditions one may not be. null without a limit. */
  readonly met: boolean | null;
}

/** The receipt: what was measured, in order, with the limits. Names that nobody knows are shown as they are. */
export function receiptRows(finding: FindingEvent): ReceiptRow[] {
  return Object.entries(finding.measured).map(([key, value]) => {
    const measure = MEASURES[key];
    const format = measure?.format ?? formatSmall;
    const limit = finding.limit[key];
    const wanted = measure?.comparison ?? '';
    const comparison = limit === undefined ? '' : typeof wanted === 'string' ? wanted : (wanted[finding.rule] ?? '');
    return {
      name: measureName(key),
      value: format(value),
      comparison,
      limit: limit === undefined ? '' : format(limit),
      met:
        limit === undefined || comparison === ''
          ? null
          : holds(key === 'distance' ? Math.abs(value) : value, comparison, limit),
    };
  });
}

function holds(value: number, comparison: Comparison, limit: number): boolean {
  if (comparison === '<') return value < limit;
  if (comparison === '<=') return value <= limit;
  return comparison === '>' ? value > limit : value >= limit;
}

/** The suggested change in words, `activation relu`; null where there is none. */
export const remedyInWords = (finding: FindingEvent): string | null =>
  finding.remedy && Object.keys(finding.remedy).length > 0 ? suggestionInWords(finding.remedy) : null;

/** Names of everything that rules measure, for the test that every receipt is complete. */
export const MEASURE_NAMES: readonly string[] = Object.keys(MEASURES);
