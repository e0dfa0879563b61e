// What `gradtop watch` says about `--loss` and `--metrics` that name no figure of a log.
import type { RunState } from '../core/run/runState.js';
import type { ScalarFlags } from '../core/run/scalars/scalarRun.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { scalarsOf, type RunReport } from '../core/watch/report.js';

/** The figures that `--metrics` keeps in one log. */
export class Metrics {
  private readonly others = new Set<string>();
  private any = false;
  readonly matches: ScalarFlags['metrics'];

  constructor(private readonly asked: ScalarFlags['metrics']) {
    this.matches = asked === null ? null : (tag) => this.note(tag, asked(tag));
  }

  private note(tag: string, isKept: boolean): boolean {
    if (isKept) this.any = true;
    else this.others.add(tag);
    return isKept;
  }

  /** A clause if no figure was kept; null otherwise, and for a log without figures. `names`: the figures that were read. */
  trouble(names: readonly string[]): string | null {
    const { asked, any, others } = this;
    const all = [...new Set([...others, ...names])];
    if (asked === null || any || all.length === 0 || names.some(asked)) return null;
    return `no figure matches --metrics; it has: ${listed(all)}`;
  }
}

/** A line if the log has figures, but not the one that `--loss` names; else null. */
export function lackOfLoss({ name, scalars }: Pick<RunReport, 'name' | 'scalars'>, asked: string): string | null {
  const names = Object.keys(scalars);
  if (names.length === 0 || names.includes(asked)) return null;
  return `${name}: has no figure ${sanitizeLine(asked, 60)}, which --loss names; it has: ${listed(names)}`;
}

/** Looks in growing logs for the figure that `--loss` names. */
export class LossCheck {
  private readonly told = new Set<string>();

  constructor(private readonly asked: string | null) {}

  /** A line for each run without the figure, once. */
  news(runs: readonly RunState[]): string[] {
    const lacking = runs.filter((run) => !this.told.has(run.runId) && this.lackOf(run) !== null);
    for (const { runId } of lacking) this.told.add(runId);
    return this.all(lacking);
  }

  /** A line for each run without the figure. */
  all(runs: readonly RunState[]): string[] {
    return runs.flatMap((run) => this.lackOf(run) ?? []);
  }

  private lackOf(run: RunState): string | null {
    const { asked } = this;
    // Asked at each event, and the report lists every figure.
    if (asked === null || run.scalars.has(asked)) return null;
    return lackOfLoss({ name: run.run?.name ?? run.runId, scalars: scalarsOf(run) }, asked);
  }
}

/** Number of names in a message. */
const LISTED = 12;
const listed = (names: readonly string[]): string =>
  names
    .slice(0, LISTED)
    .map((name) => sanitizeLine(name, 60))
    .join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');
