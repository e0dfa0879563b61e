// `gradtop cure`: its flags.
import type { CommandModule } from 'yargs';
import { backendOf, isOn, parseCount, text, type Finish } from '../arguments.js';
import { MOST_TRIES } from '../../core/cure/limits.js';
import { tell } from '../output.js';
import { configFrom, withBackend, withConfigFlags, withPreset } from '../options.js';
import { defaultPreset } from '../presets.js';

export const cureCommand = (finish: Finish): CommandModule => ({
  command: 'cure <preset>',
  describe: 'try what the verdict suggests, one change at a time, until the network learns',
  builder: (y) =>
    withBackend(withConfigFlags(withPreset(y)))
      .option('tries', {
        type: 'string',
        requiresArg: true,
        description: 'train at most this many changed networks, with 3 seeds each',
        default: String(MOST_TRIES),
      })
      .option('budget', {
        type: 'string',
        requiresArg: true,
        description: 'start no further network after this many seconds',
      })
      .option('json', { type: 'boolean', description: 'the result as JSON on standard output', default: false }),
  handler: async (args) => {
    const { cureCommand } = await import('../cure.js');
    const asked = configFrom(text(args, 'preset') ?? defaultPreset(args['data']), args);
    asked.idle.forEach(tell);
    finish(
      await cureCommand({
        ...asked,
        backend: backendOf(args),
        json: isOn(args, 'json'),
        tries: parseCount('tries', text(args, 'tries'), 1) ?? MOST_TRIES,
        budget: parseCount('budget', text(args, 'budget'), 1),
      }),
    );
  },
});
