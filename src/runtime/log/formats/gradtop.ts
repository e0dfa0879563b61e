// The reader of gradtop's own run log (docs/run-log.md): JSON Lines, each line an event with its type.
import type { StepEvent } from '../../../core/run/events.js';
import type { ScalarFlags } from '../../../core/run/scalars/scalarRun.js';
import { EVENTS } from '../../../core/run/schema/events.js';
import { decodeLine } from '../../journal.js';
import { jumpInLog } from '../../logJump.js';
import { followLines } from '../followLines.js';
import type { LineFormat } from '../lineFormat.js';
import { LOG_ENDING } from '../logName.js';
import type { LogReader } from '../reader.js';
import { logsIn, readLog } from '../readLog.js';
import { isTail, TYPE } from './eventLines.js';

export const gradtopLines: LineFormat = {
  decoder:
    ({ flags }) =>
    (line) => {
      const event = decodeLine(line);
      if (event === null) return [];
      return event.type === 'step' ? [withScalars(event, flags)] : [event];
    },
  belongs: (file) => LOG_ENDING.test(file),
  selfDelimiting: true,
};

const KNOWN: ReadonlySet<string> = new Set(['type', ...Object.keys(EVENTS.step.fields)]);

/** Numbers under names outside the schema become scalars: GANs log `g_loss` and `d_loss`. */
function withScalars(event: StepEvent, { lossTag, metrics }: ScalarFlags): StepEvent {
  let more: Record<string, number> | null = null;
  for (const name in event) {
    const value = (event as unknown as Record<string, unknown>)[name];
    if (KNOWN.has(name) || typeof value !== 'number') continue;
    more ??= { ...event.scalars };
    more[name] = value;
  }
  const loss = lossTag === null ? undefined : (more ?? event.scalars)?.[lossTag];
  if (metrics !== null && event.scalars !== undefined) more ??= { ...event.scalars };
  if (more === null && loss === undefined) return event;
  const kept =
    more === null || metrics === null ? more : Object.fromEntries(Object.entries(more).filter(([tag]) => metrics(tag)));
  return { ...event, ...(kept === null ? {} : { scalars: kept }), ...(loss === undefined ? {} : { loss }) };
}

/** Number of lines that decide. */
const FIRST = 20;

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    // Torn, or not JSON.
    return false;
  }
}

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
    const lines = text.split('\n', FIRST);
    const [first = ''] = lines;
    // The beginning may be cut off inside a line; a complete event after it is evidence enough.
    if (isTail(first) && lines.some((line) => TYPE.test(line) && isJson(line))) return 'certain';
    if (isTail(first) && first.includes('"')) return 'possible';
    // A brace alone on the first line begins one JSON value over several lines, and names in single quotes are Python's.
    if (!/^\{[^\S\n]*(?:["}]|$)/.test(text)) return 'no';
    // The first line may be torn.
    return TYPE.test(lines.find(isJson) ?? first) ? 'certain' : 'possible';
  },
  read: (source, options) => readLog(source, gradtopLines, options),
  follow: (source, options) => followLines(source, gradtopLines, options),
  *jump(source, step) {
    return source.kind === 'file' ? yield* jumpInLog(source, step, gradtopLines) : null;
  },
};
