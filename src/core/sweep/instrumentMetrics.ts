// The metrics of a map that instruments measure: a setting switches each on.
import { isRecurrent } from '../config/cells.js';
import type { Config } from '../config/schema.js';
import { formatSmall } from '../format.js';
import { axisLabel } from './label.js';
import type { Metric, Span } from './metric.js';

/** The ends of a scale before a cell has a value. */
const USUAL = {
  noise: { low: 1, high: 1e4 },
  stretch: { low: 0.1, high: 10 },
  sharp: { low: 0.1, high: 1e3 },
  rate: { low: 1e-3, high: 10 },
} as const satisfies Readonly<Record<string, Span>>;
/** The edge of stability, 1, lies in the middle. */
const MOST_STABILITY = 2;

const ratio = { unit: '', geometric: true, format: formatSmall, better: null } as const;

/** On a scale of logarithms; 0 is at its lower end. Null: a negative value. */
const placeOf = (value: number, { low, high }: Span): number | null =>
  value >= 0 ? Math.max(0, Math.log(value / low) / Math.log(high / low)) : null;

const ends = (word: string, { low, high }: Span): readonly [string, string] => [
  `${word} ${axisLabel(low)}`,
  axisLabel(high),
];

/** How the hidden layers stretch a small change. */
const stretch = {
  ...ratio,
  scale: 'fits the map, 1 in the middle',
  fits: 'aroundOne',
  ends: (_: unknown, span: Span | null): readonly [string, string] => {
    const { low, high } = span ?? USUAL.stretch;
    return [`shrinks to ${axisLabel(low)}`, `stretches to ${axisLabel(high)}`];
  },
  fraction: (value: number, _: unknown, span: Span | null) => placeOf(value, span ?? USUAL.stretch),
  chosen: 'jacobian',
  without: ({ batchNorm }: Config) => (batchNorm === 'none' ? null : 'batch normalization mixes the samples'),
} as const;
const noSharpness = ({ batchNorm, cell, loss }: Config): string | null => {
  if (isRecurrent(cell)) return 'the sharpness is measured for dense layers and convolutions';
  if (loss === 'meanAbsoluteError') return 'meanAbsoluteError bends only where the error is 0';
  return batchNorm === 'none' ? null : 'a sweep measures the sharpness without batch normalization';
};
/** Only where a highest stable rate is known. */
const limited = {
  chosen: 'sharpness',
  without: (config: Config) =>
    noSharpness(config) ??
    (['sgd', 'momentum', 'nesterov'].includes(config.optimizer)
      ? null
      : `no highest stable rate is known for ${config.optimizer}; allowed: sgd, momentum, nesterov`),
  better: null,
} as const;

export const INSTRUMENT_METRICS = {
  noiseScale: {
    words: 'noise scale',
    unit: 'samples',
    doc: 'gradient noise scale, as last measured; switches `--noise-scale` on',
    scale: 'fits the map',
    fits: 'values',
    geometric: true,
    ofRun: ({ noiseScale }) => noiseScale,
    ofCell: ({ noiseScale }) => noiseScale,
    format: formatSmall,
    ends: (_, span) => ends('samples', span ?? USUAL.noise),
    fraction: (value, _, span) => (value > 0 ? placeOf(value, span ?? USUAL.noise) : null),
    chosen: 'noiseScale',
    better: null,
  },
  stability: {
    words: 'stability',
    unit: '',
    doc: 'learning rate over the highest stable rate, at the last step (of a run that ends early: as last measured); switches `--sharpness` on',
    scale: '2 .. 0',
    ofRun: ({ stability }) => stability,
    ofCell: ({ stability }) => stability,
    format: formatSmall,
    ends: () => [`rate / stable rate ${MOST_STABILITY}`, '0'],
    fraction: (value) => 1 - value / MOST_STABILITY,
    ...limited,
  },
  sharpness: {
    ...ratio,
    words: 'sharpness',
    doc: 'largest eigenvalue of the Hessian, at the last step (of a run that ends early: as last measured); switches `--sharpness` on',
    scale: 'fits the map',
    fits: 'values',
    ofRun: ({ sharpness }) => sharpness,
    ofCell: ({ sharpness }) => sharpness,
    ends: (_, span) => ends('sharpness', span ?? USUAL.sharp),
    fraction: (value, _, span) => placeOf(value, span ?? USUAL.sharp),
    chosen: 'sharpness',
    without: noSharpness,
  },
  stableRate: {
    ...ratio,
    words: 'stable rate',
    doc: 'highest stable learning rate, at the last step (of a run that ends early: as last measured); switches `--sharpness` on',
    scale: 'fits the map',
    fits: 'values',
    ofRun: ({ stableRate }) => stableRate,
    ofCell: ({ stableRate }) => stableRate,
    ends: (_, span) => ends('stable to', span ?? USUAL.rate),
    fraction: (value, _, span) => placeOf(value, span ?? USUAL.rate),
    ...limited,
  },
  jacobian: {
    words: 'jacobian',
    doc: 'RMS singular value of the Jacobian of the hidden layers before the first step; switches `--jacobian` on',
    ofRun: ({ jacobian }) => jacobian,
    ofCell: ({ jacobian }) => jacobian,
    ...stretch,
  },
  jacobianLargest: {
    words: 'largest jacobian',
    doc: 'its largest singular value',
    ofRun: ({ jacobianLargest }) => jacobianLargest,
    ofCell: ({ jacobianLargest }) => jacobianLargest,
    ...stretch,
  },
  outputJacobian: {
    words: 'output jacobian',
    doc: 'RMS singular value of the Jacobian from the inputs to the logits before the first step; switches `--jacobian` on',
    ofRun: ({ outputJacobian }) => outputJacobian,
    ofCell: ({ outputJacobian }) => outputJacobian,
    ...stretch,
  },
} as const satisfies Readonly<Record<string, Metric>>;
