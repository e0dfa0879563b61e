// The options with which a table is read whole, by these threads.
import type { Crew } from '../../src/table/crew.js';
import type { ReadOptions } from '../../src/table/raw.js';
import { UNWATCHED } from '../../src/table/watch.js';

export const options = (crew: Crew): ReadOptions => ({
  header: 'auto',
  missingWords: [],
  sample: null,
  watch: UNWATCHED,
  crew,
});
