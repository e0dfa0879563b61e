// DuckDB as a reader of one file: loaded when a table is asked for, without network, extensions or other files.
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EXIT, messageOf, UserError } from '../core/userError.js';

export type Row = Readonly<Record<string, string | number | boolean | null>>;

export interface Duck {
  readonly run: (sql: string) => Promise<void>;
  /** Integers come as numbers. */
  readonly rows: (sql: string) => Promise<readonly Row[]>;
  /** Expressions of `from` in the order of its rows, as doubles; NaN for NULL. */
  readonly numbers: (expressions: readonly string[], from: string, rows: number) => Promise<Float64Array[]>;
  readonly close: () => void;
}

/** A string of SQL. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
export const list = (words: readonly string[]): string => `[${words.map(text).join(', ')}]`;
/** Of `IN` with many words DuckDB makes a join, after which the rows have another order in each run. */
export const isOneOf = (value: string, words: string): string => `list_contains(${words}, ${value})`;

export async function openDuck(file: string): Promise<Duck> {
  const { DuckDBInstance } = await loaded();
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  const duck = overConnection(instance, connection);
  await duck.run(`SET temp_directory = ''`);
  await duck.run(`SET allowed_paths = [${text(file)}]`);
  // From here on every other file, and a pattern that matches others, is refused.
  await duck.run('SET enable_external_access = false');
  await duck.run('SET lock_configuration = true');
  return duck;
}

async function loaded(): Promise<{ readonly DuckDBInstance: typeof DuckDBInstance }> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    const [why = ''] = messageOf(error).split('\n');
    throw new UserError(
      `tables cannot be read here: DuckDB has no binary for ${process.platform} ${process.arch} in this installation (${why})`,
      { exitCode: EXIT.failed, cause: error },
    );
  }
}

function overConnection(instance: DuckDBInstance, connection: DuckDBConnection): Duck {
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      return reader
        .getRowObjectsJS()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
    },
    async numbers(expressions, from, rows) {
      const values = expressions.map(() => new Float64Array(rows));
      const parts = expressions.map((sql) => `coalesce(${sql}, 'nan'::DOUBLE)`);
      const result = await connection.stream(`SELECT ${parts.join(', ')} FROM ${from}`);
      let at = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        const count = Math.min(chunk?.rowCount ?? 0, rows - at);
        if (chunk === null || count === 0) break;
        for (const [column, into] of values.entries()) {
          const vector = chunk.getColumnVector(column);
          for (let i = 0; i < count; i += 1) into[at + i] = vector.getItem(i) as number;
        }
        at += count;
      }
      return values;
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const plain = (value: unknown): string | number | boolean | null =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
      ? value
      : JSON.stringify(value);
