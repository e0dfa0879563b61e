// What `gradtop record` is asked for, and what a film is: states in film time, and a stage that draws them.
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import type { LessonState } from '../core/lesson/play.js';
import type { Canvas } from '../core/screen/canvas.js';
import type { TapeLine } from '../core/tape/parse.js';
import type { CastVersion } from '../runtime/asciicast.js';
import type { SurfaceOutput } from '../runtime/terminal/surface.js';
import type { FilmHooks } from './tapeFilm.js';
import type { FilmProgress } from './progress.js';
import type { NamedFile } from './sameFile.js';
import type { Size } from './size.js';

export interface RecordArguments {
  readonly output: string;
  /** A log, or null to train `config` for the film. */
  readonly log: string | null;
  readonly config: Config | null;
  /** The lesson of the tape, from its step. */
  readonly lesson: LessonState | null;
  readonly title: string;
  /** Seconds for which the film stands still at a marker. */
  readonly hold: number;
  /** How many times faster the film plays than it is recorded. */
  readonly speed: number;
  /** The folder of the tape's pictures. */
  readonly pictures: string;
  readonly backend: BackendChoice;
  /** A tape; null plays to the end. */
  readonly tape: string | null;
  /** Input files, which must not be overwritten. */
  readonly inputs: readonly NamedFile[];
  readonly size: Size;
  readonly version: CastVersion;
  /** Epochs per second until the tape changes it. */
  readonly pace: number;
  readonly theme: string;
  readonly ascii: boolean;
  readonly presets: readonly Config[];
  /** Called after each frame is drawn, with whether it differs from the previous one. */
  readonly onFrame?: (seconds: number, changed: boolean, picture: () => Canvas) => Promise<void>;
}

/** A film and the stage on which its states are drawn. */
export interface Filmed<S> {
  readonly film: {
    readonly state: S;
    begin(): Promise<void>;
    /** The time of each frame in seconds, when the state is ready. */
    frames(tape: readonly TapeLine[], name: string): AsyncGenerator<number>;
    close(): Promise<void>;
  };
  readonly stage: { draw(state: S): void; flush(): number; picture(): Canvas; close(): void };
  /** Beside the seconds, while it is made. */
  readonly progress: (state: S) => string;
}

/** Opens a film on this output. */
export type OpenFilm<S> = (args: CastArguments, output: SurfaceOutput, hooks: FilmHooks) => Promise<Filmed<S>>;

export interface CastArguments extends Omit<RecordArguments, 'tape' | 'log'> {
  /** The file that is written; errors name `output`. */
  readonly target: string;
  readonly tape: readonly TapeLine[];
  readonly tapeName: string;
  readonly progress: FilmProgress;
}
