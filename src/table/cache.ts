// Keeps the last table of this process, so that a key that changes the network does not read the file again.
import type { Config, ConfigField } from '../core/config/schema.js';
import { UserError } from '../core/userError.js';
import type { Split } from '../core/data/dataset.js';
import { readSplit as read } from './index.js';
import { UNWATCHED, type TableWatch } from './watch.js';

interface Load {
  readonly key: string;
  readonly split: Promise<Split>;
  readonly abort: AbortController;
  /** Number of callers that wait for it. */
  waiting: number;
  tell: TableWatch['tell'];
}
let last: Load | null = null;

/** The settings on which the arrays depend. */
const FIELDS = [
  ...(['data', 'target', 'columns', 'drop', 'missing', 'na', 'header', 'task', 'maxCategories', 'rows'] as const),
  ...(['dataSeed', 'validationSplit', 'standardize'] as const),
] satisfies readonly ConfigField[];
const keyOf = (config: Config): string => JSON.stringify(FIELDS.map((field) => config[field]));

/**
 * Returns the kept table even if the file has changed, so that compared runs have the same data. `watch.signal` ends the wait of
 * this caller alone. A load without callers ends when another table is requested.
 */
export async function readSplit(config: Config, watch: TableWatch = UNWATCHED): Promise<Split> {
  const key = keyOf(config);
  if (last?.key !== key) {
    if (last?.waiting === 0) last.abort.abort();
    last = begun(config, key);
  }
  const load = last;
  load.tell = watch.tell;
  load.waiting += 1;
  try {
    return await Promise.race([load.split, leaving(watch.signal)]);
  } finally {
    load.waiting -= 1;
  }
}

function begun(config: Config, key: string): Load {
  const abort = new AbortController();
  const tell = (words: string): void => load.tell(words);
  const split = read(config, { tell, signal: abort.signal });
  const load: Load = { key, split, abort, waiting: 0, tell: () => undefined };
  // A table that could not be read is read again next time.
  split.catch(() => {
    if (last === load) last = null;
  });
  return load;
}

const leaving = (signal: AbortSignal | null): Promise<never> =>
  new Promise((_, reject) => {
    const leave = (): void => reject(new UserError('the run ended before its table was read'));
    if (signal?.aborted === true) leave();
    signal?.addEventListener('abort', leave, { once: true });
  });
