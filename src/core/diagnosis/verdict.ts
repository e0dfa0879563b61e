// The verdict: one sentence that names the root cause among the active findings, or the state of a run without findings.
import { formatAccuracy, formatFixed, formatLoss, formatPlace } from '../format.js';
import type { FindingEvent, StepEvent } from '../run/events.js';
import { activeAt, lossAt, valueAt } from '../run/lookup.js';
import { rolesOf } from '../run/rolesOf.js';
import type { RunState } from '../run/runState.js';
import { isForeign, judgeForeign, type ForeignVerdict } from './foreign/index.js';
import type { RuleName } from './ruleNames.js';
import { CAUSE_ORDER } from './rules/index.js';
import { fitDepth } from './slope.js';
import { MEDIAN_OVER, SOLVED, standingAt } from './standing.js';
import { standsStill } from './trend.js';
import { finiteMedian } from '../median.js';

/** The finding to show: alarms before warnings, causes before symptoms; null if none is active. */
export function worst(active: ReadonlyMap<RuleName, FindingEvent>): FindingEvent | null {
  for (const level of ['alarm', 'warning'] as const) {
    for (const rule of CAUSE_ORDER) {
      const finding = active.get(rule);
      if (finding?.level === level) return finding;
    }
  }
  return null;
}

export interface Verdict {
  /** `good`: learning or solved; `none`: no statement is possible yet, or at all. */
  readonly tone: 'good' | 'none' | 'warning' | 'alarm';
  readonly text: string;
  /** The finding of the sentence, with receipt and remedy. */
  readonly finding: FindingEvent | null;
  /** Set for a run of another program. */
  readonly foreign?: ForeignVerdict;
}

/** Steps before a verdict without findings is given. */
const TOO_EARLY = 16;
/** Share of the most frequent class from which an accuracy stands beside it. */
const UNEVEN = 0.6;

/** The verdict as of `step`; null means now. For a failed run, report the failure first. */
export function verdict(run: RunState, step: number | null = null): Verdict {
  const judged = judgedAt(run, step);
  if (run.failure === null || step !== null) return judged;
  const before = run.loss.length === 0 ? '' : `; until then ${judged.text}`;
  return { ...judged, tone: 'alarm', text: `${run.failure}${before}` };
}

/** The verdict on the figures, whether or not the run failed. */
function judgedAt(run: RunState, step: number | null): Verdict {
  const finding = worst(activeAt(run, step));
  if (finding === null && step === null && isForeign(run)) return foreignVerdict(run);
  if (finding !== null) {
    const where = `(step ${formatPlace(finding.step)})`;
    const well = finding.level === 'alarm' ? '' : wellInWords(run, step);
    if (well !== '') return { tone: 'warning', text: `${well}; ${finding.message} ${where}`, finding };
    return {
      tone: finding.level === 'alarm' ? 'alarm' : 'warning',
      text: `${finding.message}${nowInWords(run, step, finding)} ${where}`,
      finding,
    };
  }
  const loss = valueAt(run, run.loss, step);
  if (loss === undefined) {
    return { tone: 'none', text: 'too early to tell: no step yet', finding: null };
  }
  if (!Number.isFinite(loss.value)) {
    return {
      tone: 'alarm',
      text: `the loss is ${Number.isNaN(loss.value) ? 'NaN' : 'infinite'} at step ${formatPlace(loss.step)}`,
      finding: null,
    };
  }
  if (run.loss.total < TOO_EARLY && run.end === null) {
    return {
      tone: 'none',
      text: `too early to tell: step ${formatPlace(loss.step)}, loss ${formatLoss(loss.value)}`,
      finding: null,
    };
  }
  const { tone, text } = healthy(run, step, loss.step);
  return { tone, text, finding: null };
}

const judgedInWords = (judged: number, asked: number): string =>
  `${judged} of ${asked} rules can judge this log${judged === 0 ? '' : `; ${judged === 1 ? 'it' : 'they'} found nothing`}`;

