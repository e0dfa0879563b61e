// `gradtop train`: its flags.
import type { CommandModule } from 'yargs';
import { UserError } from '../../core/userError.js';
import { backendOf, isOn, text, type Arguments, type Finish } from '../arguments.js';
import { tell } from '../output.js';
import { configFrom, withBackend, withConfigFlags, withPreset, withRunLog } from '../options.js';
import { defaultPreset } from '../presets.js';
import { copyOf } from '../../table/copies.js';

export const trainCommand = (finish: Finish): CommandModule => ({
  command: 'train [preset]',
  describe: 'train without the dashboard',
  builder: (y) =>
    withRunLog(withBackend(withConfigFlags(withPreset(y))))
      .option('json', { type: 'boolean', description: 'the run log as JSON Lines on standard output', default: false })
      .option('detach', {
        type: 'boolean',
        description: 'train in the background; gradtop watch shows the run',
        default: false,
      })
      .option('snapshot-steps', {
        type: 'string',
        requiresArg: true,
        description: 'log batch, parameters and gradients at these steps: 1,10,100',
      })
      .option('fail-on', {
        type: 'string',
        requiresArg: true,
        description:
          'exit with 1 if one of these rules is active at the end or raised an alarm: vanishing,exploding,diverged,...',
      }),
  handler: async (args) => finish(await train(args)),
});

export async function train(args: Arguments): Promise<number> {
  const [{ parseSteps, trainCommand }, { parseFailOn }] = await Promise.all([
    import('../train.js'),
    import('../failOn.js'),
  ]);
  const steps = text(args, 'snapshot-steps');
  const failOn = text(args, 'fail-on');
  const preset = text(args, 'preset');
  if (preset === null && text(args, 'data') === null)
    throw new UserError('train: missing argument; usage: gradtop train <preset>, or gradtop train --data FILE');
  const asked = configFrom(preset ?? defaultPreset(args['data']), args);
  asked.idle.forEach(tell);
  if (isOn(args, 'detach')) {
    const { data } = asked.config;
    if (data !== null && copyOf(data) !== null)
      throw new UserError(
        `--detach: a table from standard input or a pipe ends with this command; give a file instead of ${data}`,
      );
    if (isOn(args, 'json'))
      throw new UserError(['--detach: --json is not allowed, because the run has no standard output; use --log FILE']);
    const { detach } = await import('../detach.js');
    return detach({ argv: process.argv.slice(2), log: text(args, 'log'), name: asked.config.name });
  }
  return trainCommand({
    ...asked,
    backend: backendOf(args),
    json: isOn(args, 'json'),
    log: text(args, 'log'),
    snapshotSteps: steps === null ? [] : parseSteps(steps),
    failOn: failOn === null ? [] : parseFailOn(failOn),
  });
}
