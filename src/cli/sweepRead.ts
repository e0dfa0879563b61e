// Reads the logs of a sweep as one map: a whole log, or any of its parts.
import { UserError } from '../core/userError.js';
import type { CellStore, SweepMap, SweepPlan } from '../core/sweep/map.js';
import { isMeasured, metricsOf, type SweepMetric } from '../core/sweep/metrics.js';
import { headerFrom } from '../core/sweep/header.js';
import { WatchedSweep } from '../core/sweep/watch.js';
import { LineFile } from '../runtime/log/lineFile.js';
import { isLarge, LargeLogs } from './largeLogs.js';
import { partAt } from './partFiles.js';

/** @throws UserError for a log of another sweep, and for a damaged line before the last */
export const readSweep = (names: readonly string[]): SweepMap =>
  names.some(isLarge) ? readLarge(names) : readWhole(names);

function readWhole(names: readonly string[]): SweepMap {
  const joined = new JoinedLogs();
  for (const name of names) {
    const { text } = partAt(name);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const [first = '', ...lines] = whole.split('\n');
    joined.begin(name, first);
    lines.forEach((line, at) => joined.cell(name, line, at + 2));
  }
  return joined.mapOf(names);
}

/** The files stay open for the cells. A damaged cell counts as missing. */
function readLarge(names: readonly string[]): SweepMap {
  const logs = new LargeLogs();
  const joined = new JoinedLogs(logs.store);
  for (const name of names)
    logs.add(name, {
      first: (line) => joined.begin(name, line),
      other: (line, at) => joined.cell(name, line, at),
    });
  return joined.mapOf(names);
}

/** The logs of one sweep, line by line. */
class JoinedLogs {
  private watched: WatchedSweep | null = null;

  constructor(private readonly store?: (plan: SweepPlan) => CellStore) {}

  /** Takes the first line of a log. @throws UserError */
  begin(name: string, line: string): SweepPlan {
    this.watched ??= new WatchedSweep(line, name, this.store);
    this.watched.begin(name, line, 0);
    return this.watched.map.plan;
  }

  /** `at`: the number of the line, from 1. @throws UserError */
  cell(name: string, line: string, at: number): void {
    if (line.trim() !== '' && this.watched?.cell(name, line, 0, false) === false)
      throw new UserError(`log ${name}, line ${at}: is not a cell of this sweep`);
  }

  /** @throws UserError if no log has begun */
  mapOf([name]: readonly string[]): SweepMap {
    if (this.watched !== null) return this.watched.map;
    throw new UserError(name === undefined ? 'no log is given' : `log ${name}: is not a sweep log`);
  }
}

/** @throws UserError for a metric that the log lacks */
export function requireMetric(plan: SweepPlan, metric: SweepMetric): void {
  if (!isMeasured(plan, metric))
    throw new UserError(`--metric: ${metric} is not in the log; allowed: ${metricsOf(plan).join(', ')}`);
}

/** The metric that a log names in its first line. @throws UserError */
export const metricOfLog = (name: string): SweepMetric =>
  withLog(name, (file) => headerFrom(file.lineAt(0), name).metric);

const START = '{"type":"sweep"';

/** Whether the file begins like the log of a sweep. */
export function isSweepLog(name: string): boolean {
  try {
    return withLog(name, (file) => file.starts(START));
  } catch {
    // The reader of run logs reports it.
    return false;
  }
}

function withLog<T>(name: string, read: (file: LineFile) => T): T {
  const file = new LineFile(name);
  try {
    return read(file);
  } finally {
    file.close();
  }
}
