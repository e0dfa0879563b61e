// `gradtop sweep merge`: the logs of shards as the log of one process.
import { closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import type { Config } from '../core/config/schema.js';
import { headerFrom } from '../core/sweep/header.js';
import { identity } from '../core/sweep/log.js';
import { mergeParts, type Merged } from '../core/sweep/merge.js';
import { missingLines } from '../core/sweep/missing.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { EXIT, UserError } from '../core/userError.js';
import { writerOf } from '../runtime/logLock.js';
import { writeWhole } from '../runtime/writeWhole.js';
import { tellFiles } from './links.js';
import { inPieces, tell } from './output.js';
import { writtenWhole } from './outputFile.js';
import { openParts } from './partFiles.js';
import { loadPreset } from './presets.js';
import { refuseSame } from './sameFile.js';

export interface MergeArguments {
  readonly parts: readonly string[];
  readonly log: string | null;
}

/** @throws UserError */
export async function mergeCommand({ parts, log }: MergeArguments): Promise<number> {
  const usage = 'gradtop sweep merge part-*.jsonl --log all.jsonl';
  if (parts.length === 0) throw new UserError(`sweep merge: no part is given; usage: ${usage}`);
  if (log === null) throw new UserError(`sweep merge: --log is missing; usage: ${usage}`);
  refuseSame(
    [{ what: '--log', file: log }],
    parts.map((file) => ({ what: 'a part', file })),
  );
  const merged = mergeParts(openParts(parts));
  for (const { one, other, cells } of merged.twice)
    tell(`${one} and ${other} overlap: ${cells} cells stand in both, with equal numbers`);
  const missing = missingLines(merged, baseOf(merged.plan.preset));
  if (missing !== null) throw new UserError(missing, { exitCode: EXIT.failed });
  const replaces = replacesMerge(log, merged);
  await writeMerged(log, merged);
  const before = replaces ? 'replaced the earlier merge ' : 'wrote ';
  tellFiles(before, [log], `: ${merged.count} cells of ${parts.length} parts`);
  return EXIT.fine;
}

/** The preset's own configuration; null if it is a file that is not here. */
export function baseOf(preset: string): Config | null {
  try {
    return loadPreset(preset);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Whether an earlier result of the same sweep is there, which may be replaced; any other file stays. @throws UserError */
function replacesMerge(log: string, { plan }: Merged): boolean {
  if (!existsSync(log) || statSync(log).size === 0) return false;
  const header = headerFrom(openParts([log])[0]?.head ?? '', log);
  if (header.shard !== null || identity(header.plan) !== identity(plan))
    throw new UserError(`log ${log}: belongs to another sweep or to a shard; give another --log file`);
  const writer = writerOf(log);
  if (writer !== null) throw new UserError(`log ${log}: process ${writer.pid} on ${writer.host} is writing it`);
  return true;
}

/** The log is complete or as it was. @throws UserError */
const writeMerged = (log: string, { head, lines }: Merged): Promise<void> =>
  writtenWhole(log, (target) => {
    try {
      const descriptor = openSync(target, 'w');
      try {
        for (const piece of inPieces(withHead(head, lines))) writeWhole(descriptor, piece);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`log ${log}: cannot be written: ${whyNotWritten(error)}`, {
        exitCode: EXIT.failed,
        cause: error,
      });
    }
    return Promise.resolve();
  });

function* withHead(head: string, lines: Iterable<string>): Generator<string, undefined> {
  yield `${head}\n`;
  for (const line of lines) yield `${line}\n`;
}
