// Joined parts of a sweep equal the log of one process byte for byte; a fault of a part gives one line.
import { describe, expect, it } from 'vitest';
import { encodeCell, encodePlan } from '../../../src/core/sweep/log.js';
import { createSweepMap, type SweepPlan } from '../../../src/core/sweep/map.js';
import { missingLines } from '../../../src/core/sweep/missing.js';
import { shardCells } from '../../../src/core/sweep/shard.js';
import { sweepCommandLine } from '../../../src/core/sweep/sweepCommand.js';
import { cellKey } from '../../../src/core/sweep/map.js';
import { parseAxis } from '../../../src/core/sweep/axis.js';
import { fc, runs } from '../../helpers/property.js';
import { BASE, depths, gains, mapOf, planOf } from '../../helpers/sweepMaps.js';
import { mergeParts, type PartText } from '../../helpers/sweepParts.js';

const plan: SweepPlan = { ...planOf(depths(5), gains(4), 2), backend: 'compiled' };
const full = mapOf(plan);
const asLog = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const cellsOf = (own: SweepPlan, cells: readonly { column: number; row: number }[]): string[] =>
  cells.flatMap((cell) => {
    const found = full.cells.get(cellKey(own, cell));
    return found === undefined ? [] : [encodeCell(found)];
  });
const whole = asLog([encodePlan(plan, 'loss'), ...cellsOf(plan, createSweepMap(plan).order)]);
const part = (index: number, of: number, first = Infinity, name = `part-${index}.jsonl`): PartText => ({
  name,
  text: asLog([
    encodePlan(plan, 'loss', { index, of }),
    ...cellsOf(plan, shardCells(plan, { index, of }).slice(0, first)),
  ]),
});
const partsOf = (of: number): PartText[] => Array.from({ length: of }, (_, k) => part(k + 1, of));
const text = ({ head, lines }: ReturnType<typeof mergeParts>): string => asLog([head, ...lines]);
const lack = (parts: readonly PartText[]): string | null => missingLines(mergeParts(parts), BASE)?.join('\n') ?? null;

describe('merge', () => {
  it('gives the bytes of one process for any number of shards, in any order, with cells in any order', () => {
    const shards = fc
      .integer({ min: 1, max: 25 })
      .chain((of) =>
        fc.tuple(
          fc.shuffledSubarray(partsOf(of), { minLength: of, maxLength: of }),
          fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
        ),
      );
    fc.assert(
      fc.property(shards, ([parts, places]) => {
        const mixed = parts.map((one) => {
          const [head = '', ...lines] = one.text.trimEnd().split('\n');
          const tagged = lines.map((line, i) => ({ line, at: places[i] ?? 0 })).sort((a, b) => a.at - b.at);
          return { ...one, text: asLog([head, ...tagged.map(({ line }) => line)]) };
        });
        const merged = mergeParts(mixed);
        expect(text(merged)).toBe(whole);
        expect([merged.missing, merged.twice]).toEqual([[], []]);
      }),
      { numRuns: runs(20) },
    );
  });

  it('takes parts of several totals and the log of a whole map, and says where they overlap', () => {
    const merged = mergeParts([part(1, 2), part(1, 3), part(2, 2), { name: 'all.jsonl', text: whole }]);
    expect(text(merged)).toBe(whole);
    expect(merged.twice.reduce((sum, { cells }) => sum + cells, 0)).toBe(7 + 20);
    expect(merged.twice[0]).toMatchObject({ one: 'part-1.jsonl', other: 'part-1.jsonl' });
  });

  it('leaves a torn last line out', () => {
    const [one, two] = [part(1, 2), part(2, 2)];
    const torn = { ...two, text: two.text.slice(0, -5) };
    expect(mergeParts([one, torn]).missing).toHaveLength(1);
    expect(() => mergeParts([one, { ...two, text: two.text.replace('{"type":"cell"', '{"type":"ce') }])).toThrow(
      /part-2\.jsonl, line 2: is not a cell of this sweep/,
    );
  });

  it.each([
    ['another sweep', { config: { ...plan.config, learningRate: 0.7 } }],
    ['other axes', { x: depths(4) }],
    ['another backend', { backend: 'wasm' }],
  ] as const)('refuses a part of %s', (_what, change) => {
    const foreign = { name: 'b.jsonl', text: `${encodePlan({ ...plan, ...change }, 'loss', { index: 2, of: 2 })}\n` };
    expect(() => mergeParts([part(1, 2), foreign])).toThrow(
      /^log b\.jsonl: belongs to another sweep than part-1\.jsonl/,
    );
  });

  it('refuses different numbers for one cell', () => {
    const other = part(1, 2, Infinity, 'b.jsonl');
    const changed = { ...other, text: other.text.replace(/"loss":[\d.]+/g, '"loss":0.5') };
    expect(() => mergeParts([part(1, 2), part(2, 2), changed])).toThrow(/part-1\.jsonl and b\.jsonl hold different/);
  });

  it.each([
    ['', /b\.jsonl: is not a sweep log/],
    ['{"type":"run"}\n', /b\.jsonl: is not a sweep log/],
    [`${encodePlan({ ...plan, seeds: 0 }, 'loss')}\n`, /b\.jsonl, line 1: seeds is not allowed/],
    [
      `${encodePlan(plan, 'loss').replace('"field":"depth"', '"field":"__proto__"')}\n`,
      /b\.jsonl, line 1: axis x is not allowed/,
    ],
  ])('refuses %j', (content, line) => {
    expect(() => mergeParts([part(1, 1), { name: 'b.jsonl', text: content }])).toThrow(line);
  });
});

