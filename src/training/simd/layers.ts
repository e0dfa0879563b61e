// Probe statistics of pre-activations z and activations a, in double precision: sums first, then centred moments.
// Arrays hold whole quadruples; training/layerFigures.ts adds the remainder. FIGURES gives the place of each result.
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { f64x2, i32, v128, type I32, type Local, type V128 } from './instructions.js';
import { across, pairsAt, reduced } from './pairs.js';
import { DOUBLE_BYTES, VECTOR_BYTES } from './tile.js';

const { add, sub, mul } = f64x2;

/** Doubles by index. The first walk writes them and later walks read them; `middle`, `reach` and `perUnit` are inputs. */
export const FIGURES = {
  sumPre: 0,
  sumPost: 1,
  low: 2,
  high: 3,
  positive: 4,
  meanPre: 6,
  meanPost: 7,
  squaresPre: 8,
  squaresPost: 9,
  middle: 10,
  reach: 11,
  inside: 12,
  perUnit: 14,
} as const;
export const FIGURE_COUNT = 16;

const given = (f: FunctionBuilder, figures: I32, index: number): V128 =>
  f.let(f64x2.loadSplat(figures, index * DOUBLE_BYTES));
const ONE = v128.doubles(1);
/** 1 where the mask is set. */
const counted = (mask: V128): V128 => v128.and(mask, ONE);
const increase = (f: FunctionBuilder, local: Local<'v128'>, by: V128): void => f.set(local, add(local, by));
const zero = (f: FunctionBuilder): Local<'v128'> => f.let(v128.bits(0));
/** Walks several arrays in parallel, quadruple by quadruple: one address each, `bytes` long. */
function eachQuadruple(
  f: FunctionBuilder,
  arrays: readonly Local<'i32'>[],
  bytes: I32,
  body: (addresses: readonly Local<'i32'>[]) => void,
): void {
  const offset = f.let(i32.of(0));
  f.loopWhile(i32.lessUnsigned(offset, bytes), () => {
    body(arrays.map((array) => f.let(i32.add(array, offset))));
    f.advance(offset, VECTOR_BYTES);
  });
}

export const LAYER_SOURCES: readonly FunctionSource[] = [
  {
    name: 'layerSums',
    parameterCount: 4,
    body(f, figures, pre, post, bytes) {
      const [sumPre, sumPost, positive] = [zero(f), zero(f), zero(f)];
      const low = f.let(v128.of(Infinity));
      const high = f.let(v128.of(-Infinity));
      eachQuadruple(f, [pre, post], bytes, ([z, a]) => {
        const zs = pairsAt(f, z!, 0);
        const as = pairsAt(f, a!, 0);
        increase(f, sumPre, add(zs[0], zs[1]));
        increase(f, sumPost, add(as[0], as[1]));
        for (const pair of zs) increase(f, positive, counted(f64x2.greater(pair, v128.bits(0))));
        // NaN compares false both ways.
        const all = f.let(v128.load(z!, 0));
        f.set(low, v128.pmin(low, all));
        f.set(high, v128.pmax(high, all));
      });
      const store = (index: number, value: V128): void => f.store(figures, index * DOUBLE_BYTES, value);
      store(FIGURES.sumPre, across(sumPre, sumPost));
      store(FIGURES.positive, across(positive, positive));
      const [least, most] = [reduced(f, low, v128.pmin), reduced(f, high, v128.pmax)];
      store(FIGURES.low, f64x2.promoteLow(v128.shuffle(least, most, [0, 4, 0, 4])));
    },
  },
  {
    name: 'layerSquares',
    parameterCount: 4,
    body(f, figures, pre, post, bytes) {
      const [meanPre, meanPost] = [given(f, figures, FIGURES.meanPre), given(f, figures, FIGURES.meanPost)];
      const [middle, reach] = [given(f, figures, FIGURES.middle), given(f, figures, FIGURES.reach)];
      const [squaresPre, squaresPost, inside] = [zero(f), zero(f), zero(f)];
      eachQuadruple(f, [pre, post], bytes, ([z, a]) => {
        const squares = (pairs: readonly V128[], mean: V128): V128 => {
          const [c, d] = pairs.map((pair) => f.let(sub(pair, mean)));
          return add(mul(c!, c!), mul(d!, d!));
        };
        const as = pairsAt(f, a!, 0);
        increase(f, squaresPre, squares(pairsAt(f, z!, 0), meanPre));
        increase(f, squaresPost, squares(as, meanPost));
        for (const pair of as) increase(f, inside, counted(f64x2.atMost(f64x2.abs(sub(pair, middle)), reach)));
      });
      f.store(figures, FIGURES.squaresPre * DOUBLE_BYTES, across(squaresPre, squaresPost));
      f.store(figures, FIGURES.inside * DOUBLE_BYTES, across(inside, inside));
    },
  },
  {
    // counts[(z - low) perUnit] += 1
    name: 'layerHistogram',
    parameterCount: 4,
    body(f, figures, counts, pre, bytes) {
      const [low, perUnit] = [given(f, figures, FIGURES.low), given(f, figures, FIGURES.perUnit)];
      eachQuadruple(f, [pre], bytes, ([z]) => {
        for (const pair of pairsAt(f, z!, 0)) {
          const bins = f.let(v128.shiftLeft(f64x2.toIntegers(mul(sub(pair, low), perUnit)), 2));
          for (const lane of [0, 1]) {
            const at = f.let(i32.add(counts, v128.integerLane(bins, lane)));
            f.storeInteger(at, 0, i32.add(i32.load(at), i32.of(1)));
          }
        }
      });
    },
  },
];
