// Logs in files, as the readers see them.
import type { Readable } from 'node:stream';
import type { GradtopEvent } from '../../src/core/run/events.js';
import type { LogJump } from '../../src/core/run/protocol.js';
import { atOnce } from '../../src/runtime/log/gradual.js';
import { readLog, type ReadLogOptions } from '../../src/runtime/log/readLog.js';
import { fileSource, type Source } from '../../src/runtime/log/source.js';
import { gradtopLines } from '../../src/runtime/log/formats/gradtop.js';
import { jumpInLog } from '../../src/runtime/logJump.js';

export const eventsIn = (file: string, options: ReadLogOptions = {}): Generator<GradtopEvent> =>
  readLog(fileSource(file), gradtopLines, options);
export const jumpIn = (file: string, step: number): LogJump | null =>
  atOnce(jumpInLog(fileSource(file), step, gradtopLines));

const readAtRest = (): never => {
  throw new Error('read at rest');
};

/** Standard input, as a source that can only be followed. */
export const streamSource = (stream: Readable): Source => ({
  kind: 'stream',
  path: '-',
  name: 'standard input',
  readable: () => stream,
  open: readAtRest,
  whole: readAtRest,
});
