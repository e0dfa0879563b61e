// The log formats that gradtop reads.
import { csvReader } from './formats/csv.js';
import { dvcliveReader } from './formats/dvclive.js';
import { gradtopReader } from './formats/gradtop.js';
import { jsonLinesReader } from './formats/jsonLines.js';
import { mlflowReader } from './formats/mlflow.js';
import { tensorboardReader } from './formats/tensorboard.js';
import { textReader } from './formats/text.js';
import { trainerStateReader } from './formats/trainerState.js';
import { headOf } from './lines.js';
import type { LogReader, Sureness } from './reader.js';
import type { Source } from './source.js';

/** One row for each format; of equally sure readers the first one wins. */
export const READERS: readonly LogReader[] = [
  gradtopReader,
  tensorboardReader,
  dvcliveReader,
  mlflowReader,
  trainerStateReader,
  jsonLinesReader,
  csvReader,
  textReader,
];

/** Number of bytes that readers get to recognise their format. */
export const HEAD = 1 << 16;

export interface Recognised {
  readonly reader: LogReader;
  readonly sure: Sureness;
}

/** The surest reader of this source. @throws UserError if the source cannot be read */
export const sniff = (source: Source, readers = READERS): Recognised | null =>
  chooseReader(source, source.kind === 'folder' ? Buffer.alloc(0) : headOf(source, HEAD), readers);

/** The surest reader, by the first bytes of the source; null if no reader takes it. */
export function chooseReader(source: Source, head: Buffer, readers = READERS): Recognised | null {
  const answers = readers.map((reader) => ({ reader, sure: reader.sniff(source, head) }));
  const surest = (['certain', 'likely', 'possible'] as const).map((sure) => answers.find((one) => one.sure === sure));
  return surest.find((one) => one !== undefined) ?? null;
}

/** The formats, for messages. */
export const titles = (): string => READERS.map(({ title }) => title).join(', ');
