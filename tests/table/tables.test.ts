// How `gradtop data` reads every kind of table in tests/fixtures/tables, and that each trains.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/presets.js';
import type { Config, PresetFile } from '../../src/core/config/schema.js';
import type { TableReport } from '../../src/core/table/report.js';
import { readReport, readSplit } from '../../src/table/index.js';
import { spread } from '../helpers/property.js';
import { TABLE } from './understood.js';

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', 'tables');
const config = (file: string, fields: PresetFile = {}): Config =>
  parseConfig({ dataset: 'csv', data: path.join(FOLDER, file), ...fields }, 'test');
const read = (file: string, fields: PresetFile = {}): Promise<TableReport> => readReport(config(file, fields));
const classes = ({ target }: TableReport): Record<string, number> =>
  Object.fromEntries(target.classes.map(({ name, count }) => [name, count]));

it('every fixture has a row', () => expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(TABLE).sort()));

describe('is understood and becomes arrays', () => {
  it.each(spread(Object.entries(TABLE), 3))('%s', async (file, expected) => {
    const report = await read(file);
    expect(report).toMatchObject({
      rows: expected.rows,
      features: expected.features,
      header: expected.header === undefined ? true : expected.header,
      format: expected.format ?? 'csv',
      encoding: expected.encoding ?? 'utf-8',
      dropped: { rows: expected.dropped ?? 0 },
      target: { task: expected.classes === null ? 'regression' : 'classification' },
      ...(expected.target === undefined ? {} : { target: { name: expected.target } }),
      ...(expected.separator === undefined ? {} : { separator: expected.separator }),
    });
    expect(classes(report)).toEqual(expected.classes ?? {});
    const out = report.columns.filter(({ role }) => role === 'dropped').map(({ name }) => name);
    expect(out).toEqual(expected.out ?? []);
    const { train, validation } = await readSplit(config(file));
    expect([train.samples, train.features, validation]).toEqual([
      expected.rows - (expected.dropped ?? 0),
      expected.features,
      null,
    ]);
    expect(train.x).toHaveLength(train.samples * train.features);
    expect(train.x.every(Number.isFinite) && train.y.every(Number.isFinite)).toBe(true);
    expect(train.classNames).toEqual(Object.keys(expected.classes ?? {}));
    expect(train.featureNames).toHaveLength(train.features);
  });
});

describe('values', () => {
  /** Columns as they are, by undoing nothing: their order and their distances. */
  const first = async (file: string, fields: PresetFile = {}): Promise<number[]> => {
    const { train } = await readSplit(config(file, fields));
    return Array.from({ length: train.samples }, (_, i) => train.x[i * train.features]!);
  };
  const scaled = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    return values.map((v) => (v - mean) / deviation);
  };
  it.each<[string, readonly number[]]>([
    ['thousands.csv', Array.from({ length: 20 }, (_, i) => 1234 + 1000 * i)],
    ['swiss.csv', [1234, 12345, 999, 1e6]],
    ['euro_points.csv', [1234, 12345, 999, 1e6]],
    ['money.csv', [1200.5, 900, 2000, 15]],
    ['semicolon_decimal_comma.csv', [0.1, 0.9, 0.2, 0.8]],
    ['blanks.txt', [1, 2, 3, 4]],
    ['none_missing.csv', [1, 3, 4, 5]],
  ])('%s', async (file, values) => {
    const found = await first(file);
    scaled(values).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  });

  it('a comma separates thousands where another column has decimal points', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-points-')), 'points.tsv');
    const rows = (share: string): string => [1, 2, 3, 4].map((i) => `${i},000\t${share}\t${i}.5\n`).join('');
    for (const [share, first] of [
      ['0.25', 1000],
      ['25', 1],
    ] as const) {
      writeFileSync(file, `pop\tshare\ty\n${rows(share).replaceAll(/\.5$/gm, share === '25' ? ',5' : '.5')}`);
      const { train } = await readSplit(parseConfig({ dataset: 'csv', data: file, standardize: 'none' }, 'test'));
      expect([train.x[0], train.y[0]]).toEqual([first, 1.5]);
    }
  });

  it('semicolons and decimal commas give the same arrays as commas and points', async () => {
    const arrays = async (file: string) => {
      const { x, y, featureNames, classNames } = (await readSplit(config(file))).train;
      return { x, y, featureNames, classNames };
    };
    expect(await arrays('german.csv')).toEqual(await arrays('iris.csv'));
  });

  it('one feature for each category and for each part of a date that differs', async () => {
    const { train } = await readSplit(config('dates.csv'));
    expect(train.featureNames).toEqual(['day year', 'day day of year', 'day weekday', 'shop=s0', 'shop=s1', 'shop=s2']);
    expect([...train.x.slice(3, 6)]).toEqual([1, 0, 0]);
  });
});

