// `gradtop cure`: trains what the verdict suggests as controlled twins, one change at a time. It ends when a network is well or no
// suggestion is left.
import { configToCommandLine, networkInWords } from '../core/config/describe.js';
import type { BackendChoice } from '../core/config/backends.js';
import { Search, seedsOf, type Candidate, type Tried } from '../core/cure/search.js';
import { formatAccuracy, formatLoss } from '../core/format.js';
import { createRunState } from '../core/run/applyEvent.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
import type { RunState } from '../core/run/runState.js';
import { suggestionInWords } from '../core/text/change.js';
import { EXIT } from '../core/userError.js';
import { exitCodeOf, watchSignals, type SignalWatch } from '../runtime/terminal/signals.js';
import { createChildClient } from '../worker/client.js';
import { trainOne, type Failure } from './oneRun.js';
import { print, tell, writeFile } from './output.js';
import type { Asked } from './options.js';

export interface CureArguments extends Asked {
  readonly backend: BackendChoice;
  readonly json: boolean;
  /** Most networks to train besides the one asked for. */
  readonly tries: number;
  /** No further network starts after this many seconds; null: no limit. */
  readonly budget: number | null;
}

/** Exit code 0 if the network is well or cured, 1 if not, 130 after Ctrl+C. */
export async function cureCommand(asked: CureArguments): Promise<number> {
  const search = new Search(asked.config);
  const signals = watchSignals();
  let failure: Failure | null = null;
  try {
    failure = await searched(search, asked, signals);
  } finally {
    signals.close();
  }
  if (failure !== null && signals.received === null) {
    tell(failure.message);
    return failure.code;
  }
  const stopped = signals.received === null ? null : exitCodeOf(signals.received);
  if (search.base !== null || asked.json)
    if (asked.json) writeFile('-', `${JSON.stringify(report(search, asked))}\n`);
    else print(tree(search, asked));
  return stopped ?? (search.best?.cured === true ? EXIT.fine : EXIT.failed);
}

/** Trains candidates until the search ends, a limit is reached, a run cannot start, or a signal arrives. */
async function searched(search: Search, asked: CureArguments, signals: SignalWatch): Promise<Failure | null> {
  const engines = new EngineBook();
  const client = withEngineBook(createChildClient(), engines);
  const began = performance.now();
  const late = (): boolean => asked.budget !== null && performance.now() - began >= 1000 * asked.budget;
  try {
    for (let candidate = search.next(); candidate !== null; candidate = search.next()) {
      if (candidate.parent !== null && (search.tries.length >= asked.tries || late())) break;
      const runs: RunState[] = [];
      for (const config of seedsOf(candidate.config)) {
        const state = createRunState(`cure-${search.tries.length}-${config.seed}`, config);
        const request = { runId: state.runId, config, backend: asked.backend, snapshotSteps: [], pictures: false };
        const failure = await trainOne({ client, request, state, recorder: null, progress: SILENT, signals });
        if (failure !== null || signals.received !== null) return failure;
        runs.push(state);
      }
      say(search.take(candidate, runs));
    }
    return null;
  } finally {
    await client.close();
  }
}

const SILENT = { show: () => undefined, loading: () => undefined, note: tell, clear: () => undefined };

const nameOf = ({ parent, change }: Candidate): string => (parent === null ? 'as it is' : suggestionInWords(change));

const say = (tried: Tried): void => tell(`${nameOf(tried)}: loss ${formatLoss(tried.loss)}, ${tried.verdict}`);

const commandOf = ({ base, preset }: Asked, { config }: Tried): string =>
  configToCommandLine(config, base, preset, 'gradtop train');

/** What `--json` prints; scripts read these names. */
function report(search: Search, asked: Asked): object {
  const { best, tries } = search;
  return {
    cured: best?.cured ?? false,
    tries: tries.map(({ change, cause, loss, accuracy, verdict }) => ({
      change,
      cause,
      loss: Number.isFinite(loss) ? loss : null,
      accuracy,
      verdict,
    })),
    command: best === null ? null : commandOf(asked, best),
  };
}

/** The networks that were tried, each below the one that it changes, with the loss of every seed. */
function tree({ base, tries, best }: Search, asked: Asked): string[] {
  if (base === null || best === null) return [];
  const line = (tried: Tried, indent: string): string => {
    const losses = tried.losses.map((loss) => formatLoss(loss)).join(' ');
    const right = tried.accuracy === null ? '' : `, accuracy ${formatAccuracy(tried.accuracy)}`;
    const all = tried.well === tried.losses.length;
    const share = all ? 'well' : `${tried.well} of ${tried.losses.length} well`;
    const word = tried.cured && tried.parent !== null ? 'cured' : share;
    return `${indent}${nameOf(tried)}: loss ${losses}${right}, ${word}; ${tried.verdict}`;
  };
  const below = (parent: Tried, indent: string): string[] =>
    tries
      .filter((tried) => tried.parent === parent)
      .flatMap((tried) => [line(tried, `${indent}└─ `), ...below(tried, `${indent}   `)]);
  const first =
    best.parent === null && best.cured ? 'well as it is' : best.cured ? 'cured' : 'not cured; the best so far';
  return [networkInWords(asked.config), line(base, ''), ...below(base, ''), `${first}:`, `  ${commandOf(asked, best)}`];
}
