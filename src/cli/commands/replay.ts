// `gradtop replay`: its flags.
import type { CommandModule } from 'yargs';
import { lookOfScreen, paceOf, parseCount, text, word, type Finish } from '../arguments.js';
import { withLayout, withLog, withScreen, withPace } from '../options.js';
import { allPresets } from '../presets.js';

export const replayCommand = (finish: Finish): CommandModule => ({
  command: 'replay <log>',
  describe: 'play a recorded log in the dashboard, without training',
  builder: (y) =>
    withPace(withLayout(withScreen(withLog(y))), 'epochs per second, if --speed is not given')
      .option('speed', { type: 'string', requiresArg: true, description: 'max, real, or a multiple of real: 4x, 0.5x' })
      .option('at', { type: 'string', requiresArg: true, description: 'begin at this step' }),
  handler: async (args) => {
    const [{ parseSpeed, replayCommand }, { logNamed }] = await Promise.all([
      import('../replay.js'),
      import('../runs.js'),
    ]);
    finish(
      await replayCommand({
        log: logNamed(word(args, 'log') ?? ''),
        at: parseCount('at', text(args, 'at'), 1),
        speed: parseSpeed(text(args, 'speed'), paceOf(args)),
        ...lookOfScreen(args),
        presets: allPresets(),
      }),
    );
  },
});
