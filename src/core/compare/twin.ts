// Two runs that differ in one thing: where they part, by how much, and in which layer most. Pure.
import { formatLoss, formatSmall } from '../format.js';
import { valueAt } from '../run/lookup.js';
import type { StepMark } from '../run/recentSteps.js';
import type { RunState } from '../run/runState.js';
import { verdict } from '../diagnosis/verdict.js';

export interface Twin {
  /** A twin; a pinned run and one beside it with at most one other setting; such a pair with more, or other seeds. */
  readonly kind: 'twin' | 'pinned' | 'apart';
  /** The run as it was, and the one with the change. */
  readonly base: string;
  readonly twin: string;
  /** The one difference, in words; empty where there is none. */
  readonly difference: string;
  /** First step whose loss or gradient differs in any bit; null: none so far. */
  readonly partedAt: number | null;
  /** All steps up to this one have been compared, and are equal. */
  readonly comparedTo: number;
  /** The last word has been said. */
  readonly concluded: boolean;
}

/** A comparison before any step. */
export const newTwin = (kind: Twin['kind'], base: string, twin: string, difference: string): Twin => ({
  kind,
  base,
  twin,
  difference,
  partedAt: null,
  comparedTo: 0,
  concluded: false,
});

/** Steps after `from` that are still known: the first ones and the last ones of a long run. */
function knownSteps({ opening, recent }: RunState, from: number): StepMark[] {
  const openingEnd = opening.at(-1)?.step ?? 0;
  const first = openingEnd > from ? opening.filter((mark) => mark.step > from) : [];
  return [...first, ...recent.filter(({ step }) => step > from && step > openingEnd)];
}

/** Goes on comparing from where it stood; returns the same object where nothing is new. */
export function compareSteps(twin: Twin, a: RunState, b: RunState): Twin {
  if (twin.partedAt !== null) return twin;
  const theirs = new Map(knownSteps(b, twin.comparedTo).map((mark) => [mark.step, mark]));
  let { comparedTo } = twin;
  for (const ours of knownSteps(a, twin.comparedTo)) {
    const other = theirs.get(ours.step);
    if (other === undefined) continue;
    if (!Object.is(ours.loss, other.loss) || !Object.is(ours.gradNorm, other.gradNorm))
      return { ...twin, partedAt: ours.step, comparedTo };
    // Behind a gap nothing counts as compared: they may have parted and met again there.
    if (ours.step === comparedTo + 1) comparedTo = ours.step;
  }
  return comparedTo === twin.comparedTo ? twin : { ...twin, comparedTo };
}

/** `they part at step 1`; where the steps before it are not all known, between which. */
function partingInWords({ partedAt, comparedTo }: Twin): string {
  return partedAt === comparedTo + 1
    ? `they part at step ${partedAt}`
    : `they part between steps ${comparedTo + 1} and ${partedAt}`;
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
      widest = { name: a.run?.layers?.[i]?.name ?? `layer ${i}`, ratio };
  }
  return widest;
}

const typicalLoss = (run: RunState, step: number | null): number | undefined => {
  if (step === null && run.end?.loss !== undefined) return run.end.loss;
  const epoch = run.epochs.findLast((event) => event.loss !== undefined && (step === null || event.step <= step));
  return epoch?.loss ?? valueAt(run, run.loss, step)?.value;
};

/** `loss 0.69 without, 0.0004 with`. */
function lossesInWords(twin: Twin, before: number, after: number): string {
  const [ours, theirs] = [formatLoss(before), formatLoss(after)];
  if (twin.kind === 'apart') return `loss ${ours} pinned, ${theirs} here`;
  return twin.difference === '' ? `loss ${ours} and ${theirs}` : `loss ${ours} without, ${theirs} with`;
}

function differenceInWords({ kind, difference }: Twin): string {
  if (kind === 'apart') return `differs from the pinned run in ${difference}`;
  if (kind === 'pinned')
    return difference === '' ? 'same settings as the pinned run' : `beside the pinned run: ${difference}`;
  return difference === '' ? 'twin without a change' : `twin: ${difference}`;
}

/** What a line beside the verdict says, the most telling first: the difference, both losses, the layer that differs most, where they part. */
export function twinClauses(twin: Twin, a: RunState, b: RunState, step: number | null): string[] {
  const [ours, theirs] = [typicalLoss(a, step), typicalLoss(b, step)];
  const losses = ours === undefined || theirs === undefined ? [] : [lossesInWords(twin, ours, theirs)];
  const begun = differenceInWords(twin);
  if (twin.partedAt === null)
    return [begun, ...(twin.comparedTo === 0 ? [] : [`equal to the bit up to step ${twin.comparedTo}`]), ...losses];
  const layer = widestLayer(a, b, step);
  const gap = layer === null ? [] : [`${layer.name}'s gradient ${formatSmall(layer.ratio)} times as large`];
  return [begun, ...losses, ...gap, partingInWords(twin)];
}

/** The last word when both have ended: whether the change helped, by which numbers. Null before, and where more than it differs. */
export function conclusion(twin: Twin, a: RunState, b: RunState): string | null {
  const [before, after] = [a.end?.loss, b.end?.loss];
  if (twin.kind === 'apart' || before === undefined || after === undefined) return null;
  const losses = lossesInWords(twin, before, after);
  if (twin.difference === '') {
    const who = twin.kind === 'twin' ? 'twins without a change' : 'this run and the pinned one, of the same settings,';
    return twin.partedAt === null
      ? `${who} stayed equal to the bit${twin.comparedTo < Math.min(a.step, b.step) ? ` in the first ${twin.comparedTo} steps` : ''}; ${losses}`
      : `${who} ${partingInWords(twin).replace('they part', 'parted')}`;
  }
  const finding = verdict(a).finding;
  const cured = finding !== null && !b.active.has(finding.rule) ? `, ${finding.rule} gone` : '';
  // Twice as good, or finite where the other is not: less than that is no cure.
  const better = Number.isFinite(after) && (!Number.isFinite(before) || after < 0.5 * before);
  const worse = !Number.isFinite(after) || after > 2 * before;
  const helped = after < 0.8 * before;
  const word = better ? 'worked' : worse ? 'made it worse' : helped ? 'helped' : 'made little difference';
  return `${twin.difference} ${word}: ${losses}${cured}`;
}
