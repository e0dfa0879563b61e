// `gradtop record`: a terminal recording of the dashboard, from a log or live. Times come from steps and not from a clock, so the same
// log or configuration with the same tape gives the same bytes.
import { closeSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unchanged } from '../core/app/runs.js';
import type { AppState, Updated } from '../core/app/state.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import type { LessonState } from '../core/lesson/play.js';
import { toLines, type Canvas } from '../core/screen/canvas.js';
import { EngineBook } from '../core/run/engineBook.js';
import { parseTape, type TapeLine } from '../core/tape/parse.js';
import { sanitize, sanitizeLine } from '../core/text/sanitize.js';
import { CastEncoder, type CastVersion } from '../runtime/asciicast.js';
import { writeWhole } from '../runtime/writeWhole.js';
import { emptyReplay, liveLesson, liveState } from '../ui/begun.js';
import { canvasToSvg } from '../ui/export/svg.js';
import { themeOf } from '../ui/themes/index.js';
import { checkLength, Film, type FilmSource } from './film.js';
import { loadStage } from './inkModules.js';
import { readInput } from './input.js';
import { openLog } from '../runtime/log/openLog.js';
import { canRedraw, notWritten, openedForWriting } from './output.js';
import { writtenWhole } from './outputFile.js';
import { createFilmProgress, type FilmProgress } from './progress.js';
import { refuseSame, type NamedFile } from './sameFile.js';
import type { Size } from './size.js';
import { checkHead } from './tapeHead.js';

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

/** @throws UserError with a line for each mistake */
export function readTape(file: string): TapeLine[] {
  const safe = sanitizeLine(file, 200);
  const tape = parseTape(sanitize(readInput(file, safe)), safe);
  checkHead(tape, safe);
  checkLength(tape, safe);
  return tape;
}

async function trainedSource(): Promise<FilmSource> {
  const { trainingReel } = await import('../worker/reel.js');
  const engines = new EngineBook();
  return { train: (request, clock) => trainingReel(request, clock, engines) };
}

/** Writes the cast; resolves with its length in seconds. @throws UserError if something cannot be read, written, trained or awaited */
export async function recordCommand(args: RecordArguments): Promise<number> {
  const tape = args.tape === null ? [] : readTape(args.tape);
  const log = args.log === null ? null : openLog(args.log).events();
  refuseSame([{ what: '--output', file: args.output }], args.inputs);
  const source = log === null ? await trainedSource() : { log };
  const progress = createFilmProgress(process.stderr, canRedraw(process.stderr));
  // A signal ends the program without the finally block.
  process.once('exit', progress.clear);
  try {
    return await writtenWhole(args.output, (target) =>
      writeCast({ ...args, target, tape, tapeName: args.tape ?? '', source, progress }),
    );
  } finally {
    process.off('exit', progress.clear);
    progress.clear();
  }
}

interface CastArguments extends Omit<RecordArguments, 'tape' | 'log'> {
  /** The file that is written; errors name `output`. */
  readonly target: string;
  readonly tape: readonly TapeLine[];
  readonly tapeName: string;
  readonly source: FilmSource;
  readonly progress: FilmProgress;
}

function begunOf(args: CastArguments): Updated {
  if (args.lesson !== null) return liveLesson(args, args.lesson, args.backend);
  return args.config === null ? unchanged(emptyReplay(args)) : liveState(args, args.config, args.backend);
}

/** Appends to the open file. @throws UserError */
const appender =
  (file: number, output: string) =>
  (line: string): void => {
    try {
      writeWhole(file, line);
    } catch (error) {
      throw notWritten(output, error);
    }
  };

async function writeCast(args: CastArguments): Promise<number> {
  const stages = await loadStage();
  const file = openedForWriting(args.target);
  let clock = 0;
  try {
    const cast = new CastEncoder({
      ...args.size,
      version: args.version,
      title: args.title,
      paper: themeOf(args.theme).paper,
    });
    const append = appender(file, args.output);
    append(cast.start());
    const write = (code: 'o' | 'm', data: string): void => append(cast.event(clock, code, data));
    // The first frame is self-contained, whatever the player's screen shows.
    let before = '\u001b[?25l\u001b[0m\u001b[2J\u001b[H';
    const stage = new stages.Stage(args, {
      write: (text) => {
        write('o', before + text);
        before = '';
      },
    });
    const film: Film = new Film(begunOf(args), args.source, args.pace, {
      mark: (words) => write('m', words),
      breathe: breather(),
      hold: args.hold,
      shoot: (file) => show().then(() => writePicture(stage.picture(), path.join(args.pictures, file), args)),
    });
    let drawn: AppState | null = null;
    const show = async (): Promise<void> => {
      // While nothing happens the state stays the same object, and the frame needs no drawing.
      let changed = false;
      if (film.state !== drawn) {
        drawn = film.state;
        stage.draw(drawn);
        changed = stage.flush() > 0;
      }
      await args.onFrame?.(clock, changed, () => stage.picture());
      args.progress.show(clock, film.state);
    };
    try {
      await film.begin();
      await show();
      for await (const seconds of film.frames(args.tape, args.tapeName)) {
        clock = seconds / args.speed;
        await show();
      }
      // Leave the cursor where a shell prompt can follow.
      write('o', `\u001b[0m\u001b[${args.size.rows};1H\u001b[?25h`);
    } finally {
      await film.close();
      stage.close();
    }
  } finally {
    closeSync(file);
  }
  return clock;
}

/** @throws UserError */
function writePicture(picture: Canvas, file: string, { title, theme }: Pick<RecordArguments, 'title' | 'theme'>): void {
  const text = file.endsWith('.svg')
    ? canvasToSvg(picture, { title, ...themeOf(theme).paper })
    : `${toLines(picture).join('\n')}\n`;
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw notWritten(file, error);
  }
}

/** How long a film runs before it yields to the event loop, in milliseconds. */
const BREATH_MS = 30;

/** Yields to the event loop at intervals, so that it can handle signals. */
function breather(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < BREATH_MS) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}
