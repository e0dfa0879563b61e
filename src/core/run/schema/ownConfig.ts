// Reads the configuration in a `run` event: gradtop's own, with defaults for fields of later versions, or none.
import { datasetsThatRead } from '../../config/datasets.js';
import { CONFIG_FIELDS, parseConfig } from '../../config/presets.js';
import type { ResolvedConfig } from '../../config/schema.js';
import { UserError } from '../../userError.js';
import { FILLED, record, type Holder, type Kind } from './kinds.js';

/** Without these fields it is the configuration of another program: defaults in their place would describe another network. */
export const DECISIVE = [
  'dataset',
  'depth',
  'width',
  'activation',
  'outputActivation',
  'loss',
  'initializer',
  'optimizer',
  'learningRate',
  'batchSize',
  'epochs',
  'seed',
] as const;

const anObject = record<Holder>();

/** Whether `samples` counts the rows of a table or a collection, which may be more than the setting of this name allows. */
const countsRows = ({ dataset, samples }: Holder): boolean =>
  datasetsThatRead('rows').some((name) => name === dataset) && Number.isSafeInteger(samples) && Number(samples) > 0;

/** Ignores fields of later versions; fields that an earlier version lacked get their defaults. */
export const ownConfig: Kind<ResolvedConfig> = {
  noun: 'an object',
  check(value, holder, key) {
    const fault = anObject.check(value, holder, key);
    if (fault !== null) return fault;
    const given = value as Holder;
    if (!DECISIVE.every((field) => field in given)) {
      delete holder[key];
      return null;
    }
    const known = Object.fromEntries(Object.entries(given).filter(([field]) => CONFIG_FIELDS.includes(field)));
    if (countsRows(given)) delete known['samples'];
    try {
      const complete = parseConfig(known, 'config');
      const missing = Object.fromEntries(Object.entries(complete).filter(([field]) => !(field in given)));
      if (Object.keys(missing).length > 0) holder[key] = { ...given, ...missing, [FILLED]: missing };
      return null;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { at: '', says: `is not valid: ${error.lines[0]}` };
    }
  },
};
