// `gradtop lesson [name]`.
import type { CommandModule } from 'yargs';
import { backendOf, lookOfScreen, text, type Finish } from '../arguments.js';
import { withBackend, withScreen, withRunLog } from '../options.js';

export const lessonCommand = (finish: Finish): CommandModule => ({
  command: 'lesson [name]',
  describe: 'play a lesson beside the dashboard; without a name, list the lessons',
  builder: (y) =>
    withRunLog(
      withScreen(
        withBackend(y.positional('name', { type: 'string', description: 'name, or path of a .yaml or .json file' })),
      ),
    ).option('step', { type: 'string', requiresArg: true, description: 'begin with this step, from 1' }),
  handler: async (args) => {
    const { lessonCommand } = await import('../lesson.js');
    const options = {
      name: text(args, 'name'),
      step: text(args, 'step'),
      backend: backendOf(args),
      ...lookOfScreen(args),
      log: text(args, 'log'),
    };
    finish(await lessonCommand(options));
  },
});
