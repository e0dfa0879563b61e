// The sweep log on disk: opened once, locked, one line per cell.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseLine } from '../core/sweep/header.js';
import { addLine, checkFirst, encodePlan, resumeSweep, type ResumedSweep } from '../core/sweep/log.js';
import { createSweepMap, type SweepMap, type SweepPlan } from '../core/sweep/map.js';
import type { SweepMetric } from '../core/sweep/metrics.js';
import { shardCells, type Shard } from '../core/sweep/shard.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { EXIT, UserError } from '../core/userError.js';
import { createFolder } from '../runtime/createFolder.js';
import { AppendedFile } from '../runtime/appendedFile.js';
import type { Lock } from '../runtime/lockFile.js';
import { lockLog } from '../runtime/logLock.js';
import { LineFile } from '../runtime/log/lineFile.js';
import { hasManyCells, isLarge, LargeLogs } from './largeLogs.js';

export interface SweepLog {
  readonly map: SweepMap;
  /** Appends one line per cell; a line torn by a crash is trained again. @throws UserError */
  append(line: string): void;
  close(): void;
}

/** @throws UserError */
export function openSweepLog(file: string, plan: SweepPlan, metric: SweepMetric, shard: Shard | null): SweepLog {
  const { target, lock } = open(file);
  let indexed: LargeLogs | null = null;
  const append = (line: string): void => {
    try {
      const harm = target.harm();
      if (harm === 'cut' || harm === 'deleted') throw new Error(`${harm} by another program`);
      const place = target.length;
      target.append(`${line}\n`);
      indexed?.appended(line, place);
    } catch (error) {
      throw new UserError(`log ${file}: ${whyNotWritten(error)}; the sweep ended`, {
        exitCode: EXIT.failed,
        cause: error,
      });
    }
  };
  const close = (): void => {
    indexed?.close();
    target.close();
    lock?.release();
  };
  try {
    if (target.isRegular && (isLarge(file) || (hasManyCells(plan) && hasBegun(file)))) {
      const { map, kept, logs } = resumeLarge(file, plan, shard);
      indexed = logs;
      if (kept < statSync(file).size) target.truncate(kept);
      if (kept === 0) append(encodePlan(plan, metric, shard));
      return { map, append, close };
    }
    // A device cannot be resumed and may never end.
    const text = target.isRegular ? readFileSync(file, 'utf8') : '';
    const { map, kept } = resumeSweep(text, plan, file, shard);
    if (kept < text.length) target.truncate(Buffer.byteLength(text.slice(0, kept)));
    if (kept === 0) append(encodePlan(plan, metric, shard));
    return { map, append, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The map of a large log, whose cells stay in the file. @throws UserError as `resumeSweep` */
function resumeLarge(file: string, plan: SweepPlan, shard: Shard | null): ResumedSweep & { readonly logs: LargeLogs } {
  const logs = new LargeLogs();
  const order = shard === null ? null : shardCells(plan, shard);
  const map = createSweepMap(plan, order, logs.store(plan));
  const kept = logs.add(file, {
    first: (line) => {
      checkFirst(parseLine(line), plan, shard, file);
      return plan;
    },
    other: (line, at) => addLine(map, line, file, at),
  });
  return { map, kept, logs };
}

/** False for a torn first line, and for the user's own file without a newline. */
function hasBegun(file: string): boolean {
  if (statSync(file).size === 0) return true;
  const lines = new LineFile(file);
  try {
    return lines.firstLine() !== '';
  } finally {
    lines.close();
  }
}

/** Opens or creates the log; existing content stays. @throws UserError */
function open(file: string): { readonly target: AppendedFile; readonly lock: Lock | null } {
  let target: AppendedFile;
  try {
    createFolder(path.dirname(path.resolve(file)));
    target = AppendedFile.open(file);
  } catch (error) {
    throw new UserError(`log ${file}: cannot be written: ${whyNotWritten(error)}`, { cause: error });
  }
  try {
    // Devices and pipes need no lock.
    return { target, lock: target.isRegular ? lockLog(file) : null };
  } catch (error) {
    target.close();
    throw error;
  }
}
