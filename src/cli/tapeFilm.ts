// A film that a tape directs: its frames, what its lines do in every film, and the time for which it stands still.
import type { TapeLine } from '../core/tape/parse.js';
import { UserError } from '../core/userError.js';
import { FRAME_RATE, frameAfter, FULL_PACE, LAST_SECONDS } from './filmTime.js';

export interface FilmHooks {
  /** Called where a finding appears. */
  mark(words: string): void;
  /** Writes the picture of the present state. */
  shoot(file: string): Promise<void>;
  /** Seconds for which the runs stand still after a marker. */
  readonly hold: number;
  /** Awaited after each event and frame, so that the event loop can handle signals. */
  breathe(): Promise<void> | undefined;
}

/** Lines that each film performs in its own way. */
export type OwnLine = Extract<TapeLine, { type: 'run' | 'lesson' }>;
export type Wait = Exclude<Extract<TapeLine, { type: 'wait' }>, { for: 'seconds' }>;

export abstract class TapeFilm {
  /** The tape's line that is being performed, `file:line: `. */
  protected place = '';
  /** Whether `q` was pressed. */
  protected over = false;
  private frame = 0;
  /** Frames for which the film still stands. */
  private held = 0;

  /** `pace` in epochs, or cells, a second. `filmed`: what `q` quits. */
  constructor(
    protected pace: number,
    protected readonly hooks: FilmHooks,
    private readonly filmed: 'dashboard' | 'map',
  ) {}

  /** Yields the time of each frame in seconds, when the state is ready. */
  async *frames(tape: readonly TapeLine[], name: string): AsyncGenerator<number> {
    for (const command of tape) {
      if (this.over) throw new UserError(`${name}:${command.line}: follows the key that quits the ${this.filmed}`);
      this.place = `${name}:${command.line}: `;
      yield* this.perform(command);
    }
    if (tape.length === 0) yield* this.toTheEnd();
    if (!this.over) yield* this.seconds(LAST_SECONDS);
  }

  /** Without a tape. */
  protected abstract toTheEnd(): AsyncGenerator<number>;
  /** What happens in a frame, unless the film stands still. */
  protected abstract move(): Promise<void>;
  /** After each frame. */
  protected abstract tick(): Promise<void> | void;
  protected abstract wait(wait: Wait): AsyncGenerator<number>;
  protected abstract press(key: string): Promise<void> | void;
  protected abstract say(text: string): Promise<void> | void;
  /** @throws UserError if the line is not for this film */
  protected abstract begins(line: OwnLine): void;
  /** `epochsPerSecond` null: as fast as possible. */
  protected setPace(epochsPerSecond: number | null): void {
    this.pace = epochsPerSecond ?? FULL_PACE;
  }

  /** Milliseconds of the film. */
  protected get clock(): number {
    return (1000 * this.frame) / FRAME_RATE;
  }

  protected mark(words: string): void {
    this.hooks.mark(words);
    this.held = Math.round(this.hooks.hold * FRAME_RATE);
  }

  /** Advances one frame; returns its time in seconds. */
  protected async advance(): Promise<number> {
    this.frame = frameAfter(this.frame, this.place);
    if (this.held > 0) this.held -= 1;
    else await this.move();
    await this.tick();
    await this.hooks.breathe();
    return this.frame / FRAME_RATE;
  }

  private async *seconds(seconds: number): AsyncGenerator<number> {
    for (let i = 0; i < Math.round(seconds * FRAME_RATE); i += 1) yield await this.advance();
  }

  private async *perform(command: TapeLine): AsyncGenerator<number> {
    switch (command.type) {
      case 'size':
      case 'theme':
      case 'title':
      case 'speed':
        return;
      case 'run':
      case 'lesson':
        return this.begins(command);
      case 'marker':
        return this.mark(command.text);
      case 'screenshot':
        return await this.hooks.shoot(command.file);
      case 'pace':
        return this.setPace(command.epochsPerSecond);
      case 'caption':
        await this.say(command.text);
        yield await this.advance();
        return;
      case 'press':
        for (let i = 0; i < command.times && !this.over; i += 1) {
          await this.press(command.key);
          yield await this.advance();
        }
        return;
      case 'wait':
        yield* command.for === 'seconds' ? this.seconds(command.seconds) : this.wait(command);
    }
  }
}
