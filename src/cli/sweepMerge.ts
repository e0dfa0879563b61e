// `gradtop sweep merge`: the logs of shards as the log of one process.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Config } from '../core/config/schema.js';
import { headerFrom } from '../core/sweep/header.js';
import { identity } from '../core/sweep/log.js';
import { mergeParts, type Merged, type PartText } from '../core/sweep/merge.js';
import { missingWords } from '../core/sweep/missing.js';
import { whyNotRead, whyNotWritten, whyNoText } from '../core/text/fileTrouble.js';
import { EXIT, UserError } from '../core/userError.js';
import { writerOf } from '../runtime/logLock.js';
import { writeWhole } from '../runtime/writeWhole.js';
import { tellFiles } from './links.js';
import { tell } from './output.js';
import { writtenWhole } from './outputFile.js';
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
  const merged = mergeParts(parts.map(partAt));
  for (const { one, other, cells } of merged.twice)
    tell(`${one} and ${other} overlap: ${cells} cells stand in both, with equal numbers`);
  const missing = missingWords(merged, baseOf(merged.plan.preset));
  if (missing !== null) throw new UserError(missing, { exitCode: EXIT.failed });
  const replaces = replacesMerge(log, merged);
  await writeMerged(log, merged);
  const before = replaces ? 'replaced the earlier merge ' : 'wrote ';
  tellFiles(before, [log], `: ${merged.lines.length} cells of ${parts.length} parts`);
  return EXIT.fine;
}

/** @throws UserError */
export function partAt(name: string): PartText {
  try {
    const why = whyNoText(statSync(name));
    if (why !== null) throw new UserError(`log ${name}: cannot be read: ${why}`);
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`log ${name}: cannot be read: ${whyNotRead(error)}`, { cause: error });
  }
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
  const { text } = partAt(log);
  const header = headerFrom(text.slice(0, text.indexOf('\n')), log);
  if (header.shard !== null || identity(header.plan) !== identity(plan))
    throw new UserError(`log ${log}: belongs to another sweep or to a shard; give another --log file`);
  const writer = writerOf(log);
  if (writer !== null) throw new UserError(`log ${log}: process ${writer.pid} on ${writer.host} is writing it`);
  return true;
}

const LINES_AT_ONCE = 1000;

/** The log is complete or as it was. @throws UserError */
const writeMerged = (log: string, { head, lines }: Merged): Promise<void> =>
  writtenWhole(log, (target) => {
    try {
      const descriptor = openSync(target, 'w');
      try {
        writeWhole(descriptor, `${head}\n`);
        for (let at = 0; at < lines.length; at += LINES_AT_ONCE)
          writeWhole(descriptor, `${lines.slice(at, at + LINES_AT_ONCE).join('\n')}\n`);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw new UserError(`log ${log}: cannot be written: ${whyNotWritten(error)}`, {
        exitCode: EXIT.failed,
        cause: error,
      });
    }
    return Promise.resolve();
  });
