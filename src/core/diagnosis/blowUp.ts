// Checks every step for urgent signs: numbers that are not finite, and jumps that make the loss worse than chance level.
import { finiteMedian } from '../median.js';
import type { LossStep } from '../run/events.js';
import type { BlowUp } from './rule.js';
import { NORM_WINDOW, type Ring } from './window.js';

const NORM_LIMIT = 10;
const UPDATE_RATIO = 0.1;
/** A batch loss this many times chance level is worse than batch noise. */
export const WORSE = 1.2;
/** Multiple of 1 / sqrt(batch size) that the noise of small batches reaches, below 32 samples. */
const NOISE = 4;
const SMALL = 32;
/** Norms needed before a running median means something. */
const ENOUGH = 4;
const HOT_WINDOW = 8;

export class BlowUpWatch {
  private nonFinite: BlowUp['nonFinite'] = null;
  private hot: BlowUp['hot'] = null;
  /** Bit i: the step i steps ago was hot. */
  private hotBits = 0;
  private seen = 0;
  /** The norms as of the last few steps, and how many; their median is computed when a jump asks for it. */
  private readonly norms = new Float64Array(NORM_WINDOW);
  private normsThen = 0;
  private readonly worse: number;

  constructor(
    private readonly entropy: number,
    private readonly layers: number,
    batchSize: number,
  ) {
    // The loss of a small batch is noise of about 1 / sqrt(batch size) around its mean.
    this.worse = batchSize < SMALL ? 1 + NOISE / Math.sqrt(batchSize) : WORSE;
  }

  /** Takes a step before it enters `norms`. Returns true if the exploding rule should judge now. */
  look(event: LossStep, norms: Ring): boolean {
    this.seen += 1;
    if (this.seen <= 16 || this.seen % 8 === 0) this.normsThen = norms.copyTo(this.norms);
    const broken = this.firstNonFinite(event);
    const wasBroken = this.nonFinite !== null;
    this.nonFinite = broken === null ? null : (this.nonFinite ?? broken);
    if (broken !== null) return !wasBroken;
    const hot = this.jump(event);
    this.hotBits = ((this.hotBits << 1) | (hot ? 1 : 0)) & ((1 << HOT_WINDOW) - 1);
    return hot;
  }

  /** Whether the step is a jump: updates or norm beyond their limits while the loss is worse than chance level. */
  private jump(event: LossStep): boolean {
    if (!(event.loss > this.worse * this.entropy)) return false;
    let ratio = NaN;
    let layer = -1;
    const { layers } = event;
    if (layers !== undefined) {
      for (let index = 0; index < this.layers; index += 1) {
        const weight = layers.weightRms[index] ?? NaN;
        const one = weight > 0 ? (layers.updateRms[index] ?? NaN) / weight : NaN;
        if (one > ratio || (Number.isNaN(ratio) && !Number.isNaN(one))) {
          ratio = one;
          layer = index;
        }
      }
    }
    const gradNorm = event.gradNorm ?? NaN;
    const normMedian = this.normsThen >= ENOUGH ? finiteMedian(this.norms, this.normsThen) : NaN;
    if (!(ratio > UPDATE_RATIO) && !(gradNorm > NORM_LIMIT * normMedian)) return false;
    this.hot = { gradNorm, normMedian, ratio, layer, loss: event.loss };
    return true;
  }

  private firstNonFinite(event: LossStep): BlowUp['nonFinite'] {
    const { step, loss, layers, gradNorm } = event;
    const broken =
      layers === undefined
        ? null
        : (this.nonFiniteIn(layers.gradRms, 'gradient', step) ??
          this.nonFiniteIn(layers.weightRms, 'weights', step) ??
          this.nonFiniteIn(layers.updateRms, 'update', step));
    // The loss comes first, because users watch it.
    if (!Number.isFinite(loss)) return { what: 'the loss', value: loss, layer: broken?.layer ?? -1, step };
    if (broken !== null) return broken;
    if (gradNorm !== undefined && !Number.isFinite(gradNorm))
      return { what: 'the gradient norm', value: gradNorm, layer: -1, step };
    return null;
  }

  private nonFiniteIn(values: ArrayLike<number | null>, name: string, step: number): BlowUp['nonFinite'] {
    for (let layer = 0; layer < this.layers; layer += 1) {
      const value = values[layer];
      if (value !== undefined && value !== null && !Number.isFinite(value))
        return { what: `the ${name} of layer ${layer + 1}`, value, layer, step };
    }
    return null;
  }

  signs(norms: Ring): BlowUp {
    let bits = this.hotBits;
    let hotSteps = 0;
    while (bits !== 0) {
      hotSteps += bits & 1;
      bits >>= 1;
    }
    const newest = Math.min(8, norms.length);
    return {
      nonFinite: this.nonFinite,
      hotSteps,
      hot: hotSteps > 0 ? this.hot : null,
      noisy: this.worse,
      get normNow() {
        return norms.median(newest);
      },
      get normBefore() {
        return norms.length > newest + ENOUGH ? norms.median(norms.length - newest, newest) : NaN;
      },
    };
  }
}
