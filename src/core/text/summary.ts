// The last words on a run, for the normal screen and for `train`: what ran, how it ended, the verdict, the notebook's table. Pure.
import { asAsked } from '../config/asAsked.js';
import { configToCommandLine, networkInWords } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { verdictSentence } from '../diagnosis/verdict.js';
import { formatAccuracy, formatLoss, formatPercent, formatSmall } from '../format.js';
import { median } from '../median.js';
import type { WeightChange } from '../run/events.js';
import { kernelChange, medianInShort } from '../run/kernelChange.js';
import type { RunState } from '../run/runState.js';
import { sanitizeLine } from './sanitize.js';
import { wrapHanging } from './wrap.js';

export interface SummaryOptions {
  /** The preset's own configuration and how a person names it, for the command line. */
  readonly base: Config;
  readonly preset: string;
  /** `gradtop` or `gradtop train`. */
  readonly command: string;
  readonly ascii: boolean;
  /** Sentences wrap at so many cells; a command line and the table stay whole. */
  readonly columns?: number;
}

/** Lines, without colours. */
export function summaryLines(run: RunState, options: SummaryOptions): string[] {
  const config = run.config;
  if (config === null) return [];
  const lines = [configToCommandLine(asAsked(config, options.base), options.base, options.preset, options.command)];
  // Where the command line starts from another preset, the run is still known by its name.
  const name = config.name === options.base.name ? '' : `${sanitizeLine(config.name, 60)}: `;
  const sentences = [`${name}${networkInWords(config, options.ascii ? 'x' : '×')}; ${outcome(run)}`];
  const dropped = run.run?.dataset.dropped;
  if (dropped !== undefined)
    sentences.push(
      `${dropped} ${dropped === 1 ? 'row' : 'rows'} with missing values ${dropped === 1 ? 'was' : 'were'} left out`,
    );
  const verdict = verdictSentence(run);
  if (verdict !== '') sentences.push(verdict);
  lines.push(...sentences.flatMap((sentence) => wrapHanging(`  ${sentence}`, options.columns ?? Infinity)));
  lines.push(...changeTable(run.end?.weightChange ?? changesSoFar(run, config.learningRate), run));
  return lines;
}

function outcome(run: RunState): string {
  if (run.failure !== null) return `failed: ${run.failure}`;
  const { end } = run;
  if (end === null) {
    const loss = run.loss.latest;
    return loss === undefined ? 'no step yet' : `step ${run.step}, batch loss ${formatLoss(loss)}`;
  }
  const accuracy = end.accuracy === undefined ? '' : `, accuracy ${formatAccuracy(end.accuracy)}`;
  const epoch = run.epochs.at(-1);
  const running = epoch === undefined ? '' : ` (last epoch while training ${formatLoss(epoch.loss)})`;
  return `${end.reason} after ${end.step} steps, loss ${formatLoss(end.loss)}${running}${accuracy}`;
}

/** The notebook's figures of a run that has not ended, from the newest kernels it has told. */
function changesSoFar(run: RunState, learningRate: number): WeightChange[] {
  const old = run.weights[0];
  const now = run.weights.at(-1);
  if (old === undefined || now === undefined || old === now) return [];
  return now.parameters.flatMap((kernel) => {
    const before = old.parameters.find((one) => one.name === kernel.name);
    if (before === undefined) return [];
    const { percent, medianPercent, belowOne, gradient } = kernelChange(before, kernel, learningRate);
    const known = percent.filter((value) => !Number.isNaN(value));
    const medianGradient = median(gradient.map(Math.abs));
    const percents =
      known.length === 0
        ? { medianPercent: null, maxPercent: null, movedShare: null }
        : { medianPercent, maxPercent: known.reduce((a, b) => Math.max(a, b)), movedShare: 1 - belowOne };
    return [{ name: kernel.name, ...percents, medianGradient }];
  });
}

/** |100 (old − new) / old| and (old − new) / learning rate of every kernel, the first layer's first. */
function changeTable(changes: readonly WeightChange[], run: RunState): string[] {
  const kernels = changes.filter((change) => change.name.endsWith('/kernel'));
  if (kernels.length === 0) return [];
  const row = (name: string, median: string, most: string, gradient: string): string =>
    `  ${name.padEnd(18)}${median.padStart(14)}${most.padStart(14)}${gradient.padStart(22)}`;
  const layerOf = (name: string): number => run.run?.parameters.find((one) => one.name === name)?.layer ?? -1;
  return [
    row('kernel', 'median change', 'largest', '(old - new) / rate'),
    ...kernels.map(({ name, medianPercent, maxPercent, movedShare, medianGradient }) => {
      const middle = medianInShort(medianPercent, run, layerOf(name), null, movedShare ?? NaN);
      return row(name, middle, formatPercent(maxPercent), formatSmall(medianGradient));
    }),
  ];
}
