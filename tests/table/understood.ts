// What is understood of each file in tests/fixtures/tables.
interface Expected {
  readonly rows: number;
  readonly features: number;
  /** Null: a number is predicted. */
  readonly classes: Readonly<Record<string, number>> | null;
  readonly header?: boolean | null;
  readonly target?: string;
  readonly format?: string;
  readonly encoding?: string;
  readonly separator?: string;
  readonly dropped?: number;
  /** Columns that are left out. */
  readonly out?: readonly string[];
}

const IRIS = { setosa: 50, versicolor: 50, virginica: 50 };
const HALF = { '0': 10, '1': 10 };
const FOUR = { '0': 2, '1': 2 };
export const TABLE: Readonly<Record<string, Expected>> = {
  'blanks.txt': { rows: 4, features: 2, classes: FOUR, separator: ' ' },
  'bool_case.csv': { rows: 4, features: 2, classes: { false: 2, true: 2 } },
  'codes.csv': { rows: 60, features: 2, classes: { '0': 20, '1': 20, '2': 20 } },
  'comment.csv': { rows: 10, features: 2, classes: { '0': 5, '1': 5 } },
  'cp1252.csv': { rows: 4, features: 1, classes: { '£': 2, '€': 2 }, encoding: 'windows-1252', separator: ';' },
  'dates.csv': { rows: 24, features: 6, classes: null, target: 'sold' },
  'euro_points.csv': { rows: 4, features: 2, classes: { a: 2, b: 2 } },
  'german.csv': { rows: 150, features: 4, classes: IRIS, separator: ';' },
  'hdrcomma2.csv': { rows: 20, features: 2, classes: HALF, separator: ';' },
  'ids.csv': { rows: 12, features: 1, classes: { '0': 6, '1': 6 }, out: ['id', 'name', 'same'] },
  'index.csv': { rows: 4, features: 2, classes: { u: 2, v: 2 }, out: ['column 1'] },
  'ints11.csv': { rows: 200, features: 2, classes: null },
  'ints9.csv': { rows: 200, features: 2, classes: null, target: 'counts' },
  'iris.csv': { rows: 150, features: 4, classes: IRIS },
  'iris_like_noheader.csv': { rows: 102, features: 4, classes: { a: 34, b: 34, c: 34 }, header: false, target: '5' },
  'latin1_merge.csv': {
    rows: 6,
    features: 2,
    classes: { fig: 2, 'p\u00e8che': 2, 'p\u00e9che': 2 },
    encoding: 'latin-1',
  },
  'line7.csv': { rows: 7, features: 1, classes: null },
  'lines.jsonl': { rows: 9, features: 1, classes: null, format: 'jsonl', header: null },
  'lists.json': { rows: 4, features: 1, classes: { u: 2, v: 2 }, format: 'json', header: null },
  'missing.csv': { rows: 8, features: 2, classes: { u: 4, v: 4 }, dropped: 2 },
  'mixed_quoted.csv': { rows: 4, features: 3, classes: FOUR },
  'mixed_ends.csv': { rows: 4, features: 1, classes: FOUR },
  'money.csv': { rows: 4, features: 1, classes: FOUR },
  'noheader.csv': { rows: 150, features: 4, classes: IRIS, header: false, target: '5' },
  'none_category.csv': { rows: 5, features: 4, classes: null },
  'none_missing.csv': { rows: 5, features: 1, classes: null, dropped: 1 },
  'nonecol2.csv': { rows: 5, features: 2, classes: null, target: 'c' },
  'packed.csv.gz': { rows: 4, features: 2, classes: { u: 2, v: 2 } },
  'preamble.csv': { rows: 4, features: 2, classes: { u: 2, v: 2 }, header: false, target: '3' },
  'quality_scores.csv': { rows: 240, features: 1, classes: null },
  'rand60.csv': { rows: 60, features: 6, classes: { no: 29, yes: 31 } },
  'records.json': { rows: 8, features: 5, classes: { u: 4, v: 4 }, format: 'json', header: null, out: ['nested'] },
  'semicolon_decimal_comma.csv': { rows: 4, features: 2, classes: { a: 2, b: 2 } },
  'sep.csv': { rows: 10, features: 2, classes: { '0': 5, '1': 5 }, separator: ';' },
  'stray.csv': { rows: 31, features: 1, classes: { b: 10, bb: 1, g: 10, r: 10 } },
  'swiss.csv': { rows: 4, features: 1, classes: FOUR },
  'thousands.csv': { rows: 20, features: 2, classes: HALF },
  'trailing.csv': { rows: 20, features: 2, classes: HALF, target: 'y', out: ['column 4'] },
  'tv.csv': { rows: 38, features: 1, classes: null },
  'utf16.csv': { rows: 6, features: 2, classes: { 'caf\u00e9': 2, eau: 2, 'th\u00e9': 2 }, encoding: 'utf-16le' },
  'utf16be.tsv': { rows: 4, features: 1, classes: { ä: 2, ö: 2 }, encoding: 'utf-16be', format: 'tsv' },
  'x2plus3.csv': { rows: 100, features: 1, classes: null },
  'years.csv': { rows: 6, features: 2, classes: null, target: '2002', out: ['country'] },
};
