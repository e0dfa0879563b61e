// `gradtop explain`: its flags.
import type { CommandModule } from 'yargs';
import { backendOf, isOn, parseCount, text, word, type Finish } from '../arguments.js';
import { tell } from '../output.js';
import { configFrom, withBackend, withConfigFlags } from '../options.js';

export const explainCommand = (finish: Finish): CommandModule => ({
  command: 'explain <what>',
  describe: 'explain a run: verdict, receipt, evidence and the next experiment',
  builder: (y) =>
    withBackend(
      withConfigFlags(y.positional('what', { type: 'string', description: 'a run log (.jsonl), last, or a preset' })),
    )
      .option('run', {
        type: 'string',
        requiresArg: true,
        description: 'number of the run in the log, from 1 (default: the last)',
      })
      .option('json', { type: 'boolean', description: 'as JSON of at most 32 KB', default: false }),
  handler: async (args) => {
    const [{ explainLog, explainPreset }, { logNamed, namesLog }] = await Promise.all([
      import('../explain.js'),
      import('../runs.js'),
    ]);
    const what = word(args, 'what') ?? '';
    const json = isOn(args, 'json');
    if (namesLog(what)) return finish(explainLog(logNamed(what), parseCount('run', text(args, 'run'), 1), json));
    const asked = configFrom(what, args, ['last']);
    asked.idle.forEach(tell);
    finish(await explainPreset(asked, backendOf(args), json));
  },
});
