// `gradtop cure`: trains what the verdict suggests as controlled twins, one change at a time. It ends when a network is well or no
// suggestion is left.
import { configToCommandLine } from '../core/config/describe.js';
import type { BackendChoice } from '../core/config/backends.js';
import { Cure } from '../core/cure/cure.js';
import type { Search, Tried } from '../core/cure/search.js';
import { lossesInWords, nameOf, resultInWords, shownBest, treeLines } from '../core/cure/words.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
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
  const began = performance.now();
  const late = (): boolean => asked.budget !== null && performance.now() - began >= 1000 * asked.budget;
  const goesOn = (tries: number): boolean => tries < asked.tries && !late();
  const cure = new Cure({ config: asked.config, name: 'cure', goesOn });
  const { search } = cure;
  const signals = watchSignals();
  let failure: Failure | null = null;
  try {
    failure = await searched(cure, asked, signals);
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
    else print(tree(cure, asked));
  return stopped ?? (search.best?.cured === true ? EXIT.fine : EXIT.failed);
}

/** Trains candidates until the search ends, a limit is reached, a run cannot start, or a signal arrives. */
async function searched(cure: Cure, asked: CureArguments, signals: SignalWatch): Promise<Failure | null> {
  const engines = new EngineBook();
  const client = withEngineBook(createChildClient(), engines);
  try {
    for (let state = cure.next(); state !== null; state = cure.next()) {
      const { runId, config } = state;
      if (config === null) break;
      const request = { runId, config, backend: asked.backend, snapshotSteps: [], pictures: false };
      const failure = await trainOne({ client, request, state, recorder: null, progress: SILENT, signals });
      if (failure !== null || signals.received !== null) {
        cure.interrupt();
        return failure;
      }
      const tried = cure.take();
      if (tried !== null) say(tried);
    }
    return null;
  } finally {
    await client.close();
  }
}

const SILENT = { show: () => undefined, loading: () => undefined, note: tell, clear: () => undefined };

const say = (tried: Tried): void => {
  const losses = lossesInWords([tried.loss], tried.valLoss === null ? [] : [tried.valLoss]);
  tell(`${nameOf(tried)}: ${losses}, ${tried.verdict}`);
};

const commandOf = ({ base, preset }: Asked, { config }: Tried): string =>
  configToCommandLine(config, base, preset, 'gradtop train');

/** JSON has no NaN and no infinities. */
const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** What `--json` prints; scripts read these names. */
function report(search: Search, asked: Asked): object {
  const { best, tries } = search;
  return {
    cured: best?.cured ?? false,
    tries: tries.map(({ change, cause, loss, valLoss, accuracy, verdict }) => ({
      change,
      cause,
      loss: finite(loss),
      valLoss: finite(valLoss),
      accuracy,
      verdict,
    })),
    command: best === null ? null : commandOf(asked, best),
  };
}

function tree(cure: Cure, asked: Asked): string[] {
  const best = shownBest(cure.search);
  const result = resultInWords(cure.search);
  return [...treeLines(cure), ...(best === null ? [result] : [`${result}:`, `  ${commandOf(asked, best)}`])];
}