/** The verdict on a run of another program, with the number of rules that could judge. */
function foreignVerdict(run: RunState): Verdict {
  const foreign = judgeForeign(run);
  const [first] = foreign.findings;
  if (first !== undefined) return { tone: first.level, text: first.message, finding: null, foreign };
  const at = valueAt(run, run.loss, null);
  if (run.steps === 0 && at === undefined)
    return { tone: 'none', text: 'too early to tell: no step yet', finding: null, foreign };
  const loss = at === undefined ? 'no loss in the log' : `loss ${formatLoss(lossAt(run, null) ?? at.value)}`;
  const asked = foreign.judged + foreign.notJudged.length;
  const layers = run.layers.gradRms.length === 0 ? ', gradients not in the log' : '';
  return {
    tone: 'none',
    text: `${loss}${layers}; ${judgedInWords(foreign.judged, asked)}`,
    finding: null,
    foreign,
  };
}

/** The sentence on the figures alone; a failure is reported beside it. */
export const verdictSentence = (run: RunState, step: number | null = null): string => judgedAt(run, step).text;

/** A finding keeps the figures of its step, so this adds the present loss if it differs. */
function nowInWords(run: RunState, step: number | null, { measured }: FindingEvent): string {
  const [then, at] = [measured['loss'], valueAt(run, run.loss, step)];
  if (then === undefined || at === undefined) return '';
  const { loss } = standingAt(run, step, at.step);
  return Math.abs(loss - then) > MOVED_ON * Math.max(loss, then) ? `; loss now ${formatLoss(loss)}` : '';
}
/** Share by which a loss differs from the one that a finding measured. */
const MOVED_ON = 0.25;

/** What stands before a warning: that the network has solved its task, or learns and has a tenth of chance level at most. */
function wellInWords(run: RunState, step: number | null): string {
  const at = valueAt(run, run.loss, step);
  if (at === undefined) return '';
  const { tone, text, solved } = healthy(run, step, at.step);
  if (solved) return text;
  const { loss, accuracy, entropy } = standingAt(run, step, at.step);
  if (tone !== 'good' || entropy === undefined || !(loss < SOLVED.share * entropy)) return '';
  return `learning: loss ${formatLoss(loss)}${accuracy === undefined ? '' : `, accuracy ${formatAccuracy(accuracy)}`}`;
}

interface Health {
  readonly tone: Verdict['tone'];
  readonly text: string;
  readonly solved: boolean;
}

/** The verdict without active findings. */
function healthy(run: RunState, step: number | null, at: number): Health {
  const { loss: shown, batchLoss, finished, accuracy, entropy, fits, heldOut, solved } = standingAt(run, step, at);
  const differs = finished && Math.abs(shown - batchLoss) > 0.25 * Math.max(shown, batchLoss);
  // At the time cursor the header gives the loss of that batch, which is another one.
  const middle = step === null ? '' : ' (median of batches)';
  const batches = differs ? ` on all data (${formatLoss(batchLoss)} on batches)` : middle;
  const slope = depthSlopeAt(run, step);
  const gradient = gradientInWords(run, slope);
  const majority = run.run?.dataset?.majority ?? 0;
  const beside = majority >= UNEVEN ? ` (most frequent class ${formatAccuracy(majority)})` : '';
  const right = accuracy === undefined ? '' : `, accuracy ${formatAccuracy(accuracy)}${beside}`;
  if (fits && !solved)
    return {
      tone: 'none',
      solved,
      text: `fits its training samples only: loss ${formatLoss(shown)}, held out ${formatLoss(heldOut)}`,
    };
  if (solved) return { tone: 'good', solved, text: `solved: loss ${formatLoss(shown)}${batches}${right}${gradient}` };
  if (nothingMoves(run, step))
    return {
      tone: 'warning',
      solved: false,
      text: `nothing moves any more: each update of the last ${STILL_STEPS} steps is below the rounding of the weights; loss ${formatLoss(shown)}${right}`,
    };
  if (entropy !== undefined && shown > 0.99 * entropy) {
    return {
      tone: 'none',
      solved: false,
      text: `${run.end === null ? 'not learning yet' : 'has not learned'}: loss ${formatLoss(shown)}, chance level ${formatLoss(entropy)}${gradient}`,
    };
  }
  // What it learns holds for its training samples only.
  if (entropy !== undefined && heldOut !== undefined && heldOut > entropy)
    return {
      tone: 'none',
      solved: false,
      text: `learns its training samples only: loss ${formatLoss(shown)}, held out ${formatLoss(heldOut)}, chance level ${formatLoss(entropy)}${right}`,
    };
  const missing = run.run === null ? 'run event' : 'labelEntropy';
  const still = entropy !== undefined && standsStill(run, step);
  const word =
    entropy === undefined
      ? `no diagnosis (the log has no ${missing})`
      : still
        ? 'standing still, no cause found'
        : 'learning';
  return {
    tone: entropy === undefined || still ? 'none' : 'good',
    solved: false,
    text: `${word}: loss ${formatLoss(shown)}${batches}${right}${gradient}`,
  };
}

