// `gradtop runs`: lists and prunes recordings.
import type { CommandModule } from 'yargs';
import { UserError } from '../../core/userError.js';
import { ownRunsFolder } from '../../runtime/paths.js';
import { isOn, parseCount, text } from '../arguments.js';
import { hasLinks } from '../links.js';
import { columnsOf, print, tell } from '../output.js';

export const runsCommand = (): CommandModule => ({
  command: 'runs',
  describe: 'list the recorded runs, latest first',
  builder: (y) =>
    y
      .option('prune', {
        type: 'string',
        requiresArg: true,
        description: 'delete all but the latest N, after asking',
      })
      .option('yes', { type: 'boolean', description: 'prune without asking', default: false }),
  handler: async (args) => {
    const { listRuns, pruneRuns } = await import('../runs.js');
    const keep = parseCount('prune', text(args, 'prune'), 0);
    if (keep === null) {
      const { stdout } = process;
      return print(listRuns(ownRunsFolder(), columnsOf(stdout), hasLinks(stdout)));
    }
    const { deleted, live } = await pruneRuns(ownRunsFolder(), keep, isOn(args, 'yes') ? always : ask);
    print(deleted.map((file) => `deleted ${file}`));
    for (const { file, pid } of live) tell(`kept ${file}: process ${pid} is writing it`);
  },
});

const always = (): Promise<boolean> => Promise.resolve(true);

/** @throws UserError without a terminal */
async function ask(question: string): Promise<boolean> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY)
    throw new UserError(`--prune: ${question} There is no terminal to ask on; add --yes`);
  const { createInterface } = await import('node:readline/promises');
  // Without raw mode: Ctrl+C is a signal and ends the program.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} [y/N] `), closed])).trim());
  } finally {
    lines.close();
  }
}
