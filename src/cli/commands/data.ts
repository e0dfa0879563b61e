// `gradtop data FILE`: how gradtop reads a table, without training.
import type { CommandModule } from 'yargs';
import { FLAGS } from '../../core/config/flags.js';
import { datasetsThatRead } from '../../core/config/datasets.js';
import { settingOf } from '../../core/config/settings/index.js';
import { EXIT } from '../../core/userError.js';
import { isOn, word, type Finish } from '../arguments.js';
import { configFrom } from '../options.js';
import { defaultPreset } from '../presets.js';
import { print, writeFile } from '../output.js';

/** Settings that say how a table is read. */
const TABLE_FLAGS = FLAGS.filter(
  ({ field }) => field !== 'data' && settingOf(field).reads?.is.join() === datasetsThatRead('data').join(),
);

export const dataCommand = (finish: Finish): CommandModule => ({
  command: 'data <file>',
  describe: 'show how gradtop reads a table: columns, target, classes',
  builder: (y) => {
    y.positional('file', {
      type: 'string',
      description: 'CSV, TSV, JSON, JSON Lines or Parquet; - reads standard input',
    });
    for (const { name, description, names } of TABLE_FLAGS)
      y.option(name, {
        type: 'string',
        description: names === null ? description : `${description}: ${names.join(', ')}`,
      });
    return y
      .option('samples', { type: 'string', description: 'the same as --rows' })
      .option('json', { type: 'boolean', description: 'as JSON', default: false });
  },
  handler: async (args) => {
    const file = word(args, 'file') ?? '';
    const [{ readReport }, { removeTableFolders }, { endBy, watchSignals }] = await Promise.all([
      import('../../table/index.js'),
      import('../../table/temporary.js'),
      import('../../runtime/terminal/signals.js'),
    ]);
    const signals = watchSignals();
    signals.onSignal = (signal) => {
      removeTableFolders();
      endBy(signal);
    };
    const { config } = configFrom(defaultPreset(file), { ...args, data: file });
    const report = await readReport(config);
    const { reportLines } = await import('../../core/table/words.js');
    if (isOn(args, 'json')) writeFile('-', `${JSON.stringify(report, null, 2)}\n`);
    else print(reportLines(report));
    finish(EXIT.fine);
  },
});
