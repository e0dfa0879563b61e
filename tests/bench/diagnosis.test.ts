// The bench `diagnosis`: its published networks can be built, what it makes up depends on seed and place alone, and its tables count.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeNet } from '../../bench/diagnosis/made.js';
import { publishedNets } from '../../bench/diagnosis/published.js';
import type { Score } from '../../bench/diagnosis/score.js';
import { kindTable, scoreTable } from '../../bench/diagnosis/table.js';
import { RULE_NAMES } from '../../src/core/diagnosis/ruleNames.js';

describe('published networks', () => {
  const nets = publishedNets(path.resolve(import.meta.dirname, '..', '..'));

  it('are 24 with a fault that rules name, and 10 without', () => {
    const faulty = nets.filter(({ expected }) => expected.length > 0);
    expect([faulty.length, nets.length - faulty.length]).toEqual([24, 10]);
    for (const { expected } of faulty) expect(RULE_NAMES).toEqual(expect.arrayContaining([...expected]));
  });

  it('have their tables', () => {
    const files = nets.flatMap(({ config: { data } }) => data ?? []);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });
});

describe('a synthetic network', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'gradtop-bench-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('depends on seed and place alone', { tags: ['long'] }, async () => {
    const spot = { group: 'looked at', seed: 17, index: 11 } as const;
    const [one, again] = [await makeNet(spot, folder), await makeNet(spot, folder)];
    expect(one).toMatchObject({ expected: ['symmetric'], config: { initializer: 'zeros' } });
    expect(again).toEqual(one);
    const other = await makeNet({ ...spot, seed: 18 }, folder);
    expect(other?.config).not.toEqual(one?.config);
  });
});

const SCORE: Score = {
  id: 'a',
  group: 'looked at',
  kind: 'zeros',
  expected: ['symmetric'],
  named: ['symmetric', 'symmetric', 'plateau'],
  firstWord: 1,
  speaks: true,
  right: true,
  curedBy: 1,
  tries: [],
  unlearned: 3,
  standing: 0,
  alarms: 0,
};
const HEALTHY: Score = { ...SCORE, kind: 'healthy', expected: [], named: [null, null, 'plateau'], unlearned: 1 };

describe('the tables', () => {
  const scores: Score[] = [
    SCORE,
    { ...SCORE, right: false, named: [null, null, null], firstWord: 31, curedBy: 2 },
    { ...SCORE, curedBy: null },
    { ...HEALTHY, standing: 1 },
    HEALTHY,
  ];
  const cells = (lines: readonly string[], head: string): string[] =>
    (lines.find((line) => line.startsWith(`| ${head}`)) ?? '').split('|').map((cell) => cell.trim());

  it.each([
    ['the verdict names', '2 of 3 (67 %)'],
    ['the first suggestion', '1 of 3 (33 %)'],
    ['one of two', '2 of 3 (67 %)'],
    ['first word', '2 of 3 (67 %)'],
    ['healthy runs that learn and end', '1 of 4 (25 %)'],
    ['runs of a healthy network that do not learn', '2 of 6 (33 %)'],
  ])('count %s', (head, expected) => {
    const row = cells(scoreTable(scores), head);
    expect(row.slice(2, 5)).toEqual(['-', expected, '-']);
  });

  it('count by kind, and what was named instead', () => {
    const row = cells(kindTable(scores, ['looked at']), 'zeros');
    expect(row.slice(2, 7)).toEqual(['symmetric', '2 of 3', 'nothing 3, plateau 2', '1 of 3', '2 of 3']);
  });
});
