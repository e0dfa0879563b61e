// A reader for a format of lines that other programs write.
import { NO_FLAGS } from '../../../core/run/scalars/scalarRun.js';
import { followLines } from '../followLines.js';
import type { LineFormat } from '../lineFormat.js';
import type { LogReader, Sureness } from '../reader.js';
import { readLog } from '../readLog.js';

interface LineReader {
  readonly name: string;
  readonly title: string;
  readonly format: LineFormat;
  /** `text`: the first bytes; `path` for what the name of the file says. */
  readonly sniff: (text: string, path: string) => Sureness;
}

export const foreignLineReader = ({ name, title, format, sniff }: LineReader): LogReader => ({
  name,
  title,
  sniff: (source, head) =>
    source.kind === 'folder' ? 'no' : sniff(head.toString('utf8').replace(/^\uFEFF/, ''), source.path),
  read: (source, options) => readLog(source, format, options),
  follow: (source, options) => followLines(source, format, options),
});

export const firstLines = (text: string, most: number): string[] => text.split(/\r?\n/, most);
export { NO_FLAGS };
