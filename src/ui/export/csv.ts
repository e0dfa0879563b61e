// Exports the per-step values of a log as CSV: one row per step, one column per layer and value, with the layers' names.
import type { GradtopEvent, MaybeNumbers, StepEvent, ToldRun } from '../../core/run/events.js';

const PER_LAYER = ['gradRms', 'updateRms'] as const;
/** Optional columns: a learning rate that changes, and `scalars` of instruments. */
const SOMETIMES = [
  'learningRate',
  'gradientVariance',
  'noiseScale',
  'sharpness',
  'sharpnessAtLeast',
  'stability',
  'stableRate',
  'stableRateAtMost',
  'jacobianLargest',
  'jacobianRms',
  'outputJacobianLargest',
  'outputJacobianRms',
] as const;
const FIRST = ['run', 'name', 'step', 'epoch', 'loss', 'accuracy', 'gradNorm'] as const;
const VALIDATION = ['valLoss', 'valAccuracy'] as const;

export interface CsvShape {
  /** The names of the layers of all runs, each once. */
  readonly layers: readonly string[];
  /** Whether some samples are held out. */
  readonly held: boolean;
  /** The optional columns that this log fills. */
  readonly more: readonly (typeof SOMETIMES)[number][];
}

export function csvShape(events: Iterable<GradtopEvent>): CsvShape {
  const layers = new Set<string>();
  const names = new LayerNames();
  let held = false;
  const found = new Set<string>();
  const rates = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'run') names.learn(event);
    if (event.type === 'step') addFound(event, found, rates);
    if (event.type === 'step' && event.layers !== undefined)
      for (const name of names.of(event, Math.max(...PER_LAYER.map((value) => event.layers?.[value]?.length ?? 0))))
        layers.add(name);
    else if (event.type === 'epoch' && event.valLoss !== undefined) held = true;
  }
  return { layers: [...layers], held, more: SOMETIMES.filter((name) => found.has(name)) };
}

/** The layers of each run by name; a layer without one has its number. */
class LayerNames {
  private readonly known = new Map<string, readonly (string | undefined)[]>();

  learn({ runId, layers }: ToldRun): void {
    this.known.set(runId, layers?.map(({ name }) => name) ?? []);
  }

  of({ runId }: StepEvent, count: number): string[] {
    const names = this.known.get(runId) ?? [];
    return Array.from({ length: count }, (_, layer) => names[layer] ?? String(layer));
  }
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
  const names = new LayerNames();
  const configured = new Map<string, string>();
  const named = PER_LAYER.flatMap((value) => layers.map((layer) => text(`${value}_${layer}`)));
  const validation = held ? VALIDATION : [];
  yield `${[...FIRST, ...named, ...more, ...validation].join(',')}\n`;
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
    if (event.type === 'run') {
      names.learn(event);
      configured.set(event.runId, event.config?.name ?? '');
    }
    if (event.type !== 'step') continue;
    yield* told(event.runId, ['', '']);
    const { runId, step, epoch, loss, accuracy, gradNorm } = event;
    const cells = [
      text(runId),
      text(configured.get(runId) ?? ''),
      ...[step, epoch, loss, accuracy, gradNorm].map(number),
    ];
    for (const value of PER_LAYER) cells.push(...row(event.layers?.[value], event, layers, names));
    cells.push(...more.map((name) => number(name === 'learningRate' ? event.learningRate : event.scalars?.[name])));
    if (held) waiting.set(runId, cells);
    else yield `${cells.join(',')}\n`;
  }
  for (const runId of [...waiting.keys()]) yield* told(runId, ['', '']);
}

/** The values of a step in the columns of all layers. */
function row(
  values: MaybeNumbers | undefined,
  event: StepEvent,
  layers: readonly string[],
  names: LayerNames,
): string[] {
  const mine = names.of(event, values?.length ?? 0);
  // Runs mostly have the same layers in the same order.
  return layers.map((layer, i) => number(values?.[mine[i] === layer ? i : mine.indexOf(layer)]));
}

function number(value: unknown): string {
  if (typeof value !== 'number') return '';
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}

/** RFC 4180: quotes a field with a comma, a quote or a line break. */
const text = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
