// Batch normalization over tiles, unit by unit. A mask excludes the spare lanes of the last tile from the statistics.
import type { FunctionBuilder, FunctionSource } from './assembler.js';
import { i32, v128, type I32, type Local, type V128 } from './instructions.js';
import { addOrStore } from './multiply.js';
import { eachUnit, floats, HALVES, laneSums, rowBytes } from './tile.js';

/** Sum over samples of term(a, b) for each unit; `lastMask`: 8 lanes, all bits set for a sample. */
function unitSums(
  name: string,
  term: (f: FunctionBuilder, a: V128, b: V128) => V128,
  b: 'values' | 'unit',
): FunctionSource {
  return {
    name,
    parameterCount: 7,
    body(f, out, a, other, lastMask, tiles, units, accumulate) {
      const last = f.let(i32.mul(rowBytes(units), i32.sub(tiles, i32.of(1))));
      eachUnit(f, units, tiles, (unitOffset, rows) => {
        const sums = HALVES.map(() => f.let(v128.of(0)));
        const ofUnit = b === 'unit' ? f.let(v128.loadSplat(i32.add(other, unitOffset))) : null;
        const terms = (offset: I32, half: number): V128 =>
          term(f, f.let(v128.load(i32.add(a, offset), half)), ofUnit ?? f.let(v128.load(i32.add(other, offset), half)));
        rows((offset) => {
          f.when(i32.lessUnsigned(offset, last), () =>
            sums.forEach((sum, i) => f.set(sum, v128.add(sum, terms(offset, HALVES[i]!)))),
          );
          f.when(i32.atMostUnsigned(last, offset), () =>
            sums.forEach((sum, i) =>
              f.set(sum, v128.add(sum, v128.and(terms(offset, HALVES[i]!), v128.load(lastMask, HALVES[i])))),
            ),
          );
        });
        const total = laneSums(f, [f.let(v128.add(sums[0]!, sums[1]!))]);
        addOrStore(f, f.let(i32.add(out, unitOffset)), total, 1, accumulate);
      });
    },
  };
}

/** x̂ = (x - mean) inverse; to = gamma x̂ + beta. The four tables [units] follow each other at `table`. */
const normalise: FunctionSource = {
  name: 'normalise',
  parameterCount: 6,
  body(f, to, normal, from, table, tiles, units) {
    eachUnit(f, units, tiles, (unitOffset, rows) => {
      const [mean, inverse, gamma, beta] = unitTables(f, table, units, unitOffset, 4);
      rows((offset) => {
        for (const half of HALVES) {
          const value = f.let(v128.mul(v128.sub(v128.load(i32.add(from, offset), half), mean!), inverse!));
          f.store(i32.add(normal, offset), half, value);
          f.store(i32.add(to, offset), half, v128.add(v128.mul(value, gamma!), beta!));
        }
      });
    });
  },
};

/** d = scale (d - meanD - x̂ meanDx̂). The three tables [units] follow each other at `table`. `maskTile` clears the spare lanes. */
const backNormalise: FunctionSource = {
  name: 'backNormalise',
  parameterCount: 5,
  body(f, d, normal, table, tiles, units) {
    eachUnit(f, units, tiles, (unitOffset, rows) => {
      const [scale, meanD, meanDNormal] = unitTables(f, table, units, unitOffset, 3);
      rows((offset) => {
        for (const half of HALVES) {
          const at = f.let(i32.add(d, offset));
          const pull = v128.mul(v128.load(i32.add(normal, offset), half), meanDNormal!);
          f.store(at, half, v128.mul(v128.sub(v128.sub(v128.load(at, half), meanD!), pull), scale!));
        }
      });
    });
  },
};

function unitTables(
  f: FunctionBuilder,
  table: I32,
  units: I32,
  unitOffset: I32,
  count: number,
): readonly Local<'v128'>[] {
  const at = f.let(i32.add(table, unitOffset));
  return Array.from({ length: count }, () => {
    const value = f.let(v128.loadSplat(at));
    f.advance(at, floats(units));
    return value;
  });
}

/** Clears the lanes of one tile that hold no sample. */
const maskTile: FunctionSource = {
  name: 'maskTile',
  parameterCount: 3,
  body(f, tile, mask, units) {
    eachUnit(f, units, i32.of(1), (_, rows) =>
      rows((offset) => {
        const at = f.let(i32.add(tile, offset));
        for (const half of HALVES) f.store(at, half, v128.and(v128.load(at, half), v128.load(mask, half)));
      }),
    );
  },
};

export const NORMALISE_SOURCES: readonly FunctionSource[] = [
  unitSums('unitTotals', (_f, a) => a, 'unit'),
  unitSums('unitSquares', squares, 'unit'),
  unitSums('unitProducts', (_f, a, b) => v128.mul(a, b), 'values'),
  normalise,
  backNormalise,
  maskTile,
];

function squares(f: FunctionBuilder, a: V128, mean: V128): V128 {
  const centred = f.let(v128.sub(a, mean));
  return v128.mul(centred, centred);
}
