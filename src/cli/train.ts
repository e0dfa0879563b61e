// A run without a dashboard: `gradtop train`. Progress on standard error, the summary or the run log on standard output.
import { configToCommandLine } from '../core/config/describe.js';
import { RULE_NAMES, type RuleName } from '../core/diagnosis/rules/index.js';
import type { BackendChoice } from '../core/config/backends.js';
import { didYouMean } from '../core/config/suggest.js';
import { applyEvent, createRunState } from '../core/run/applyEvent.js';
import { crashedEnd } from '../core/run/crash.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { TrainingClient } from '../core/run/protocol.js';
import type { RunState } from '../core/run/runState.js';
import { summaryLines } from '../core/text/summary.js';
import { EXIT, UserError } from '../core/userError.js';
import { encodeEvent } from '../runtime/journal.js';
import { openRecorder, type Recorder } from '../runtime/recorder.js';
import { exitCodeOf, SIGNALS } from '../runtime/signals.js';
import { createChildClient } from '../worker/client.js';
import { canRedraw, columnsOf } from './output.js';
import type { Asked } from './options.js';
import { createProgress } from './progress.js';
import { inputsOf, refuseSame } from './sameFile.js';
import { untilOver, type Failure } from './untilOver.js';

const FAIL_ON = [...RULE_NAMES, 'diverged'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface TrainArguments extends Asked {
  readonly backend: BackendChoice;
  readonly json: boolean;
  readonly log: string | null;
  readonly snapshotSteps: readonly number[];
  readonly failOn: readonly FailOn[];
}

/** Above this many unread bytes on standard output the child is told to wait. */
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

/** `vanishing,diverged`. @throws UserError */
export function parseFailOn(text: string): FailOn[] {
  return text.split(',').map((part) => {
    const name = FAIL_ON.find((candidate) => candidate === part.trim());
    if (name === undefined)
      throw new UserError([
        `--fail-on: ${JSON.stringify(part)} is no rule${didYouMean(part, FAIL_ON)}; allowed: ${FAIL_ON.join(', ')}`,
      ]);
    return name;
  });
}

/** A rule is met if its finding holds at the end, or was ever an alarm. */
function metRules(run: RunState, failOn: readonly FailOn[]): FailOn[] {
  const alarmed = new Set<RuleName>(run.findings.filter((f) => f.level === 'alarm').map((f) => f.rule));
  return failOn.filter((name) =>
    name === 'diverged' ? run.end?.reason === 'diverged' : run.active.has(name) || alarmed.has(name),
  );
}

/** Trains to the end. Resolves with the exit code. */
export async function trainCommand(
  asked: TrainArguments,
  client: TrainingClient = createChildClient(),
): Promise<number> {
  refuseSame([{ what: '--log', file: asked.log }], inputsOf(asked));
  if (asked.snapshotSteps.length > 0 && !asked.json && asked.log === null)
    throw new UserError(['--snapshot-steps: snapshots stand in the run log; add --json or --log FILE']);
  const recorder = asked.log === null ? null : openRecorder(asked.log);
  const session = new Session(asked, client, recorder);
  try {
    return await session.run();
  } finally {
    recorder?.close();
    await client.close();
  }
}

class Session {
  private readonly state: RunState;
  private readonly progress = createProgress(process.stderr, canRedraw(process.stderr));
  private waiting = false;
  private interrupted: NodeJS.Signals | null = null;
  private outputLost = false;
  private readonly startedAt = performance.now();

  constructor(
    private readonly asked: TrainArguments,
    private readonly client: TrainingClient,
    private readonly recorder: Recorder | null,
  ) {
    this.state = createRunState('run-1', asked.config);
  }

  async run(): Promise<number> {
    const stop = (signal: NodeJS.Signals): void => {
      // Asked twice: the child may be deep in a step, so it is not waited for.
      if (this.interrupted !== null) void this.client.close().finally(() => process.exit(exitCodeOf(signal)));
      this.interrupted = signal;
      this.client.send({ type: 'stop' });
    };
    const onOutputError = (): void => {
      this.outputLost = true;
      // The log is still wanted: the run goes on for it, and a run that waited for the reader waits no more.
      this.client.send({ type: this.recorder === null ? 'stop' : 'resume' });
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    process.stdout.on('error', onOutputError);
    try {
      return this.judge(await this.events());
    } finally {
      this.progress.clear();
      for (const signal of SIGNALS) process.off(signal, stop);
      process.stdout.off('error', onOutputError);
    }
  }

  /** Feeds on the child until the run is over; resolves with what went wrong, or null. */
  private async events(): Promise<Failure | null> {
    const { config, backend, snapshotSteps, log } = this.asked;
    const request = { runId: 'run-1', config, backend, snapshotSteps, pictures: log !== null };
    const failure = await untilOver(this.client, request, (events) => this.take(events));
    if (failure !== null) this.takeCrash(failure.message);
    return failure;
  }

  private take(events: readonly GradtopEvent[]): void {
    for (const event of events) applyEvent(this.state, event);
    this.recorder?.write(events);
    const lost = this.recorder?.takeError();
    if (lost) this.progress.note(lost);
    if (this.asked.json && !this.outputLost) this.stream(events);
    this.progress.show(this.state);
  }

  /** A log that has begun gets its end, whatever ended the run. */
  private takeCrash(message: string): void {
    const end = crashedEnd(this.state, message, performance.now() - this.startedAt);
    if (end !== null) this.take([end]);
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
    if (!this.asked.json) process.stdout.write(`${this.summary()}\n`);
    if (this.interrupted !== null) return exitCodeOf(this.interrupted);
    const met = metRules(this.state, this.asked.failOn);
    if (met.length > 0) process.stderr.write(`gradtop: --fail-on met: ${met.join(', ')}\n`);
    return met.length > 0 || end?.reason === 'diverged' ? EXIT.failed : EXIT.fine;
  }

  private summary(): string {
    const { base, preset, config } = this.asked;
    const lines = summaryLines(this.state, {
      base,
      preset,
      command: 'gradtop train',
      ascii: false,
      columns: columnsOf(process.stdout),
    });
    return lines.length > 0 ? lines.join('\n') : configToCommandLine(config, base, preset, 'gradtop train');
  }
}
