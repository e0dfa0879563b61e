// Appends columns of the rows of a running query to the table `t`. Each cell is copied as it lies in DuckDB's memory: as a string of
// JavaScript it would take ten times as long.
import type { DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';

export interface WrittenColumn {
  readonly name: string;
  readonly type: 'VARCHAR' | 'TIMESTAMP';
  /** Its place in the rows that are read. */
  readonly at: number;
}

export interface TableWriter {
  /** Appends these columns of the rows. */
  readonly append: (rows: DuckDBDataChunk) => void;
  readonly close: () => void;
}

/** Size of a cell in bytes. That of text holds short text, or the place of longer text, which the appender copies. */
const CELL_BYTES = { VARCHAR: 16, TIMESTAMP: 8 } as const;

export async function writeTable(instance: DuckDBInstance, columns: readonly WrittenColumn[]): Promise<TableWriter> {
  if (columns.length === 0) return { append: () => undefined, close: () => undefined };
  const { DuckDBDataChunk: Chunk, TIMESTAMP, VARCHAR } = await import('@duckdb/node-api');
  const { default: bindings } = await import('@duckdb/node-bindings');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`);
  const appender = await connection.createAppender('t');
  const types = columns.map(({ type }) => (type === 'TIMESTAMP' ? TIMESTAMP : VARCHAR));
  const copy = Chunk.create(types);
  return {
    append(rows) {
      const count = rows.rowCount;
      copy.reset();
      copy.rowCount = count;
      for (const [i, { type, at }] of columns.entries()) {
        const from = bindings.data_chunk_get_vector(rows.chunk, at);
        const to = bindings.data_chunk_get_vector(copy.chunk, i);
        const cells = bindings.vector_get_data(from, CELL_BYTES[type] * count);
        bindings.copy_data_to_vector(to, 0, cells.buffer as ArrayBuffer, cells.byteOffset, cells.byteLength);
        // A bit a row, in words of 64; absent if no cell is NULL.
        const filled: Uint8Array | null = bindings.vector_get_validity(from, 8 * Math.ceil(count / 64));
        if (filled === null) continue;
        bindings.vector_ensure_validity_writable(to);
        const { buffer, byteOffset, byteLength } = filled;
        bindings.copy_data_to_vector_validity(to, 0, buffer as ArrayBuffer, byteOffset, byteLength);
      }
      appender.appendDataChunk(copy);
    },
    close() {
      appender.closeSync();
      connection.closeSync();
    },
  };
}
