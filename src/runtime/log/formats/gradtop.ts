// The reader of gradtop's own run log (docs/run-log.md): JSON Lines, each line an event with its type.
import { EVENTS } from '../../../core/run/schema/events.js';
import { decodeLine } from '../../journal.js';
import { jumpInLog } from '../../logJump.js';
import { followLines } from '../followLines.js';
import type { LineFormat } from '../lineFormat.js';
import { LOG_ENDING } from '../logName.js';
import type { LogReader } from '../reader.js';
import { logsIn, readLog } from '../readLog.js';

const TYPE = new RegExp(`"type"\\s*:\\s*"(?:${Object.keys(EVENTS).join('|')})"`);

export const gradtopLines: LineFormat = {
  decoder: () => (line) => {
    const event = decodeLine(line);
    return event === null ? [] : [event];
  },
  belongs: (file) => LOG_ENDING.test(file),
  selfDelimiting: true,
};

export const gradtopReader: LogReader = {
  name: 'gradtop',
  title: 'gradtop run log (JSON Lines)',
  sniff(source, head) {
    if (source.kind === 'folder') return logsIn(source, gradtopLines).length > 0 ? 'certain' : 'no';
    const text = head
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (text === '') return 'possible';
    if (!text.startsWith('{')) return 'no';
    return TYPE.test(text.split('\n', 1)[0] ?? '') ? 'certain' : 'possible';
  },
  read: (source, options) => readLog(source, gradtopLines, options),
  follow: (source, options) => followLines(source, gradtopLines, options),
  jump: (source, step) => (source.kind === 'file' ? jumpInLog(source, step, gradtopLines) : null),
};
