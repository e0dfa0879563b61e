// The commands that read recorded runs, as yargs wants them: each parses its flags and hands over.
import type { Argv, CommandModule } from 'yargs';
import { UsageError } from './errors.js';
import { allPresets } from './presets.js';

type Arguments = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
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
        finish(
          await replayCommand({
            log: text(args['log']) ?? '',
            speed: parseSpeed(text(args['speed']), paceOf(args)),
            theme: text(args['theme']) ?? 'dark',
            ascii: args['ascii'] === true,
            presets: allPresets(),
          }),
        );
      },
    },
  ];
}
