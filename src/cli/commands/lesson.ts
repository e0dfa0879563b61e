// `gradtop lesson [name]` as yargs wants it.
import type { CommandModule } from 'yargs';
import { backendOf, isOn, text, themeOf, type Finish } from '../arguments.js';
import { withBackend } from '../options.js';

export const lessonCommandModule = (finish: Finish): CommandModule => ({
  command: 'lesson [name]',
  describe: 'a lesson beside the dashboard: guess, then see it measured; without a name, what there is',
  builder: (y) =>
    withBackend(y.positional('name', { type: 'string', description: 'name, or path of a .yaml or .json file' }))
      .option('theme', { type: 'string', requiresArg: true, description: 'colours', default: 'dark' })
      .option('ascii', { type: 'boolean', description: 'ASCII characters only', default: false })
      .option('log', { type: 'string', requiresArg: true, description: 'write the run log to this file' }),
  handler: async (args) => {
    const { lessonCommand } = await import('../lesson.js');
    const options = {
      name: text(args, 'name'),
      backend: backendOf(args),
      theme: themeOf(args),
      ascii: isOn(args, 'ascii'),
      log: text(args, 'log'),
    };
    finish(await lessonCommand(options));
  },
});
