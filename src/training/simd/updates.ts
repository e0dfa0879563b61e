// Optimizer updates, four parameters at a time in two pairs of doubles. The operations and their order are those of
// training/optimizer.ts, so results are bit-equal. A second version also measures the movement: every value is in a
// register then, which costs a third of a second pass.
import type { OptimizerName, UpdateName } from '../../core/config/names.js';
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { f64x2, i32, v128, type I32, type V128 } from './instructions.js';
import { joined, pairs, pairsAt } from './pairs.js';
import { clear, eachSpan, more, newSum, rmsOf } from './spans.js';
import { DOUBLE_BYTES, VECTOR_BYTES } from './tile.js';

const { add, sub, mul, div, sqrt, promoteLow, demote } = f64x2;

interface Element {
  readonly w: V128;
  readonly g: V128;
  /** Optimizer slots of each parameter. */
  readonly slots: readonly V128[];
}
type Updated = Omit<Element, 'g'>;
/** All values are pairs of doubles in locals; `constants` in the order of `constants()` in training/optimizer.ts. */
type Rule = (f: FunctionBuilder, element: Element, constants: readonly V128[]) => Updated;

/** The value as float32 reads it back. */
const rounded = (f: FunctionBuilder, value: V128): V128 => f.let(promoteLow(demote(value)));

interface RuleRow {
  readonly constants: number;
  readonly slots: number;
  readonly rule: Rule;
}

const RULES: Readonly<Record<OptimizerName, RuleRow>> = {
  sgd: { constants: 1, slots: 0, rule: (_f, { w, g }, [rate]) => ({ w: sub(w, mul(rate!, g)), slots: [] }) },
  momentum: {
    constants: 2,
    slots: 1,
    rule(f, { w, g, slots: [v] }, [rate, momentum]) {
      const moved = rounded(f, sub(mul(momentum!, v!), mul(rate!, g)));
      return { w: add(w, moved), slots: [moved] };
    },
  },
  nesterov: {
    constants: 2,
    slots: 1,
    rule(f, { w, g, slots: [v] }, [rate, momentum]) {
      const step = f.let(mul(rate!, g));
      const moved = rounded(f, sub(mul(momentum!, v!), step));
      return { w: add(w, sub(mul(momentum!, moved), step)), slots: [moved] };
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

/** New values of four parameters and their slots. `arrays`: gradient, parameters, slots, each at offset `at`. */
function updated(
  f: FunctionBuilder,
  rule: Rule,
  constants: readonly V128[],
  arrays: readonly I32[],
  at: number,
): readonly V128[] {
  const read = arrays.map((array) => pairsAt(f, array, at));
  const halves = [0, 1].map((half) => {
    const [g, w, ...slots] = read.map((pair) => pair[half]!);
    const { w: now, slots: kept } = rule(f, { w: w!, g: g!, slots }, constants);
    return [now, ...kept].map((value) => f.let(value));
  });
  return arrays.slice(1).map((_, i) => f.let(joined(halves[0]![i]!, halves[1]![i]!)));
}

const constantsAt = (f: FunctionBuilder, address: I32, count: number): readonly V128[] =>
  Array.from({ length: count }, (_, i) => f.let(f64x2.loadSplat(address, i * DOUBLE_BYTES)));

/** The rule after weight decay, whose share is the first constant. */
const decayed = ({ constants, slots, rule }: RuleRow): RuleRow => ({
  constants: constants + 1,
  slots,
  rule: (f, { w, ...element }, [share, ...rest]) =>
    rule(f, { w: rounded(f, sub(w, mul(w, share!))), ...element }, rest),
});

const rowOf = (name: UpdateName): RuleRow =>
  name.endsWith('Decayed')
    ? decayed(RULES[name.slice(0, -'Decayed'.length) as OptimizerName])
    : RULES[name as OptimizerName];

const plainUpdate = ({ constants: constantCount, slots: slotCount, rule }: RuleRow): FunctionSource => ({
  name: 'update',
  parameterCount: 6,
  body(f, constantsAddress, w, g, slot0, slot1, bytes) {
    const constants = constantsAt(f, constantsAddress, constantCount);
    const arrays = [g, w, ...[slot0, slot1].slice(0, slotCount)];
    const offset = f.let(i32.of(0));
    f.loopWhile(i32.lessUnsigned(offset, bytes), () => {
      const addresses = arrays.map((array) => f.let(i32.add(array, offset)));
      updated(f, rule, constants, addresses, 0).forEach((value, i) => f.store(addresses[i + 1]!, 0, value));
      f.advance(offset, VECTOR_BYTES);
    });
  },
});

const measuredUpdate = ({ constants: constantCount, slots: slotCount, rule }: RuleRow): FunctionSource => ({
  name: 'measuredUpdate',
  parameterCount: 8,
  body(f, constantsAddress, w, g, slot0, slot1, out, table, end) {
    const constants = constantsAt(f, constantsAddress, constantCount);
    const [weights, moved] = [newSum(f), newSum(f)];
    eachSpan(f, [out, table, end], [g, w, ...[slot0, slot1].slice(0, slotCount)], {
      start: () => clear(f, [...weights, ...moved]),
      half({ number, addresses, at, mask }) {
        const before = addresses.slice(1).map((address) => f.let(v128.load(address, at)));
        const values = updated(f, rule, constants, addresses, at);
        // Values after the end of the span belong to the next one: leave them, and add nothing.
        const lets = mask === undefined ? null : f.let(v128.load(mask, at));
        const now = lets === null ? values : values.map((value, i) => f.let(v128.select(value, before[i]!, lets)));
        const [old, late] = [before[0]!, now[0]!].map((all) =>
          pairs(f, lets === null ? all : f.let(v128.and(all, lets))),
        );
        old!.forEach((pair, i) => {
          const lane = 2 * number + i;
          more(f, weights[lane]!, pair);
          more(f, moved[lane]!, f.let(sub(late![i]!, pair)));
        });
        now.forEach((value, i) => f.store(addresses[i + 1]!, at, value));
      },
      finish: (result, count) => f.store(result, 0, rmsOf(f, weights, moved, count)),
    });
  },
});

/** Of one optimizer: a run needs no other. */
export const updateSources = (name: UpdateName): readonly FunctionSource[] => [
  plainUpdate(rowOf(name)),
  measuredUpdate(rowOf(name)),
];
