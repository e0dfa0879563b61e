// A reader for a format of lines that other programs write.
import { followLines } from '../followLines.js';
import type { LineFormat } from '../lineFormat.js';
import type { LogReader, Sureness } from '../reader.js';
import { readLog } from '../readLog.js';

interface LineReader {
  readonly name: string;
  readonly title: string;
  readonly format: LineFormat;
  /** `text`: the first bytes. */
  readonly sniff: (text: string) => Sureness;
  /** Whether a file of a folder is a log; by default, whether its name belongs to the format. */
  readonly inFolder?: (file: string) => boolean;
}

export const foreignLineReader = ({ name, title, format, sniff, inFolder }: LineReader): LogReader => ({
  name,
  title,
  sniff(source, head) {
    if (source.kind === 'folder') return 'no';
    if (head.length === 0) return 'possible';
    return head.includes(0) ? 'no' : sniff(head.toString('utf8').replace(/^\uFEFF/, ''));
  },
  read: (source, options) => readLog(source, format, options),
  inFolder: inFolder ?? ((file) => format.belongs(file)),
  follow: (source, options) => followLines(source, format, options),
});

export const firstLines = (text: string, most: number): string[] => text.split(/\r?\n/, most);
