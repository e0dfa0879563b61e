// Reads the logs of a sweep as one map: a whole log, or any of its parts.
import { closeSync, openSync, readSync } from 'node:fs';
import { UserError } from '../core/userError.js';
import type { SweepMap, SweepPlan } from '../core/sweep/map.js';
import { isMeasured, metricsOf, type SweepMetric } from '../core/sweep/metrics.js';
import { headerFrom } from '../core/sweep/header.js';
import { WatchedSweep } from '../core/sweep/watch.js';
import { LineFile } from '../runtime/log/lineFile.js';
import { isLarge, LargeLogs } from './largeLogs.js';
import { partAt } from './sweepMerge.js';

/** @throws UserError for a log of another sweep, and for a damaged line before the last */
export function readSweep(names: readonly string[]): SweepMap {
  if (names.some(isLarge)) return readLarge(names);
  let watched: WatchedSweep | null = null;
  for (const name of names) {
    const { text } = partAt(name);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const [first = '', ...lines] = whole.split('\n');
    watched ??= new WatchedSweep(first, name);
    watched.begin(name, first, 0);
    lines.forEach((line, at) => {
      if (line.trim() !== '' && watched?.cell(name, line, 0, false) === false)
        throw new UserError(`log ${name}, line ${at + 2}: is not a cell of this sweep`);
    });
  }
  if (watched === null) throw new UserError('no log is given');
  return watched.map;
}

/** The files stay open for the cells. A damaged cell counts as missing. */
function readLarge(names: readonly string[]): SweepMap {
  const logs = new LargeLogs();
  let watched: WatchedSweep | null = null;
  for (const name of names)
    logs.add(name, {
      first: (line) => {
        watched ??= new WatchedSweep(line, name, logs.store);
        watched.begin(name, line, 0);
        return watched.map.plan;
      },
      other: (line, at) => {
        if (watched?.cell(name, line, 0, false) === false)
          throw new UserError(`log ${name}, line ${at}: is not a cell of this sweep`);
      },
    });
  const { map } = (watched ?? raise(names)) as WatchedSweep;
  return map;
}

function raise([name = '']: readonly string[]): never {
  throw new UserError(`log ${name}: is not a sweep log`);
}

/** @throws UserError for a metric that the log lacks */
export function requireMetric(plan: SweepPlan, metric: SweepMetric): void {
  if (!isMeasured(plan, metric))
    throw new UserError(`--metric: ${metric} is not in the log; allowed: ${metricsOf(plan).join(', ')}`);
}

/** The metric that a log names in its first line. @throws UserError */
export function metricOfLog(name: string): SweepMetric {
  const file = new LineFile(name);
  try {
    return headerFrom(file.lineAt(0), name).metric;
  } finally {
    file.close();
  }
}

const START = '{"type":"sweep"';

/** Whether the file begins like the log of a sweep. */
export function isSweepLog(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(START.length);
      return readSync(descriptor, bytes, 0, bytes.length, 0) === START.length && bytes.toString('utf8') === START;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The reader of run logs reports it.
    return false;
  }
}
