// `gradtop runs`: what is recorded, and its pruning.
import type { CommandModule } from 'yargs';
import { parseCount, text } from '../arguments.js';
import { columnsOf } from '../output.js';

export const runsCommand = (): CommandModule => ({
  command: 'runs',
  describe: 'the recorded runs in the data folder, newest first',
  builder: (y) => y.option('prune', { type: 'string', requiresArg: true, description: 'delete all but the newest N' }),
  handler: async (args) => {
    const { listRuns, ownFolder, pruneRuns } = await import('../runs.js');
    const keep = parseCount('prune', text(args, 'prune'), 0);
    const lines =
      keep === null
        ? listRuns(ownFolder(), columnsOf(process.stdout))
        : pruneRuns(ownFolder(), keep).map((file) => `deleted ${file}`);
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  },
});
