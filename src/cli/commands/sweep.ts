// `gradtop sweep`: its flags.
import type { Argv, CommandModule } from 'yargs';
import { backendOf, isOn, lookOfScreen, text, type Arguments, type Finish } from '../arguments.js';
import { configFrom, withBackend, withConfigFlags, withScreen, withPreset } from '../options.js';
import { defaultPreset } from '../presets.js';
import { UserError } from '../../core/userError.js';

const EXAMPLE = '--x depth=1..30 --y initializer-gain=0.2..4';

const withFlags = (y: Argv): Argv =>
  withScreen(
    withBackend(withConfigFlags(withPreset(y)))
      .positional('parts', {
        type: 'string',
        array: true,
        description: 'logs of shards: sweep merge part-*.jsonl --log all.jsonl, sweep watch part-*.jsonl',
      })
      .option('x', {
        type: 'string',
        requiresArg: true,
        description: 'axis: depth=1..30, learning-rate=0.001..1:log, depth=2,4,8',
      })
      .option('y', { type: 'string', requiresArg: true, description: 'axis: initializer-gain=0.2..4' })
      .option('points', { type: 'string', requiresArg: true, description: 'columns x rows', default: '10x10' })
      .option('seeds', {
        type: 'string',
        requiresArg: true,
        description: 'runs per cell; the map shows medians',
        default: '1',
      })
      .option('metric', {
        type: 'string',
        requiresArg: true,
        description: 'metric to show: loss, accuracy, R, slope, initialR',
        default: 'loss',
      })
      .option('log', {
        type: 'string',
        requiresArg: true,
        description: 'write a line per cell to this file; the same command resumes from it',
      })
      .option('shard', {
        type: 'string',
        requiresArg: true,
        description:
          'train a part of the map: K/N, or auto: from the variables of Slurm, Kubernetes (auto/N) or GNU parallel (auto/N)',
      })
      .option('workers', {
        type: 'string',
        requiresArg: true,
        description:
          'training processes (default: one for each core that this process may use), or ssh:host1,host2 by GNU parallel',
      })
      .option('csv', {
        type: 'string',
        requiresArg: true,
        description: 'write the cells to this file (-: standard output, instead of the map)',
      })
      .option('json', { type: 'string', requiresArg: true, description: 'write the cells to this file' })
      .option('plain', {
        type: 'boolean',
        description: 'without keys: paint the map in place and exit at the end of the sweep',
        default: false,
      }),
  );

export const sweepCommand = (finish: Finish): CommandModule => ({
  command: 'sweep <preset> [parts..]',
  describe: 'map which values of two settings train',
  builder: withFlags,
  handler: async (args) => {
    const parts = Array.isArray(args['parts']) ? args['parts'].map(String) : [];
    if (args['preset'] === 'merge') {
      const { mergeCommand } = await import('../sweepMerge.js');
      return finish(mergeCommand({ parts, log: text(args, 'log') }));
    }
    if (args['preset'] === 'watch') {
      const [{ sweepWatchCommand }, { metricFrom }] = await Promise.all([
        import('../sweepWatch.js'),
        import('../sweep.js'),
      ]);
      const metric = metricFrom(text(args, 'metric') ?? '');
      return finish(await sweepWatchCommand({ parts, metric, plain: isOn(args, 'plain'), ...lookOfScreen(args) }));
    }
    const [extra] = parts;
    if (extra !== undefined) throw new UserError(`sweep: unknown word ${JSON.stringify(extra)}; allowed: one preset`);
    const { sweepCommand } = await import('../sweep.js');
    finish(
      await sweepCommand({
        ...configFrom(text(args, 'preset') ?? defaultPreset(args['data']), args),
        backend: backendOf(args),
        x: axis(args, 'x'),
        y: axis(args, 'y'),
        points: text(args, 'points') ?? '',
        seeds: text(args, 'seeds') ?? '',
        metric: text(args, 'metric') ?? '',
        shard: text(args, 'shard'),
        workers: text(args, 'workers'),
        log: text(args, 'log'),
        csv: text(args, 'csv'),
        json: text(args, 'json'),
        ...lookOfScreen(args),
        plain: isOn(args, 'plain'),
      }),
    );
  },
});

function axis(args: Arguments, name: 'x' | 'y'): string {
  const given = text(args, name);
  if (given === null) throw new UserError([`--${name} is missing; for example ${EXAMPLE}`]);
  return given;
}
