// The parts of a sweep while they grow: one map of all cells, and how each part gets on. Times are arguments.
import { formatDuration } from '../format.js';
import { UserError } from '../userError.js';
import { cellCosts } from './cost.js';
import { headerFrom, parseLine } from './header.js';
import { cellFrom, identity, zoomedFrom } from './log.js';
import { cellKey, createSweepMap, type CellStore, type SweepMap, type SweepPlan } from './map.js';
import { Pace } from './pace.js';
import { valueKey } from './zoom.js';
import { dealCells, shardText, type Shard } from './shard.js';

/** `stopped`: no process writes it. `silent`: its process writes, but no cell has come for a long time. */
export type PartProgress = 'done' | 'running' | 'silent' | 'stopped';

/** The parts that are not done, in one word. */
export type SweepMoves = Exclude<PartProgress, 'done'>;

export interface PartStatus {
  readonly name: string;
  /** Null: the whole map. */
  readonly shard: Shard | null;
  readonly done: number;
  readonly all: number;
  readonly progress: PartProgress;
  /** Since its last cell. */
  readonly quietMs: number;
  readonly cellsPerSecond: number | null;
  readonly leftMs: number | null;
}

export interface SweepStatus {
  readonly parts: readonly PartStatus[];
  /** Shards that no part holds. */
  readonly absent: readonly Shard[];
  readonly cellsPerSecond: number | null;
  /** Until the last of the running parts is done, by the expected cost of its cells. */
  readonly leftMs: number | null;
}

interface WatchedPart {
  readonly name: string;
  readonly shard: Shard | null;
  readonly pace: Pace;
  /** Its cells without a result when the map had `seen` cells, by their keys; null: not known yet. */
  rest: { readonly keys: readonly number[]; readonly seen: number } | null;
}

export class WatchedSweep {
  readonly map: SweepMap;
  private readonly plan: SweepPlan;
  private costs: Float64Array | null = null;
  private readonly parts = new Map<string, WatchedPart>();
  /** The cells of each shard, by the number of shards. */
  private readonly deals = new Map<number, readonly (readonly number[])[]>();

  /** `line`: the first line of the part that was seen first. `store`: of the cells, if not a Map. @throws UserError */
  constructor(line: string, name: string, store?: (plan: SweepPlan) => CellStore) {
    this.plan = headerFrom(line, name).plan;
    this.map = createSweepMap(this.plan, null, store?.(this.plan));
  }

  /** Computed for parts that run alone. */
  private costOf(key: number): number {
    this.costs ??= cellCosts(this.plan);
    return this.costs[key] ?? 0;
  }

  /** A part begins, or begins again after its file was replaced. `now`: the time of its last line. @throws UserError */
  begin(name: string, line: string, now: number): void {
    const { plan, shard } = headerFrom(line, name);
    if (identity(plan) !== identity(this.plan))
      throw new UserError(
        `log ${name}: belongs to another sweep (configuration, axes, seeds, backend or measures differ)`,
      );
    this.parts.set(name, { name, shard, pace: new Pace(now), rest: null });
  }

  /** False for a line that is no cell of the sweep. `live`: it was written while it was watched. */
  cell(name: string, line: string, now: number, live: boolean): boolean {
    const part = this.parts.get(name);
    const value = parseLine(line);
    const zoomed = zoomedFrom(value, this.plan);
    if (zoomed !== null) {
      this.map.zoomed.set(valueKey(zoomed), zoomed);
      return true;
    }
    const cell = cellFrom(value, this.plan);
    if (part === undefined || cell === null) return false;
    const key = cellKey(this.plan, cell);
    if (this.map.cells.has(key)) return true;
    this.map.cells.set(key, cell);
    if (live) part.pace.add(this.costOf(key), now);
    return true;
  }

  get whole(): boolean {
    return this.map.cells.size >= this.map.total;
  }

