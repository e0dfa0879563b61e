// Trains the missing cells of a map in a pool of children. Each result goes to the log before the map.
import type { BackendChoice } from '../core/config/backends.js';
import type { EngineBook } from '../core/run/engineBook.js';
import { encodeCell, encodeZoomed } from '../core/sweep/log.js';
import type { Config } from '../core/config/schema.js';
import { cellConfig, cellKey, summarizeCell, valuesAt, type SweepMap, type SweepPlan } from '../core/sweep/map.js';
import type { SweepCell } from '../core/sweep/order.js';
import { valueKey, type ZoomedMaps } from '../core/sweep/zoom.js';
import type { SpareChild } from '../worker/childProcess.js';
import type { SweepJob } from '../worker/sweepMessages.js';
import { runSweepPool, type SweepPool } from '../worker/sweepPool.js';

export interface FillOptions {
  readonly backend: BackendChoice;
  /** Training processes. */
  readonly workers: number;
  readonly engines: EngineBook;
  /** Children that load already. */
  readonly spares?: readonly SpareChild[];
  /** @throws UserError, which ends the sweep. */
  readonly append: (line: string) => void;
  readonly onCell: () => void;
  readonly onNote: (text: string) => void;
}

export interface Fill {
  /**
   * Trains the missing cells of this map next, then those of the whole one. Resolves when all are done, or (false) after `stop`.
   * @throws UserError
   */
  aim(plan: SweepPlan): Promise<boolean>;
  pause(): void;
  resume(): void;
  stop(): void;
}

export const createFill = (maps: ZoomedMaps, options: FillOptions): Fill => new MapFill(maps, options);

interface Target {
  readonly plan: SweepPlan;
  readonly cell: SweepCell;
}

const keyOf = ({ plan, cell }: Target): string => valueKey(valuesAt(plan, cell));

class MapFill implements Fill {
  private pool: SweepPool | null = null;
  private paused = false;
  /** The cell of each job that is not done, by its number. */
  private readonly targets = new Map<number, Target>();
  private jobs = 0;
  /** The error of `append`. */
  private broken: Error | null = null;

  constructor(
    private readonly maps: ZoomedMaps,
    private readonly options: FillOptions,
  ) {}

  async aim(plan: SweepPlan): Promise<boolean> {
    const jobs = this.jobsFor(plan);
    const running = this.pool?.replace(jobs) === true ? this.pool : this.open(jobs);
    const whole = await running.finished;
    if (this.broken !== null) throw this.broken;
    return whole;
  }

  pause(): void {
    this.paused = true;
    this.pool?.pause();
  }

  resume(): void {
    this.paused = false;
    this.pool?.resume();
  }

  stop(): void {
    this.pool?.stop();
  }

  private open(jobs: Iterable<SweepJob>): SweepPool {
    const { workers, engines, spares = [], onNote } = this.options;
    this.pool = runSweepPool(jobs, {
      size: workers,
      engines,
      spares,
      onResult: (id, results) => this.take(id, results),
      onDeath: (how) => onNote(`a training process ended by ${how}; another process trains its cell`),
    });
    if (this.paused) this.pool.pause();
    return this.pool;
  }

  /** The cells that are missing when their turn comes and that no child has, those of this map first. */
  private *jobsFor(plan: SweepPlan): Generator<SweepJob, undefined> {
    const { maps } = this;
    const wanted: readonly SweepMap[] = plan === maps.base.plan ? [maps.base] : [maps.at(plan), maps.base];
    const held = (this.pool?.held ?? []).flatMap((id) => this.targets.get(id) ?? []);
    const given = new Set(held.map(keyOf));
    for (const map of wanted)
      for (const cell of map.order) {
        if (map.cells.has(cellKey(map.plan, cell))) continue;
        const target = { plan: map.plan, cell };
        if (given.size > 0 && given.has(keyOf(target))) continue;
        // Cells of the whole map may lie on the zoomed one too.
        if (map !== maps.base) given.add(keyOf(target));
        yield this.jobOf(target);
      }
  }

  private jobOf(target: Target): SweepJob {
    const { plan, cell } = target;
    const id = (this.jobs += 1);
    this.targets.set(id, target);
    let configs: readonly Config[] | null = null;
    return {
      ...{ id, backend: this.options.backend },
      measures: plan.measures ?? [],
      // Check each cell when its turn comes, so that a large map begins at once.
      get configs() {
        return (configs ??= Array.from({ length: plan.seeds }, (_, k) => cellConfig(plan, cell, k)));
      },
    };
  }

  private take(id: number, results: Parameters<typeof summarizeCell>[2]): void {
    const target = this.targets.get(id);
    this.targets.delete(id);
    if (target === undefined || this.broken !== null) return;
    const result = summarizeCell(target.plan, target.cell, results);
    const place = this.maps.placeOf(result);
    try {
      this.options.append(place === null ? encodeZoomed(result) : encodeCell({ ...result, ...place }));
    } catch (error) {
      this.broken = error as Error;
      return this.stop();
    }
    this.maps.add(result);
    this.options.onCell();
  }
}
