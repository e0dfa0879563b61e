// The kind of the hyperparameters in a run log: nested objects become flat names.
import { flatHparams, type Hparams } from '../hparams.js';
import type { Kind } from './kinds.js';

export const hparams: Kind<Hparams> = {
  noun: 'an object',
  check(value, holder, key) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { at: '', says: `must be an object, got ${JSON.stringify(value).slice(0, 60)}` };
    holder[key] = flatHparams(value);
    return null;
  },
};
