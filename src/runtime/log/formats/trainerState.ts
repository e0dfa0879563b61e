// trainer_state.json of Hugging Face's Trainer: the history up to the last save, one JSON object over many lines.
import { flatHparams } from '../../../core/run/hparams.js';
import { RecordStream } from '../../../core/run/scalars/recordStream.js';
import { UserError } from '../../../core/userError.js';
import { parseLine } from '../../journal.js';
import type { LineFormat } from '../lineFormat.js';
import type { LogReader } from '../reader.js';
import { recordOf } from './jsonLines.js';
import { foreignLineReader } from './lineReader.js';

/** Fields that are settings, not progress. */
const SETTINGS = [
  'train_batch_size',
  'num_train_epochs',
  'max_steps',
  'logging_steps',
  'eval_steps',
  'save_steps',
  'trial_params',
];

const trainerState: LineFormat = {
  decoder({ name, flags }) {
    let text = '';
    return (line) => {
      text += `${line}\n`;
      // The object ends with a closing brace at the margin.
      if (!/^\}\s*$/.test(line)) return [];
      const state = parseLine(text.replaceAll('\n', ' ')) as Record<string, unknown>;
      text = '';
      const { log_history: history, max_steps: totalSteps } = state;
      if (!Array.isArray(history)) throw new UserError('no field "log_history"');
      const runs = new RecordStream(name, flags);
      const settings = SETTINGS.filter((setting) => state[setting] != null).map((one) => [one, state[one]] as const);
      runs.describe(flatHparams(Object.fromEntries(settings)));
      return history.flatMap((entry) => {
        const record = recordOf(entry as Record<string, unknown>);
        return runs.take({ ...record, ...(typeof totalSteps === 'number' ? { totalSteps } : {}) });
      });
    };
  },
  belongs: (file) => /trainer_state\.json$/.test(file),
  selfDelimiting: false,
  namesRuns: true,
};

export const trainerStateReader: LogReader = foreignLineReader({
  name: 'trainer-state',
  title: 'trainer_state.json of Hugging Face',
  format: trainerState,
  sniff: (text) => (text.trimStart().startsWith('{') && /"log_history"\s*:/.test(text) ? 'certain' : 'no'),
});
