// `gradtop lesson [name]` as yargs wants it.
import type { CommandModule } from 'yargs';
import { backendOf, lookOfScreen, text, type Finish } from '../arguments.js';
import { withBackend, withLook, withRunLog } from '../options.js';

export const lessonCommandModule = (finish: Finish): CommandModule => ({
  command: 'lesson [name]',
  describe: 'a lesson beside the dashboard: guess, then see it measured; without a name, what there is',
  builder: (y) =>
    withRunLog(
      withLook(
        withBackend(y.positional('name', { type: 'string', description: 'name, or path of a .yaml or .json file' })),
      ),
    ),
  handler: async (args) => {
    const { lessonCommand } = await import('../lesson.js');
    const options = {
      name: text(args, 'name'),
      backend: backendOf(args),
      ...lookOfScreen(args),
      log: text(args, 'log'),
    };
    finish(await lessonCommand(options));
  },
});
