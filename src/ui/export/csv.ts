// Exports the per-step values of a log as CSV: one row per step, one column per layer and value.
import type { GradtopEvent, MaybeNumbers, StepEvent } from '../../core/run/events.js';

const PER_LAYER = ['gradRms', 'updateRms'] as const;
/** Optional columns: a learning rate that changes, and `scalars` of instruments. */
const SOMETIMES = ['learningRate', 'gradientVariance', 'noiseScale', 'sharpness', 'stability', 'stableRate'] as const;
const VALIDATION = ['valLoss', 'valAccuracy'] as const;

export interface CsvShape {
  /** Largest number of layers in any step. */
  readonly layers: number;
  /** Whether some samples are held out. */
  readonly held: boolean;
  /** The optional columns that this log fills. */
  readonly more: readonly (typeof SOMETIMES)[number][];
}

export function csvShape(events: Iterable<GradtopEvent>): CsvShape {
  let layers = 0;
  let held = false;
  const found = new Set<string>();
  const rates = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'step') addFound(event, found, rates);
    if (event.type === 'step' && event.layers !== undefined)
      layers = Math.max(layers, event.layers.gradRms?.length ?? 0, event.layers.updateRms?.length ?? 0);
    else if (event.type === 'epoch' && event.valLoss !== undefined) held = true;
  }
  return { layers, held, more: SOMETIMES.filter((name) => found.has(name)) };
}

/** Adds the optional columns that this step fills to `found`. `rates` holds the first learning rate of each run. */
function addFound({ runId, learningRate, scalars }: StepEvent, found: Set<string>, rates: Map<string, number>): void {
  for (const name in scalars) found.add(name);
  if (learningRate === undefined) return;
  const first = rates.get(runId);
  if (first === undefined) rates.set(runId, learningRate);
  else if (first !== learningRate) found.add('learningRate');
}

/** Lines with newline, header first. Missing values are empty; NaN and inf are spelled as pandas reads them. */
export function* csvLines(events: Iterable<GradtopEvent>, { layers, held, more }: CsvShape): Generator<string> {
  const numbered = PER_LAYER.flatMap((name) => Array.from({ length: layers }, (_, layer) => `${name}_${layer}`));
  const validation = held ? VALIDATION : [];
  yield `${['run', 'step', 'epoch', 'loss', 'accuracy', 'gradNorm', ...numbered, ...more, ...validation].join(',')}\n`;
  // An epoch's figures arrive after its last step, so the row of a step waits for the next event.
  const waiting = new Map<string, readonly string[]>();
  const told = (runId: string, figures: readonly string[]): string[] => {
    const cells = waiting.get(runId);
    waiting.delete(runId);
    return cells === undefined ? [] : [`${[...cells, ...figures].join(',')}\n`];
  };
  for (const event of events) {
    if (held && event.type === 'epoch')
      yield* told(
        event.runId,
        VALIDATION.map((name) => number(event[name])),
      );
    if (event.type !== 'step') continue;
    yield* told(event.runId, ['', '']);
    const { runId, step, epoch, loss, accuracy, gradNorm } = event;
    const cells = [text(runId), ...[step, epoch, loss, accuracy, gradNorm].map(number)];
    for (const name of PER_LAYER) cells.push(...row(event.layers?.[name], layers));
    cells.push(...more.map((name) => number(name === 'learningRate' ? event.learningRate : event.scalars?.[name])));
    if (held) waiting.set(runId, cells);
    else yield `${cells.join(',')}\n`;
  }
  for (const runId of [...waiting.keys()]) yield* told(runId, ['', '']);
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
