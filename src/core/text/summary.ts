// The summary of a run for the normal screen and for `train`: command line, result, verdict, what
// instruments measured, and how far each kernel moved.
import { networkInWords } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { verdictSentence } from '../diagnosis/verdict.js';
import { formatAccuracy, formatLoss, formatPercent, formatPlace, formatSmall } from '../format.js';
import { median } from '../median.js';
import type { EndEvent, WeightChange } from '../run/events.js';
import type { Hparams } from '../run/hparams.js';
import { kernelChange, learningRateOf, medianInShort } from '../run/kernelChange.js';
import type { RunState } from '../run/runState.js';
import { commandLineOf } from './commandLine.js';
import { instrumentLines } from './instrumentLines.js';
import { sanitizeLine } from './sanitize.js';
import { confusionLines, scoreLines } from './scores.js';
import { scoresAt } from '../run/lookup.js';
import { wrapHanging } from './wrap.js';

export interface SummaryOptions {
  /** The preset's configuration, and its name or path on the command line. */
  readonly base: Config;
  readonly preset: string;
  /** `gradtop` or `gradtop train`. */
  readonly command: string;
  readonly ascii: boolean;
  /** Sentences wrap at this width; the command line and the table don't. */
  readonly columns?: number;
}

/** Lines without colours. For a log without a configuration only `columns` matters. */
export function summaryLines(run: RunState, options: SummaryOptions | Pick<SummaryOptions, 'columns'>): string[] {
  const { config } = run;
  const { head, sentence } = config === null || !('base' in options) ? foreignHead(run) : ownHead(run, config, options);
  const sentences = [sentence];
  const dropped = run.run?.dataset?.dropped;
  if (dropped !== undefined)
    sentences.push(
      `${dropped} ${dropped === 1 ? 'row' : 'rows'} with missing values ${dropped === 1 ? 'was' : 'were'} dropped`,
    );
  // Generated data have no line: accuracy and loss are in the sentence above.
  const scores = run.run?.dataset?.table === undefined ? undefined : scoresAt(run, null);
  if (scores !== undefined)
    sentences.push(...scoreLines(scores, { step: run.step, samples: run.run?.dataset?.samples }));
  const verdict = verdictSentence(run);
  if (verdict !== '') sentences.push(verdict);
  if (config !== null) sentences.push(...instrumentLines(run));
  const columns = options.columns ?? Infinity;
  const lines = [head, ...sentences.flatMap((one) => wrapHanging(`  ${one}`, columns))];
  if (scores !== undefined)
    lines.push(...confusionLines(scores, run.run?.dataset?.classNames ?? []).map((line) => `  ${line}`));
  lines.push(...changeTable(run.end?.weightChange ?? changesSoFar(run), run));
  return lines;
}

/** The command line that repeats the run, and its result. */
interface Head {
  readonly head: string;
  readonly sentence: string;
}

function ownHead(run: RunState, config: Config, { base, preset, command, ascii }: SummaryOptions): Head {
  // If the command line starts from another preset, the summary also names the run.
  const name = config.name === base.name ? '' : `${sanitizeLine(config.name, 60)}: `;
  return {
    head: commandLineOf(run, config, { base, preset, command }),
    sentence: `${name}${networkInWords(config, ascii ? 'x' : '×')}; ${outcomeInWords(run)}`,
  };
}

const foreignHead = (run: RunState): Head => ({
  head: `run ${sanitizeLine(run.run?.name ?? run.runId, 60)}: ${settingsInWords(run.run?.hparams ?? {})}`,
  sentence: outcomeInWords(run),
});

/** Number of hyperparameters in the line. */
const NAMED = 6;

function settingsInWords(hparams: Hparams): string {
  const all = Object.entries(hparams).map(([name, value]) => sanitizeLine(`${name} ${value}`, 40));
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return all.length === 0 ? 'no configuration in the log' : `${all.slice(0, NAMED).join(', ')}${more}`;
}

