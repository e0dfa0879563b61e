// The user's own table as a data set.
import path from 'node:path';
import type { Config } from '../core/config/schema.js';
import type { TableReport } from '../core/table/report.js';
import { thousands } from '../core/table/words.js';
import { UserError } from '../core/userError.js';
import type { Split } from '../core/data/dataset.js';
import { assemble } from './assemble.js';
import { Crew } from './crew.js';
import { featuresOf } from './features.js';
import { wordsIn } from './names.js';
import { planOf, type Plan } from './plan.js';
import type { RawTable } from './raw.js';
import { readTable } from './read.js';
import { reportOf } from './report.js';
import { UNWATCHED, type TableWatch } from './watch.js';

async function withPlan<T>(config: Config, watch: TableWatch, use: (plan: Plan) => Promise<T>): Promise<T> {
  if (config.data === null) throw new UserError('dataset csv: missing file; give one with --data FILE.csv');
  const crew = new Crew(watch.signal);
  let table: RawTable | null = null;
  try {
    table = await readTable(config.data, {
      header: config.header,
      missingWords: wordsIn(config.na),
      sample: config.rows === null ? null : { rows: config.rows, seed: config.dataSeed },
      watch,
      crew,
    });
    await table.duck.release([]);
    watch.tell(
      `${path.basename(table.name)}: ${thousands(table.rows)} rows; looking at ${table.columns.length} columns`,
    );
    return await use(await planOf(table, config));
  } finally {
    table?.close();
    crew.close();
  }
}

/** @throws UserError with one line a problem */
export const readSplit = (config: Config, watch = UNWATCHED): Promise<Split> =>
  withPlan(config, watch, (plan) => assemble(plan, config, watch));

export const readReport = (config: Config): Promise<TableReport> =>
  withPlan(config, UNWATCHED, async (plan) => reportOf(plan, (await featuresOf(plan)).length));
