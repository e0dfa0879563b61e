// The commands that read recorded runs, as yargs wants them: each parses its flags and hands over.
import type { Argv, CommandModule } from 'yargs';
import { UsageError } from './errors.js';
import { allPresets } from './presets.js';

type Arguments = Readonly<Record<string, unknown>>;
/** A flag given twice counts as it was given last. */
const text = (value: unknown): string | null => {
  const one: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof one === 'string' && one !== '' ? one : null;
};
const theme = (y: Argv): Argv => y.option('theme', { type: 'string', description: 'colours', default: 'dark' });
const ascii = (y: Argv): Argv =>
  y.option('ascii', { type: 'boolean', description: 'ASCII characters only', default: false });
const log = (y: Argv): Argv => y.positional('log', { type: 'string', description: 'a run log (.jsonl)' });

/** @throws UsageError */
export function paceOf(args: Arguments): number {
  const pace = Number(args['pace']);
  if (!(pace > 0 && pace <= 1000))
    throw new UsageError([`--pace: ${String(args['pace'])} is not allowed; allowed: a number above 0, at most 1000`]);
  return pace;
}

/** `finish` takes each command's exit code. */
export function logCommands(finish: (code: number) => void): CommandModule[] {
  return [
    {
      command: 'replay <log>',
      describe: 'a recorded log in the dashboard, without training',
      builder: (y) =>
        ascii(theme(log(y)))
          .option('speed', { type: 'string', description: 'max, real, or times real: 4x, 0.5x' })
          .option('pace', { type: 'number', description: 'epochs a second, without --speed', default: 10 }),
      handler: async (args) => {
        const { parseSpeed, replayCommand } = await import('./replay.js');
        const { parseTheme } = await import('./export.js');
        finish(
          await replayCommand({
            log: text(args['log']) ?? '',
            speed: parseSpeed(text(args['speed']), paceOf(args)),
            theme: parseTheme(text(args['theme']) ?? ''),
            ascii: args['ascii'] === true,
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
            description: 'the dashboard as a picture into this file (=-: standard output)',
          })
          .option('png', { type: 'string', hidden: true })
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
          .option('size', { type: 'string', description: 'columns x rows', default: '120x40' }),
      handler: async (args) => {
        const { exportCommand, FORMATS, parseCount, parsePanel, parseSize, parseTheme } = await import('./export.js');
        if (args['png'] !== undefined)
          throw new UsageError([
            '--png: this program draws no PNG; --svg FILE makes the same picture, crisp at any size',
          ]);
        const files = new Map(
          FORMATS.flatMap((format) => {
            const file = text(args[format]);
            return file === null ? [] : [[format, file] as const];
          }),
        );
        if (files.size === 0) throw new UsageError(['export: where to? --svg, --html, --txt or --csv FILE']);
        const panel = text(args['panel']);
        finish(
          await exportCommand({
            log: text(args['log']) ?? '',
            files,
            step: parseCount('step', text(args['step']), 0),
            panel: panel === null ? null : parsePanel(panel),
            run: parseCount('run', text(args['run']), 1),
            size: parseSize(text(args['size']) ?? ''),
            theme: parseTheme(text(args['theme']) ?? ''),
            ascii: args['ascii'] === true,
            presets: allPresets(),
          }),
        );
      },
    },
  ];
}
