// The second header line: progress and state. It is painted because it changes with every frame, and Ink caches every
// measured string. Pieces that do not fit are dropped, least important first.
import { configOf, progressOf } from '../../core/app/selectors.js';
import type { UiState } from '../../core/app/state.js';
import {
  formatAccuracy,
  formatDuration,
  formatLoss,
  formatPlace,
  formatRate,
  formatShare,
  formatSmall,
  silenceInWords,
} from '../../core/format.js';
import { accuracyAt, clippedBy, lossAt, onAllData, valueAt, valAccuracyAt, valLossAt } from '../../core/run/lookup.js';
import type { RunState } from '../../core/run/runState.js';
import { BOLD, createCanvas, text, type Canvas, type Style } from '../../core/screen/canvas.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { fitEnd, textWidth } from '../../core/text/width.js';
import type { Theme } from '../themes/theme.js';

export interface ProgressPart {
  /** Pieces of text side by side. */
  readonly pieces: readonly (readonly [string, Style])[];
  /** Higher values stay longer. */
  readonly weight: number;
}

/** `watched`: the log grows, so there is no pace. */
type ProgressUi = UiState & { readonly watched?: boolean };

/** One row, `columns` wide. */
export function progressLine(run: RunState, ui: ProgressUi, columns: number, ascii: boolean, theme: Theme): Canvas {
  const canvas = createCanvas(columns, 1);
  let x = 1;
  for (const { pieces } of fittingParts(partsOf(run, ui, columns, ascii, theme), columns - 1)) {
    for (const [piece, style] of pieces) x = text(canvas, x, 0, piece, style);
    x += 2;
  }
  return canvas;
}

const widthOf = ({ pieces }: ProgressPart): number => pieces.reduce((sum, [piece]) => sum + textWidth(piece), 0);

/** As many as fit with two spaces between them, in order. */
function fittingParts(parts: readonly ProgressPart[], columns: number): readonly ProgressPart[] {
  let chosen = parts.filter(({ pieces }) => pieces.some(([piece]) => piece !== ''));
  const width = (): number => chosen.reduce((sum, part) => sum + widthOf(part) + 2, -2);
  while (chosen.length > 1 && width() > columns) {
    const least = Math.min(...chosen.map(({ weight }) => weight));
    chosen = chosen.filter(({ weight }) => weight !== least);
  }
  return chosen;
}

function partsOf(run: RunState, ui: ProgressUi, columns: number, ascii: boolean, theme: Theme): ProgressPart[] {
  const at = ui.cursorStep;
  const { fraction, epoch, totalEpochs, step, totalSteps, remainingMs } = progressOf(run, at);
  const loss = lossAt(run, at);
  const accuracy = accuracyAt(run, at);
  const [valLoss, valAccuracy] = [valLossAt(run, at), valAccuracyAt(run, at)];
  const finished = at === null && columns >= 100 && onAllData(run) !== null ? ' on all data' : '';
  const batch = at !== null && columns >= 100 ? 'batch ' : '';
  const muted = { fg: theme.muted };
  const running = run.status === 'running';
  const loading = run.status === 'starting' ? (run.loading ?? '') : '';
  const part = (weight: number, word: string, style: Style = {}): ProgressPart => ({ weight, pieces: [[word, style]] });
  // A log with only steps has no epochs.
  const epochs = epoch === 0 && totalEpochs === null ? '' : `epoch ${formatPlace(epoch)}/${totalEpochs ?? '?'}  `;
  const where: ProgressPart =
    at === null
      ? part(10, `${epochs}step ${formatPlace(step)}/${totalSteps ?? '?'}`)
      : part(10, `AT STEP ${formatPlace(at)} of ${formatPlace(step)}`, { fg: theme.info, attributes: BOLD });
  return [
    part(11, recordingInWords(ui, columns, ascii), { fg: theme.alarm, attributes: BOLD }),
    where,
    ...(fraction === null ? [] : [bar(fraction, columns, ascii, theme)]),
    part(10.5, run.silentSeconds === null || loading !== '' ? '' : `no step for ${silenceInWords(run.silentSeconds)}`, {
      fg: theme.warning,
      attributes: BOLD,
    }),
    part(10.4, loading),
    part(4, running && remainingMs !== null ? `ETA ${formatDuration(remainingMs)}` : '', muted),
    part(9, loss === undefined ? '' : `${batch}loss ${formatLoss(loss)}${finished}`, { attributes: BOLD }),
    part(8, accuracy === undefined ? '' : `accuracy ${formatAccuracy(accuracy)}`),
    part(
      7,
      valLoss === undefined
        ? ''
        : `validation ${formatLoss(valLoss)}${valAccuracy === undefined ? '' : ` ${formatAccuracy(valAccuracy)}`}`,
    ),
    part(6, clippedShare(run, ui)),
    part(1, clippedNorm(run, ui)),
    part(3, running && run.stepsPerSecond !== null ? formatRate(run.stepsPerSecond) : '', muted),
    // A picture of a log has no clock, so neither speed nor pace.
    part(
      2,
      running && run.stepsPerSecond !== null && ui.watched !== true
        ? ui.fullSpeed
          ? 'full speed'
          : `pace ${ui.pace}/s`
        : '',
      muted,
    ),
  ];
}

/** A failed recording names its reason and its file. */
function recordingInWords({ recording }: UiState, columns: number, ascii: boolean): string {
  if (recording === null) return '';
  if (recording.failed === null) return ascii ? 'REC' : '● REC';
  const words = `REC FAILED: ${recording.failed}: `;
  // Words and file take half of the line at most; the file gets at least 12 cells.
  const room = Math.max(Math.floor(columns / 2) - textWidth(words), 12);
  return `${words}${fitEnd(sanitizeLine(recording.file, 300), room)}`;
}

function bar(fraction: number, columns: number, ascii: boolean, theme: Theme): ProgressPart {
  const width = columns >= 140 ? 30 : columns >= 100 ? 16 : 8;
  const filled = Math.round(Math.max(0, Math.min(1, fraction)) * width);
  return {
    weight: 5,
    pieces: [
      [(ascii ? '#' : '█').repeat(filled), { fg: theme.focus }],
      [(ascii ? '.' : '░').repeat(width - filled), { fg: theme.muted }],
    ],
  };
}

/** Share of clipped steps so far; empty without clipping. */
function clippedShare(run: RunState, ui: UiState): string {
  const config = configOf(run);
  if ((config?.clipNorm ?? null) === null && (config?.clipValue ?? null) === null) return '';
  const { steps, clipped } = clippedBy(run, ui.cursorStep);
  return steps === 0 ? '' : `clipped ${formatShare(clipped / steps)}`;
}

/** Gradient norm before and after clipping. */
function clippedNorm(run: RunState, ui: UiState): string {
  const limit = configOf(run)?.clipNorm ?? null;
  const norm = valueAt(run, run.gradNorm, ui.cursorStep)?.value;
  if (limit === null || norm === undefined || run.clipped.length === 0) return '';
  return `norm ${formatSmall(norm)} -> ${formatSmall(Math.min(norm, limit))}`;
}
