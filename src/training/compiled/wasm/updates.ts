// The optimizers' updates, four parameters at a time in two pairs of doubles: the operations of training/optimizer.ts in their
// order, so that the results are the same to the bit.
import type { OptimizerName } from '../../../core/config/schema.js';
import { f64x2, i32, v128, type FunctionBuilder, type FunctionSource, type V128 } from './assembler.js';
import { joined, pairs } from './pairs.js';
import { VECTOR_BYTES } from './tile.js';

const { add, sub, mul, div, sqrt, promoteLow, demote } = f64x2;
const DOUBLE_BYTES = 8;

interface Element {
  readonly w: V128;
  readonly g: V128;
  /** What the optimizer keeps for each parameter. */
  readonly slots: readonly V128[];
}
type Updated = Omit<Element, 'g'>;
/** All values are pairs of doubles in locals; `constants` in the order of `constants()` in training/optimizer.ts. */
type Rule = (f: FunctionBuilder, element: Element, constants: readonly V128[]) => Updated;

/** As it will be read back. */
const rounded = (f: FunctionBuilder, value: V128): V128 => f.let(promoteLow(demote(value)));

const RULES: Readonly<
  Record<OptimizerName, { readonly constants: number; readonly slots: number; readonly rule: Rule }>
> = {
  sgd: { constants: 1, slots: 0, rule: (_f, { w, g }, [rate]) => ({ w: sub(w, mul(rate!, g)), slots: [] }) },
  momentum: {
    constants: 2,
    slots: 1,
    rule(f, { w, g, slots: [v] }, [rate, momentum]) {
      const moved = rounded(f, sub(mul(momentum!, v!), mul(rate!, g)));
      return { w: add(w, moved), slots: [moved] };
    },
  },
  rmsprop: {
    constants: 4,
    slots: 1,
    rule(f, { w, g, slots: [v] }, [rate, rho, rest, epsilon]) {
      const squares = rounded(f, add(mul(rho!, v!), mul(mul(rest!, g), g)));
      return { w: sub(w, div(mul(rate!, g), sqrt(add(squares, epsilon!)))), slots: [squares] };
    },
  },
  adagrad: {
    constants: 2,
    slots: 1,
    rule(f, { w, g, slots: [s] }, [rate, epsilon]) {
      const squares = rounded(f, add(s!, mul(g, g)));
      return { w: sub(w, div(mul(rate!, g), sqrt(add(squares, epsilon!)))), slots: [squares] };
    },
  },
  adam: {
    constants: 4,
    slots: 2,
    rule(f, { w, g, slots: [m, v] }, [rate, rest1, rest2, epsilon]) {
      const mean = f.let(add(m!, mul(rest1!, sub(g, m!))));
      const squares = f.let(add(v!, mul(rest2!, sub(mul(g, g), v!))));
      return { w: sub(w, div(mul(rate!, mean), add(sqrt(squares), epsilon!))), slots: [mean, squares] };
    },
  },
};

export const UPDATE_SOURCES: readonly FunctionSource[] = Object.entries(RULES).map(
  ([name, { constants: constantCount, slots: slotCount, rule }]) => ({
    name: `update_${name}`,
    parameterCount: 6,
    body(f, constantsAt, w, g, slot0, slot1, bytes) {
      const constants = Array.from({ length: constantCount }, (_, i) =>
        f.let(f64x2.loadSplat(constantsAt, i * DOUBLE_BYTES)),
      );
      const kept = [w, ...[slot0, slot1].slice(0, slotCount)];
      const offset = f.let(i32.of(0));
      f.loopWhile(i32.lessUnsigned(offset, bytes), () => {
        const read = [g, ...kept].map((array) => pairs(f, f.let(v128.load(i32.add(array, offset)))));
        const halves = [0, 1].map((half) => {
          const [gradient, weight, ...slots] = read.map((pair) => pair[half]!);
          const updated = rule(f, { w: weight!, g: gradient!, slots }, constants);
          return [updated.w, ...updated.slots].map((value) => f.let(value));
        });
        kept.forEach((array, i) => {
          f.store(f.let(i32.add(array, offset)), 0, joined(halves[0]![i]!, halves[1]![i]!));
        });
        f.advance(offset, VECTOR_BYTES);
      });
    },
  }),
);
