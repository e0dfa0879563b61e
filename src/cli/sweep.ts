// `gradtop sweep`: the trainability map. Progress goes to standard error or the screen, picture and text to standard output.
import { availableParallelism } from 'node:os';
import type { BackendChoice } from '../core/config/backends.js';
import { didYouMean } from '../core/config/suggest.js';
import { parseAxis } from '../core/sweep/axis.js';
import { criticalLine } from '../core/sweep/critical.js';
import { sweepCsv, sweepJson } from '../core/sweep/export.js';
import { MOST_SEEDS } from '../core/sweep/header.js';
import { checkPlan, createSweepMap, rowCount, type SweepPlan } from '../core/sweep/map.js';
import { isMeasured, measuring, SWEEP_METRICS, whyWithout, type SweepMetric } from '../core/sweep/metrics.js';
import { EXIT, UserError } from '../core/userError.js';
import { colourDepth } from '../runtime/terminal/colour.js';
import { afterLastWords } from '../runtime/terminal/ending.js';
import { parseCount, type Look } from './arguments.js';
import type { Asked } from './options.js';
import { refuseUnwritable, tell, whyNoScreen, writeTexts } from './output.js';
import { inputsOf, refuseSame } from './sameFile.js';
import { startSpare, type SpareChild } from '../worker/childProcess.js';
import { shardFrom } from './shardFlag.js';
import { openSweepLog } from './sweepLog.js';
import { printedMap, type SweepLook } from './sweepScreen.js';
import { hostsFrom, partsOf, shardsFor, trainBySsh } from './sweepSsh.js';
import { withoutKeys } from './sweepPlain.js';

export interface SweepArguments extends Asked, Look {
  readonly backend: BackendChoice;
  readonly x: string;
  readonly y: string;
  /** Null: one map. */
  readonly z: string | null;
  /** `10x10`. */
  readonly points: string;
  readonly seeds: string;
  readonly metric: string;
  /** Metrics to measure besides, `verdict,alarm`; null: none. */
  readonly measure: string | null;
  /** Null: the whole map. */
  readonly shard: string | null;
  /** Null: one for each core that this process may use. */
  readonly workers: string | null;
  readonly log: string | null;
  readonly csv: string | null;
  readonly json: string | null;
  /** Without keys: paint the map in place and end with the sweep. */
  readonly plain: boolean;
}

/** Values of a range on the third axis, and the most of a list. */
const MAPS = 4;
const MOST_MAPS = 16;

/** @throws UserError */
function planFrom(asked: SweepArguments): SweepPlan {
  const points = /^([1-9]\d{0,3})(?:x([1-9]\d{0,3}))?$/.exec(asked.points);
  if (points === null)
    throw new UserError([
      `--points: ${JSON.stringify(asked.points)} is not allowed; allowed: columns x rows such as 10x10, up to 9999x9999`,
    ]);
  const seeds = Number(asked.seeds);
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > MOST_SEEDS)
    throw new UserError([
      `--seeds: ${JSON.stringify(asked.seeds)} is not allowed; allowed: a whole number from 1 to ${MOST_SEEDS}`,
    ]);
  const { config, preset } = asked;
  // Shards must not choose by time: the same cell would have other last bits on another machine.
  const sharded = asked.shard !== null || hostsFrom(asked.workers) !== null;
  const backend = sharded && asked.backend === 'auto' ? 'compiled' : asked.backend;
  const x = parseAxis(asked.x, Number(points[1]));
  const y = parseAxis(asked.y, Number(points[2] ?? points[1]));
  const z = asked.z === null ? undefined : parseAxis(asked.z, MAPS);
  if ((z?.values.length ?? 0) > MOST_MAPS)
    throw new UserError(`--z: ${z?.values.length} maps are not allowed; allowed: up to ${MOST_MAPS} values`);
  let plan: SweepPlan = { preset, config, x, y, ...(z !== undefined && { z }), seeds, backend };
  for (const metric of [metricFrom(asked.metric), ...measuresFrom(asked.measure)]) plan = withMetric(plan, metric);
  checkPlan(plan);
  return plan;
}

/** @throws UserError where the sweep cannot have the metric. */
function withMetric(plan: SweepPlan, metric: SweepMetric): SweepPlan {
  const reason = whyWithout(plan.config, metric);
  if (reason !== null) throw new UserError(`metric ${metric}: is not available: ${reason}`);
  const measured = measuring(plan, metric);
  if (isMeasured(measured, metric)) return measured;
  throw new UserError(`metric ${metric}: is not available: it needs --seeds 2 or more`);
}

const measuresFrom = (text: string | null): SweepMetric[] =>
  text === null ? [] : text.split(',').map((name) => metricFrom(name, '--measure'));

