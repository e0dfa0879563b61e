// The user's own table as a data set.
import type { Config } from '../core/config/schema.js';
import type { TableReport } from '../core/table/report.js';
import { UserError } from '../core/userError.js';
import type { Split } from '../core/data/dataset.js';
import { assemble } from './assemble.js';
import { featuresOf } from './features.js';
import { wordsIn } from './names.js';
import { planOf, type Plan } from './plan.js';
import { readTable } from './read.js';
import { reportOf } from './report.js';

async function withPlan<T>(config: Config, use: (plan: Plan) => Promise<T>): Promise<T> {
  if (config.data === null) throw new UserError('dataset csv: missing file; give one with --data FILE.csv');
  const table = await readTable(config.data, {
    header: config.header,
    missingWords: wordsIn(config.na),
    sample: config.rows === null ? null : { rows: config.rows, seed: config.dataSeed },
  });
  try {
    return await use(await planOf(table, config));
  } finally {
    table.close();
  }
}

/** @throws UserError with one line a problem */
export const readSplit = (config: Config): Promise<Split> => withPlan(config, (plan) => assemble(plan, config));

export const readReport = (config: Config): Promise<TableReport> =>
  withPlan(config, async (plan) => reportOf(plan, (await featuresOf(plan)).length));
