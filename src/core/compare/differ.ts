// Compares two runs for `gradtop diff`: configuration, course of the loss, verdicts.
import { formatLoss } from '../format.js';
import { valLossAt, lossAt, valueAt } from '../run/lookup.js';
import { verdict } from '../diagnosis/verdict.js';
import { hparamsChange } from '../run/hparams.js';
import type { RunState } from '../run/runState.js';
import { changeBetween, changeInWords } from '../text/change.js';
import { compareSteps, newTwin } from './twin.js';

export interface Difference {
  /** Difference of the settings in words; empty: none; null: neither log has settings. */
  readonly settings: string | null;
  /** First known step that differs in any bit of loss or gradient norm; null: none. */
  readonly partedAt: number | null;
  /** The loss at equal parts of the shorter run. */
  readonly losses: readonly { readonly step: number; readonly a: number; readonly b: number }[];
  /** The last losses on held-out samples; null where a run has none. */
  readonly heldOut: readonly [number, number] | null;
  readonly verdicts: readonly [string, string];
  /** Whether settings, steps and verdicts are the same. */
  readonly same: boolean;
}

const POINTS = 5;

export function difference(a: RunState, b: RunState): Difference {
  const settings = settingsOf(a, b);
  const { partedAt } = compareSteps(newTwin('pinned', a.runId, b.runId, settings ?? ''), a, b);
  const last = Math.min(a.step, b.step);
  const steps = [
    ...new Set(Array.from({ length: POINTS }, (_, i) => Math.max(1, Math.round((last * (i + 1)) / POINTS)))),
  ];
  const losses = steps.map((step) => ({
    step,
    a: valueAt(a, a.loss, step)?.value ?? NaN,
    b: valueAt(b, b.loss, step)?.value ?? NaN,
  }));
  const [heldA, heldB] = [valLossAt(a, null), valLossAt(b, null)];
  const heldOut = heldA === undefined || heldB === undefined ? null : ([heldA, heldB] as const);
  const verdicts = [verdict(a).text, verdict(b).text] as const;
  const same =
    (settings ?? '') === '' &&
    partedAt === null &&
    a.step === b.step &&
    verdicts[0] === verdicts[1] &&
    Object.is(lossAt(a, null), lossAt(b, null)) &&
    Object.is(heldA, heldB) &&
    losses.every((at) => Object.is(at.a, at.b));
  return { settings, partedAt, losses, heldOut, verdicts, same };
}

function settingsOf(a: RunState, b: RunState): string | null {
  const runs = [a, b];
  if (runs.every(({ config, run }) => config === null && run?.hparams === undefined)) return null;
  const configured =
    a.config !== null && b.config !== null
      ? changeInWords(a.config, changeBetween(a.config, b.config))
      : a.config !== null || b.config !== null
        ? `configuration of gradtop: ${a.config === null ? 'absent → present' : 'present → absent'}`
        : '';
  return [configured, hparamsChange(a.run?.hparams, b.run?.hparams)].filter((change) => change !== '').join(', ');
}

/** The comparison as lines, one fact each. */
export function differenceLines({ settings, partedAt, losses, heldOut, verdicts, same }: Difference): string[] {
  if (same) return ['the runs are the same'];
  return [
    `settings: ${settings === null ? 'neither log has any' : settings === '' ? 'the same' : settings}`,
    partedAt === null ? 'steps: no known step differs' : `steps: the first difference is at step ${partedAt}`,
    ...losses.map(({ step, a, b }) => `loss at step ${step}: ${formatLoss(a)}, ${formatLoss(b)}`),
    ...(heldOut === null ? [] : [`held-out loss: ${heldOut.map((loss) => formatLoss(loss)).join(', ')}`]),
    ...(verdicts[0] === verdicts[1]
      ? [`verdict of both: ${verdicts[0]}`]
      : [`verdict of A: ${verdicts[0]}`, `verdict of B: ${verdicts[1]}`]),
  ];
}
