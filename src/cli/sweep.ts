// `gradtop sweep`: the trainability map. Progress on standard error or live in place, the picture and its words on standard output.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { BackendChoice } from '../core/config/backends.js';
import { ConfigError } from '../core/config/presets.js';
import { parseAxis } from '../core/sweep/axis.js';
import { criticalLine } from '../core/sweep/critical.js';
import { sweepCsv, sweepJson } from '../core/sweep/export.js';
import { encodeCell } from '../core/sweep/log.js';
import {
  cellConfig,
  cellCount,
  cellKey,
  checkPlan,
  createSweepMap,
  pendingCells,
  summarizeCell,
  SWEEP_METRICS,
  type SweepMap,
  type SweepMetric,
  type SweepPlan,
} from '../core/sweep/map.js';
import { sweepSentences } from '../core/sweep/words.js';
import { runSweepPool, SweepFailure } from '../worker/sweepPool.js';
import { EXIT, UsageError } from './errors.js';
import type { Asked } from './options.js';
import { openSweepLog, why } from './sweepLog.js';
import { createSweepScreen } from './sweepScreen.js';

export interface SweepArguments extends Asked {
  readonly backend: BackendChoice;
  readonly x: string;
  readonly y: string;
  /** `10x10`. */
  readonly points: string;
  readonly seeds: string;
  readonly metric: string;
  readonly log: string | null;
  readonly csv: string | null;
  readonly json: string | null;
  readonly ascii: boolean;
}

const MOST_SEEDS = 100;

/** @throws UsageError */
export function planFrom(asked: SweepArguments): SweepPlan {
  const points = /^([1-9]\d{0,2})(?:x([1-9]\d{0,2}))?$/.exec(asked.points);
  if (points === null)
    throw new UsageError([`--points: ${JSON.stringify(asked.points)} is not allowed; allowed: 10x10 (columns x rows)`]);
  const seeds = Number(asked.seeds);
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > MOST_SEEDS)
    throw new UsageError([
      `--seeds: ${JSON.stringify(asked.seeds)} is not allowed; allowed: a whole number from 1 to ${MOST_SEEDS}`,
    ]);
  try {
    const { config, preset, backend } = asked;
    const x = parseAxis(asked.x, Number(points[1]));
    const y = parseAxis(asked.y, Number(points[2] ?? points[1]));
    const plan = { preset, config, x, y, seeds, backend };
    checkPlan(plan);
    return plan;
  } catch (error) {
    throw new UsageError(error instanceof ConfigError ? error.lines : [(error as Error).message]);
  }
}

/** @throws UsageError */
export function metricFrom(text: string): SweepMetric {
  const metric = SWEEP_METRICS.find((name) => name.toLowerCase() === text.toLowerCase());
  if (metric === undefined)
    throw new UsageError([`--metric: ${JSON.stringify(text)} is not allowed; allowed: ${SWEEP_METRICS.join(', ')}`]);
  return metric;
}

/** Runs the sweep, or what its log leaves to do. Resolves with the exit code. */
export async function sweepCommand(asked: SweepArguments): Promise<number> {
  const plan = planFrom(asked);
  const metric = metricFrom(asked.metric);
  const log = asked.log === null ? null : openSweepLog(asked.log, plan, metric);
  const map = log?.map ?? createSweepMap(plan);
  const screen = createSweepScreen(map, { metric, critical: criticalLine(plan), ascii: asked.ascii });
  try {
    if (map.cells.size > 0) screen.note(`${map.cells.size} of ${cellCount(plan)} cells are in the log`);
    const whole = await fill(map, asked.backend, screen, (line) => log?.append(line));
    screen.end();
    process.stdout.write(`${sweepSentences(map).join('\n')}\n`);
    if (asked.csv !== null) save(asked.csv, sweepCsv(map, asked.base));
    if (asked.json !== null) save(asked.json, sweepJson(map, metric, asked.base));
    if (whole) return EXIT.fine;
    const on =
      asked.log === null ? 'with --log FILE a sweep can be gone on with' : 'the same command goes on from here';
    process.stderr.write(`gradtop: stopped after ${map.cells.size} of ${cellCount(plan)} cells; ${on}\n`);
    return EXIT.interrupted;
  } catch (error) {
    screen.end();
    if (!(error instanceof SweepFailure)) throw error;
    if (error.usage) throw new UsageError([error.message]);
    process.stderr.write(`gradtop: ${error.message}\n`);
    return EXIT.failed;
  } finally {
    log?.close();
  }
}

/** Trains what is missing; true: all of it. */
async function fill(
  map: SweepMap,
  backend: BackendChoice,
  screen: ReturnType<typeof createSweepScreen>,
  append: (line: string) => void,
): Promise<boolean> {
  const { plan } = map;
  const cells = pendingCells(map);
  const jobs = cells.map((cell, id) => ({
    id,
    backend,
    configs: Array.from({ length: plan.seeds }, (_, k) => cellConfig(plan, cell, k)),
  }));
  let broken: Error | null = null;
  const pool = runSweepPool(jobs, {
    size: availableParallelism(),
    onResult: (id, results) => {
      const cell = cells[id];
      if (cell === undefined || broken !== null) return;
      const result = summarizeCell(plan, cell, results);
      try {
        append(encodeCell(result));
      } catch (error) {
        broken = error as Error;
        return pool.stop();
      }
      map.cells.set(cellKey(plan, cell), result);
      screen.show();
    },
    onDeath: (how) => screen.note(`a training process ended by ${how}; its cell is given to another`),
  });
  const stop = (): void => pool.stop();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    screen.show();
    const whole = await pool.finished;
    if (broken !== null) throw broken as Error;
    return whole;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Error(`${file}: cannot be written (${why(error)})`, { cause: error });
  }
}