  /** `writes`: whether a process has the part open for writing. */
  status(now: number, writes: (name: string) => boolean): SweepStatus {
    const parts = [...this.parts.values()].map((part) => this.partStatus(part, now, writes));
    parts.sort((a, b) => (a.shard?.index ?? 0) - (b.shard?.index ?? 0) || (a.name < b.name ? -1 : 1));
    const rates = parts.flatMap(({ cellsPerSecond }) => cellsPerSecond ?? []);
    const left = parts.flatMap(({ leftMs }) => leftMs ?? []);
    return {
      parts,
      absent: this.whole ? [] : this.absent(),
      cellsPerSecond: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0),
      leftMs: left.length === 0 ? null : Math.max(...left),
    };
  }

  private partStatus(part: WatchedPart, now: number, writes: (name: string) => boolean): PartStatus {
    const { name, shard, pace } = part;
    const { cells } = this.map;
    const own = this.keysOf(shard);
    if (part.rest?.seen !== cells.size)
      part.rest = { keys: (part.rest?.keys ?? own).filter((key) => !cells.has(key)), seen: cells.size };
    const rest = part.rest.keys;
    const running = writes(name);
    const progress: PartProgress =
      rest.length === 0 ? 'done' : !running ? 'stopped' : pace.isSilent(now) ? 'silent' : 'running';
    const moving = progress === 'running' ? pace.rate(now) : null;
    const cost = moving === null ? 0 : rest.reduce((sum, key) => sum + this.costOf(key), 0);
    return {
      ...{ name, shard, progress },
      done: own.length - rest.length,
      all: own.length,
      quietMs: pace.quietMs(now),
      cellsPerSecond: moving?.cells ?? null,
      leftMs: moving === null ? null : (1000 * cost) / moving.cost,
    };
  }

  private keysOf(shard: Shard | null): readonly number[] {
    const { index, of } = shard ?? { index: 1, of: 1 };
    const deal = this.deals.get(of) ?? keysByShard(this.plan, of);
    this.deals.set(of, deal);
    return deal[index - 1] ?? [];
  }

  /** Of the number of shards that most parts have. */
  private absent(): Shard[] {
    const shards = [...this.parts.values()].flatMap(({ shard }) => shard ?? []);
    const of = shards[0]?.of;
    if (of === undefined || shards.length < this.parts.size) return [];
    const known = new Set(shards.filter((shard) => shard.of === of).map(({ index }) => index));
    return Array.from({ length: of }, (_, k) => ({ index: k + 1, of })).filter(({ index }) => !known.has(index));
  }
}

function keysByShard(plan: SweepPlan, of: number): number[][] {
  const keys = Array.from({ length: of }, (): number[] => []);
  dealCells(plan, of).forEach((shard, key) => keys[shard - 1]?.push(key));
  return keys;
}

/** A sweep whose parts wait for a cell, or are all done or without a process, does not run. */
export function movesOf({ parts }: SweepStatus): SweepMoves {
  const some = (progress: PartProgress): boolean => parts.some((part) => part.progress === progress);
  return some('running') ? 'running' : some('silent') ? 'silent' : 'stopped';
}

/** Shards are named up to this many. */
const NAMED = 3;

/** `3.1 cells/s, 4 min left, silent: 3/8 for 5 min, no log: 7/8`. */
export function statusWords({ parts, absent, cellsPerSecond, leftMs }: SweepStatus): string {
  const named = (what: string, texts: readonly string[]): string[] =>
    texts.length === 0
      ? []
      : [
          `${what}: ${texts.slice(0, NAMED).join(', ')}${texts.length > NAMED ? ` and ${texts.length - NAMED} more` : ''}`,
        ];
  const of = (progress: PartProgress): string[] =>
    parts
      .filter((part) => part.progress === progress)
      .map((part) => `${partName(part)}${progress === 'silent' ? ` for ${formatDuration(part.quietMs)}` : ''}`);
  return [
    ...(cellsPerSecond === null ? [] : [`${cellsPerSecond.toPrecision(2)} cells/s`]),
    ...(leftMs === null ? [] : [`${formatDuration(leftMs)} left`]),
    ...named('silent', of('silent')),
    ...named('stopped', of('stopped')),
    ...named('no log', absent.map(shardText)),
  ].join(', ');
}

export const partName = ({ shard, name }: Pick<PartStatus, 'shard' | 'name'>): string =>
  shard === null ? name : shardText(shard);