describe('flags', () => {
  it.each<[string, PresetFile, object]>([
    ['nonecol2.csv', { target: 'none' }, { target: { name: 'none' } }],
    ['ints9.csv', { task: 'classification' }, { target: { task: 'classification' } }],
    ['quality_scores.csv', { task: 'classification' }, { target: { task: 'classification' } }],
    ['codes.csv', { task: 'regression' }, { target: { task: 'regression', classes: [] } }],
    ['hdrcomma2.csv', { columns: 'Length, mm' }, { features: 1 }],
    ['hdrcomma2.csv', { drop: 'Width, mm,y', target: 'Length, mm' }, { features: 0 }],
    ['iris.csv', { drop: 'petal length (cm), petal width (cm)' }, { features: 2, rows: 150 }],
    ['missing.csv', { missing: 'mean' }, { dropped: { rows: 0, byColumn: { a: 1, b: 1 } } }],
    ['none_category.csv', { na: 'None', missing: 'most-frequent' }, { dropped: { rows: 0, byColumn: { garage: 2 } } }],
    ['noheader.csv', { header: 'yes' }, { rows: 149, header: true }],
    ['iris.csv', { header: 'no', task: 'classification' }, { rows: 151, header: false }],
    ['ids.csv', { columns: 'id,x' }, { features: 2 }],
    ['iris.csv', { rows: 60 }, { rows: 60 }],
    [
      'dates.csv',
      { target: 'shop', maxCategories: 2 },
      { target: { classes: [{ count: 8 }, { count: 8 }, { count: 8 }] } },
    ],
  ])('%s %j', async (file, fields, expected) => {
    if (file === 'hdrcomma2.csv' && fields.drop !== undefined)
      return expect(read(file, fields)).rejects.toThrow(/no feature column/);
    if (fields.header === 'no') return expect(read(file, fields)).rejects.toThrow(/is not a number \(line 1\)/);
    expect(await read(file, fields)).toMatchObject(expected);
  });

  it('a sample is seeded, and keeps the order of the rows', async () => {
    const sample = async (dataSeed: number): Promise<Float32Array> =>
      (await readSplit(config('x2plus3.csv', { rows: 30, dataSeed }))).train.x;
    const one = await sample(1);
    expect(one).toHaveLength(30);
    expect([...one]).toEqual([...one].sort((a, b) => a - b));
    expect(await sample(1)).toEqual(one);
    expect(await sample(2)).not.toEqual(one);
  });

  it('a label that occurs once is warned about', async () => {
    expect((await read('stray.csv')).warnings.join()).toContain('"bb"');
    expect((await read('iris.csv')).warnings).toEqual([]);
  });
});

describe('the split', () => {
  it('holds out the same share of each class, and scales by the training rows alone', async () => {
    const { train, validation } = await readSplit(config('iris.csv', { validationSplit: 0.2 }));
    const counts = (y: Float32Array): number[] =>
      [0, 1, 2].map((j) => y.reduce((sum, v, i) => sum + (i % 3 === j ? v : 0), 0));
    expect([train.samples, validation?.samples]).toEqual([120, 30]);
    expect(counts(train.y)).toEqual([40, 40, 40]);
    expect(counts(validation!.y)).toEqual([10, 10, 10]);
    const mean = (x: Float32Array): number => x.reduce((sum, v, i) => sum + (i % 4 === 0 ? v : 0), 0) / (x.length / 4);
    expect(Math.abs(mean(train.x))).toBeLessThan(1e-6);
    expect(Math.abs(mean(validation!.x))).toBeGreaterThan(1e-3);
  });

  it('keeps one row at least of each class for training', async () => {
    const { train } = await readSplit(config('stray.csv', { validationSplit: 0.9 }));
    expect(
      new Set(Array.from({ length: train.samples }, (_, i) => train.y.slice(4 * i, 4 * i + 4).indexOf(1))).size,
    ).toBe(4);
  });

  it('a filled value is the mean of the training rows', async () => {
    const { train } = await readSplit(config('missing.csv', { missing: 'mean' }));
    // Scaled, the mean is 0.
    expect(Math.abs(train.x[2]!)).toBeLessThan(1e-6);
  });
});

describe('standardize', () => {
  const raw = 'a,b,y\n10,1,100\n20,5,205.5\n30,9,300\n40,2,410\n50,7,505\n';
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gradtop-scale-')), 'raw.csv');
  writeFileSync(file, raw);
  it.each<[Config['standardize'], readonly number[], number]>([
    ['none', [10, 1], 100],
    ['features', [-Math.SQRT2, -1.26949], 100],
    ['all', [-Math.SQRT2, -1.26949], -1.42223],
    ['auto', [-Math.SQRT2, -1.26949], -1.42223],
  ])('%s', async (standardize, x, y) => {
    const { train } = await readSplit(parseConfig({ dataset: 'csv', data: file, standardize }, 'test'));
    x.forEach((value, i) => expect(train.x[i]).toBeCloseTo(value, 4));
    expect(train.y[0]).toBeCloseTo(y, 3);
    const { mean, deviation } = train.targetScale!;
    expect(mean + deviation * train.y[0]!).toBeCloseTo(100, 4);
  });
});

describe('names of files are taken as they are', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gradtop-names-'));
  it
    .runIf(process.platform !== 'win32')
    .each([`g*[x]'?.csv`, '-dash.csv', 'http:__a.csv', '~x.csv', 'year=2020/a.csv', 'ö\n.csv'])('%j', async (name) => {
    mkdirSync(path.join(folder, 'year=2020'), { recursive: true });
    writeFileSync(path.join(folder, 'gAAx].csv'), 'other\n1\n');
    const file = path.join(folder, name);
    copyFileSync(path.join(FOLDER, 'iris.csv'), file);
    const report = await readReport(parseConfig({ dataset: 'csv', data: file }, 'test'));
    expect([report.rows, report.features]).toEqual([150, 4]);
  });
});