/** Half the spacing of float32 near 1: what an update must exceed to move a weight of the usual size. */
const ROUNDING = 2 ** -24;
/** Steps in a row without any change of a kernel. */
const STILL_STEPS = 8;

/** Whether no kernel has moved in the last steps, as when all units are dead. */
function nothingMoves(run: RunState, step: number | null): boolean {
  const last = run.recent.filter((event) => step === null || event.step <= step).slice(-STILL_STEPS);
  const still = ({ layers }: StepEvent): boolean =>
    layers !== undefined &&
    layers.updateRms.length > 0 &&
    Array.from(layers.updateRms).every(
      (update, layer) => (update ?? NaN) <= ROUNDING * (layers.weightRms[layer] ?? NaN),
    );
  return last.length === STILL_STEPS && last.every(still);
}

function gradientInWords(run: RunState, slope: number | null): string {
  if (run.layers.gradRms.length === 0) return ', gradients not in the log';
  if (slope === null) return '';
  const words =
    Math.abs(slope) < 0.2 ? 'flat over depth' : slope > 0 ? 'falling towards the input' : 'rising towards the input';
  return `, gradient ${words} (${formatFixed(slope)} decades a layer)`;
}

/**
 * Decades of gradient lost per layer towards the input, from medians over the last 32 steps by `step` (null means now); further back than
 * whole steps are kept, from bucket means. Null with fewer than three hidden layers, or without data.
 */
export function depthSlopeAt(run: RunState, step: number | null): number | null {
  return depthFitAt(run, step)?.slope ?? null;
}

/** The layers that count for depth; for a run of another program, its kernels. */
function depthLayers(run: RunState): number[] {
  const roles = isForeign(run) ? rolesOf(run.run) : [];
  return run.layers.gradRms.flatMap((_, index) => ((roles[index] ?? 'kernel') === 'kernel' ? index : []));
}

/** The fit over depth; see `depthSlopeAt`. */
export function depthFitAt(run: RunState, step: number | null): ReturnType<typeof fitDepth> {
  const layers = depthLayers(run);
  const hidden = layers.length - 1;
  if (hidden < 0) return null;
  const events = run.recent.filter((event) => step === null || event.step <= step).slice(-MEDIAN_OVER);
  const typical = new Float64Array(hidden);
  for (const [at, layer] of layers.slice(0, hidden).entries()) {
    if (events.length > 0) {
      typical[at] = finiteMedian(
        Float64Array.from(events, (event) => event.layers?.gradRms[layer] ?? NaN),
        events.length,
      );
      continue;
    }
    const series = run.layers.gradRms[layer];
    const bucket = series?.bucket(series.indexAt(step ?? run.step));
    typical[at] = bucket !== undefined && bucket.count > 0 ? bucket.sum / bucket.count : NaN;
  }
  return fitDepth(typical, hidden);
}
