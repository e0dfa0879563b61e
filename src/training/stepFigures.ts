// Figures of every step, a kernel each, of all its values: so often that they are summed by vector code where there is some, and
// in the same order where there is none. Definitions: docs/run-log.md.
import { SUMS_A_SPAN, type Span, type StepVectors, type VectorCode } from './vectors.js';

export interface GradientFigures {
  /** One entry a layer's kernel, input side first. */
  readonly gradRms: number[];
  readonly gradMax: number[];
  /** L2 over all parameters. */
  readonly gradNorm: number;
}

export interface MovementFigures {
  /** One entry a kernel: of the weights before the update, and of what it moved. */
  readonly weightRms: number[];
  readonly updateRms: number[];
}

export interface StepFigures {
  /** Of the gradient as it is now. */
  gradient(): GradientFigures;
  /** From `before` to `parameters`. NaN and infinities come through. */
  movement(): MovementFigures;
}

interface Parameter extends Span {
  readonly kind: string;
}

/** Where a span's sums stand among its doubles. */
const [SQUARES, MOVED, MOST] = [0, 1, 2];

/** `parameters`: the spans of `vectors`. */
export function stepFigures(parameters: readonly Parameter[], vectors: StepVectors): StepFigures {
  const { sums } = vectors;
  const { sumGradient, sumMovement } = vectors.code === null ? plainSums(vectors) : compiledSums(vectors.code);
  const kernels = parameters.flatMap(({ kind, size }, i) => (kind === 'kernel' ? [{ at: i * SUMS_A_SPAN, size }] : []));
  // Loops into arrays of their length: at every step, the closures of `map` would be a noticeable part of a small one.
  const rms = (which: number): number[] => {
    const figures = new Array<number>(kernels.length);
    for (let i = 0; i < kernels.length; i += 1) {
      const { at, size } = kernels[i]!;
      figures[i] = Math.sqrt(sums[at + which]! / size);
    }
    return figures;
  };
  const largest = (): number[] => {
    const figures = new Array<number>(kernels.length);
    for (let i = 0; i < kernels.length; i += 1) {
      const { at } = kernels[i]!;
      // NaN is kept: it is larger than anything a person should not miss.
      figures[i] = Number.isNaN(sums[at + SQUARES]!) ? NaN : sums[at + MOST]!;
    }
    return figures;
  };
  return {
    gradient() {
      sumGradient();
      let whole = 0;
      for (let i = SQUARES; i < sums.length; i += SUMS_A_SPAN) whole += sums[i]!;
      return { gradRms: rms(SQUARES), gradMax: largest(), gradNorm: Math.sqrt(whole) };
    },
    movement() {
      sumMovement();
      return { weightRms: rms(SQUARES), updateRms: rms(MOVED) };
    },
  };
}

interface Sums {
  readonly sumGradient: () => void;
  readonly sumMovement: () => void;
}

function compiledSums({ kernels, sums, table, tableEnd, gradient, before, parameters }: VectorCode): Sums {
  return {
    sumGradient: () => kernels.gradientSums(sums, table, tableEnd, gradient),
    sumMovement: () => kernels.movementSums(sums, table, tableEnd, before, parameters),
  };
}

/** The same to the bit: eight sums side by side, then across. */
function plainSums({ spans, sums, gradient, before, parameters }: StepVectors): Sums {
  const lanes = new Float64Array(8);
  const squaresOf = ({ offset, size }: Span, valueAt: (i: number) => number): number => {
    lanes.fill(0);
    for (let i = 0; i < size; i += 1) {
      const value = valueAt(offset + i);
      lanes[i % 8]! += value * value;
    }
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
    return a + e + (c + g) + (b + f + (d + h));
  };
  return {
    sumGradient() {
      spans.forEach((span, i) => {
        let most = 0;
        const squares = squaresOf(span, (at) => {
          most = Math.abs(gradient[at]!) > most ? Math.abs(gradient[at]!) : most;
          return gradient[at]!;
        });
        sums.set([squares, squares, most], i * SUMS_A_SPAN);
      });
    },
    sumMovement() {
      spans.forEach((span, i) => {
        const weights = squaresOf(span, (at) => before[at]!);
        sums.set([weights, squaresOf(span, (at) => parameters[at]! - before[at]!)], i * SUMS_A_SPAN);
      });
    },
  };
}
