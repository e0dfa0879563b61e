// `gradtop record`: its flags.
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { formatBytes, formatDuration } from '../../core/format.js';
import type { TapeLine } from '../../core/tape/parse.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { EXIT, UserError } from '../../core/userError.js';
import { backendOf, lookOfFile, paceOf, text, word, type Arguments, type Finish } from '../arguments.js';
import { configFrom, withBackend, withConfigFlags, withLook, withPace } from '../options.js';
import { tell } from '../output.js';
import { allPresets } from '../presets.js';
import { inputsOf } from '../sameFile.js';

const withFlags = (y: Argv): Argv =>
  withPace(
    withBackend(
      withConfigFlags(
        withLook(
          y.positional('what', {
            type: 'string',
            description: 'a preset, a run log (.jsonl), last, or - for standard input',
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
    .option('size', { type: 'string', requiresArg: true, description: 'columns x rows', default: '120x40' })
    .option('scale', {
      type: 'string',
      requiresArg: true,
      description: 'resolution of a GIF or MP4: 1 to 8',
      default: '1',
    })
    .option('cast-version', {
      type: 'string',
      requiresArg: true,
      description: 'asciicast version: 2, which every player reads, or 3',
      default: '2',
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
    const what = whatOf(args, tape === null ? [] : readTape(tape));
    const log = namesLog(what) ? logNamed(what) : null;
    const run = log === null ? configFrom(what, args) : null;
    run?.idle.forEach(tell);
    const size = parseSize(text(args, 'size') ?? '');
    const asked = {
      output,
      log,
      config: run?.config ?? null,
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
      ...lookOfFile(args),
      presets: allPresets(),
    } as const;
    const scale = parseScale(text(args, 'scale') ?? '', size);
    const format = videoFormat(output);
    const seconds = await (format === null ? recordCommand(asked) : videoCommand(asked, format, scale));
    const long = `${formatDuration(1000 * seconds)} of ${size.columns}x${size.rows}`;
    tell(`wrote ${output}: ${long}, ${formatBytes(statSync(output).size)}`);
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
  if (version !== '2' && version !== '3')
    throw new UserError([`--cast-version: ${sanitizeLine(version ?? '', 40)} is not allowed; allowed: 2, 3`]);
  return version === '2' ? 2 : 3;
}

/** The preset or log, from the command line or the tape. @throws UserError */
function whatOf(args: Arguments, [first]: readonly TapeLine[]): string {
  const what = word(args, 'what') ?? (first?.type === 'run' ? first.preset : null);
  if (what === null)
    throw new UserError(['record: missing input; expected a preset, a log, or a tape that begins with run']);
  return what;
}
