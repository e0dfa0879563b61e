// The commands that read recorded runs, as yargs wants them: each parses its flags and hands over.
import { homedir } from 'node:os';
import path from 'node:path';
import type { CommandModule } from 'yargs';
import { sanitizeLine } from '../core/text/sanitize.js';
import { runsFolder } from '../runtime/paths.js';
import { backendOf, isOn, paceOf, text, themeOf, type Finish } from './arguments.js';
import { exportCommandModule } from './commands/export.js';
import { UsageError } from './errors.js';
import { configFrom, withBackend, withConfigFlags, withLog, withLook } from './options.js';
import { columnsOf, tell } from './output.js';
import { allPresets } from './presets.js';
import { inputsOf } from './sameFile.js';

/** `finish` takes each command's exit code. */
export function logCommands(finish: Finish): CommandModule[] {
  return [
    {
      command: 'replay <log>',
      describe: 'a recorded log in the dashboard, without training',
      builder: (y) =>
        withLook(withLog(y))
          .option('speed', { type: 'string', description: 'max, real, or times real: 4x, 0.5x' })
          .option('pace', { type: 'string', description: 'epochs a second, without --speed', default: '10' })
          .option('at', { type: 'string', requiresArg: true, description: 'begin at this step' }),
      handler: async (args) => {
        const [{ parseSpeed, replayCommand }, { parseCount }, { logNamed }] = await Promise.all([
          import('./replay.js'),
          import('./export.js'),
          import('./runs.js'),
        ]);
        finish(
          await replayCommand({
            log: logNamed(text(args, 'log') ?? '', runsFolder(process.env, process.platform, homedir())),
            at: parseCount('at', text(args, 'at'), 1),
            speed: parseSpeed(text(args, 'speed'), paceOf(args)),
            theme: themeOf(args),
            ascii: isOn(args, 'ascii'),
            presets: allPresets(),
          }),
        );
      },
    },
    exportCommandModule(finish),
    {
      command: 'record [what]',
      describe: 'a terminal recording (asciicast) of a preset or a recorded log',
      builder: (y) =>
        withBackend(
          withConfigFlags(
            withLook(y.positional('what', { type: 'string', description: 'a preset, or a run log (.jsonl)' })),
          ),
        )
          .option('output', {
            alias: 'o',
            type: 'string',
            description: 'the file to write: demo.cast, demo.gif, demo.mp4',
          })
          .option('tape', { type: 'string', description: 'a script of keys and waits' })
          .option('size', { type: 'string', description: 'columns x rows', default: '120x40' })
          .option('scale', { type: 'string', description: 'how sharp a GIF or MP4 is: 1 to 8', default: '1' })
          .option('pace', { type: 'string', description: 'epochs a second', default: '10' })
          .option('cast-version', { type: 'string', description: '2, which every player reads, or 3', default: '2' }),
      handler: async (args) => {
        const { readTape, recordCommand } = await import('./record.js');
        const { parseScale, parseSize } = await import('./export.js');
        const { videoCommand, videoFormat } = await import('./video.js');
        const output = text(args, 'output');
        if (output === null) throw new UsageError(['record: where to? -o demo.cast']);
        if (!/\.(cast|json|gif|mp4)$/i.test(output) && path.extname(output) !== '')
          throw new UsageError([
            `--output: ${sanitizeLine(output, 200)} is not allowed; allowed: a name that ends in .cast, .gif or .mp4`,
          ]);
        const version = text(args, 'cast-version');
        if (version !== '2' && version !== '3')
          throw new UsageError([`--cast-version: ${String(version)} is not allowed; allowed: 2, 3`]);
        const tape = text(args, 'tape');
        const first = tape === null ? undefined : readTape(tape)[0];
        const what = text(args, 'what') ?? (first?.type === 'run' ? first.preset : null);
        if (what === null) throw new UsageError(['record: of what? a preset, a log, or a tape that begins with run']);
        const isLog = /\.(jsonl|ndjson|log)$/.test(what);
        const size = parseSize(text(args, 'size') ?? '');
        const run = isLog ? null : configFrom(what, args);
        const asked = {
          output,
          log: isLog ? what : null,
          config: run?.config ?? null,
          inputs: [
            { what: 'the log', file: isLog ? what : null },
            { what: 'the tape', file: tape },
            ...(run === null ? [] : inputsOf(run)),
          ],
          backend: backendOf(args),
          tape,
          size,
          version: version === '2' ? 2 : 3,
          pace: paceOf(args),
          theme: themeOf(args),
          ascii: isOn(args, 'ascii'),
          presets: allPresets(),
        } as const;
        const scale = parseScale(text(args, 'scale') ?? '', size);
        const format = videoFormat(output);
        const code = await (format === null ? recordCommand(asked) : videoCommand(asked, format, scale));
        // A film takes a while to make, and nothing is seen of it.
        if (code === 0 && process.stderr.isTTY) tell(`wrote ${output}`);
        finish(code);
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
        const lines =
          keep === null
            ? listRuns(folder, columnsOf(process.stdout))
            : pruneRuns(folder, keep).map((file) => `deleted ${file}`);
        if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
      },
    },
  ];
}
