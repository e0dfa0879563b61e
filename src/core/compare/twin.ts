// Two runs that differ in one thing: where they part, by how much, and in which layer most. Pure.
import { formatLoss, formatSmall } from '../format.js';
import { valueAt } from '../run/lookup.js';
import type { RunState } from '../run/runState.js';
import { verdict } from '../diagnosis/verdict.js';

export interface Twin {
  /** The run as it was, and the one with the change. */
  readonly base: string;
  readonly twin: string;
  /** The one difference, in words; empty where there is none. */
  readonly difference: string;
  /** First step whose loss or gradient differs in any bit; null: none so far. */
  readonly partedAt: number | null;
  /** All steps up to this one have been compared. */
  readonly comparedTo: number;
  /** The last word has been said. */
  readonly concluded: boolean;
}

/** Goes on comparing from where it stood; returns the same object where nothing is new. */
export function compareSteps(twin: Twin, a: RunState, b: RunState): Twin {
  if (twin.partedAt !== null) return twin;
  const theirs = new Map(b.recent.filter((event) => event.step > twin.comparedTo).map((event) => [event.step, event]));
  let { comparedTo } = twin;
  for (const ours of a.recent) {
    if (ours.step <= twin.comparedTo) continue;
    const other = theirs.get(ours.step);
    if (other === undefined) continue;
    if (!Object.is(ours.loss, other.loss) || !Object.is(ours.gradNorm, other.gradNorm))
      return { ...twin, partedAt: ours.step, comparedTo: ours.step };
    comparedTo = Math.max(comparedTo, ours.step);
  }
  return comparedTo === twin.comparedTo ? twin : { ...twin, comparedTo };
}

interface LayerGap {
  readonly name: string;
  /** Twin's gradient RMS over the base's. */
  readonly ratio: number;
}

/** The layer whose gradient RMS differs by the largest factor; null where layers don't match one to one. */
function widestLayer(a: RunState, b: RunState, step: number | null): LayerGap | null {
  const count = a.layers.gradRms.length;
  if (count === 0 || count !== b.layers.gradRms.length) return null;
  let widest: LayerGap | null = null;
  for (let i = 0; i < count; i += 1) {
    const ours = valueAt(a, a.layers.gradRms[i]!, step)?.value ?? NaN;
    const theirs = valueAt(b, b.layers.gradRms[i]!, step)?.value ?? NaN;
    const ratio = theirs / ours;
    if (!Number.isFinite(ratio) || ratio <= 0) continue;
    if (widest === null || Math.abs(Math.log(ratio)) > Math.abs(Math.log(widest.ratio)))
      widest = { name: a.run?.layers[i]?.name ?? `layer ${i}`, ratio };
  }
  return widest;
}

const typicalLoss = (run: RunState, step: number | null): number | undefined => {
  if (step === null && run.end !== null) return run.end.loss;
  const epoch = run.epochs.findLast((event) => step === null || event.step <= step);
  return epoch?.loss ?? valueAt(run, run.loss, step)?.value;
};

/** One line beside the verdict, the most telling first: the difference, both losses, the layer that differs most, where they part. */
export function twinSentence(twin: Twin, a: RunState, b: RunState, step: number | null): string {
  const difference = twin.difference === '' ? 'twin without a change' : `twin: ${twin.difference}`;
  const [ours, theirs] = [typicalLoss(a, step), typicalLoss(b, step)];
  const losses =
    ours === undefined || theirs === undefined
      ? ''
      : twin.difference === ''
        ? `; loss ${formatLoss(ours)} and ${formatLoss(theirs)}`
        : `; loss ${formatLoss(ours)} without, ${formatLoss(theirs)} with`;
  if (twin.partedAt === null) return `${difference}; equal to the bit up to step ${twin.comparedTo}${losses}`;
  const layer = widestLayer(a, b, step);
  const gap = layer === null ? '' : `; ${layer.name}'s gradient ${formatSmall(layer.ratio)} times as large`;
  return `${difference}${losses}${gap}; they part at step ${twin.partedAt}`;
}

/** The last word when both have ended: whether the change helped, by which numbers. Null before. */
export function conclusion(twin: Twin, a: RunState, b: RunState): string | null {
  if (a.end === null || b.end === null) return null;
  const [before, after] = [a.end.loss, b.end.loss];
  const losses = `loss ${formatLoss(before)} without, ${formatLoss(after)} with`;
  if (twin.difference === '')
    return twin.partedAt === null
      ? `twins without a change stayed equal to the bit; ${losses}`
      : `twins without a change parted at step ${twin.partedAt}`;
  const finding = verdict(a).finding;
  const cured = finding !== null && !b.active.has(finding.rule) ? `, ${finding.rule} gone` : '';
  // Twice as good, or finite where the other is not: less than that is no cure.
  const better = Number.isFinite(after) && (!Number.isFinite(before) || after < 0.5 * before);
  const worse = !Number.isFinite(after) || after > 2 * before;
  const word = better ? 'worked' : worse ? 'made it worse' : 'made little difference';
  return `${twin.difference} ${word}: ${losses}${cured}`;
}
