// The flags of `gradtop sweep`.
import type { Argv } from 'yargs';
import { withBackend, withConfigFlags, withPreset, withScreen } from './options.js';

/** What the map is of. */
const withPlan = (y: Argv): Argv =>
  withBackend(withConfigFlags(withPreset(y)))
    .positional('parts', {
      type: 'string',
      array: true,
      description:
        'logs of shards: sweep merge part-*.jsonl --log all.jsonl, sweep watch part-*.jsonl, sweep best all.jsonl',
    })
    .option('x', {
      type: 'string',
      requiresArg: true,
      description: 'axis: depth=1..30, learning-rate=0.001..1:log, depth=2,4,8',
    })
    .option('y', { type: 'string', requiresArg: true, description: 'axis: initializer-gain=0.2..4' })
    .option('z', {
      type: 'string',
      requiresArg: true,
      description: 'third axis, a map for each value: width=8,16,32',
    })
    .option('points', { type: 'string', requiresArg: true, description: 'columns x rows', default: '10x10' })
    .option('seeds', {
      type: 'string',
      requiresArg: true,
      description: 'runs per cell; the map shows medians (default: 1)',
    })
    .option('metric', {
      type: 'string',
      requiresArg: true,
      description: 'metric to show, such as loss, accuracy, slope, verdict, solved, noiseScale',
      default: 'loss',
    })
    .option('measure', {
      type: 'string',
      requiresArg: true,
      description:
        'further metrics to measure: verdict,alarm,solved,noiseScale,stability,sharpness,stableRate,jacobian',
    });

/** The coordinate check, which has no map. */
const withCheck = (y: Argv): Argv =>
  y
    .option('coordinate-check', {
      type: 'boolean',
      description: 'no map: whether settings transfer across width (Yang et al. 2022)',
      default: false,
    })
    .option('widths', {
      type: 'string',
      requiresArg: true,
      description: 'widths of the coordinate check (default: 32,64,128,256,512)',
    })
    .option('steps', { type: 'string', requiresArg: true, description: 'steps of the coordinate check (default: 4)' });

/** Where it is trained, and what is written. */
export const withSweepFlags = (y: Argv): Argv =>
  withScreen(
    withCheck(withPlan(y))
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
      .option('json', {
        type: 'string',
        requiresArg: true,
        description: 'write the cells, or the coordinate check, to this file',
      })
      .option('top', {
        type: 'string',
        requiresArg: true,
        description: 'number of cells that sweep best lists (default: 10)',
      })
      .option('plain', {
        type: 'boolean',
        description: 'without keys: paint the map in place and exit at the end of the sweep',
        default: false,
      }),
  );
