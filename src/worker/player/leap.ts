// The state of a run after a jump in its log: samples of the past first, the exact past once the log has been read.
import { createStreamDiagnoser, isDiagnosable } from '../../core/diagnosis/diagnose.js';
import { applyEvent, createRunState } from '../../core/run/applyEvent.js';
import type { GradtopEvent } from '../../core/run/events.js';
import type { LogJump } from '../../core/run/protocol.js';
import type { RunState } from '../../core/run/runState.js';
import { UserError } from '../../core/userError.js';

/** Events between two checks of the clock. */
const LOOK = 64;

/** A run with the sampled history of a jump; `take` adds later events. */
export class SampledRun {
  readonly run: RunState;
  private readonly diagnose = createStreamDiagnoser();

  constructor({ runId, history, from }: LogJump) {
    this.run = createRunState(runId, null);
    for (const event of history) if (this.counts(event)) applyEvent(this.run, event);
    this.run.sampledTo = from - 1;
    if (this.run.run !== null) this.diagnose(this.run.run);
  }

  take(events: readonly GradtopEvent[]): void {
    for (const event of events) {
      if (!this.counts(event)) continue;
      applyEvent(this.run, event);
      for (const finding of this.diagnose(event)) applyEvent(this.run, finding);
    }
  }

  /** Skips recorded findings, which are computed again here; a log without a configuration keeps its own. */
  private counts(event: GradtopEvent): boolean {
    return event.type !== 'finding' || !isDiagnosable(this.run.run);
  }
}

/** Reads a log from its beginning in the background, up to the step that is played. */
export class ExactRun {
  private readonly source: Iterator<GradtopEvent>;
  private readonly run: RunState;

  constructor({ runId, whole }: LogJump) {
    this.source = whole[Symbol.iterator]();
    this.run = createRunState(runId, null);
  }

  /** Reads until the run is beyond `step`, or until `late`: then null. `run` is null if the log ends before `step`. */
  read(step: number, late: () => boolean): { readonly run: RunState | null } | null {
    for (let i = 1; ; i += 1) {
      if (i % LOOK === 0 && late()) return null;
      const event = this.next();
      // Read up to the next step, so that events between the two steps are included.
      if (event !== null && (event.type !== 'step' || this.run.step < step)) applyEvent(this.run, event);
      else return { run: this.run.step >= step ? this.run : null };
    }
  }

  close(): void {
    this.source.return?.();
  }

  /** Null at the end and at damage. Damage is not reported here, because the jump skipped this part of the log. */
  private next(): GradtopEvent | null {
    try {
      const result = this.source.next();
      return result.done === true ? null : result.value;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return null;
    }
  }
}
