// Turns the records of a log of lines into events: numbers steps that have no number, separates ranks, and detects restarts.
import type { GradtopEvent } from '../events.js';
import type { Hparams } from '../hparams.js';
import { NO_FLAGS, ScalarRun, type ScalarFlags } from './scalarRun.js';

/** One line of a log; fields that the line lacks are absent. */
export interface LineRecord {
  readonly step?: number | undefined;
  readonly epoch?: number | undefined;
  /** Process of a distributed training. */
  readonly rank?: number | undefined;
  readonly totalSteps?: number | undefined;
  readonly scalars: Readonly<Record<string, number>>;
}

interface OneRun {
  readonly run: ScalarRun;
  first: number | null;
  step: number;
  /** The last step of each name. */
  readonly seen: Map<string, number>;
}

export class RecordStream {
  private readonly runs = new Map<number, OneRun>();
  private more: { readonly hparams?: Hparams } = {};
  private begun = 0;
  /** Whether steps are epochs, because the log counts nothing else; null: not known yet. */
  private byEpoch: boolean | null = null;

  constructor(
    private readonly name: string,
    private readonly flags: ScalarFlags = NO_FLAGS,
  ) {}

  /** Adds hyperparameters to all runs of this log. */
  describe(hparams: Hparams): void {
    this.more = { hparams: { ...this.more.hparams, ...hparams } };
    for (const { run } of this.runs.values()) run.describe(this.more);
  }

  take(record: LineRecord): GradtopEvent[] {
    const tags = Object.keys(record.scalars);
    if (tags.length === 0) return [];
    const rank = record.rank ?? -1;
    let one = this.runs.get(rank) ?? this.begin(rank, record);
    const step = this.stepOf(one, record, tags);
    const events: GradtopEvent[] = [];
    if (tags.some((tag) => (one.seen.get(tag) ?? -1) > step)) {
      if (one.first !== null && step > one.first) {
        events.push(...one.run.resume(step));
        for (const [tag, at] of one.seen) if (at >= step) one.seen.set(tag, step);
      } else one = this.begin(rank, record);
    }
    one.first ??= step;
    one.step = step;
    for (const tag of tags) one.seen.set(tag, step);
    const { epoch, scalars } = record;
    return [...events, ...one.run.take([{ step, epoch, scalars }])];
  }

  private begin(rank: number, { totalSteps }: LineRecord): OneRun {
    const again = this.runs.has(rank);
    if (again || this.runs.size === 0) this.begun += 1;
    const base = this.begun > 1 ? `${this.name} (${this.begun})` : this.name;
    const name = rank < 0 ? base : `${base} rank ${rank}`;
    const more = { ...(rank < 0 ? {} : { rank }), ...(totalSteps === undefined ? {} : { totalSteps }) };
    const run = new ScalarRun({ runId: name, name }, this.flags);
    run.describe({ ...more, ...this.more });
    const one: OneRun = {
      run,
      first: null,
      step: 0,
      seen: new Map(),
    };
    this.runs.set(rank, one);
    return one;
  }

  /** Without a step number: whole epochs count as steps, else lines do. A line with other names belongs to the previous step. */
  private stepOf({ step, seen, first }: OneRun, record: LineRecord, tags: readonly string[]): number {
    if (record.step !== undefined) return record.step;
    const { epoch } = record;
    this.byEpoch ??= epoch !== undefined && Number.isInteger(epoch);
    if (this.byEpoch && epoch !== undefined) return epoch;
    if (first === null) return 1;
    return tags.some((tag) => seen.get(tag) === step) ? step + 1 : step;
  }
}
