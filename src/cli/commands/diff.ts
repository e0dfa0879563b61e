// `gradtop diff`: compares the last runs of two logs, with an exit code.
import type { CommandModule } from 'yargs';
import { EXIT, UserError } from '../../core/userError.js';
import { isOn, word, type Finish } from '../arguments.js';
import { columnsOf, print, writeFile } from '../output.js';

export const diffCommand = (finish: Finish): CommandModule => ({
  command: 'diff <a> <b>',
  describe: 'compare the last runs of two logs: settings, losses, verdicts; exit code 1 if they differ',
  builder: (y) =>
    y
      .positional('a', { type: 'string', description: 'a log or its folder, or last: the latest recording' })
      .positional('b', { type: 'string', description: 'another one' })
      .option('json', { type: 'boolean', description: 'as JSON', default: false }),
  handler: async (args) => {
    const [{ difference, differenceLines }, { openLog }, { runsOf }, { logNamed }, { wrapHanging }] = await Promise.all(
      [
        import('../../core/compare/differ.js'),
        import('../../runtime/log/openLog.js'),
        import('../replay.js'),
        import('../runs.js'),
        import('../../core/text/wrap.js'),
      ],
    );
    const [a, b] = (['a', 'b'] as const).map((name) => {
      const log = openLog(logNamed(word(args, name) ?? ''));
      const run = runsOf(log.events()).at(-1);
      if (run === undefined) throw new UserError(`${log.source.name}: the log has no runs`);
      return run;
    });
    const found = difference(a!, b!);
    const lines = differenceLines(found).flatMap((line) => wrapHanging(line, columnsOf(process.stdout)));
    if (isOn(args, 'json')) writeFile('-', `${JSON.stringify(found)}\n`);
    else print(lines);
    finish(found.same ? EXIT.fine : EXIT.failed);
  },
});
