// DuckDB as a reader of files that are named, loaded on demand, without network, extensions or other files.
import { availableParallelism } from 'node:os';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { writeTable, type TableWriter, type WrittenColumn } from './writer.js';
import { EXIT, messageOf, UserError } from '../core/userError.js';

/** Rows that a query reads ahead of its reader. */
const STREAM_BUFFER = '32MB';
/** Polling interval of a running query, in milliseconds. */
const LOOK_MS = 100;

export type Row = Readonly<Record<string, string | number | boolean | null>>;

type Tell = (share: number) => void;

export interface Duck {
  /** `tell` gets the share of the query that is done. */
  readonly run: (sql: string, tell?: Tell) => Promise<void>;
  /** Rows as objects; integers are numbers. */
  readonly rows: (sql: string) => Promise<readonly Row[]>;
  /** Gives the rows of a query to `take`, some thousand at once, in their order, while the query runs. */
  readonly stream: (
    sql: string,
    take: (chunk: DuckDBDataChunk) => void,
    tell?: (share: number) => void,
  ) => Promise<void>;
  /** Makes the table `t` of these columns and appends to it, also while a query runs. */
  readonly table: (columns: readonly WrittenColumn[]) => Promise<TableWriter>;
  /** Drops columns of `t` and returns free memory to the system. */
  readonly release: (columns: readonly string[]) => Promise<void>;
  readonly close: () => void;
}

/** A string of SQL. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
export const list = (words: readonly string[]): string => `[${words.map(text).join(', ')}]`;
/** Not `IN`: with many words DuckDB turns it into a join, which changes the order of rows from run to run. */
export const isOneOf = (value: string, words: string): string => `list_contains(${words}, ${value})`;

export async function openDuck(files: readonly string[], signal: AbortSignal | null): Promise<Duck> {
  const { DuckDBInstance } = await loaded();
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
    // One of them counts for the caller, who is not at work while a query streams.
    threads: String(availableParallelism() + 1),
  });
  const connection = await instance.connect();
  const duck = overConnection(instance, connection, signal);
  await duck.run(`SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0`);
  await duck.run(`SET streaming_buffer_size = '${STREAM_BUFFER}'`);
  await duck.run(`SET temp_directory = ''`);
  await duck.run(`SET allowed_paths = ${list(files)}`);
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
    throw new UserError(`tables cannot be read here: ${unloaded(why)} (${why})`, {
      exitCode: EXIT.failed,
      cause: error,
    });
  }
}

function unloaded(why: string): string {
  const platform = `${process.platform} ${process.arch}`;
  if (why.includes('Cannot find module')) return `DuckDB has no binary for ${platform} in this installation`;
  // A container of Alpine without the package.
  const remedy = why.includes('libstdc++') ? '; on Alpine: apk add libstdc++' : '';
  return `DuckDB's binary for ${platform} does not load${remedy}`;
}

function overConnection(instance: DuckDBInstance, connection: DuckDBConnection, signal: AbortSignal | null): Duck {
  let limit = '';
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  const watched = async (tell: Tell | undefined, query: () => Promise<void>): Promise<void> => {
    const look = tell === undefined ? null : setInterval(() => tell(shareOf(connection)), LOOK_MS);
    try {
      await query();
    } finally {
      if (look !== null) clearInterval(look);
    }
  };
  return {
    async run(sql, tell) {
      signal?.throwIfAborted();
      await watched(tell, async () => void (await connection.run(sql)));
    },
    async rows(sql) {
      signal?.throwIfAborted();
      const reader = await connection.runAndReadAll(sql);
      return reader
        .getRowObjectsJS()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
    },
    async stream(sql, take, tell) {
      signal?.throwIfAborted();
      await watched(tell, () => streamed(connection, sql, signal, take));
    },
    table: (columns) => writeTable(instance, columns),
    async release(columns) {
      signal?.throwIfAborted();
      const found = await connection.runAndReadAll(`SELECT column_name FROM duckdb_columns() WHERE table_name = 't'`);
      const held = found.getRowsJS().map((row) => String(plain(row[0])));
      const gone = held.filter((name) => columns.includes(name));
      // DuckDB has no table without columns.
      if (gone.length === held.length) await connection.run('DROP TABLE IF EXISTS t');
      else for (const name of gone) await connection.run(`ALTER TABLE t DROP COLUMN ${name}`);
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

/**
 * A stream that fails may look like one that ends early, so the rows are counted again: that reads no cell. A last row that says so
 * would make the stream take twice the processor time.
 */
async function streamed(
  connection: DuckDBConnection,
  sql: string,
  signal: AbortSignal | null,
  take: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  let rows = 0;
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows += chunk.rowCount;
    take(chunk);
  }
  signal?.throwIfAborted();
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM (${sql})`);
  if (Number(counted.getRows()[0]?.[0]) === rows) return;
  // Throws the error again.
  await connection.run(`SELECT count(COLUMNS(*)) FROM (${sql})`);
  throw new Error('DuckDB ended a query early');
}

const shareOf = (connection: DuckDBConnection): number =>
  Math.min(1, Math.max(0, connection.progress.percentage / 100));

const plain = (value: unknown): string | number | boolean | null =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
      ? value
      : JSON.stringify(value);
