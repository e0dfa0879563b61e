// The table of metrics of a map: one record each, from which legend, colours, figures, flags, CSV and docs/sweep.md derive.
import { formatAccuracy, formatFixed, formatLoss, formatSmall } from '../format.js';
import { INSTRUMENT_METRICS } from './instrumentMetrics.js';
import type { Metric } from './metric.js';
import { axisLabel } from './label.js';
import type { CellResult, SeedResult } from './results.js';

/** Ends of the ramp: R from 10^-8 to 10^8, slope from +0.5 to -0.5 decades per layer; 1 and 0 lie in the middle. */
const R_DECADES = 8;
const SLOPE_DECADES = 0.5;

const always = { chosen: 'always' } as const;
const formatSteps = (value: number): string => (value === Infinity ? 'never' : axisLabel(value));
const ratio = {
  unit: '',
  geometric: true,
  format: formatSmall,
  ends: (): readonly [string, string] => [`R 1e-${R_DECADES}`, `1e${R_DECADES}`],
  fraction: (value: number) => (Math.log10(value) + R_DECADES) / (2 * R_DECADES),
  better: null,
} as const;
const toSteps = (run: SeedResult): number => run.totalSteps ?? run.steps;
const endOfRun = (run: SeedResult | undefined): string => (run === undefined ? 'the last' : axisLabel(toSteps(run)));

export const METRICS = {
  loss: {
    words: 'loss',
    unit: '',
    doc: 'on the training set after the last step',
    scale: 'chance level .. 0',
    ofRun: ({ loss }) => (Number.isFinite(loss) ? loss : Infinity),
    ofCell: ({ loss }) => loss,
    format: formatLoss,
    ends: (run) => [run === undefined ? 'chance' : `${formatLoss(run.labelEntropy)} (chance)`, '0'],
    fraction: (value, run) => (Number.isFinite(value) ? 1 - value / run.labelEntropy : null),
    better: 'low',
    ...always,
  },
  accuracy: {
    words: 'accuracy',
    unit: '',
    doc: 'on the training set after the last step',
    scale: '1 / classes .. 1',
    ofRun: ({ accuracy }) => accuracy,
    ofCell: ({ accuracy }) => accuracy,
    format: formatAccuracy,
    ends: (run) => [run === undefined ? 'chance' : axisLabel(1 / Math.max(1, run.classes)), '1'],
    fraction: (value, { classes }) => (value - 1 / Math.max(1, classes)) / (1 - 1 / Math.max(1, classes)),
    better: 'high',
    ...always,
  },
  R: {
    words: 'R',
    doc: 'gradient RMS of the first over that of the last hidden layer, medians of the last 32 steps',
    scale: '1e-8 .. 1e8',
    ofRun: ({ R }) => R,
    ofCell: ({ R }) => R,
    ...ratio,
    ...always,
  },
  slope: {
    words: 'slope',
    unit: 'decades a layer',
    doc: 'decades of gradient RMS that each layer nearer to the input loses, over the same medians',
    scale: '+0.5 lost .. 0.5 gained',
    ofRun: ({ slope }) => slope,
    ofCell: ({ slope }) => slope,
    format: (value) => formatFixed(value, 3),
    ends: () => [`loses ${SLOPE_DECADES} decades a layer`, `gains ${SLOPE_DECADES}`],
    fraction: (value) => (SLOPE_DECADES - value) / (2 * SLOPE_DECADES),
    better: null,
    ...always,
  },
  initialR: {
    words: 'initial R',
    doc: 'R over the medians of the first 4 steps: what initialization alone does',
    scale: '1e-8 .. 1e8',
    ofRun: ({ initialR }) => initialR,
    ofCell: ({ initialR }) => initialR,
    ...ratio,
    ...always,
  },
  spread: {
    words: 'spread',
    unit: '',
    doc: 'largest less smallest loss of the seeds of a cell (`--seeds` 2 or more); infinite if some of them diverged',
    scale: 'chance level .. 0',
    ofCell: spreadOf,
    format: formatLoss,
    ends: (run) => [run === undefined ? 'chance' : `${formatLoss(run.labelEntropy)} (chance)`, '0'],
    fraction: (value, run) => 1 - Math.min(value, run.labelEntropy) / run.labelEntropy,
    chosen: 'seeds',
    better: 'low',
  },
  verdict: {
    words: 'verdict',
    unit: '',
    doc: 'what the diagnosis says at the end: the name of the finding, else `solved`, `learning` or `not-learning`',
    scale: 'a letter and a colour for each',
    ofCell: () => null,
    format: String,
    ends: () => ['', ''],
    fraction: () => null,
    chosen: 'measure',
    better: null,
  },
  alarm: {
    words: 'alarm',
    unit: 'steps',
    doc: 'step of the first alarm of the diagnosis',
    scale: '0 .. the last step, or never',
    ofRun: ({ alarm }) => alarm,
    ofCell: ({ alarm }) => alarm,
    format: formatSteps,
    ends: (run) => ['alarm at step 0', `${endOfRun(run)}, never`],
    fraction: (value, run) => Math.min(1, value / toSteps(run)),
    chosen: 'measure',
    better: 'high',
  },
  solved: {
    words: 'solved',
    unit: 'steps',
    doc: 'step after which the epoch meets the limits of `--stop solved`',
    scale: 'the last step, or never .. 0',
    ofRun: ({ solved }) => solved,
    ofCell: ({ solved }) => solved,
    format: formatSteps,
    ends: (run) => [`solved at ${endOfRun(run)}, never`, '0'],
    fraction: (value, run) => 1 - Math.min(1, value / toSteps(run)),
    chosen: 'measure',
    better: 'low',
  },
  ...INSTRUMENT_METRICS,
} as const satisfies Readonly<Record<string, Metric>>;

const finite = (value: number): boolean => Number.isFinite(value);

function spreadOf({ seeds }: CellResult): number | null {
  if (seeds.length < 2) return null;
  const losses = seeds.map(({ loss }) => loss);
  if (losses.every((loss) => !finite(loss))) return null;
  return losses.every(finite) ? Math.max(...losses) - Math.min(...losses) : Infinity;
}
