// Turns the named figures of other programs into the events of a run: finds the loss, and the figures of layers.
import type { GradtopEvent, StepEvent, ToldRun } from '../events.js';
import { stepBefore } from '../splitRuns.js';
import { noLayers, type LayerMetric } from '../schema/layerMetrics.js';
import { isGradNorm, isLearningRate, isPlainLoss, lossAmong, lossScore } from './names.js';

/** The figures of one record. */
export interface ScalarRecord {
  readonly step: number;
  readonly epoch?: number | undefined;
  /** By name. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Figures of layers, by the layer's name. */
  readonly layers?: readonly LayerFigure[];
}
export interface LayerFigure {
  readonly layer: string;
  readonly metric: LayerMetric;
  readonly value: number;
  /** Elements of the tensor. */
  readonly count: number;
}

/** The user's flags for reading a log. */
export interface ScalarFlags {
  /** The name of the loss; null: find it by its name. */
  readonly lossTag: string | null;
  /** Which scalars are kept; null: all. */
  readonly metrics: ((tag: string) => boolean) | null;
}
export const NO_FLAGS: ScalarFlags = { lossTag: null, metrics: null };

export interface RunFacts {
  readonly runId: string;
  readonly name: string;
}

export class ScalarRun {
  private described = false;
  private lossTag: string | null;
  /** Place of each layer by name, in order of appearance. */
  private readonly layers = new Map<string, number>();
  private readonly counts: number[] = [];
  /** The step of the last loss. */
  private lossStep = -Infinity;
  private more: Partial<ToldRun> = {};
  /** Names under which the loss has appeared. */
  private readonly names = new Set<string>();

  constructor(
    private readonly facts: RunFacts,
    private readonly flags: ScalarFlags = NO_FLAGS,
  ) {
    this.lossTag = flags.lossTag;
  }

  /** Adds to the description of the run, which is emitted before the next step. */
  describe(more: Partial<ToldRun>): void {
    this.more = { ...this.more, ...more };
    this.described = false;
  }

  /** Turns consecutive records into events; those of the same step become one event. */
  take(records: readonly ScalarRecord[]): GradtopEvent[] {
    const steps = joined(records);
    const changed = this.learn(steps);
    const events: GradtopEvent[] = changed || !this.described ? [this.description()] : [];
    this.described = true;
    for (const record of steps) events.push(this.stepOf(record));
    return events;
  }

  /** After a restart the run continues from `step`: its earlier figures from that step on are discarded. */
  resume(step: number): GradtopEvent[] {
    this.described = true;
    return [{ ...this.description(), resumes: stepBefore(step) }];
  }

  /** Learns names from these records; returns whether the description of the run changed. */
  private learn(records: readonly ScalarRecord[]): boolean {
    const before = `${this.lossTag} ${this.layers.size}`;
    if (this.flags.lossTag === null) {
      const tags = new Set(records.flatMap(({ scalars }) => Object.keys(scalars)));
      const best = lossAmong(tags);
      if (best !== null && (this.lossTag === null || lossScore(best) > lossScore(this.lossTag))) this.lossTag = best;
    }
    for (const { layers } of records)
      for (const { layer, count } of layers ?? [])
        if (!this.layers.has(layer)) {
          this.layers.set(layer, this.layers.size);
          this.counts.push(count);
        }
    return `${this.lossTag} ${this.layers.size}` !== before;
  }

  private description(): ToldRun {
    const { runId, name } = this.facts;
    const layers = [...this.layers.keys()].map((layer, index) => ({
      name: layer,
      parameterCount: this.counts[index] ?? 0,
    }));
    return {
      type: 'run',
      runId,
      name,
      ...(layers.length > 0 ? { layers } : {}),
      ...(this.lossTag === null ? {} : { lossTag: this.lossTag }),
      ...this.more,
    };
  }

  private stepOf({ step, epoch, scalars, layers }: ScalarRecord): StepEvent {
    const { metrics } = this.flags;
    const loss = this.lossOf(step, scalars);
    const kept =
      metrics === null ? scalars : Object.fromEntries(Object.entries(scalars).filter(([tag]) => metrics(tag)));
    const first = (is: (tag: string) => boolean): number | undefined => {
      for (const tag in scalars) if (is(tag)) return scalars[tag];
      return undefined;
    };
    const gradNorm = first(isGradNorm);
    const learningRate = first(isLearningRate);
    return {
      type: 'step',
      runId: this.facts.runId,
      step,
      ...(epoch === undefined ? {} : { epoch }),
      ...(loss === undefined ? {} : { loss }),
      ...(gradNorm === undefined ? {} : { gradNorm }),
      ...(learningRate === undefined ? {} : { learningRate }),
      ...(layers === undefined || layers.length === 0 ? {} : { layers: this.figuresOf(layers) }),
      scalars: kept,
    };
  }

  /** Scripts that print `loss` each step may print `train loss` at evaluations; both are the same curve, with one loss a step. */
  private lossOf(step: number, scalars: ScalarRecord['scalars']): number | undefined {
    const { lossTag } = this;
    if (lossTag === null) return undefined;
    const other =
      this.flags.lossTag === null && isPlainLoss(lossTag) ? Object.keys(scalars).find(isPlainLoss) : undefined;
    const tag = lossTag in scalars ? lossTag : other;
    if (tag === undefined) return undefined;
    this.names.add(tag);
    if (step === this.lossStep && this.names.size > 1) return undefined;
    this.lossStep = step;
    return scalars[tag];
  }

  private figuresOf(figures: readonly LayerFigure[]): NonNullable<StepEvent['layers']> {
    const lists = noLayers();
    for (const { layer, metric, value } of figures) {
      const list = lists[metric];
      while (list.length < this.layers.size) list.push(null);
      list[this.layers.get(layer) ?? 0] = value;
    }
    return lists;
  }
}

/** Joins consecutive records of the same step. */
function joined(records: readonly ScalarRecord[]): ScalarRecord[] {
  const steps: { step: number; epoch?: number | undefined; scalars: Record<string, number>; layers: LayerFigure[] }[] =
    [];
  for (const { step, epoch, scalars, layers } of records) {
    const last = steps.at(-1);
    if (last?.step === step && !Object.keys(scalars).some((tag) => tag in last.scalars)) {
      Object.assign(last.scalars, scalars);
      last.epoch ??= epoch;
      if (layers !== undefined) last.layers.push(...layers);
    } else steps.push({ step, epoch, scalars: { ...scalars }, layers: [...(layers ?? [])] });
  }
  return steps;
}
