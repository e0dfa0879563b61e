// The sweep's log on disk: opened once, locked against a second writer, a line a cell.
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { encodePlan, resumeSweep } from '../core/sweep/log.js';
import type { SweepMap, SweepMetric, SweepPlan } from '../core/sweep/map.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { EXIT, UserError } from '../core/userError.js';
import { takeLock, type Lock } from '../runtime/lockFile.js';
import { writeWhole } from '../runtime/writeWhole.js';

export interface SweepLog {
  readonly map: SweepMap;
  /** One line a cell, whole or, after a crash in the middle, torn and done again. @throws UserError */
  append(line: string): void;
  close(): void;
}

/** @throws UserError */
export function openSweepLog(file: string, plan: SweepPlan, metric: SweepMetric): SweepLog {
  const { descriptor, lock } = open(file);
  const append = (line: string): void => {
    try {
      writeWhole(descriptor, `${line}\n`);
    } catch (error) {
      throw new UserError(`log ${file}: ${whyNotWritten(error)}; the sweep ended`, {
        exitCode: EXIT.failed,
        cause: error,
      });
    }
  };
  const close = (): void => {
    closeSync(descriptor);
    lock?.release();
  };
  try {
    // A device has nothing to go on from, and may never end.
    const text = fstatSync(descriptor).isFile() ? readFileSync(file, 'utf8') : '';
    const { map, kept } = resumeSweep(text, plan, file);
    if (kept < text.length) ftruncateSync(descriptor, Buffer.byteLength(text.slice(0, kept)));
    if (kept === 0) append(encodePlan(plan, metric));
    return { map, append, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Created if it is not there; what it holds stays. @throws UserError */
function open(file: string): { readonly descriptor: number; readonly lock: Lock | null } {
  let descriptor: number;
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    descriptor = openSync(file, 'a+');
  } catch (error) {
    throw new UserError(`log ${file}: cannot be written: ${whyNotWritten(error)}`, { cause: error });
  }
  try {
    // Devices and pipes hold no log that two could spoil.
    return { descriptor, lock: fstatSync(descriptor).isFile() ? locked(file) : null };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** @throws UserError */
function locked(file: string): Lock {
  // One log under two names has one lock.
  const lockFile = `${realpathSync(file)}.lock`;
  let taken: ReturnType<typeof takeLock>;
  try {
    taken = takeLock(lockFile);
  } catch (error) {
    throw new UserError(`log ${file}: its lock ${lockFile} cannot be written: ${whyNotWritten(error)}`, {
      cause: error,
    });
  }
  if ('release' in taken) return taken;
  throw new UserError([
    `log ${file}: process ${taken.pid} on ${taken.host} is writing it; give another --log file, or delete ${lockFile} if that is no sweep`,
  ]);
}
