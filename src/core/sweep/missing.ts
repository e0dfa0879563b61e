// Describes the missing cells of a sweep, and gives the commands that train them.
import { quoted } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import type { Merged, Part } from './merge.js';
import { rowCount } from './map.js';
import { dealCells } from './shard.js';
import { sweepCommandLine } from './sweepCommand.js';

/** The cells that a shard lacks. */
interface Lack {
  readonly shard: number;
  readonly cells: number;
  /** The shard's log, or the name that it would have. */
  readonly file: string;
  readonly known: boolean;
}

/** Shards are named in full up to this many. */
const NAMED = 4;
/** Commands are printed up to this many. */
const COMMANDS = 8;

/**
 * A line, and where several commands are needed, each in a line below; null if nothing is missing. `base`: the preset's
 * own configuration; null: it cannot be read here.
 */
export function missingLines(merged: Merged, base: Config | null): readonly string[] | null {
  const { plan, missing, parts } = merged;
  if (missing.length === 0) return null;
  const all = `${missing.length} of ${plan.x.values.length * rowCount(plan)} cells ${missing.length === 1 ? 'is' : 'are'} missing`;
  const of = parts.find(({ shard }) => shard !== null)?.shard?.of ?? null;
  const command = base === null ? null : sweepCommandLine(plan, base);
  if (of === null)
    return withCommands(all, command === null ? [] : [`${command} --log ${quoted(parts[0]?.name ?? '')}`]);
  const lacks = lacksOf(merged, of);
  const words = lacks
    .slice(0, NAMED)
    .map(({ shard, cells, file, known }) => `${cells} of shard ${shard}/${of} (${known ? file : 'no part'})`);
  const more = lacks.length > NAMED ? ` and ${lacks.length - NAMED} more shards` : '';
  const commands = command === null ? [] : trainingCommands(command, lacks, of);
  return withCommands(`${all}: ${words.join(', ')}${more}`, commands);
}

function withCommands(what: string, commands: readonly string[]): string[] {
  const [first, ...others] = commands;
  if (first === undefined) return [`${what}; run the command of these shards again`];
  if (others.length === 0) return [`${what}; to train them: ${first}`];
  const more = commands.length > COMMANDS ? [`and ${commands.length - COMMANDS} more commands`] : [];
  return [`${what}; to train them:`, ...commands.slice(0, COMMANDS), ...more];
}

/** One for each shard; shards whose logs differ by the number alone share a loop. */
function trainingCommands(command: string, lacks: readonly Lack[], of: number): string[] {
  const alike = new Map<string, Lack[]>();
  for (const lack of lacks) {
    const pattern = lack.file.replace(lastNumber(lack.shard), '0');
    // In a loop the name stands without quotes, and holds the number.
    const key = quoted(pattern) === pattern && pattern !== lack.file ? pattern : `${lack.shard}: ${lack.file}`;
    alike.set(key, [...(alike.get(key) ?? []), lack]);
  }
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    if (group.length === 1) return `${command} --shard ${first.shard}/${of} --log ${quoted(first.file)}`;
    const log = first.file.replace(lastNumber(first.shard), '$${k}');
    return `for k in ${group.map(({ shard }) => shard).join(' ')}; do ${command} --shard $k/${of} --log ${log}; done`;
  });
}

function lacksOf({ plan, missing, parts }: Merged, of: number): Lack[] {
  const shards = dealCells(plan, of);
  const counts = new Map<number, number>();
  for (const key of missing) {
    const shard = shards[key] ?? 0;
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  const own = parts.filter((part) => part.shard?.of === of);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([shard, cells]) => {
      const part = own.find((one) => one.shard?.index === shard);
      return { shard, cells, file: part?.name ?? nameFor(own, shard), known: part !== undefined };
    });
}

/** The last number of a name that is this one: `3` in `run-3/part-3.jsonl`. */
const lastNumber = (index: number): RegExp => new RegExp(`(?<!\\d)${index}(?!\\d)(?!.*(?<!\\d)${index}(?!\\d))`);

/** Named like the log of another shard. */
function nameFor(parts: readonly Part[], shard: number): string {
  for (const { name, shard: own } of parts)
    if (own !== null && lastNumber(own.index).test(name)) return name.replace(lastNumber(own.index), String(shard));
  return `part-${shard}.jsonl`;
}
