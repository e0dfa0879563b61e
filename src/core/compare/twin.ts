// Compares two runs: where they part, by how much, and in which layer most.
import { formatLoss, formatSmall } from '../format.js';
import { valueAt, valLossAt } from '../run/lookup.js';
import type { StepMark } from '../run/recentSteps.js';
import type { RunState } from '../run/runState.js';
import { verdict } from '../diagnosis/verdict.js';

export interface Twin {
  /** Twins; a pinned run and one with at most one other setting; or such a pair with more differences or other seeds. */
  readonly kind: 'twin' | 'pinned' | 'apart';
  /** The run without the change, and the run with it. */
  readonly base: string;
  readonly twin: string;
  /** The difference in words; empty if there is none. */
  readonly difference: string;
  /** First step whose loss or gradient differs in any bit; null if none so far. */
  readonly partedAt: number | null;
  /** All steps up to this one are compared and equal. */
  readonly comparedTo: number;
  /** Whether the final sentence was shown. */
  readonly concluded: boolean;
}

/** A comparison before the first step. */
export const newTwin = (kind: Twin['kind'], base: string, twin: string, difference: string): Twin => ({
  kind,
  base,
  twin,
  difference,
  partedAt: null,
  comparedTo: 0,
  concluded: false,
});

/** Steps after `from` that are in memory: the first and the last ones of a long run. */
function knownSteps({ opening, recent }: RunState, from: number): StepMark[] {
  const openingEnd = opening.at(-1)?.step ?? 0;
  const first = openingEnd > from ? opening.filter((mark) => mark.step > from) : [];
  return [...first, ...recent.filter(({ step }) => step > from && step > openingEnd)];
}

/** Continues the comparison; returns the same object if there are no new steps. */
export function compareSteps(twin: Twin, a: RunState, b: RunState): Twin {
  if (twin.partedAt !== null) return twin;
  const theirs = new Map(knownSteps(b, twin.comparedTo).map((mark) => [mark.step, mark]));
  let { comparedTo } = twin;
  for (const ours of knownSteps(a, twin.comparedTo)) {
    const other = theirs.get(ours.step);
    if (other === undefined) continue;
    if (!Object.is(ours.loss, other.loss) || !Object.is(ours.gradNorm, other.gradNorm))
      return { ...twin, partedAt: ours.step, comparedTo };
    // After a gap no later step counts as compared: the runs may differ inside it.
    if (ours.step === comparedTo + 1) comparedTo = ours.step;
  }
  return comparedTo === twin.comparedTo ? twin : { ...twin, comparedTo };
}

/** `the runs part at step 1`, or the two steps between which they part if not all steps are in memory. */
function partingInWords({ partedAt, comparedTo }: Twin): string {
  return partedAt === comparedTo + 1
    ? `the runs part at step ${partedAt}`
    : `the runs part between steps ${comparedTo + 1} and ${partedAt}`;
}

interface LayerGap {
  readonly name: string;
  /** Gradient RMS of the twin over that of the base run. */
  readonly ratio: number;
}

/** The layer whose gradient RMS differs by the largest factor; null if the layers don't correspond. */
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

/** The loss of the latest epoch up to `step`, taken while it trained. */
const epochLoss = ({ epochs }: RunState, step: number | null): number | undefined =>
  epochs.findLast((event) => event.loss !== undefined && (step === null || event.step <= step))?.loss;

/** Losses of both runs, of the same kind. */
interface Losses {
  readonly name: 'held-out loss' | 'loss' | 'epoch loss' | 'batch loss';
  readonly before: number;
  readonly after: number;
}

/** The best losses that both runs have: held out, of the finished networks, of their epochs, of single batches. Null: there are none. */
function lossesOf(a: RunState, b: RunState, step: number | null): Losses | null {
  const kinds: readonly (readonly [Losses['name'], (run: RunState) => number | undefined])[] = [
    ['held-out loss', (run) => valLossAt(run, step)],
    ['loss', (run) => (step === null ? run.end?.loss : undefined)],
    ['epoch loss', (run) => epochLoss(run, step)],
    ['batch loss', (run) => valueAt(run, run.loss, step)?.value],
  ];
  for (const [name, of] of kinds) {
    const [before, after] = [of(a), of(b)];
    if (before !== undefined && after !== undefined) return { name, before, after };
  }
  return null;
}

/** `loss 0.69 without, 0.0004 with`. */
function lossesInWords(twin: Twin, { name, before, after }: Losses): string {
  const [ours, theirs] = [formatLoss(before), formatLoss(after)];
  if (twin.kind === 'apart') return `${name} ${ours} pinned, ${theirs} here`;
  return twin.difference === '' ? `${name} ${ours} and ${theirs}` : `${name} ${ours} without, ${theirs} with`;
}

function differenceInWords({ kind, difference }: Twin): string {
  if (kind === 'apart') return `differs from the pinned run in ${difference}`;
  if (kind === 'pinned')
    return difference === '' ? 'same settings as the pinned run' : `beside the pinned run: ${difference}`;
  return difference === '' ? 'twin without a change' : `twin: ${difference}`;
}

/** Parts of the comparison line, most important first: difference, losses, layer that differs most, where they part. */
export function twinClauses(twin: Twin, a: RunState, b: RunState, step: number | null): string[] {
  // While one run is ahead of the other, both are read where the slower one is.
  const at = step ?? (a.end === null || b.end === null ? Math.min(a.step, b.step) : null);
  const both = lossesOf(a, b, at);
  const losses = both === null ? [] : [lossesInWords(twin, both)];
  const begun = differenceInWords(twin);
  if (twin.partedAt === null)
    return [begun, ...(twin.comparedTo === 0 ? [] : [`bit-equal up to step ${twin.comparedTo}`]), ...losses];
  const layer = widestLayer(a, b, at);
  const gap = layer === null ? [] : [`${layer.name}'s gradient ${formatSmall(layer.ratio)} times as large`];
  return [begun, ...losses, ...gap, partingInWords(twin)];
}

/** The conclusion after both runs have ended: whether the change helped, with numbers. Null before, or if more than one setting differs. */
export function conclusion(twin: Twin, a: RunState, b: RunState): string | null {
  const ended = a.end?.loss !== undefined && b.end?.loss !== undefined;
  const both = ended ? lossesOf(a, b, null) : null;
  if (twin.kind === 'apart' || both === null) return null;
  const { before, after } = both;
  const losses = lossesInWords(twin, both);
  if (twin.difference === '') {
    const who = twin.kind === 'twin' ? 'twins without a change' : 'this run and the pinned one, of the same settings,';
    return twin.partedAt === null
      ? `${who} stayed bit-equal${twin.comparedTo < Math.min(a.step, b.step) ? ` in the first ${twin.comparedTo} steps` : ''}; ${losses}`
      : `${who} ${partingInWords(twin).replace('they part', 'parted')}`;
  }
  const finding = verdict(a).finding;
  const cured = finding !== null && !b.active.has(finding.rule) ? `, ${finding.rule} gone` : '';
  // A change counts as better if it halves the loss or makes it finite.
  const better = Number.isFinite(after) && (!Number.isFinite(before) || after < 0.5 * before);
  const worse = !Number.isFinite(after) || after > 2 * before;
  const helped = after < 0.8 * before;
  const word = better ? 'worked' : worse ? 'made it worse' : helped ? 'helped' : 'made little difference';
  return `${twin.difference} ${word}: ${losses}${cured}`;
}
