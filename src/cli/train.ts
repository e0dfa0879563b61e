// `gradtop train`: a run without a dashboard. Progress goes to standard error, the summary or run log to standard output.
import { configToCommandLine } from '../core/config/describe.js';
import { outcomeOf } from '../core/cure/outcome.js';
import { verdict } from '../core/diagnosis/verdict.js';
import type { BackendChoice } from '../core/config/backends.js';
import { createRunState } from '../core/run/applyEvent.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { TrainingClient } from '../core/run/protocol.js';
import type { RunState } from '../core/run/runState.js';
import { summaryLines } from '../core/text/summary.js';
import { EXIT, UserError } from '../core/userError.js';
import { encodeEvent } from '../runtime/journal.js';
import type { Recorder } from '../runtime/recorder.js';
import { exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { createChildClient } from '../worker/client.js';
import { metRules, type FailOn } from './failOn.js';
import { afterRecording, trainOne, type Failure } from './oneRun.js';
import { columnsOf, print } from './output.js';
import type { Asked } from './options.js';
import { ownProgress } from './progress.js';
import { logLine } from './links.js';
import { openRunLog } from './runLog.js';
import { copyOf } from '../table/copies.js';
import { inputsOf, refuseSame } from './sameFile.js';

export interface TrainArguments extends Asked {
  readonly backend: BackendChoice;
  readonly json: boolean;
  readonly log: string | null;
  readonly snapshotSteps: readonly number[];
  readonly failOn: readonly FailOn[];
}

/** Backlog of standard output above which the child pauses. */
const HIGH_WATER = 1 << 22;

/** `1,10,100`. @throws UserError */
export function parseSteps(text: string): number[] {
  return text.split(',').map((part) => {
    if (!/^[1-9]\d{0,8}$/.test(part.trim()))
      throw new UserError([
        `--snapshot-steps: ${JSON.stringify(part)} is not a step; allowed: whole numbers from 1, with commas between`,
      ]);
    return Number(part);
  });
}

/** Trains to the end. Resolves with the exit code. */
export async function trainCommand(
  asked: TrainArguments,
  client: TrainingClient = createChildClient(),
): Promise<number> {
  refuseSame([{ what: '--log', file: asked.log }], inputsOf(asked));
  if (asked.snapshotSteps.length > 0 && !asked.json && asked.log === null)
    throw new UserError(['--snapshot-steps: snapshots go to the run log; add --json or --log FILE']);
  const recorder = await openRunLog(asked.log);
  let code: number;
  try {
    code = await new Session(asked, client, recorder).run();
  } finally {
    await Promise.all([recorder?.close(), client.close()]);
  }
  return afterRecording(recorder, code);
}

class Session {
  private readonly state: RunState;
  private readonly progress = ownProgress();
  private readonly signals = watchSignals();
  private waiting = false;
  private outputLost = false;

  constructor(
    private readonly asked: TrainArguments,
    private readonly client: TrainingClient,
    private readonly recorder: Recorder | null,
  ) {
    this.state = createRunState('run-1', asked.config);
  }

  async run(): Promise<number> {
    const { client, state, recorder, progress, signals } = this;
    const { config, backend, snapshotSteps, log } = this.asked;
    const onOutputError = (): void => {
      this.outputLost = true;
      // The log is still wanted, so the run continues without waiting for the closed reader.
      client.send({ type: recorder === null ? 'stop' : 'resume' });
    };
    process.stdout.on('error', onOutputError);
    try {
      const request = { runId: 'run-1', config, backend, snapshotSteps, pictures: log !== null };
      const onEvents = (events: readonly GradtopEvent[]): void => {
        if (this.asked.json && !this.outputLost) this.stream(events);
      };
      return this.judge(await trainOne({ client, request, state, recorder, progress, signals, onEvents }));
    } finally {
      progress.clear();
      signals.close();
      process.stdout.off('error', onOutputError);
    }
  }

  private stream(events: readonly GradtopEvent[]): void {
    process.stdout.write(events.map((event) => `${encodeEvent(event)}\n`).join(''));
    if (this.waiting || process.stdout.writableLength < HIGH_WATER) return;
    this.waiting = true;
    this.client.send({ type: 'pause' });
    process.stdout.once('drain', () => {
      this.waiting = false;
      this.client.send({ type: 'resume' });
    });
  }

  private judge(failure: Failure | null): number {
    this.progress.clear();
    const { end } = this.state;
    if (failure !== null) {
      process.stderr.write(`gradtop: ${failure.message}\n`);
      return failure.code;
    }
    const missed = this.asked.snapshotSteps.filter((step) => step > (end?.step ?? 0));
    if (missed.length > 0 && !this.outputLost)
      process.stderr.write(`gradtop: no snapshot of step ${missed.join(', ')}: the run ended at step ${end?.step}\n`);
    if (!this.asked.json) print([this.summary(), ...this.logged(), ...this.nextStep()]);
    if (this.signals.received !== null) return exitCodeOf(this.signals.received);
    const met = metRules(this.state, this.asked.failOn);
    if (met.length > 0) process.stderr.write(`gradtop: --fail-on met: ${met.join(', ')}\n`);
    return met.length > 0 || end?.reason === 'diverged' ? EXIT.failed : EXIT.fine;
  }

  private logged(): string[] {
    const { recorder } = this;
    return recorder === null || recorder.lines === 0 ? [] : [logLine(recorder.path)];
  }

  /** What to try for a run that ended by itself with a finding and is not well. */
  private nextStep(): string[] {
    const { base, preset, config, backend } = this.asked;
    const { state } = this;
    const piped = config.data !== null && copyOf(config.data) !== null;
    if (piped || state.end?.reason === 'stopped' || verdict(state).finding === null || outcomeOf(state).well) return [];
    const engine = backend === 'auto' ? '' : ` --backend ${backend}`;
    return [`try: ${configToCommandLine(config, base, preset, 'gradtop cure')}${engine}`];
  }

  private summary(): string {
    const { base, preset, config } = this.asked;
    const lines = summaryLines(this.state, {
      base,
      preset,
      command: 'gradtop train',
      columns: columnsOf(process.stdout),
    });
    return lines.length > 0 ? lines.join('\n') : configToCommandLine(config, base, preset, 'gradtop train');
  }
}
