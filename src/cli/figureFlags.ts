// What `gradtop watch --once` says about `--loss` and `--metrics` that name no figure of a log.
import type { ScalarFlags } from '../core/run/scalars/scalarRun.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import type { RunReport } from '../core/watch/report.js';
import { tell } from './output.js';

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

/** Whether the log has figures, but not the one that `--loss` names; says so. */
export function lacksLoss({ name, scalars }: RunReport, asked: string): boolean {
  const names = Object.keys(scalars);
  if (names.includes(asked)) return false;
  if (names.length > 0)
    tell(`${name}: has no figure ${sanitizeLine(asked, 60)}, which --loss names; it has: ${listed(names)}`);
  return names.length > 0;
}

/** Number of names in a message. */
const LISTED = 12;
const listed = (names: readonly string[]): string =>
  names
    .slice(0, LISTED)
    .map((name) => sanitizeLine(name, 60))
    .join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');
