// A run in lines of text: its start, its state, why, its layers, its end. Pure.
import { comparisonHere } from '../../core/app/comparison.js';
import { tableRows, type LayerRow } from '../../core/app/layerRows.js';
import { remedyHint } from '../../core/app/remedy.js';
import { configOf, focusedRun, orderedRuns, progressOf, runLabel } from '../../core/app/selectors.js';
import type { AppState } from '../../core/app/state.js';
import { networkInWords } from '../../core/config/describe.js';
import { receiptRows } from '../../core/diagnosis/explain.js';
import { verdict, verdictSentence } from '../../core/diagnosis/verdict.js';
import {
  formatAccuracy,
  formatDuration,
  formatLoss,
  formatPlace,
  formatShare,
  formatSmall,
} from '../../core/format.js';
import type { FindingEvent } from '../../core/run/events.js';
import { changeInShort } from '../../core/run/kernelChange.js';
import { accuracyAt, lossAt, probeAt, valLossAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { outcomeInWords } from '../../core/text/summary.js';
import { parametersInWords } from '../chrome/header.js';
import { layersOf, layerValue, rowName, rowValue } from '../panels/common.js';
import { failureOf } from '../panels/layers.js';

/** More rows of layers than this are not read out at once. */
const MOST_LAYERS = 40;

export const labelOf = (state: AppState, run: RunState): string => sanitizeLine(runLabel(state, run.runId), 60);

/** `relu: 7 hidden layers of 10, ...; 741 parameters; backend compiled`. */
export function beginLine(state: AppState, run: RunState): string {
  const config = configOf(run);
  const backend = run.run?.engine?.backend;
  const facts = [
    config === null ? sanitizeLine(run.run?.name ?? 'a run of another program', 60) : networkInWords(config, 'x'),
    parametersInWords(run).trim(),
    backend === undefined ? '' : `backend ${backend}`,
  ];
  return `${labelOf(state, run)}: ${facts.filter((fact) => fact !== '').join('; ')}`;
}

/** `step 312 of 800, epoch 39 of 100, loss 0.6931, accuracy 50 %`, now or at a step. */
export function placeInWords(run: RunState, at: number | null = null): string {
  const { totalSteps, epoch, totalEpochs } = progressOf(run, at);
  const loss = lossAt(run, at);
  const accuracy = accuracyAt(run, at);
  const held = valLossAt(run, at);
  const step = at ?? run.step;
  return [
    `step ${formatPlace(step)}${totalSteps === null ? '' : ` of ${formatPlace(totalSteps)}`}`,
    at !== null || totalEpochs === null ? '' : `epoch ${formatPlace(epoch)} of ${formatPlace(totalEpochs)}`,
    loss === undefined ? '' : `loss ${formatLoss(loss)}`,
    accuracy === undefined ? '' : `accuracy ${formatAccuracy(accuracy)}`,
    held === undefined ? '' : `validation loss ${formatLoss(held)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function stateInWords(run: RunState): string {
  if (run.failure !== null) return `failed: ${run.failure}`;
  if (run.end !== null) return run.end.reason ?? 'ended';
  return run.status === 'starting' ? (run.loading ?? 'starting') : run.status;
}

/** The state of every run, and the verdict on the focused one. */
export function statusLines(state: AppState): string[] {
  const runs = orderedRuns(state);
  const at = state.ui.cursorStep;
  const lines = runs.map((run, place) => {
    const number = runs.length === 1 ? '' : `run ${place + 1}, `;
    const focused = runs.length > 1 && run.runId === state.focus ? ', focused' : '';
    const { remainingMs } = progressOf(run);
    const left = run.status === 'running' && remainingMs !== null ? `, ${formatDuration(remainingMs)} left` : '';
    const silent = run.silentSeconds === null ? '' : `, no step for ${run.silentSeconds} s`;
    const where = run.step === 0 ? '' : `, ${placeInWords(run)}`;
    return `${number}${labelOf(state, run)}${focused}: ${stateInWords(run)}${where}${silent}${left}`;
  });
  const focus = focusedRun(state);
  if (focus === undefined) return ['no run yet'];
  if (at !== null) lines.push(`time cursor: ${placeInWords(focus, at)}`);
  return [...lines, `verdict: ${verdict(focus, at).text}`];
}

/** The verdict with its evidence, the suggested change, the comparison. */
export function whyLines(state: AppState): string[] {
  const run = focusedRun(state);
  if (run === undefined) return ['no run yet'];
  const { text, finding, foreign } = verdict(run, state.ui.cursorStep);
  const rows = finding === null ? [] : receiptRows(finding);
  const comparison = comparisonHere(state);
  const hint = remedyHint(state);
  return [
    `verdict on ${labelOf(state, run)}: ${text}`,
    ...rows.map(({ name, value, comparison: sign, limit, met }) => {
      const beside = sign === '' ? '' : `, limit ${IN_WORDS[sign]} ${limit}${met === false ? ', not met' : ''}`;
      return `${name}: ${value}${beside}`;
    }),
    ...(foreign?.findings ?? []).slice(1).map(({ level, message }) => `${level}: ${message}`),
    ...(finding === null || hint === null ? [] : [hint.replace(/^x /, 'suggested change, key x: ')]),
    ...(comparison === null ? [] : [comparison.sentence, ...comparison.details]),
  ];
}
const IN_WORDS = { '': '', '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' } as const;

/** One layer or module. */
export function layerLine(run: RunState, row: LayerRow, step: number | null): string {
  const [layer = 0] = row.layers;
  const failure = failureOf(run);
  const gradient = rowValue(run, 'gradRms', row, step);
  const [update, weight] = [rowValue(run, 'updateRms', row, step), rowValue(run, 'weightRms', row, step)];
  const single = row.module === null;
  const failing = layerValue(run, failure, layer, step) ?? probeAt(run, step)?.layers[failure][layer];
  const facts = [
    gradient === undefined ? '' : `gradient ${formatSmall(gradient)}`,
    update === undefined || weight === undefined ? '' : `update to weight ${formatSmall(update / weight)}`,
    single ? `weights changed ${changeInShort(run, layer, step)}` : '',
    single && failing !== undefined && failing !== null ? `${failure} ${formatShare(failing)}` : '',
  ];
  return `${rowName(run, row)}: ${facts.filter((fact) => fact !== '').join(', ') || 'no values'}`;
}

/** The layers from the output to the input, or in the order of the table. */
export function layersLines(state: AppState): string[] {
  const run = focusedRun(state);
  if (run === undefined || layersOf(run).length === 0) return ['no layers yet'];
  const rows = tableRows(run, state.ui);
  const at = state.ui.cursorStep;
  const rest = rows.length - MOST_LAYERS;
  const order = state.ui.layerOrder === 'worst' ? 'worst first' : 'from the output to the input';
  return [
    `layers of ${labelOf(state, run)} ${order}, step ${formatPlace(at ?? run.step)}`,
    ...rows.slice(0, MOST_LAYERS).map((row) => layerLine(run, row, at)),
    ...(rest > 0 ? [`and ${rest} more; up and down read one layer`] : []),
  ];
}

export const endLine = (state: AppState, run: RunState): string =>
  `${labelOf(state, run)}: ${outcomeInWords(run)}; ${verdictSentence(run)}`;

/** `alarm in relu at step 20: ...`. */
export const findingLine = (state: AppState, run: RunState, { level, rule, step, message }: FindingEvent): string => {
  const where = `in ${labelOf(state, run)} at step ${formatPlace(step)}`;
  return `${level} ${where}: ${level === 'cleared' ? rule : message}`;
};
