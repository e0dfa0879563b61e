// Decides how many steps of a run are due and which events belong to them, for live training, replay and film alike.
import type { GradtopEvent } from './events.js';

export class Pace {
  /** The last step taken. */
  step = 0;
  stepsPerEpoch = 1;
  /** Steps that are due, with a fraction. */
  private due = 0;
  /** Steps that may still be taken. */
  private left = 0;

  /** Makes the steps of this many epochs due. */
  passEpochs(epochs: number): void {
    this.due += epochs * this.stepsPerEpoch;
  }

  passSteps(steps: number): void {
    this.due += steps;
  }

  /** Takes whole due steps, `most` at most, and returns their number. */
  takeDue(most: number): number {
    const steps = Math.min(most, Math.floor(this.due));
    this.due -= steps;
    return steps;
  }

  /** Takes the next step before it is due. */
  takeEarly(): void {
    this.due -= 1;
  }

  /** Epochs until the next step is due. */
  get untilNext(): number {
    return Math.max(0, 1 - this.due) / this.stepsPerEpoch;
  }

  /** Discards due steps above `most`: a slow machine does not catch up later. */
  forgive(most: number): void {
    this.due = Math.min(this.due, most);
  }

  /** Makes the next step due now. */
  restart(): void {
    this.due = 1;
  }

  /** Lets this many more steps pass `admits`. */
  allow(steps: number): void {
    this.left = steps;
  }

  /** Whether the event belongs to the allowed steps: each step, what precedes it, and what follows it up to the next one. */
  admits(event: GradtopEvent): boolean {
    if (event.type === 'run') this.stepsPerEpoch = Math.max(1, event.stepsPerEpoch || 1);
    if (event.type !== 'step') return true;
    if (this.left <= 0) return false;
    this.left -= 1;
    this.step = event.step;
    return true;
  }
}
