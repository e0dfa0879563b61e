// `gradtop compare` without a dashboard: trains one run after another, then prints a table.
import { networkInWords } from '../core/config/describe.js';
import type { BackendChoice } from '../core/config/backends.js';
import type { Config } from '../core/config/schema.js';
import { depthSlopeAt, verdictSentence } from '../core/diagnosis/verdict.js';
import { formatAccuracy, formatFixed, formatLoss } from '../core/format.js';
import { createRunState } from '../core/run/applyEvent.js';
import { EngineBook, withEngineBook } from '../core/run/engineBook.js';
import { accuracyAt, lossAt, valAccuracyAt, valLossAt } from '../core/run/lookup.js';
import type { RunState } from '../core/run/runState.js';
import { wrapHanging } from '../core/text/wrap.js';
import { EXIT } from '../core/userError.js';
import { exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { createChildClient } from '../worker/client.js';
import type { Asked } from './options.js';
import { afterRecording, trainOne, type OneRun } from './oneRun.js';
import { columnsOf, print, tell } from './output.js';
import { ownProgress } from './progress.js';
import { openRunLog } from './runLog.js';
import { inputsOf, refuseSame } from './sameFile.js';

export interface RaceArguments {
  readonly asked: readonly Asked[];
  readonly backend: BackendChoice;
  readonly log: string | null;
}

/** Trains all runs. Resolves with the exit code. */
export async function raceCommand({ asked, backend, log }: RaceArguments): Promise<number> {
  refuseSame([{ what: '--log', file: log }], asked.flatMap(inputsOf));
  const recorder = await openRunLog(log);
  const signals = watchSignals();
  const engines = new EngineBook();
  const runs: RunState[] = [];
  let code: number = EXIT.fine;
  try {
    for (const [index, one] of asked.entries()) {
      const state = createRunState(`run-${index + 1}`, one.config);
      runs.push(state);
      const client = withEngineBook(createChildClient(), engines);
      code = await trained({ state, recorder, signals, client }, one.config, backend);
      if (code !== EXIT.fine) break;
    }
  } finally {
    signals.close();
    await recorder?.close();
  }
  const lines = raceTable(runs.filter((run) => run.step > 0));
  const columns = columnsOf(process.stdout);
  print(lines.flatMap((line) => wrapHanging(line, columns)));
  return afterRecording(recorder, code);
}

/** Trains one run; a nonzero code stops the race. */
async function trained(
  run: Pick<OneRun, 'state' | 'recorder' | 'signals' | 'client'>,
  config: Config,
  backend: BackendChoice,
): Promise<number> {
  const progress = ownProgress();
  const { runId } = run.state;
  const request = { runId, config, backend, snapshotSteps: [], pictures: run.recorder !== null };
  try {
    const failure = await trainOne({ ...run, request, progress });
    progress.clear();
    if (failure !== null) tell(`${config.name}: ${failure.message}`);
    if (run.signals.received !== null) return exitCodeOf(run.signals.received);
    return failure?.code ?? EXIT.fine;
  } finally {
    await run.client.close();
  }
}

/** The table of runs as lines, with network and verdict below each run. */
export function raceTable(runs: readonly RunState[]): string[] {
  if (runs.length === 0) return [];
  const names = runs.map((run) => run.config?.name ?? run.runId);
  const width = Math.max(3, ...names.map((name) => name.length));
  const held = runs.some((run) => run.valLoss.length > 0);
  const row = (name: string, ...figures: readonly string[]): string =>
    `${name.padEnd(width)}${figures.map((figure) => figure.padStart(10)).join('')}`;
  return [
    row('run', 'steps', 'loss', 'accuracy', 'slope', ...(held ? ['val loss', 'val acc'] : [])),
    ...runs.flatMap((run, index) => {
      const loss = lossAt(run, null);
      const accuracy = accuracyAt(run, null);
      const slope = depthSlopeAt(run, null);
      const figures = [
        String(run.step),
        loss === undefined ? '-' : formatLoss(loss),
        accuracy === undefined ? '-' : formatAccuracy(accuracy),
        slope === null ? '-' : formatFixed(slope),
        ...(held ? [formatLoss(valLossAt(run, null)), formatAccuracy(valAccuracyAt(run, null))] : []),
      ];
      const network = run.config === null ? [] : [`  ${networkInWords(run.config)}, seed ${run.config.seed}`];
      return [row(names[index] ?? '', ...figures), ...network, `  ${verdictSentence(run)}`];
    }),
  ];
}
