// `gradtop record`: its flags.
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { formatBytes, formatDuration } from '../../core/format.js';
import { startLesson, type LessonState } from '../../core/lesson/play.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { EXIT, UserError } from '../../core/userError.js';
import { backendOf, lookOfFile, paceOf, text, word, type Arguments, type Finish } from '../arguments.js';
import { configFrom, withBackend, withConfigFlags, withLook, withPace } from '../options.js';
import { tellFiles } from '../links.js';
import { tell } from '../output.js';
import { allPresets } from '../presets.js';
import { inputsOf } from '../sameFile.js';
import { findProgram, majorVersion } from '../../runtime/program.js';
import { FILM_SPEEDS, filmSpeed, headOf, type TapeHead } from '../tapeHead.js';

const withFlags = (y: Argv): Argv =>
  withPace(
    withBackend(
      withConfigFlags(
        withLook(
          y.positional('what', {
            type: 'string',
            description: 'a preset, a run log (.jsonl), the log of a sweep, last, or - for standard input',
          }),
        ),
      ),
    ),
    'epochs per second',
  )
    .option('output', {
      alias: 'o',
      type: 'string',
      description: 'output file: demo.cast, demo.gif, demo.mp4',
    })
    .option('tape', { type: 'string', requiresArg: true, description: 'a script of keys and waits' })
    .option('size', { type: 'string', requiresArg: true, description: 'columns x rows' })
    .default('size', undefined, '120x40')
    .default('theme', undefined, 'dark')
    .option('title', { type: 'string', requiresArg: true, description: 'title of the cast' })
    .option('pause-on-markers', {
      type: 'string',
      requiresArg: true,
      description: 'seconds for which the runs stand still at each marker: 0 to 60',
      default: '0',
    })
    .option('film-speed', {
      type: 'string',
      requiresArg: true,
      description: 'how many times faster the film plays: 0.1 to 20 (default: of the tape, else 1)',
    })
    .option('scale', {
      type: 'string',
      requiresArg: true,
      description: 'resolution of a GIF or MP4: 1 to 8',
      default: '1',
    })
    .option('cast-version', {
      type: 'string',
      requiresArg: true,
      description: 'asciicast version: 2, 3, or auto: 3 if the installed asciinema reads it, else 2',
      default: 'auto',
    });

export const recordCommand = (finish: Finish): CommandModule => ({
  command: 'record [what]',
  describe: 'record a film of a preset or a log: asciicast, GIF or MP4',
  builder: withFlags,
  handler: async (args) => {
    const [
      { readTape, recordCommand },
      { videoCommand, videoFormat },
      { parseScale, parseSize },
      { logNamed, namesLog },
    ] = await Promise.all([import('../record.js'), import('../video.js'), import('../size.js'), import('../runs.js')]);
    const output = outputOf(args);
    const version = versionOf(args);
    const tape = text(args, 'tape');
    const head = headOf(tape === null ? [] : readTape(tape));
    const what = whatOf(args, head);
    const log = what !== null && namesLog(what) ? logNamed(what) : null;
    const run = what === null || log !== null ? null : configFrom(what, { ...head.flags, ...given(args) });
    run?.idle.forEach(tell);
    const size = parseSize(text(args, 'size') ?? head.size ?? '120x40');
    const asked = {
      output,
      log,
      config: run?.config ?? null,
      lesson: head.lesson === null ? null : await lessonOf(head.lesson),
      title: sanitizeLine(text(args, 'title') ?? head.title ?? 'gradtop', 200),
      hold: secondsOf(args, 'pause-on-markers'),
      speed: speedOf(text(args, 'film-speed') ?? head.speed ?? '1'),
      pictures: path.dirname(output),
      inputs: [
        { what: 'the log', file: log },
        { what: 'the tape', file: tape },
        ...(run === null ? [] : inputsOf(run)),
      ],
      backend: backendOf(args),
      tape,
      size,
      version,
      pace: paceOf(args),
      ...lookOfFile({ ...args, theme: text(args, 'theme') ?? head.theme ?? 'dark' }),
      presets: allPresets(),
    } as const;
    const scale = parseScale(text(args, 'scale') ?? '', size);
    const format = videoFormat(output);
    const seconds = await (format === null ? recordCommand(asked) : videoCommand(asked, format, scale));
    const long = `${formatDuration(1000 * seconds)} of ${size.columns}x${size.rows}`;
    tellFiles('wrote ', [output], `: ${long}, ${formatBytes(statSync(output).size)}`);
    finish(EXIT.fine);
  },
});

/** @throws UserError */
function outputOf(args: Arguments): string {
  const output = text(args, 'output');
  if (output === null) throw new UserError(['record: missing output file; expected -o FILE, such as -o demo.cast']);
  if (!/\.(cast|json|gif|mp4)$/i.test(output) && path.extname(output) !== '')
    throw new UserError([
      `--output: ${sanitizeLine(output, 200)} is not allowed; allowed: a name that ends in .cast, .gif or .mp4`,
    ]);
  return output;
}

/** @throws UserError */
function versionOf(args: Arguments): 2 | 3 {
  const version = text(args, 'cast-version');
  if (version === '2' || version === '3') return version === '2' ? 2 : 3;
  if (version !== 'auto')
    throw new UserError([`--cast-version: ${sanitizeLine(version ?? '', 40)} is not allowed; allowed: auto, 2, 3`]);
  const asciinema = findProgram('asciinema', process.env, process.platform);
  return asciinema !== null && (majorVersion(asciinema) ?? 0) >= FIRST_TO_READ_3 ? 3 : 2;
}
/** Of asciinema. */
const FIRST_TO_READ_3 = 3;

/** @throws UserError */
function secondsOf(args: Arguments, flag: string): number {
  const words = text(args, flag) ?? '';
  const seconds = Number(words);
  if (!(seconds >= 0 && seconds <= 60) || words.trim() === '')
    throw new UserError([`--${flag}: ${sanitizeLine(words, 40)} is not allowed; allowed: a number from 0 to 60`]);
  return seconds;
}

/** @throws UserError */
function speedOf(words: string): number {
  const speed = filmSpeed(words);
  if (speed === null)
    throw new UserError([`--film-speed: ${sanitizeLine(words, 40)} is not allowed; allowed: ${FILM_SPEEDS}`]);
  return speed;
}

/** Without the flags that are missing. */
const given = (args: Arguments): Arguments =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));

/** @throws UserError */
async function lessonOf({ name, step }: { readonly name: string; readonly step: string | null }): Promise<LessonState> {
  const [{ loadLesson }, { atStep }] = await Promise.all([import('../lesson.js'), import('../lessonProgress.js')]);
  return atStep(startLesson(loadLesson(name)), step);
}

/** The preset or log, from the command line or the tape; null for a lesson. @throws UserError */
function whatOf(args: Arguments, { preset, lesson }: TapeHead): string | null {
  const asked = word(args, 'what');
  if (lesson !== null) {
    if (asked === null) return null;
    throw new UserError(
      `record: the tape plays a lesson, so no preset or log is allowed, got ${JSON.stringify(sanitizeLine(asked, 40))}`,
    );
  }
  const what = asked ?? preset;
  if (what === null)
    throw new UserError(['record: missing input; expected a preset, a log, or a tape with run or lesson']);
  return what;
}
