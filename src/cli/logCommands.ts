// The commands that read recorded runs, as yargs wants them: each parses its flags and hands over.
import { homedir } from 'node:os';
import path from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { runsFolder } from '../runtime/paths.js';
import { backendOf, isOn, last, paceOf, text, themeOf, type Arguments, type Finish } from './arguments.js';
import { UsageError } from './errors.js';
import { configFrom, withBackend, withConfigFlags } from './options.js';
import { tell } from './output.js';
import { allPresets } from './presets.js';

const theme = (y: Argv): Argv => y.option('theme', { type: 'string', description: 'colours', default: 'dark' });
const ascii = (y: Argv): Argv =>
  y.option('ascii', { type: 'boolean', description: 'ASCII characters only', default: false });
const log = (y: Argv): Argv => y.positional('log', { type: 'string', description: 'a run log (.jsonl)' });

/** A flag alone names the file after the log, in this folder. */
function fileFor(args: Arguments, format: string, log: string): string | null {
  if (last(args[format]) !== '') return text(args, format);
  const file = `${path.basename(log).replace(/\.(jsonl|ndjson|log)$/, '')}.${format}`;
  tell(`writes ${file}`);
  return file;
}

/** `finish` takes each command's exit code. */
export function logCommands(finish: Finish): CommandModule[] {
  return [
    {
      command: 'replay <log>',
      describe: 'a recorded log in the dashboard, without training',
      builder: (y) =>
        ascii(theme(log(y)))
          .option('speed', { type: 'string', description: 'max, real, or times real: 4x, 0.5x' })
          .option('pace', { type: 'string', description: 'epochs a second, without --speed', default: '10' })
          .option('at', { type: 'string', requiresArg: true, description: 'begin at this step' }),
      handler: async (args) => {
        const [{ parseSpeed, replayCommand }, { parseCount }] = await Promise.all([
          import('./replay.js'),
          import('./export.js'),
        ]);
        finish(
          await replayCommand({
            log: text(args, 'log') ?? '',
            at: parseCount('at', text(args, 'at'), 1),
            speed: parseSpeed(text(args, 'speed'), paceOf(args)),
            theme: themeOf(args),
            ascii: isOn(args, 'ascii'),
            presets: allPresets(),
          }),
        );
      },
    },
    {
      command: 'export <log>',
      describe: 'a picture, a report or the series of a recorded log',
      builder: (y) =>
        ascii(theme(log(y)))
          .option('svg', {
            type: 'string',
            description: 'the dashboard as a picture into this file (-: standard output)',
          })
          .option('png', { type: 'string', description: 'the same picture as pixels' })
          .option('html', {
            type: 'string',
            description: 'a report on one page: picture, verdicts, configuration, layers',
          })
          .option('txt', { type: 'string', description: 'the dashboard as plain text' })
          .option('csv', {
            type: 'string',
            description: 'every step: loss, accuracy, gradient norm, RMS of each layer',
          })
          .option('step', { type: 'string', description: 'as of this step (else the last)' })
          .option('panel', { type: 'string', description: 'one panel alone: loss, heatmap, layers, ...' })
          .option('run', { type: 'string', description: 'the n-th run of the log, from 1' })
          .option('size', { type: 'string', description: 'columns x rows', default: '120x40' })
          .option('scale', { type: 'string', description: 'how sharp the PNG is: 1 to 8', default: '2' }),
      handler: async (args) => {
        const { exportCommand, FORMATS, parseCount, parsePanel, parseScale, parseSize } = await import('./export.js');
        const log = text(args, 'log') ?? '';
        const files = new Map(
          FORMATS.flatMap((format) => {
            const file = fileFor(args, format, log);
            return file === null ? [] : [[format, file] as const];
          }),
        );
        if (files.size === 0)
          throw new UsageError(['export: where to? --svg, --png, --html, --txt or --csv, each with a FILE or alone']);
        const panel = text(args, 'panel');
        const size = parseSize(text(args, 'size') ?? '');
        finish(
          await exportCommand({
            log,
            files,
            step: parseCount('step', text(args, 'step'), 0),
            panel: panel === null ? null : parsePanel(panel),
            run: parseCount('run', text(args, 'run'), 1),
            size,
            scale: parseScale(text(args, 'scale') ?? '', size),
            theme: themeOf(args),
            ascii: isOn(args, 'ascii'),
            presets: allPresets(),
          }),
        );
      },
    },
    {
      command: 'record [what]',
      describe: 'a terminal recording (asciicast) of a preset or a recorded log',
      builder: (y) =>
        withBackend(
          withConfigFlags(
            ascii(theme(y.positional('what', { type: 'string', description: 'a preset, or a run log (.jsonl)' }))),
          ),
        )
          .option('output', { alias: 'o', type: 'string', description: 'the file to write: demo.cast' })
          .option('tape', { type: 'string', description: 'a script of keys and waits' })
          .option('size', { type: 'string', description: 'columns x rows', default: '120x40' })
          .option('pace', { type: 'string', description: 'epochs a second', default: '10' })
          .option('cast-version', { type: 'string', description: '2, which every player reads, or 3', default: '2' }),
      handler: async (args) => {
        const { readTape, recordCommand } = await import('./record.js');
        const { parseSize } = await import('./export.js');
        const output = text(args, 'output');
        if (output === null) throw new UsageError(['record: where to? -o demo.cast']);
        const version = text(args, 'cast-version');
        if (version !== '2' && version !== '3')
          throw new UsageError([`--cast-version: ${String(version)} is not allowed; allowed: 2, 3`]);
        const tape = text(args, 'tape');
        const first = tape === null ? undefined : readTape(tape)[0];
        const what = text(args, 'what') ?? (first?.type === 'run' ? first.preset : null);
        if (what === null) throw new UsageError(['record: of what? a preset, a log, or a tape that begins with run']);
        const isLog = /\.(jsonl|ndjson|log)$/.test(what);
        finish(
          await recordCommand({
            output,
            log: isLog ? what : null,
            config: isLog ? null : configFrom(what, args).config,
            backend: backendOf(args),
            tape,
            size: parseSize(text(args, 'size') ?? ''),
            version: version === '2' ? 2 : 3,
            pace: paceOf(args),
            theme: themeOf(args),
            ascii: isOn(args, 'ascii'),
            presets: allPresets(),
          }),
        );
      },
    },
    {
      command: 'runs',
      describe: 'the recorded runs in the data folder, newest first',
      builder: (y) => y.option('prune', { type: 'string', description: 'delete all but the newest N' }),
      handler: async (args) => {
        const [{ listRuns, pruneRuns }, { parseCount }] = await Promise.all([
          import('./runs.js'),
          import('./export.js'),
        ]);
        const folder = runsFolder(process.env, process.platform, homedir());
        const keep = parseCount('prune', text(args, 'prune'), 0);
        const lines = keep === null ? listRuns(folder) : pruneRuns(folder, keep).map((file) => `deleted ${file}`);
        if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
      },
    },
  ];
}
