// Holds the training loop between steps: pause, single steps, pace, and regular polls of the channel.
import { Pace } from '../core/run/pace.js';

/** How long to train before polling for control messages. */
const BREATH_MS = 10;
/** Time that a slow machine makes up for, in milliseconds. */
const MAKE_UP_MS = 250;

/** The control state of a run: control messages change it while the loop reads it. */
export interface RunControl {
  paused: boolean;
  /** Steps allowed while paused. */
  allowance: number;
  /** Epochs a second; null for full speed. */
  pace: number | null;
  stop: boolean;
  /** Whether a later run was requested. The run then stops without further events, unless `stop` came before. */
  replaced: boolean;
  wake: () => void;
}

/** Events that are to be sent. */
export interface Outbox {
  readonly empty: boolean;
  /** Milliseconds until they are due. */
  untilDue(): number;
  flush(): Promise<void>;
  /** Lets control messages arrive. */
  breathe(): Promise<void>;
}

export class StepGate {
  private readonly pace = new Pace();
  private pacedAt: number;
  private breathedAt: number;

  constructor(
    private readonly wanted: RunControl,
    private readonly outbox: Outbox,
    private readonly now: () => number,
  ) {
    this.pacedAt = now();
    this.breathedAt = now();
  }

  async begin(stepsPerEpoch: number): Promise<void> {
    this.pace.stepsPerEpoch = Math.max(1, stepsPerEpoch);
    await this.outbox.flush();
    this.restartPace();
  }

  /** Whether to take the next step. At full speed most steps need no promise. */
  permission(): boolean | Promise<boolean> {
    const { pace, paused } = this.wanted;
    return pace === null && !paused && this.goesOn() && this.now() - this.breathedAt <= BREATH_MS
      ? true
      : this.mayStep();
  }

  private goesOn(): boolean {
    return !this.wanted.stop && !this.wanted.replaced;
  }

  /** Waits until the next step may be taken. Resolves to false if the run stops. Lets the channel deliver messages at intervals. */
  private async mayStep(): Promise<boolean> {
    const { wanted, outbox } = this;
    while (this.goesOn()) {
      if (wanted.paused) {
        if (wanted.allowance > 0) {
          wanted.allowance -= 1;
          return true;
        }
        // A control message during the flush wakes nothing, so check the state again before sleeping.
        if (!outbox.empty) await outbox.flush();
        else await new Promise<void>((resolve) => (wanted.wake = resolve));
        this.restartPace();
        continue;
      }
      const wait = wanted.pace === null ? 0 : this.untilStep(wanted.pace);
      if (wait <= 1) break;
      await this.sleep(Math.min(wait, Math.max(1, outbox.untilDue())));
      if (outbox.untilDue() <= 0) await outbox.flush();
    }
    if (wanted.pace !== null) this.pace.takeEarly();
    if (this.now() - this.breathedAt > BREATH_MS) {
      await this.outbox.breathe();
      this.breathedAt = this.now();
    }
    return this.goesOn();
  }

  private restartPace(): void {
    this.pace.restart();
    this.pacedAt = this.now();
  }

  /** Milliseconds until the next step is due. */
  private untilStep(epochsPerSecond: number): number {
    this.pace.passEpochs(((this.now() - this.pacedAt) / 1000) * epochsPerSecond);
    this.pacedAt = this.now();
    this.pace.forgive(Math.max(1, (MAKE_UP_MS / 1000) * epochsPerSecond * this.pace.stepsPerEpoch));
    return (1000 * this.pace.untilNext) / epochsPerSecond;
  }

  /** Ends early when a control message arrives. */
  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wanted.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
