// Measures for lesson questions: each reads a run and yields choices, the answer, and a sentence with the numbers.
import { isRecurrent, recurrentInWords } from '../config/cells.js';
import type { Config } from '../config/schema.js';
import { depthSlopeAt } from '../diagnosis/verdict.js';
import { formatLoss } from '../format.js';
import { median } from '../median.js';
import { clippedBy, sampledAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import type { StepEvent } from '../run/events.js';
import { hasStability, heldOut, stabilityRatio } from './courses.js';
import { banded, percent, short, type Found, type Limit, type Measure } from './measure.js';

/** Median gradient RMS of each layer over the kept steps that end at `step` (at most 32, so that single batches don't decide). */
function medianGradients(run: RunState, step: number): number[] {
  const steps: StepEvent[] = run.recent.filter((event) => event.step <= step && event.layers !== undefined).slice(-32);
  const layers = steps.at(-1)?.layers?.gradRms.length ?? 0;
  if (layers === 0) return run.layers.gradRms.map((series) => series.bucket(series.indexAt(step))?.last ?? NaN);
  return Array.from({ length: layers }, (_, layer) => {
    const values = steps.map((event) => event.layers?.gradRms[layer] ?? NaN);
    return values.some(Number.isNaN) ? NaN : median(values);
  });
}

/** The layer's name as in core/network/layout.ts. */
const nameOf = (layer: number, depth: number): string => (layer >= depth ? 'output' : `hidden_${layer + 1}`);

/** All hidden layers in two or three groups, so that the extreme one is always among them: the first, those between, the last. */
function groupsOf(depth: number): number[][] {
  if (depth === 1) return [[0], [1]];
  const between = Array.from({ length: Math.max(0, depth - 2) }, (_, at) => at + 1);
  return [[0], ...(between.length > 0 ? [between] : []), [depth - 1]];
}
/** Two groups whose gradients differ by less than this factor are too close to call. */
const CLEAR_FACTOR = 1.1;

/** The group that holds the layer with the smallest (sign 1) or largest (sign -1) gradient. */
const extremeLayer = (sign: 1 | -1): Measure => ({
  choices: ({ depth }) =>
    groupsOf(depth).map((group) => {
      const [first = 0] = group;
      const last = group.at(-1) ?? first;
      return group.length > 1 ? `hidden_${first + 1} to hidden_${last + 1}` : nameOf(first, depth);
    }),
  find: (run, step, { depth }) => {
    const gradients = medianGradients(run, step);
    const best = groupsOf(depth).map((group) =>
      group.reduce((a, b) => (sign * (gradients[b] ?? NaN) < sign * (gradients[a] ?? NaN) ? b : a)),
    );
    const values = best.map((layer) => gradients[layer] ?? NaN);
    if (values.some(Number.isNaN)) return null;
    const sorted = [...values].sort((a, b) => sign * (a - b));
    const [one = NaN, two = NaN] = sorted;
    const close = Math.max(one, two) < CLEAR_FACTOR * Math.min(one, two) || one === two;
    return {
      answer: values.indexOf(one),
      sentence: `gradient RMS: ${best.map((layer) => `${nameOf(layer, depth)} ${short(gradients[layer] ?? NaN)}`).join(', ')}`,
      ...(close ? { close } : {}),
    };
  },
  panel: 'heatmap',
  where: sign === 1 ? 'the darkest row' : 'the brightest row',
});

const OUTCOME_LIMITS: readonly Limit[] = [
  { at: 0.1, margin: 0.005 },
  { at: 0.97, margin: 0.01 },
  { at: 1.5, margin: 0.1 },
];
/** Choice for each band of the share; the choices begin with chance level. */
const OUTCOME_OF_BAND = [2, 1, 0, 3];

/** The loss as a share of chance level, so that one scale fits every data set. */
function outcome(run: RunState, step: number): Found | null {
  const entropy = run.run?.labelEntropy;
  const ended = run.end !== null && step >= run.end.step;
  const loss = ended ? run.end?.loss : run.epochs.findLast((event) => event.step <= step)?.loss;
  if (entropy === undefined || loss === undefined) return null;
  const share = Number.isFinite(loss) ? `${percent(loss / entropy)} of` : '';
  const sentence = `loss ${formatLoss(loss)}, ${share} chance level ${formatLoss(entropy)}`;
  const found = banded(loss / entropy, OUTCOME_LIMITS, sentence);
  return { ...found, answer: OUTCOME_OF_BAND[found.answer] ?? 3 };
}

/** How far the first kernel has moved since step 0, as the median of |100 (old - new) / old|. */
function firstKernelMoved(run: RunState, step: number): Found | null {
  const moved = sampledAt(run.probes, step)?.layers.percentChange[0];
  if (moved === null || moved === undefined) return null;
  const limits = [
    { at: 1, margin: 0.1 },
    { at: 10, margin: 1 },
  ];
  return banded(moved, limits, `the median weight of ${nameOf(0, 1)} has moved by ${short(moved)} %`);
}

/** Least-squares slope of log10 gradient RMS over the hidden layers: decades lost a layer towards the input. */
function decadesPerLayer(run: RunState, step: number): Found | null {
  const slope = depthSlopeAt(run, step);
  if (slope === null) return null;
  const limits = [
    { at: -0.3, margin: 0.03 },
    { at: 0.3, margin: 0.03 },
  ];
  const decades = `${slope >= 0 ? '+' : ''}${slope.toFixed(2)} decades a layer`;
  return banded(-slope, limits, `${decades}: times ${short(10 ** -slope)} in each layer towards the input`);
}

/** The largest share of dead units among the hidden layers. */
function deadUnits(run: RunState, step: number): Found | null {
  const dead = sampledAt(run.probes, step)?.layers.dead ?? [];
  const worst = Math.max(...dead.map((share) => share ?? -1));
  if (worst < 0) return null;
  return {
    layer: dead.indexOf(worst),
    answer: worst < 0.6 ? 0 : worst < 0.9 ? 1 : 2,
    sentence: `in the worst layer ${percent(worst)} of the units are dead: 0 on every sample`,
  };
}

function clippedShare(run: RunState, step: number): Found | null {
  const { steps, clipped } = clippedBy(run, step);
  if (steps === 0) return null;
  const share = clipped / steps;
  const limits = [
    { at: 0.1, margin: 0.02 },
    { at: 0.6, margin: 0.02 },
  ];
  return banded(share, limits, `${percent(share)} of ${steps} steps were clipped`);
}

/** Limits of a third and of three times, for the decimal logarithm of a ratio. */
const THREEFOLD: readonly Limit[] = [
  { at: -Math.log10(3), margin: 0.05 },
  { at: Math.log10(3), margin: 0.05 },
];

/** Gradient at the first time step over that at the last. */
function throughTime(run: RunState, step: number): Found | null {
  const gradients = sampledAt(run.probes, step)?.throughTime ?? [];
  const [first = NaN, last = NaN] = [gradients[0], gradients.at(-1)];
  if (gradients.length < 2 || Number.isNaN(first / last)) return null;
  const sentence = `gradient ${short(last)} at the last number, ${short(first)} at the first: times ${short(first / last)}`;
  return banded(Math.log10(first / last), THREEFOLD, sentence);
}

/** Spread of the activations in the last hidden layer over that in the first. */
function spreadOverDepth(run: RunState, step: number, { depth }: Config): Found | null {
  const spread = sampledAt(run.probes, step)?.layers.activationStd ?? [];
  const [first, last] = [spread[0], spread[depth - 1]];
  if (typeof first !== 'number' || typeof last !== 'number' || !(first > 0) || depth < 2) return null;
  const sentence = `act std ${short(first)} in ${nameOf(0, depth)}, ${short(last)} in ${nameOf(depth - 1, depth)}`;
  return banded(Math.log10(last / first), THREEFOLD, sentence);
}

const fixed = (find: Measure['find'], choices: readonly string[], panel: string, where: string): Measure => ({
  choices: () => choices,
  find,
  panel,
  where,
});
const WITHIN = ['stays within a factor of 3', 'grows threefold or more'];
const wide = (measure: Measure): Measure => ({ ...measure, wide: true });
const afterSteps = (measure: Measure): Measure => ({ ...measure, needsSteps: true });
const needing = (needs: Measure['needs'] & {}, measure: Measure): Measure => ({ ...measure, needs });
const needsDepth =
  (least: number) =>
  ({ depth }: Config): string | null =>
    depth >= least ? null : `depth from ${least}`;

export const MEASURES = {
  quietestLayer: afterSteps(needing(needsDepth(1), extremeLayer(1))),
  loudestLayer: afterSteps(needing(needsDepth(1), extremeLayer(-1))),
  outcome: afterSteps(
    fixed(
      outcome,
      ['loss 97-150 % of chance', 'loss 10-97 % of chance', 'loss below 10 % of chance', 'loss over 150 %, or NaN'],
      'loss',
      'the dashed line is chance level',
    ),
  ),
  firstKernelMoved: afterSteps(
    fixed(firstKernelMoved, ['less than 1 %', '1 to 10 %', 'more than 10 %'], 'layers', 'column change, hidden_1'),
  ),
  decadesPerLayer: needing(
    needsDepth(2),
    afterSteps(
      fixed(
        decadesPerLayer,
        ['halves or worse each layer', 'about the same', 'doubles or more each layer'],
        'heatmap',
        'the title',
      ),
    ),
  ),
  deadUnits: needing(
    needsDepth(1),
    wide(fixed(deadUnits, ['less than 60 %', '60 to 90 %', '90 % or more'], 'layers', 'column dead')),
  ),
  clippedShare: needing(
    ({ clipNorm, clipValue }) => (clipNorm === null && clipValue === null ? 'clipNorm or clipValue' : null),
    afterSteps(
      fixed(
        clippedShare,
        ['fewer than one step in ten', 'up to six in ten', 'more than six in ten'],
        'loss',
        'clipped, in the header',
      ),
    ),
  ),
  throughTime: needing(
    ({ cell }) => (isRecurrent(cell) ? null : `cell: ${recurrentInWords()}`),
    fixed(throughTime, ['shrinks to a third or less', ...WITHIN], 'chain', 'the first time step against the last'),
  ),
  heldOut: needing(
    ({ validationSplit }) => (validationSplit > 0 ? null : 'validationSplit above 0'),
    afterSteps(
      fixed(
        heldOut,
        ['ends at its lowest (within 10 %)', 'ends 10 to 100 % above its lowest', 'ends at more than double'],
        'loss',
        'the held-out curve',
      ),
    ),
  ),
  stabilityRatio: needing(
    ({ sharpness, optimizer }) => (sharpness === 'on' && hasStability(optimizer) ? null : 'sharpness: on, and SGD'),
    afterSteps(
      fixed(
        stabilityRatio,
        ['stays below 1', 'passes 1, and ends below it', 'ends above 1'],
        'limits',
        'the curve against the line at 1',
      ),
    ),
  ),
  spreadOverDepth: needing(
    needsDepth(2),
    wide(
      fixed(
        spreadOverDepth,
        ['fades to a third or less', ...WITHIN],
        'spread',
        'activation std, left end against right end',
      ),
    ),
  ),
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as [MeasureName, ...MeasureName[]];
