// The dashboard's state in film time: frames replace the clock and a tape replaces the user. Runs come from
// a log, or are trained frame by frame.
import { carryOut, type ControlMessage, type Performer } from '../core/app/commands.js';
import { updateReplay } from '../core/app/replay.js';
import { focusedRun } from '../core/app/selectors.js';
import type { AppState, Updated } from '../core/app/state.js';
import type { Action } from '../core/app/action.js';
import { update } from '../core/app/update.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { StartRequest } from '../core/run/protocol.js';
import { UserError } from '../core/userError.js';
import { Reel, type Events } from './filmReel.js';
import { FRAME_RATE, FULL_PACE } from './filmTime.js';
import { TapeFilm, type FilmHooks, type Wait } from './tapeFilm.js';

/** `log` supplies all runs, or `train` opens each run that the dashboard starts; `clock` in milliseconds. */
export type FilmSource =
  { readonly log: Events } | { readonly train: (request: StartRequest, clock: () => number) => Events };

export class Film extends TapeFilm {
  state: AppState;
  private readonly reels = new Map<string, Reel>();
  /** The single reel of a log, for all runs. */
  private readonly log: Reel | null;
  private readonly update: typeof update;

  /** `pace` in epochs a second. */
  constructor(
    begun: Updated,
    private readonly source: FilmSource,
    pace: number,
    hooks: FilmHooks,
  ) {
    super(pace, hooks, 'dashboard');
    this.state = begun.state;
    this.log = 'log' in source ? new Reel(source.log) : null;
    this.update = this.log === null ? update : updateReplay;
    for (const command of begun.commands) if (command.type === 'start') void this.performer.start(command.request);
  }

  /** Takes the first step, so that the first frame is not empty, unless a lesson asks for a guess first. */
  async begin(): Promise<void> {
    if (this.state.ui.paused) return;
    for (const reel of this.playing()) await this.show(reel.step());
  }

  async close(): Promise<void> {
    for (const reel of this.playing()) await reel.close();
  }

  private get ended(): boolean {
    return this.playing().length === 0;
  }

  private playing(): Reel[] {
    return [...(this.log === null ? this.reels.values() : [this.log])].filter((reel) => !reel.ended);
  }

  private open(request: StartRequest): void {
    if (!('train' in this.source)) return;
    // The runs of a search for a cure are not on screen and train at full speed.
    const pace = this.state.runs.has(request.runId) ? null : FULL_PACE;
    this.reels.set(
      request.runId,
      new Reel(
        this.source.train(request, () => this.clock),
        pace,
      ),
    );
  }

  protected begins(): void {
    // The head of a tape names its run or lesson.
  }

  protected override setPace(epochsPerSecond: number | null): void {
    super.setPace(epochsPerSecond);
    this.setUi(epochsPerSecond === null ? { fullSpeed: true } : { pace: this.pace, fullSpeed: false });
  }

  protected say(text: string): Promise<void> {
    return this.apply({ type: 'say', text, level: 'info' });
  }

  protected press(key: string): Promise<void> {
    return this.apply({ type: 'key', key });
  }

  protected async *wait(wait: Wait): AsyncGenerator<number> {
    while (!this.reached(wait)) {
      if (this.ended || this.state.ui.paused)
        throw new UserError(`${this.place}${this.whyNot()} before this is reached`);
      yield await this.advance();
    }
  }

  /** The runs play to their end. */
  protected async *toTheEnd(): AsyncGenerator<number> {
    while (!this.ended) yield await this.advance();
  }

  private whyNot(): string {
    if (!this.ended) return 'the tape paused the run';
    return this.log === null ? 'all runs end' : 'the log ends';
  }

  private reached(wait: Wait): boolean {
    const run = focusedRun(this.state);
    if (wait.for === 'end') return this.ended;
    if (run === undefined) return false;
    if (wait.for === 'finding') return run.active.has(wait.rule);
    return (wait.for === 'epoch' ? run.epoch : run.step) >= wait.count;
  }

  protected async move(): Promise<void> {
    if (this.state.ui.paused) return;
    for (const reel of this.playing()) await this.show(reel.play((reel.pace ?? this.pace) / FRAME_RATE));
  }

  protected tick(): Promise<void> {
    return this.apply({ type: 'tick', now: this.clock });
  }

  private async show(events: AsyncIterable<GradtopEvent>): Promise<void> {
    for await (const event of events) {
      const shown = event.runId !== this.state.curing?.cure.run?.runId;
      if (shown && event.type === 'finding' && event.level !== 'cleared')
        this.mark(`${event.rule} (step ${event.step})`);
      await this.apply({ type: 'events', runId: event.runId, events: [event] });
      await this.hooks.breathe();
    }
  }

  private async apply(action: Action): Promise<void> {
    const { state, commands } = this.update(this.state, action);
    this.state = state;
    for (const command of commands) await carryOut(command, this.performer);
  }

  /** A film has no screen of its own and writes no log. */
  private readonly performer: Performer<Promise<void> | void> = {
    start: (request) => {
      if (this.state.lesson) this.pace = request.pace ?? FULL_PACE;
      this.open(request);
    },
    send: async (message, to) => {
      const reels = this.log === null ? to.flatMap((runId) => this.reels.get(runId) ?? []) : [this.log];
      if (message.type === 'pace') this.pace = message.pace ?? FULL_PACE;
      for (const reel of reels) await this.heard(reel, message);
    },
    drop: async (runId) => {
      await this.reels.get(runId)?.close();
      this.reels.delete(runId);
    },
    log: () => undefined,
    record: () => undefined,
    ...{ keep: () => undefined, layout: () => undefined },
    show: () => undefined,
    screen: (command) => {
      if (command.type === 'quit') this.over = true;
    },
  };

  private async heard(reel: Reel, message: ControlMessage): Promise<void> {
    if (message.type === 'step') await this.show(reel.step());
    if (message.type === 'seek') await this.seek(reel, message.step);
  }

  /** Jumps to a step, like `g` in a replay. */
  private async seek(reel: Reel, step: number): Promise<void> {
    while (reel.lastStep < step && !reel.ended) await this.show(reel.step());
  }

  private setUi(patch: Partial<AppState['ui']>): void {
    this.state = { ...this.state, ui: { ...this.state.ui, ...patch } };
  }
}
