// Reads JSON and Parquet with DuckDB; the file itself has names and types.
import { sanitizeLine } from '../core/text/sanitize.js';
import { messageOf, UserError } from '../core/userError.js';
import { cell, distinctNames, nameOf, number } from './cells.js';
import { openDuck, text, type Duck } from './duck.js';
import { ALLOWED } from './foreign.js';
import { load } from './load.js';
import { loading } from './loading.js';
import type { RawColumn, RawTable, ReadOptions } from './raw.js';
import type { Source } from './source.js';

const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;

/** The arrays grow from this. */
const FIRST_ROWS = 10_000;

export async function readTyped(source: Source, options: ReadOptions): Promise<RawTable> {
  const duck = await openDuck([source.file], options.watch.signal);
  try {
    const from = await typedFrom(duck, source);
    const described = await duck.rows(`DESCRIBE SELECT * FROM ${from}`);
    const kinds = described.map(({ column_type }) => kindOf(String(column_type)));
    const quoted = described.map(({ column_name }) => `"${String(column_name).replaceAll('"', '""')}"`);
    const parts = quoted.map((c, i) => ({ sql: kinds[i]!.sql(c, options), kind: kinds[i]!.kind }));
    const tell = loading(source, options.watch);
    const { rows, numbers } = await load(duck, parts, from, options, { expected: FIRST_ROWS, tell });
    const names = distinctNames(described.map(({ column_name }, i) => nameOf(String(column_name), i)));
    return {
      duck,
      crew: options.crew,
      name: source.name,
      format: from.startsWith('read_json') && source.head.trimStart().startsWith('{') ? 'jsonl' : source.format,
      encoding: source.encoding,
      header: null,
      headerWhy: '',
      delimiter: null,
      columns: names.map((name, i) => ({ sql: `c${i}`, name, kind: kinds[i]!.kind, numbers: numbers[i] ?? null })),
      rows,
      warnings: [],
      lineOf: () => null,
      close() {
        duck.close();
        source.dispose();
      },
    };
  } catch (error) {
    duck.close();
    if (error instanceof UserError) throw error;
    const [why = ''] = messageOf(error).replaceAll(source.file, source.name).split('\n');
    const what = source.format === 'json' ? 'JSON' : 'Parquet';
    throw new UserError(`${source.name}: cannot be read as ${what}: ${sanitizeLine(why)}; ${ALLOWED}`, {
      cause: error,
    });
  }
}

/** The source in SQL; an object of lists becomes rows. */
async function typedFrom(duck: Duck, source: Source): Promise<string> {
  const file = text(source.file);
  if (source.format === 'parquet') return `read_parquet(${file}, hive_partitioning = false)`;
  const json = `read_json(${file}, sample_size = -1, map_inference_threshold = -1, compression = 'uncompressed', hive_partitioning = false)`;
  const described = await duck.rows(`DESCRIBE SELECT * FROM ${json}`);
  const types = described.map(({ column_type }) => String(column_type));
  const names = described.map(({ column_name }) => `"${String(column_name).replaceAll('"', '""')}"`);
  if (names.length === 1 && names[0] === '"json"')
    throw new UserError(
      `${source.name}: has no columns; allowed: a list of objects, an object a line, or an object of lists`,
    );
  if (names.length > 1 && types.every((type) => type.endsWith('[]')))
    return `(SELECT ${names.map((name) => `unnest(${name}) AS ${name}`).join(', ')} FROM ${json})`;
  return json;
}

interface Kind {
  readonly kind: RawColumn['kind'];
  readonly sql: (c: string, options: ReadOptions) => string;
}

function kindOf(type: string): Kind {
  if (NUMERIC.test(type)) return { kind: 'number', sql: number };
  if (/^(?:DATE|TIMESTAMP)/.test(type)) return { kind: 'time', sql: (c) => `${c}::TIMESTAMP` };
  if (type === 'JSON') return { kind: 'text', sql: (c, options) => cell(`(${c} ->> '$')`, options) };
  if (/^(?:STRUCT|MAP|UNION|BLOB|BIT)|\]$/.test(type))
    return { kind: 'nested', sql: (c) => `CASE WHEN ${c} IS NULL THEN NULL ELSE '{}' END` };
  return { kind: 'text', sql: (c, options) => cell(`${c}::VARCHAR`, options) };
}