/** @throws UserError */
export function metricFrom(text: string, flag = '--metric'): SweepMetric {
  const plain = (name: string): string => name.replaceAll('-', '').toLowerCase();
  const metric = SWEEP_METRICS.find((name) => plain(name) === plain(text));
  if (metric === undefined)
    throw new UserError([
      `${flag}: ${JSON.stringify(text)} is not allowed${didYouMean(text, SWEEP_METRICS)}; allowed: ${SWEEP_METRICS.join(', ')}`,
    ]);
  return metric;
}

const withScreen = ({ plain, screen }: SweepArguments): boolean => whyNoScreen(screen.linear) === null && !plain;

/** Training processes that start before it is known how many cells are missing. */
const EARLY = 2;

/** Runs the sweep, or the part that its log lacks. Resolves with the exit code. */
export async function sweepCommand(asked: SweepArguments): Promise<number> {
  // Its modules load while this process checks the plan and reads the log.
  const early = !withScreen(asked) && hostsFrom(asked.workers) === null;
  const count = Math.min(EARLY, Number(asked.workers ?? availableParallelism()));
  const spares = early && count > 0 ? Array.from({ length: count }, () => startSpare()) : [];
  const end = (): void => spares.forEach(({ child }) => child.kill('SIGKILL'));
  const code = await sweep(asked, spares).finally(end);
  return withScreen(asked) ? afterLastWords(process.stdout, code) : code;
}

async function sweep(asked: SweepArguments, spares: readonly SpareChild[]): Promise<number> {
  const plan = planFrom(asked);
  const metric = metricFrom(asked.metric);
  const outputs = (['log', 'csv', 'json'] as const).map((name) => ({ what: `--${name}`, file: asked[name] }));
  refuseSame(outputs, inputsOf(asked));
  // Check now, not after hours of training.
  for (const file of [asked.csv, asked.json]) if (file !== null && file !== '-') refuseUnwritable(file);
  const hosts = hostsFrom(asked.workers);
  if (hosts !== null) await trainOn(hosts, shardsFor(plan.x.values.length * rowCount(plan)), asked);
  const workers = (hosts === null ? parseCount('workers', asked.workers, 1) : null) ?? availableParallelism();
  const shard = asked.shard === null ? null : shardFrom(asked.shard, process.env);
  if (shard !== null && asked.log === null)
    throw new UserError('--shard: --log FILE is missing, which gradtop sweep merge reads');
  const log = asked.log === null ? null : openSweepLog(asked.log, plan, metric, shard);
  try {
    const map = log?.map ?? createSweepMap(plan);
    const { stdout } = process;
    const depth = colourDepth(process.env, stdout.isTTY);
    const theme = depth === 'none' ? 'none' : asked.theme;
    const look: SweepLook = { metric, critical: criticalLine(plan), ascii: asked.ascii, theme, depth };
    const append = (line: string): void => log?.append(line);
    const { backend } = plan;
    const trained = { ...asked, backend, workers, spares };
    const ending = await (withScreen(asked)
      ? (await import('./sweepWays.js')).withKeys(map, trained, look, append)
      : withoutKeys(map, trained, look, append));
    // A picture of a shard takes longer than the start of one; `sweep watch` and the merged log show the map.
    const pictured = shard === null || stdout.isTTY;
    const worthShowing = pictured && asked.csv !== '-' && (map.cells.size > 0 || ending.error === null);
    if (worthShowing && stdout.writable)
      stdout.write(`${printedMap(map, ending.look, asked.screen.linear, asked.log).join('\n')}\n`);
    if (ending.error !== null) throw ending.error;
    if (asked.csv !== null) await writeTexts(asked.csv, sweepCsv(map, asked.base));
    if (asked.json !== null) await writeTexts(asked.json, sweepJson(map, metric, asked.base));
    const [done, all] = [map.cells.size, map.total];
    if (done === all) return ending.code;
    const on = asked.log === null ? 'with --log FILE a sweep can be resumed' : 'run the same command to resume';
    process.stderr.write(`gradtop: stopped after ${done} of ${all} cells; ${on}\n`);
    return ending.code === EXIT.fine ? EXIT.interrupted : ending.code;
  } finally {
    log?.close();
  }
}

/** Trains the map on other hosts and merges the parts into the log, which is then complete. @throws UserError */
async function trainOn(hosts: readonly string[], shards: number, { log, shard }: SweepArguments): Promise<void> {
  if (log === null) throw new UserError('--workers ssh: --log FILE is missing; the hosts share its folder');
  if (shard !== null) throw new UserError('--shard and --workers ssh exclude each other');
  const parts = partsOf(log, shards);
  tell(
    `${shards} ${shards === 1 ? 'shard' : 'shards'} on ${hosts.join(', ')}; gradtop sweep watch ${parts[0]?.replace('-1', '-*') ?? ''} shows them`,
  );
  const { mergeCommand } = await import('./sweepMerge.js');
  await trainBySsh({ hosts, argv: process.argv.slice(2), log, shards });
  await mergeCommand({ parts, log });
}
