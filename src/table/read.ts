// Reads a file: numbers into arrays, and times and trimmed text into a table of DuckDB, where missing values are NULL.
import { statSync } from 'node:fs';
import { UserError } from '../core/userError.js';
import { readCsv } from './csv.js';
import { availableMemory } from './memory.js';
import type { RawTable, ReadOptions } from './raw.js';
import { isForThreads, LEAST_BYTES } from './plainCsv.js';
import { openSource, type Source } from './source.js';
import { readTyped } from './typed.js';

/** Threads start while a larger file is opened. */
const LARGE_BYTES = 20e6;

/**
 * `leastPlain`: the bytes of a CSV file from which on threads read it.
 *
 * @throws UserError of one line with the file, and the line in it if one is wrong
 */
export async function readTable(file: string, options: ReadOptions, leastPlain = LEAST_BYTES): Promise<RawTable> {
  if (isLarge(file)) options.crew.begin();
  const source = await openSource(file, options.watch, isForThreads(options) ? leastPlain : Infinity);
  try {
    if (
      source.bytes === 0 ||
      (source.whole && source.format === 'csv' && source.head.replace(/^\ufeff/, '').trim() === '')
    )
      throw new UserError(`${source.name}: the file is empty; a header row and data rows are needed`);
    refuseTooLarge(source, options);
    return source.format === 'csv' ? await readCsv(source, options, leastPlain) : await readTyped(source, options);
  } catch (error) {
    source.dispose();
    throw error;
  }
}

function isLarge(file: string): boolean {
  try {
    return statSync(file).size > LARGE_BYTES;
  } catch {
    // The one who opens the file says what is wrong.
    return false;
  }
}

/** Peak of the process: DuckDB's doubles, and the features as float32. */
const BYTES_A_CELL = 18;

/** Estimates the memory from the size of the file. @throws UserError if more is needed than is free */
function refuseTooLarge({ name, bytes, head, format }: Source, { sample }: ReadOptions): void {
  if (sample !== null || bytes < 50e6) return;
  const first = head.split('\n').slice(1, 50);
  const cells = first.reduce((sum, line) => sum + line.split(/[,;\t|]/).length, 0);
  const perByte = format === 'csv' ? (BYTES_A_CELL * cells) / Math.max(1, first.join('\n').length) : 4;
  const needed = perByte * bytes;
  const free = availableMemory();
  if (needed <= free) return;
  const gigabytes = (value: number): string => `${(value / 1e9).toFixed(1)} GB`;
  throw new UserError(
    `${name}: needs about ${gigabytes(needed)} of memory, ${gigabytes(free)} are free; --samples 100000 reads a sample`,
  );
}
