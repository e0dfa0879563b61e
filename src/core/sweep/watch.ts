// The parts of a sweep while they grow: one map of all cells, and how each part gets on. Times are arguments.
import { formatDuration } from '../format.js';
import { UserError } from '../userError.js';
import { cellCosts } from './cost.js';
import { headerFrom, parseLine } from './header.js';
import { cellFrom, identity, zoomedFrom } from './log.js';
import { cellKey, createSweepMap, type SweepMap, type SweepPlan } from './map.js';
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
  readonly cells: Set<number>;
  readonly pace: Pace;
}

export class WatchedSweep {
  readonly map: SweepMap;
  private readonly plan: SweepPlan;
  private readonly costs: Float64Array;
  private readonly parts = new Map<string, WatchedPart>();
  /** The cells of each shard, by the number of shards. */
  private readonly deals = new Map<number, readonly (readonly number[])[]>();

  /** `line`: the first line of the part that was seen first. @throws UserError */
  constructor(line: string, name: string) {
    this.plan = headerFrom(line, name).plan;
    this.map = createSweepMap(this.plan);
    this.costs = cellCosts(this.plan);
  }

  /** A part begins, or begins again after its file was replaced. `now`: the time of its last line. @throws UserError */
  begin(name: string, line: string, now: number): void {
    const { plan, shard } = headerFrom(line, name);
    if (identity(plan) !== identity(this.plan))
      throw new UserError(
        `log ${name}: belongs to another sweep (configuration, axes, seeds, backend or measures differ)`,
      );
    this.parts.set(name, { name, shard, cells: new Set(), pace: new Pace(now) });
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
    if (!this.map.cells.has(key)) this.map.cells.set(key, cell);
    if (part.cells.has(key)) return true;
    part.cells.add(key);
    if (live) part.pace.add(this.costs[key] ?? 0, now);
    return true;
  }

  get whole(): boolean {
    return this.map.cells.size >= this.map.order.length;
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

  private partStatus(
    { name, shard, cells, pace }: WatchedPart,
    now: number,
    writes: (name: string) => boolean,
  ): PartStatus {
    const own = this.keysOf(shard);
    const rest = own.filter((key) => !cells.has(key) && !this.map.cells.has(key));
    const cost = rest.reduce((sum, key) => sum + (this.costs[key] ?? 0), 0);
    const running = writes(name);
    const progress: PartProgress =
      rest.length === 0 ? 'done' : !running ? 'stopped' : pace.isSilent(now) ? 'silent' : 'running';
    const moving = progress === 'running' ? pace.rate(now) : null;
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
