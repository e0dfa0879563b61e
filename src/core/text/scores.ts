// Describes the scores on a table in words, for the summary, the header and the data panel.
import { formatAccuracy, formatCount, formatFixed, formatLoss, formatPlace, formatSmall } from '../format.js';
import type { Scores, ScoresEvent } from '../run/events.js';

/** `accuracy 96.7 % (majority 33.3 %), balanced 96.7 %`, or `R2 0.51, MAE 43 units of target, RMSE 54`; R2 only where the target varies. */
export function scoreInWords({ accuracy, majority, balancedAccuracy, r2, mae, rmse }: Scores): string {
  if (mae !== undefined)
    return `${r2 === undefined ? '' : `R2 ${formatFixed(r2)}, `}MAE ${formatSmall(mae)}, RMSE ${formatSmall(rmse)}`;
  const share = majority === undefined ? '' : ` (majority ${formatAccuracy(majority)})`;
  return `accuracy ${formatAccuracy(accuracy)}${share}, balanced ${formatAccuracy(balancedAccuracy)}`;
}

/** Facts that appear beside the scores, from other parts of the run. */
interface Beside {
  readonly step?: number;
  /** Of the training set; large sets are scored on a part. */
  readonly samples?: number | undefined;
}

/** A line for the training samples, one for those held out. */
export function scoreLines({ training, validation, step }: ScoresEvent, beside: Beside = {}): string[] {
  const at = (beside.step ?? step) === step ? '' : `, at step ${formatPlace(step)}`;
  const line = (what: string, scores: Scores | undefined, all?: number): string[] => {
    if (scores === undefined) return [];
    const of = all !== undefined && all > scores.samples ? ` of ${formatCount(all)}` : '';
    return [
      `${what} (${formatCount(scores.samples)}${of} samples${at}): loss ${formatLoss(scores.loss)}, ${scoreInWords(scores)}`,
    ];
  };
  return [...line('training', training, beside.samples), ...line('validation', validation)];
}

/** The most classes of a matrix that fits a screen. */
const MOST_CLASSES = 12;
const WIDEST_NAME = 12;

/** The confusion matrix of the held-out samples, else of the training samples; empty for a numeric target or many classes. */
export function confusionLines({ training, validation }: ScoresEvent, names: readonly string[]): string[] {
  const counts = (validation ?? training)?.confusion;
  const classes = names.length;
  if (counts === undefined || classes > MOST_CLASSES || counts.length !== classes * classes) return [];
  const short = names.map((name) => (name.length > WIDEST_NAME ? `${name.slice(0, WIDEST_NAME - 1)}…` : name));
  const head = Math.max(4, ...short.map((name) => name.length));
  const width = Math.max(...short.map((name) => name.length), ...counts.map((count) => String(count).length)) + 2;
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(head) + cells.map((cell) => cell.padStart(width)).join('');
  return [
    `true class by row, answer by column, ${validation === undefined ? 'training' : 'validation'} samples`,
    row('', short),
    ...short.map((name, i) => row(name, counts.slice(i * classes, (i + 1) * classes).map(String))),
  ];
}
