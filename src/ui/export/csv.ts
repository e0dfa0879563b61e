// Exports the per-step values of a log as CSV: one row per step, one column per layer and value.
import type { GradtopEvent, MaybeNumbers } from '../../core/run/events.js';

const PER_LAYER = ['gradRms', 'updateRms'] as const;

/** Largest number of layers in any step. */
export function layersIn(events: Iterable<GradtopEvent>): number {
  let most = 0;
  for (const event of events)
    if (event.type === 'step' && event.layers !== undefined)
      most = Math.max(most, event.layers.gradRms?.length ?? 0, event.layers.updateRms?.length ?? 0);
  return most;
}

/** Lines with newline, header first. Missing values are empty; NaN and inf are spelled as pandas reads them. */
export function* csvLines(events: Iterable<GradtopEvent>, layers: number): Generator<string> {
  const numbered = PER_LAYER.flatMap((name) => Array.from({ length: layers }, (_, layer) => `${name}_${layer}`));
  yield `${['run', 'step', 'epoch', 'loss', 'accuracy', 'gradNorm', ...numbered].join(',')}\n`;
  for (const event of events) {
    if (event.type !== 'step') continue;
    const { runId, step, epoch, loss, accuracy, gradNorm } = event;
    const cells = [text(runId), ...[step, epoch, loss, accuracy, gradNorm].map(number)];
    for (const name of PER_LAYER) cells.push(...row(event.layers?.[name], layers));
    yield `${cells.join(',')}\n`;
  }
}

const row = (values: MaybeNumbers | undefined, layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) => number(values?.[layer]));

function number(value: unknown): string {
  if (typeof value !== 'number') return '';
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}

/** RFC 4180: quotes a field with a comma, a quote or a line break. */
const text = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
