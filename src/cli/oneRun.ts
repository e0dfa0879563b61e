// Trains one run at full speed without a screen. Its events go to state, log and progress. A signal stops it. The log gets an
// 'end' event for every kind of end.
import { accumulatesBeyond } from '../core/config/flags.js';
import type { Config } from '../core/config/schema.js';
import { idleReason } from '../core/config/settings/index.js';
import { endFor, endInWords } from '../core/run/crash.js';
import { applyEvent } from '../core/run/applyEvent.js';
import { declinedSentence } from '../core/run/declined.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { ClientMessage, StartRequest, TrainingClient } from '../core/run/protocol.js';
import type { RunState } from '../core/run/runState.js';
import { EXIT } from '../core/userError.js';
import type { Recorder } from '../runtime/recorder.js';
import type { SignalWatch } from '../runtime/terminal/signals.js';
import { tell } from './output.js';
import type { Progress } from './progress.js';

/** Time limit for the last step and the 'end' event after a stop message. */
const ANSWER_MS = 1000;
/** Refresh interval of the progress while no events arrive. */
const LOOK_MS = 1000;

export interface Failure {
  readonly message: string;
  /** Its exit code. */
  readonly code: number;
}

export interface OneRun {
  readonly client: TrainingClient;
  readonly request: Omit<StartRequest, 'pace' | 'paused'>;
  readonly state: RunState;
  readonly recorder: Recorder | null;
  readonly progress: Progress;
  readonly signals: SignalWatch;
  /** Gets the events after state and log have them. */
  readonly onEvents?: (events: readonly GradtopEvent[]) => void;
}

/** Trains until the run is over or a signal ends it; resolves with what went wrong, or null. */
export async function trainOne(run: OneRun): Promise<Failure | null> {
  const { client, state, recorder, progress, signals, request } = run;
  const startedAt = performance.now();
  const take = (events: readonly GradtopEvent[]): void => {
    for (const event of events) applyEvent(state, event);
    recorder?.write(events);
    const news = [recorder?.takeError(), ...surprisesIn(events, request.config)];
    for (const line of news) if (line) progress.note(line);
    run.onEvents?.(events);
    progress.show(state);
  };
  const close = (reason: 'crashed' | 'stopped', message: string): void => {
    const end = endFor(state, reason, message, performance.now() - startedAt);
    if (end !== null) take([end]);
  };
  const look = setInterval(() => progress.show(state), LOOK_MS);
  try {
    return await new Promise<Failure | null>((resolve) => {
      let late: NodeJS.Timeout | undefined;
      const over = (failure: Failure | null): void => {
        clearTimeout(late);
        signals.onSignal = () => undefined;
        unsubscribe();
        if (failure !== null && signals.received === null) close('crashed', failure.message);
        resolve(signals.received === null ? failure : null);
      };
      const giveUp = (): void => {
        close('stopped', 'the training process did not answer');
        over(null);
      };
      const unsubscribe = client.subscribe((message) => {
        if (message.type === 'loading') progress.loading(message.words);
        else if (message.type === 'events') take(message.events);
        else if (message.type === 'died' && signals.received !== null)
          close('stopped', failureOf(message)?.message ?? '');
        const failure = failureOf(message);
        if (failure !== null || isOver(message)) over(failure);
      });
      // A second signal ends the run at once.
      signals.onSignal = () => {
        if (late !== undefined) return giveUp();
        client.send({ type: 'stop' });
        late = setTimeout(giveUp, ANSWER_MS);
      };
      client.start({ ...request, pace: null, paused: false });
    });
  } finally {
    clearInterval(look);
  }
}

/** What is known only now: a table's rows, and instruments that the engine does not have. */
function surprisesIn(events: readonly GradtopEvent[], config: Config): string[] {
  const dataset = events.find((event) => event.type === 'run')?.dataset;
  const beyond = dataset?.table === undefined ? null : accumulatesBeyond(config, dataset.samples ?? null);
  // `idleFields` has named these before the run.
  const declined = declinedSentence(events, (name) => idleReason(config, name) !== null);
  return [beyond, declined].filter((line) => line !== null);
}

const isOver = (message: ClientMessage): boolean =>
  message.type === 'events' && message.events.some((event) => event.type === 'end');

function failureOf(message: ClientMessage): Failure | null {
  if (message.type === 'failed')
    return { message: message.message, code: message.kind === 'usage' ? EXIT.usage : EXIT.failed };
  if (message.type !== 'died') return null;
  const how = endInWords(message.how, message.stderrTail);
  return { message: `training process ended by ${how}`, code: EXIT.failed };
}

/** The exit code after the log is closed. Lost lines are a failure, which the last line reports. */
export function afterRecording(recorder: Recorder | null, code: number): number {
  if (recorder === null || recorder.loss === null) return code;
  tell(`recording failed: ${recorder.loss.text}`);
  return code === EXIT.fine ? EXIT.failed : code;
}
