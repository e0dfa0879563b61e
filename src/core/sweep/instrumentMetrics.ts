// The metrics of a map that instruments measure: a setting switches each on.
import { isRecurrent } from '../config/cells.js';
import type { Config } from '../config/schema.js';
import { formatSmall } from '../format.js';
import type { Metric } from './metric.js';

const NOISE_DECADES = 4;
const STRETCH_DECADES = 3;
const SHARP_DECADES = 4;
/** The edge of stability, 1, lies in the middle. */
const MOST_STABILITY = 2;

const ratio = { unit: '', geometric: true, format: formatSmall, better: null } as const;

/** On a scale of logarithms with 1 in the middle; 0 is its lower end. Null: a negative value. */
const placeOf = (value: number, decades: number): number | null =>
  value >= 0 ? Math.max(0, (Math.log10(value) + decades) / (2 * decades)) : null;

/** How the hidden layers stretch a small change. */
const stretch = {
  ...ratio,
  scale: '1e-3 .. 1e3',
  ends: (): readonly [string, string] => [`shrinks 1e-${STRETCH_DECADES}`, `stretches 1e${STRETCH_DECADES}`],
  fraction: (value: number) => placeOf(value, STRETCH_DECADES),
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
    scale: '1 .. 10,000',
    geometric: true,
    ofRun: ({ noiseScale }) => noiseScale,
    ofCell: ({ noiseScale }) => noiseScale,
    format: formatSmall,
    ends: () => ['1 sample', `1e${NOISE_DECADES}`],
    fraction: (value) => (value > 0 ? Math.log10(value) / NOISE_DECADES : null),
    chosen: 'noiseScale',
    better: null,
  },
  stability: {
    words: 'stability',
    unit: '',
    doc: 'learning rate over the highest stable rate, as last measured; switches `--sharpness` on',
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
    doc: 'largest eigenvalue of the Hessian, as last measured; switches `--sharpness` on',
    scale: '1e-4 .. 1e4',
    ofRun: ({ sharpness }) => sharpness,
    ofCell: ({ sharpness }) => sharpness,
    ends: () => [`flat 1e-${SHARP_DECADES}`, `steep 1e${SHARP_DECADES}`],
    fraction: (value) => placeOf(value, SHARP_DECADES),
    chosen: 'sharpness',
    without: noSharpness,
  },
  stableRate: {
    ...ratio,
    words: 'stable rate',
    doc: 'highest stable learning rate, as last measured; switches `--sharpness` on',
    scale: '1e-4 .. 1e4',
    ofRun: ({ stableRate }) => stableRate,
    ofCell: ({ stableRate }) => stableRate,
    ends: () => [`stable to 1e-${SHARP_DECADES}`, `1e${SHARP_DECADES}`],
    fraction: (value) => placeOf(value, SHARP_DECADES),
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
