// `gradtop explain`: trains a preset, or reads a log, and explains the run: verdict, receipt, evidence, next experiment.
import { nearestPreset } from '../core/config/asAsked.js';
import type { BackendChoice } from '../core/config/backends.js';
import { explanation, explanationJson, type Explanation, type Origin } from '../core/cure/explanation.js';
import { createRunState } from '../core/run/applyEvent.js';
import type { RunState } from '../core/run/runState.js';
import { suggestionInWords } from '../core/text/change.js';
import { wrapHanging } from '../core/text/wrap.js';
import { EXIT, UserError } from '../core/userError.js';
import { openLog } from '../runtime/log/openLog.js';
import { exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { createChildClient } from '../worker/client.js';
import { trainOne } from './oneRun.js';
import { columnsOf, print, tell } from './output.js';
import type { Asked } from './options.js';
import { allPresets } from './presets.js';
import { ownProgress } from './progress.js';
import { runsOf } from './replay.js';

/** Explains a run of a log; `number` counts from 1, null means the last. @throws UserError */
export function explainLog(log: string, number: number | null, json: boolean): number {
  const opened = openLog(log);
  const runs = runsOf(opened.events());
  const run = number === null ? runs.at(-1) : runs[number - 1];
  if (run === undefined)
    throw new UserError(
      `--run: ${number} is not allowed; allowed: 1 to ${runs.length}, the runs in ${opened.source.name}`,
    );
  const base = run.config === null ? null : nearestPreset(run.config, allPresets());
  printExplanation(run, base === null ? null : { base, preset: base.name }, json);
  return EXIT.fine;
}

/** Trains and explains. Resolves with the exit code. */
export async function explainPreset(asked: Asked, backend: BackendChoice, json: boolean): Promise<number> {
  const signals = watchSignals();
  const client = createChildClient();
  const progress = ownProgress();
  const state = createRunState('run-1', asked.config);
  try {
    const request = { runId: state.runId, config: asked.config, backend, snapshotSteps: [], pictures: false };
    const failure = await trainOne({ client, request, state, recorder: null, progress, signals });
    progress.clear();
    if (failure !== null) {
      tell(failure.message);
      return failure.code;
    }
    if (state.step > 0 || state.run !== null) printExplanation(state, asked, json);
    return signals.received === null ? EXIT.fine : exitCodeOf(signals.received);
  } finally {
    signals.close();
    await client.close();
  }
}

function printExplanation(run: RunState, origin: Origin | null, json: boolean): void {
  const explained = explanation(run, origin);
  const lines = json ? [explanationJson(explained)] : linesOf(explained, columnsOf(process.stdout));
  print(lines);
}

function linesOf({ run, network, verdict, why, receipt, next, alternatives }: Explanation, columns: number): string[] {
  const wrapped = (text: string): string[] => wrapHanging(`  ${text}`, columns);
  const experiments = [...(next === null ? [] : [next]), ...alternatives];
  return [
    `${run}${network === null ? '' : `: ${network}`}`,
    ...wrapped(verdict.text),
    ...why.flatMap(wrapped),
    ...receipt.map(
      ({ name, value, comparison, limit, met }) =>
        `  ${name}: ${value}${comparison === '' ? '' : ` (${comparison} ${limit}${met === false ? ', not met' : ''})`}`,
    ),
    ...experiments.flatMap(({ change, cause, command }, i) => [
      ...wrapped(`${i === 0 ? 'next' : 'or'}: ${suggestionInWords(change)} (${cause})`),
      `    ${command}`,
    ]),
  ];
}
