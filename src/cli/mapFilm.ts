// The map of a sweep in film time: a tape moves, zooms and waits; cells that the log lacks are trained frame by frame.
import { criticalLine, type CriticalLine } from '../core/sweep/critical.js';
import { updateExplore, type ExploreAction } from '../core/sweep/explore.js';
import { initialExplore, type ExploreState } from '../core/sweep/exploreState.js';
import { cellKey, pendingCells, type SweepMap, type SweepPlan } from '../core/sweep/map.js';
import type { SweepMetric } from '../core/sweep/metrics.js';
import type { SweepCell } from '../core/sweep/order.js';
import type { CellResult } from '../core/sweep/results.js';
import { ZoomedMaps } from '../core/sweep/zoom.js';
import { UserError } from '../core/userError.js';
import { Surface } from '../runtime/terminal/surface.js';
import { sweepLayers } from '../ui/sweepLayers.js';
import { THEME_NAMES, themeOf } from '../ui/themes/index.js';
import { FRAME_RATE } from './filmTime.js';
import { TapeFilm, type FilmHooks, type OwnLine, type Wait } from './tapeFilm.js';
import type { OpenFilm, RecordArguments } from './filmed.js';
import { baseOf } from './sweepMerge.js';
import { metricOfLog, readSweep } from './sweepRead.js';

/** Films the map in a log, which stays as it is. */
export const ofMap =
  (log: string): OpenFilm<ExploreState> =>
  async (args, output, hooks) => {
    const map = readSweep([log]);
    const { trainedCell } = await import('../worker/mapReel.js');
    const { backend } = map.plan;
    // `auto` chooses by time, and the same tape must give the same film.
    const train: Train = (plan, cell) => trainedCell(plan, cell, backend === 'auto' ? 'compiled' : backend);
    const film = new MapFilm(map, { ...args, metric: metricOfLog(log) }, train, hooks);
    const { columns, rows } = args.size;
    const surface = new Surface(output, 'truecolor', columns, rows);
    const stage = {
      draw: (state: ExploreState) =>
        surface.setLayers(sweepLayers(state, { ...film.scene, ...args, theme: themeOf(state.theme) })),
      flush: () => surface.flush(),
      picture: () => surface.picture(),
      close: () => undefined,
    };
    return { film, stage, progress: () => `, ${film.scene.map.cells.size} of ${film.scene.map.total} cells` };
  };

type Train = (plan: SweepPlan, cell: SweepCell) => Promise<CellResult>;

interface Waiting {
  readonly map: SweepMap;
  /** The next cell is the last one. */
  readonly cells: SweepCell[];
}
const listOf = (map: SweepMap): Waiting => ({ map, cells: pendingCells(map).reverse() });

interface MapFilmOptions extends Pick<RecordArguments, 'size' | 'theme' | 'pace'> {
  readonly metric: SweepMetric;
}

export class MapFilm extends TapeFilm {
  state: ExploreState;
  private readonly maps: ZoomedMaps;
  private critical: { readonly plan: SweepPlan; readonly line: CriticalLine | null };
  /** Cells that are due. */
  private due = 0;
  /** What is missing on the shown map, and on the whole one. */
  private waiting: { readonly plan: SweepPlan; readonly lists: readonly Waiting[] } | null = null;

  constructor(
    map: SweepMap,
    { size, theme, pace, metric }: MapFilmOptions,
    private readonly train: Train,
    hooks: FilmHooks,
  ) {
    super(pace, hooks, 'map');
    const { plan } = map;
    this.maps = new ZoomedMaps(map);
    this.critical = { plan, line: criticalLine(plan) };
    const base = baseOf(plan.preset) ?? plan.config;
    this.state = initialExplore({ plan, base, size, metric, theme, themes: THEME_NAMES });
  }

  /** The shown map. */
  get scene(): { readonly map: SweepMap; readonly critical: CriticalLine | null; readonly base: ExploreState['base'] } {
    const { plan, base } = this.state;
    if (this.critical.plan !== plan) this.critical = { plan, line: criticalLine(plan) };
    return { map: this.maps.at(plan), critical: this.critical.line, base };
  }

  begin(): Promise<void> {
    if (this.pending() === null) this.apply({ type: 'whole' });
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected begins({ type }: OwnLine): void {
    throw new UserError(`${this.place}${type} is not for the log of a sweep`);
  }

  protected say(text: string): void {
    this.apply({ type: 'say', text });
  }

  protected press(key: string): void {
    this.apply({ type: 'key', key });
  }

  protected wait(wait: Wait): AsyncGenerator<number> {
    if (wait.for === 'end') return this.toTheEnd();
    throw new UserError(`${this.place}a map has no ${wait.for}; allowed: wait 2s, wait end`);
  }

  /** Until every cell of the shown map is there. */
  protected async *toTheEnd(): AsyncGenerator<number> {
    for (;;) {
      const { map } = this.scene;
      if (map.cells.size >= map.total) return;
      if (this.state.progress === 'paused') throw new UserError(`${this.place}the tape paused the sweep`);
      yield await this.advance();
    }
  }

  /** Trains the cells of one frame: first those of the shown map, then those of the whole one. */
  protected async move(): Promise<void> {
    if (this.state.progress !== 'running') return;
    for (this.due += this.pace / FRAME_RATE; this.due >= 1; this.due -= 1) {
      const next = this.pending();
      if (next === null) return this.apply({ type: 'whole' });
      this.maps.add(await this.train(next.plan, next.cell));
      // A new state, so that the frame is drawn.
      this.state = { ...this.state };
      await this.hooks.breathe();
    }
  }

  protected tick(): void {
    // Nothing on a map depends on the clock.
  }

  private pending(): { readonly plan: SweepPlan; readonly cell: SweepCell } | null {
    const { map } = this.scene;
    if (this.waiting?.plan !== map.plan) this.waiting = { plan: map.plan, lists: [map, this.maps.base].map(listOf) };
    for (const { map: own, cells } of this.waiting.lists)
      for (let cell = cells.at(-1); cell !== undefined; cell = cells.at(-1)) {
        if (!own.cells.has(cellKey(own.plan, cell))) return { plan: own.plan, cell };
        cells.pop();
      }
    return null;
  }

  private apply(action: ExploreAction): void {
    const { state, commands } = updateExplore(this.state, action);
    this.state = state;
    for (const command of commands)
      if (command.type === 'quit') this.over = true;
      else if (command.type === 'open') {
        this.apply({ type: 'back' });
        this.apply({ type: 'say', text: 'a film of a map opens no run' });
      }
  }
}
