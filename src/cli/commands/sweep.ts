// `gradtop sweep`: its flags.
import type { CommandModule } from 'yargs';
import { backendOf, isOn, lookOfScreen, text, type Arguments, type Finish } from '../arguments.js';
import { configFrom, type Asked } from '../options.js';
import { defaultPreset } from '../presets.js';
import { withSweepFlags } from '../sweepFlags.js';
import { UserError } from '../../core/userError.js';

const EXAMPLE = '--x depth=1..30 --y initializer-gain=0.2..4';

export const sweepCommand = (finish: Finish): CommandModule => ({
  command: 'sweep <preset> [parts..]',
  describe: 'map which values of two settings train',
  builder: withSweepFlags,
  handler: async (args) => {
    const parts = Array.isArray(args['parts']) ? args['parts'].map(String) : [];
    if (args['preset'] === 'merge') {
      const { mergeCommand } = await import('../sweepMerge.js');
      return finish(await mergeCommand({ parts, log: text(args, 'log') }));
    }
    if (args['preset'] === 'watch') {
      const [{ sweepWatchCommand }, { metricFrom }] = await Promise.all([
        import('../sweepWatch.js'),
        import('../sweep.js'),
      ]);
      const metric = metricFrom(text(args, 'metric') ?? '');
      return finish(await sweepWatchCommand({ parts, metric, plain: isOn(args, 'plain'), ...lookOfScreen(args) }));
    }
    if (args['preset'] === 'best') {
      const { bestCommand } = await import('../sweepBest.js');
      return finish(bestCommand({ parts, metric: text(args, 'metric') ?? '', top: text(args, 'top') }));
    }
    const [extra] = parts;
    if (extra !== undefined) throw new UserError(`sweep: unknown word ${JSON.stringify(extra)}; allowed: one preset`);
    const asked = configFrom(text(args, 'preset') ?? defaultPreset(args['data']), args);
    if (isOn(args, 'coordinate-check')) return finish(await coordinateCheck(asked, args));
    refuseOfCheck(args);
    const { sweepCommand } = await import('../sweep.js');
    finish(
      await sweepCommand({
        ...asked,
        backend: backendOf(args),
        x: axis(args, 'x'),
        y: axis(args, 'y'),
        z: text(args, 'z'),
        points: text(args, 'points') ?? '',
        seeds: text(args, 'seeds') ?? '1',
        metric: text(args, 'metric') ?? '',
        measure: text(args, 'measure'),
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

/** Flags of a map that the check does not have. */
const OF_MAPS = ['x', 'y', 'z', 'measure', 'shard', 'workers', 'log', 'csv', 'top'] as const;

async function coordinateCheck(asked: Asked, args: Arguments): Promise<number> {
  const other = OF_MAPS.find((flag) => text(args, flag) !== null);
  if (other !== undefined) throw new UserError(`--${other} and --coordinate-check exclude each other`);
  const { coordinateCommand } = await import('../sweepCoordinates.js');
  return coordinateCommand({
    ...asked,
    backend: backendOf(args),
    widths: text(args, 'widths'),
    steps: text(args, 'steps'),
    seeds: text(args, 'seeds'),
    json: text(args, 'json'),
  });
}

function refuseOfCheck(args: Arguments): void {
  const flag = (['widths', 'steps'] as const).find((name) => text(args, name) !== null);
  if (flag !== undefined) throw new UserError(`--${flag}: is for --coordinate-check`);
}

function axis(args: Arguments, name: 'x' | 'y'): string {
  const given = text(args, name);
  if (given === null) throw new UserError([`--${name} is missing; for example ${EXAMPLE}`]);
  return given;
}
