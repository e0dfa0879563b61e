// `gradtop lesson [name]`, and `gradtop lesson check FILE`.
import type { CommandModule } from 'yargs';
import { UserError } from '../../core/userError.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { backendOf, isOn, lookOfScreen, text, type Finish } from '../arguments.js';
import { withBackend, withLayout, withScreen, withRunLog } from '../options.js';

const CHECK = 'check';

export const lessonCommand = (finish: Finish): CommandModule => ({
  command: 'lesson [name] [file]',
  describe: 'play a lesson beside the dashboard; without a name, list the lessons; check FILE reports its faults',
  builder: (y) =>
    withRunLog(
      withLayout(
        withScreen(
          withBackend(
            y
              .positional('name', {
                type: 'string',
                description: `name, or path of a .yaml or .json file; or ${CHECK}`,
              })
              .positional('file', { type: 'string', description: `the lesson that ${CHECK} reads` }),
          ),
        ),
      ),
    )
      .option('step', { type: 'string', requiresArg: true, description: 'begin with this step, from 1' })
      .option('restart', { type: 'boolean', default: false, description: 'begin again instead of resuming' })
      .option('watch', {
        type: 'boolean',
        default: false,
        description: 'while you write: reload the file at the same step whenever it changes',
      })
      .option('data', { type: 'string', requiresArg: true, hidden: true })
      .option('results', {
        type: 'string',
        requiresArg: true,
        description: 'append a CSV row about this lesson: date, step, answers, score',
      }),
  handler: async (args) => {
    const { checkLesson, lessonCommand } = await import('../lesson.js');
    const name = text(args, 'name');
    const file = text(args, 'file');
    if (name === CHECK) {
      if (file === null) throw new UserError(`lesson ${CHECK}: expected the path of a .yaml or .json file`);
      return finish(await checkLesson(file));
    }
    if (file !== null)
      throw new UserError(`lesson: expected one name or path, got ${JSON.stringify(sanitizeLine(file, 40))} too`);
    if (text(args, 'data') !== null)
      throw new UserError(
        'lesson: --data is not allowed, because texts and answers are about the data of the lesson; ' +
          'allowed: a lesson file whose steps have change: { dataset: csv, data: FILE }, or gradtop --data FILE without a lesson',
      );
    const options = {
      name,
      step: text(args, 'step'),
      restart: isOn(args, 'restart'),
      watch: isOn(args, 'watch'),
      results: text(args, 'results'),
      backend: backendOf(args),
      ...lookOfScreen(args),
      log: text(args, 'log'),
    };
    finish(await lessonCommand(options));
  },
});