/** How the run ended, or where it is. */
export function outcomeInWords(run: RunState): string {
  if (run.failure !== null) return `failed: ${run.failure}`;
  const { end } = run;
  if (end === null) {
    const loss = run.loss.latest;
    return loss === undefined ? 'no step yet' : `step ${formatPlace(run.step)}, batch loss ${formatLoss(loss)}`;
  }
  const accuracy = end.accuracy === undefined ? '' : `, accuracy ${formatAccuracy(end.accuracy)}`;
  const epoch = run.epochs.at(-1);
  const running = epoch?.loss === undefined ? '' : ` (last epoch while training ${formatLoss(epoch.loss)})`;
  const loss =
    end.loss === undefined ? `, batch loss ${formatLoss(run.loss.latest)}` : `, loss ${formatLoss(end.loss)}`;
  return `${end.reason ?? 'ended'} after ${formatPlace(end.step)} ${end.step === 1 ? 'step' : 'steps'}${earlyInWords(run, end)}${loss}${running}${accuracy}`;
}

/** Why a run that stopped by itself did, and whose weights it kept. */
function earlyInWords({ run }: RunState, { reason, step, message }: EndEvent): string {
  const early = reason === 'completed' && run?.totalSteps !== undefined && step < run.totalSteps;
  return early && message !== undefined ? ` (${sanitizeLine(message, 120)})` : '';
}

/** Weight changes of a run whose `end` event has none, from its last logged kernels. */
function changesSoFar(run: RunState): WeightChange[] {
  const learningRate = learningRateOf(run);
  const old = run.weights[0];
  const now = run.weights.at(-1);
  if (old === undefined || now === undefined || old === now) return [];
  return now.parameters.flatMap((kernel) => {
    const before = old.parameters.find((one) => one.name === kernel.name);
    if (before === undefined) return [];
    const { percent, medianPercent, belowOne, gradient } = kernelChange(before, kernel, learningRate ?? NaN);
    const known = percent.filter((value) => !Number.isNaN(value));
    const middleGradient = median(gradient.map(Math.abs));
    const percents =
      known.length === 0
        ? { medianPercent: null, maxPercent: null, movedShare: null }
        : { medianPercent, maxPercent: known.reduce((a, b) => Math.max(a, b)), movedShare: 1 - belowOne };
    return [{ name: kernel.name, ...percents, ...(learningRate === null ? {} : { medianGradient: middleGradient }) }];
  });
}

/** Explains the first `in 30 %` of the table, below it. */
function fewMoved(middles: readonly string[]): string[] {
  const first = middles.find((middle) => middle.startsWith('in '));
  if (first === undefined) return [];
  return [`  ${first}: the median is about 0; ${first.slice(3)} of the weights changed by 1 % or more`];
}

/** |100 (old − new) / old| and (old − new) / learning rate of every kernel, input first. */
function changeTable(changes: readonly WeightChange[], run: RunState): string[] {
  const kernels = changes.filter((change) => change.name.endsWith('/kernel'));
  if (kernels.length === 0) return [];
  const row = (name: string, median: string, most: string, gradient: string): string =>
    `  ${name.padEnd(18)}${median.padStart(14)}${most.padStart(14)}${gradient.padStart(22)}`;
  const layerOf = (name: string): number => run.run?.parameters?.find((one) => one.name === name)?.layer ?? -1;
  const middles = kernels.map(({ name, medianPercent, movedShare }) =>
    medianInShort(medianPercent, run, layerOf(name), null, movedShare ?? NaN),
  );
  return [
    row('kernel', 'median change', 'largest', '(old - new) / rate'),
    ...kernels.map(({ name, maxPercent, medianGradient }, at) =>
      row(name, middles[at] ?? '-', formatPercent(maxPercent), formatSmall(medianGradient)),
    ),
    ...fewMoved(middles),
  ];
}
