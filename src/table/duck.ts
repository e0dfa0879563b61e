// DuckDB as a reader of one file, loaded on demand, without network, extensions or other files.
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EXIT, messageOf, UserError } from '../core/userError.js';

/** Polling interval of a running query, in milliseconds. */
const LOOK_MS = 100;

export type Row = Readonly<Record<string, string | number | boolean | null>>;

export interface Duck {
  /** `tell` gets the share of the query that is done. */
  readonly run: (sql: string, tell?: (share: number) => void) => Promise<void>;
  /** Rows as objects; integers are numbers. */
  readonly rows: (sql: string) => Promise<readonly Row[]>;
  /** Evaluates each expression over `t`, in the order of its rows, into one array of `into`; NaN for NULL. */
  readonly numbers: (expressions: readonly string[], into: readonly Float64Array[]) => Promise<void>;
  /** Drops columns of `t`, of which one must remain, and returns free memory to the system. */
  readonly release: (columns: readonly string[]) => Promise<void>;
  readonly close: () => void;
}

/** A string of SQL. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
export const list = (words: readonly string[]): string => `[${words.map(text).join(', ')}]`;
/** Not `IN`: with many words DuckDB turns it into a join, which changes the order of rows from run to run. */
export const isOneOf = (value: string, words: string): string => `list_contains(${words}, ${value})`;

export async function openDuck(file: string, signal: AbortSignal | null): Promise<Duck> {
  const { DuckDBInstance } = await loaded();
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  const duck = overConnection(instance, connection, signal);
  await duck.run(`SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0`);
  await duck.run(`SET temp_directory = ''`);
  await duck.run(`SET allowed_paths = [${text(file)}]`);
  // After this DuckDB refuses every other file, and patterns that match others.
  await duck.run('SET enable_external_access = false');
  // Setting the limit again returns free memory to the system.
  await duck.run(`SET allowed_configs = ['memory_limit']`);
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

function overConnection(instance: DuckDBInstance, connection: DuckDBConnection, signal: AbortSignal | null): Duck {
  let limit = '';
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  return {
    async run(sql, tell) {
      signal?.throwIfAborted();
      const look = tell === undefined ? null : setInterval(() => tell(shareOf(connection)), LOOK_MS);
      try {
        await connection.run(sql);
      } finally {
        if (look !== null) clearInterval(look);
      }
    },
    async rows(sql) {
      signal?.throwIfAborted();
      const reader = await connection.runAndReadAll(sql);
      return reader
        .getRowObjectsJS()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
    },
    async numbers(expressions, into) {
      const rows = into[0]?.length ?? 0;
      const parts = expressions.map((sql) => `coalesce(${sql}, 'nan'::DOUBLE)`);
      const result = await connection.stream(`SELECT ${parts.join(', ')} FROM t`);
      let at = 0;
      for (;;) {
        signal?.throwIfAborted();
        const chunk = await result.fetchChunk();
        const count = Math.min(chunk?.rowCount ?? 0, rows - at);
        if (chunk === null || count === 0) break;
        for (let column = 0; column < expressions.length; column += 1) {
          const vector = chunk.getColumnVector(column);
          const values = into[column]!;
          // `items` is not public, but reading item by item takes ten times as long.
          const items: unknown = Reflect.get(vector, 'items');
          if (items instanceof Float64Array) values.set(items.subarray(0, count), at);
          else for (let i = 0; i < count; i += 1) values[at + i] = vector.getItem(i) as number;
        }
        at += count;
      }
    },
    async release(columns) {
      signal?.throwIfAborted();
      for (const column of columns) await connection.run(`ALTER TABLE t DROP COLUMN ${column}`);
      if (limit === '') {
        const set = await connection.runAndReadAll(`SELECT current_setting('memory_limit')`);
        limit = String(plain(set.getRowsJS()[0]?.[0]));
      }
      await connection.run(`SET memory_limit = ${text(limit)}`);
    },
    close() {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const shareOf = (connection: DuckDBConnection): number =>
  Math.min(1, Math.max(0, connection.progress.percentage / 100));

const plain = (value: unknown): string | number | boolean | null =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
      ? value
      : JSON.stringify(value);
