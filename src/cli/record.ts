// `gradtop record`: a terminal recording of the dashboard, from a log or live. Times come from steps and not from a clock, so the same
// log or configuration with the same tape gives the same bytes.
import { closeSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unchanged } from '../core/app/runs.js';
import type { AppState, Updated } from '../core/app/state.js';
import { toLines, type Canvas } from '../core/screen/canvas.js';
import { EngineBook } from '../core/run/engineBook.js';
import { parseTape, type TapeLine } from '../core/tape/parse.js';
import { sanitize, sanitizeLine } from '../core/text/sanitize.js';
import { CastEncoder } from '../runtime/asciicast.js';
import type { SurfaceOutput } from '../runtime/terminal/surface.js';
import { writeWhole } from '../runtime/writeWhole.js';
import { emptyReplay, liveLesson, liveState } from '../ui/begun.js';
import { canvasToSvg } from '../ui/export/svg.js';
import { themeOf } from '../ui/themes/index.js';
import { Film, type FilmSource } from './film.js';
import { checkLength } from './filmTime.js';
import { loadStage } from './inkModules.js';
import { readInput } from './input.js';
import { openLog } from '../runtime/log/openLog.js';
import { canRedraw, notWritten, openedForWriting } from './output.js';
import { thenAlways, writtenWhole } from './outputFile.js';
import type { CastArguments, OpenFilm, RecordArguments } from './filmed.js';
import { createFilmProgress, stepInWords } from './progress.js';
import { tabOf } from './terminalHere.js';
import { refuseSame } from './sameFile.js';
import { isSweepLog } from './sweepRead.js';
import { checkHead } from './tapeHead.js';

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
  const made = await openerOf(args);
  refuseSame([{ what: '--output', file: args.output }], args.inputs);
  const progress = createFilmProgress(process.stderr, canRedraw(process.stderr));
  const tab = tabOf(process.stderr);
  const write = (target: string): Promise<number> =>
    made({ ...args, target, tape, tapeName: args.tape ?? '', progress });
  tab('busy');
  return thenAlways(
    () => writtenWhole(args.output, write),
    () => {
      tab(null);
      progress.clear();
    },
  );
}

/** A film of runs, trained or from a log. */
const ofRuns =
  (source: FilmSource): OpenFilm<AppState> =>
  async (args, output, hooks) => {
    const stages = await loadStage();
    return {
      stage: new stages.Stage(args, output),
      film: new Film(begunOf(args), source, args.pace, hooks),
      progress: stepInWords,
    };
  };

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

/** What writes the film: of runs, or of the map in the log of a sweep. @throws UserError */
async function openerOf({ log }: RecordArguments): Promise<(args: CastArguments) => Promise<number>> {
  if (log !== null && isSweepLog(log)) {
    const { ofMap } = await import('./mapFilm.js');
    const open = ofMap(log);
    return (args) => writeCast(args, open);
  }
  const events = log === null ? null : openLog(log).events();
  const source = events === null ? await trainedSource() : { log: events };
  return (args) => writeCast(args, ofRuns(source));
}

async function writeCast<S>(args: CastArguments, open: OpenFilm<S>): Promise<number> {
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
    const output: SurfaceOutput = {
      write: (text) => {
        write('o', before + text);
        before = '';
      },
    };
    const { stage, film, progress } = await open(args, output, {
      mark: (words) => write('m', words),
      breathe: breather(),
      hold: args.hold,
      shoot: (file) => show().then(() => writePicture(stage.picture(), path.join(args.pictures, file), args)),
    });
    let drawn: S | null = null;
    const show = async (): Promise<void> => {
      // While nothing happens the state stays the same object, and the frame needs no drawing.
      let changed = false;
      if (film.state !== drawn) {
        drawn = film.state;
        stage.draw(drawn);
        changed = stage.flush() > 0;
      }
      await args.onFrame?.(clock, changed, () => stage.picture());
      args.progress.show(clock, progress(film.state));
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