describe('what is missing', () => {
  const command =
    'gradtop sweep tanh --x depth=1..5 --y initializer-gain=0.5..4 --points 5x4 --seeds 2 --backend compiled';

  it('is nothing when every part is whole', () => {
    expect(lack(partsOf(3))).toBeNull();
  });

  it('names the shard and the command that trains it', () => {
    expect(lack([part(2, 3), part(1, 3), part(3, 3, 4)])).toBe(
      `2 of 20 cells are missing: 2 of shard 3/3 (part-3.jsonl); to train them: ${command} --shard 3/3 --log part-3.jsonl`,
    );
  });

  it('is counted in the singular too', () => {
    expect(lack([{ name: 'm.jsonl', text: whole.split('\n').slice(0, 20).join('\n') + '\n' }])).toMatch(
      /^1 of 20 cells is missing/,
    );
  });

  it('gives a loop for several shards, and names for parts that are not there', () => {
    expect(lack([part(1, 4), part(3, 4, 1)])).toMatch(
      new RegExp(
        `5 of shard 2/4 \\(no part\\), 4 of shard 3/4 .*for k in 2 3 4; do ${command} --shard \\$k/4 --log part-\\$\\{k\\}\\.jsonl; done$`,
      ),
    );
  });

  it('gives every command where names differ, the first 8 of many', () => {
    const two = lack([part(1, 3), part(2, 3, 1, 'hole.jsonl')])?.split('\n') ?? [];
    expect(two).toHaveLength(3);
    expect(two[0]).toMatch(/shard 2\/3 \(hole\.jsonl\), . of shard 3\/3 \(no part\); to train them:$/);
    expect(two[1]).toMatch(/^gradtop sweep .* --shard 2\/3 --log hole\.jsonl$/);
    expect(two[2]).toMatch(/^gradtop sweep .* --shard 3\/3 --log part-3\.jsonl$/);
    const ten = Array.from({ length: 10 }, (_, k) => part(k + 1, 10, 1, `${'abcdefghij'[k] ?? ''}.jsonl`));
    const lines = lack(ten)?.split('\n') ?? [];
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('and 2 more commands');
  });

  it('is trained by the plain command where the log is of the whole map', () => {
    const log = { name: 'my map.jsonl', text: whole.split('\n').slice(0, 5).join('\n') + '\n' };
    expect(lack([log])).toBe(`16 of 20 cells are missing; to train them: ${command} --log 'my map.jsonl'`);
    expect(missingLines(mergeParts([log]), null)?.join()).toMatch(/run the command of these shards again$/);
  });
});

describe('the command line of a map', () => {
  it.each([
    ['depth=1..30', 'learning-rate=0.001..1:log', '10x7'],
    ['depth=2,4,8', 'width=32,8', null],
    ['initializer-gain=0.2..4', 'depth=5', '12x10'],
    ['width=1..9', 'initializer-gain=0.5,0.75,1', '9x10'],
  ])('gives the same axes again: %s, %s', (x, y, points) => {
    const [columns, rows] = (points ?? '10x10').split('x').map(Number);
    const own = planOf(parseAxis(x, columns ?? 10), parseAxis(y, rows ?? 10));
    const words = sweepCommandLine(own, BASE).split(' ');
    const value = (flag: string): string => words[words.indexOf(flag) + 1] ?? '';
    const [across, up] = (words.includes('--points') ? value('--points') : '10x10').split('x').map(Number);
    expect(parseAxis(value('--x'), across ?? 0)).toEqual(own.x);
    expect(parseAxis(value('--y'), up ?? 0)).toEqual(own.y);
  });
});
