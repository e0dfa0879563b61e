// The receipt of a run without findings: the same values, each beside the limit that it respects.
import { ACTIVATIONS } from '../config/activations.js';
import { formatAccuracy, formatFixed, formatLoss, formatPercent, formatShare, formatSmall } from '../format.js';
import { probeAt, valueAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import type { ReceiptRow } from './explain.js';
import { measureName } from './measures.js';
import { LAYER_LIMIT } from './rules/dyingRelu.js';
import { SATURATED_LIMIT } from './overdriven.js';
import { R_LIMIT, SLOPE_LIMIT } from './rules/vanishing.js';
import { SOLVED, standingAt } from './standing.js';
import { depthFitAt } from './verdict.js';

export const HEALTH_LINES = [
  'No findings. A slope of 0 means that depth costs no gradient.',
  'A run is solved when loss and accuracy are within their limits. Another value outside its limit is a fault only if it stays there.',
] as const;

const bare = (name: string, value: string): ReceiptRow => ({ name, value, comparison: '', limit: '', met: null });

/** As of `step`; null means now. Empty before the first step. */
export function healthRows(run: RunState, step: number | null): ReceiptRow[] {
  const at = valueAt(run, run.loss, step);
  if (at === undefined) return [];
  const rows: ReceiptRow[] = [];
  const { loss, finished, accuracy, entropy } = standingAt(run, step, at.step);
  const where = finished ? 'loss on all data' : measureName('loss');
  if (entropy === undefined) rows.push(bare(where, formatLoss(loss)));
  else {
    const limit = SOLVED.share * entropy;
    const met = loss < limit;
    rows.push({ name: where, value: formatLoss(loss), comparison: '<', limit: formatLoss(limit), met });
    rows.push(bare(measureName('entropy'), formatLoss(entropy)));
  }
  if (accuracy !== undefined) {
    const limit = formatAccuracy(SOLVED.accuracy);
    const met = accuracy >= SOLVED.accuracy;
    rows.push({ name: 'accuracy', value: formatAccuracy(accuracy), comparison: '>=', limit, met });
  }
  const depth = depthFitAt(run, step);
  if (depth !== null) {
    const { slope, R, leftOut } = depth;
    const without = leftOut === 0 ? '' : `, without ${leftOut} ${leftOut === 1 ? 'layer' : 'layers'} of gradient 0`;
    rows.push({
      name: `${measureName('slope')}${without}`,
      value: formatFixed(slope),
      comparison: '<',
      limit: formatFixed(SLOPE_LIMIT),
      met: slope < SLOPE_LIMIT,
    });
    rows.push({
      name: measureName('R'),
      value: formatSmall(R),
      comparison: '>=',
      limit: formatSmall(R_LIMIT),
      met: R >= R_LIMIT,
    });
  }
  return [...rows, ...probeRows(run, step)];
}

/** Probed values: dead or saturated units if the activation can have them, and how far the first kernel moved. */
function probeRows(run: RunState, step: number | null): ReceiptRow[] {
  const probe = probeAt(run, step);
  if (probe === undefined) return [];
  const rows: ReceiptRow[] = [];
  const { saturated, dead, percentChange } = probe.layers;
  /** Over the hidden layers; null if none was probed. */
  const worst = (shares: readonly (number | null)[]): number | null => {
    const known = shares.slice(0, -1).filter((share) => share !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  const failure = run.config === null ? 'neither' : ACTIVATIONS[run.config.activation].failure;
  const share = failure === 'dies' ? worst(dead) : failure === 'saturates' ? worst(saturated) : null;
  if (share !== null && failure === 'dies')
    rows.push({
      name: measureName('deadLayer'),
      value: formatShare(share),
      comparison: '<',
      limit: formatShare(LAYER_LIMIT),
      met: share < LAYER_LIMIT - 1e-9,
    });
  if (share !== null && failure === 'saturates')
    rows.push({
      name: measureName('saturated'),
      value: formatShare(share),
      comparison: '<=',
      limit: formatShare(SATURATED_LIMIT),
      met: share <= SATURATED_LIMIT,
    });
  const [first] = percentChange;
  if (typeof first === 'number') rows.push(bare(measureName('percentChange'), formatPercent(first)));
  return rows;
}
