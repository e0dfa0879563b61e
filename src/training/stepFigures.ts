// Statistics of every kernel in every step. Vector code computes them if available, else the same
// arithmetic in the same order. Definitions: docs/run-log.md.
import { GRADIENT, MOVEMENT } from './simd/spans.js';
import { RESULTS_A_SPAN, type Span, type StepVectors } from './vectors.js';

export interface GradientFigures {
  /** One entry per layer's kernel, input first. */
  readonly gradRms: number[];
  readonly gradMax: number[];
  /** L2 over all parameters. */
  readonly gradNorm: number;
}

export interface MovementFigures {
  /** One entry per kernel: RMS of the weights before the update, and of the movement. */
  readonly weightRms: number[];
  readonly updateRms: number[];
}

export interface StepFigures {
  /** Statistics of the current gradient. NaN and infinities propagate. */
  gradient(): GradientFigures;
  /** Statistics of the last update, which must have measured them. */
  movement(): MovementFigures;
}

export function stepFigures(vectors: StepVectors): StepFigures {
  const { results, code } = vectors;
  const count = vectors.kernels.length;
  // Plain loops, because the closures of `map` would be a noticeable part of a small step.
  return {
    gradient() {
      if (code === null) measureGradient(vectors);
      else code.kernels.gradientFigures(code.results, code.table, code.tableEnd, code.gradient);
      const gradRms = new Array<number>(count);
      const gradMax = new Array<number>(count);
      let squares = 0;
      for (let i = 0; i < count; i += 1) {
        const at = i * RESULTS_A_SPAN;
        gradRms[i] = results[at + GRADIENT.rms]!;
        gradMax[i] = results[at + GRADIENT.most]!;
      }
      for (let at = GRADIENT.squares; at < results.length; at += RESULTS_A_SPAN) squares += results[at]!;
      return { gradRms, gradMax, gradNorm: Math.sqrt(squares) };
    },
    movement() {
      const weightRms = new Array<number>(count);
      const updateRms = new Array<number>(count);
      for (let i = 0; i < count; i += 1) {
        weightRms[i] = results[i * RESULTS_A_SPAN + MOVEMENT.weights]!;
        updateRms[i] = results[i * RESULTS_A_SPAN + MOVEMENT.moved]!;
      }
      return { weightRms, updateRms };
    },
  };
}

// Bit-equal to the vector code (training/simd).

const lanes = new Float64Array(8);
/** Eight parallel sums, then their sum. */
function squaresOf({ offset, size }: Span, valueAt: (i: number) => number): number {
  lanes.fill(0);
  for (let i = 0; i < size; i += 1) {
    const value = valueAt(offset + i);
    lanes[i % 8]! += value * value;
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  return a + e + (c + g) + (b + f + (d + h));
}

const rmsOf = (span: Span, valueAt: (i: number) => number): number => Math.sqrt(squaresOf(span, valueAt) / span.size);

function measureGradient({ spans, results, gradient }: StepVectors): void {
  spans.forEach((span, i) => {
    let most = 0;
    const squares = squaresOf(span, (at) => {
      most = Math.abs(gradient[at]!) > most ? Math.abs(gradient[at]!) : most;
      return gradient[at]!;
    });
    // NaN ranks above every number, so it is never hidden.
    const at = i * RESULTS_A_SPAN;
    results[at + GRADIENT.rms] = Math.sqrt(squares / span.size);
    results[at + GRADIENT.squares] = squares;
    results[at + GRADIENT.most] = Number.isNaN(squares) ? NaN : most;
  });
}

/** The movement of the last update, against `before`. */
export function measureMovement({ spans, results, parameters }: StepVectors, before: Float32Array): void {
  spans.forEach((span, i) => {
    const weights = rmsOf(span, (at) => before[at]!);
    const moved = rmsOf(span, (at) => parameters[at]! - before[at]!);
    results.set([weights, moved], i * RESULTS_A_SPAN);
  });
}
