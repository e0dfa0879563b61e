// The folder of DVCLive: a TSV of step and value for each figure, named by its path below plots/metrics.
import path from 'node:path';
import type { GradtopEvent } from '../../../core/run/events.js';
import { isTime } from '../../../core/run/scalars/names.js';
import { ScalarRun, type ScalarRecord } from '../../../core/run/scalars/scalarRun.js';
import { oneLine } from '../../../core/text/sanitize.js';
import { LineCutter } from '../../lineCutter.js';
import { POLL_MS } from '../beats.js';
import { filesBelow } from '../filesBelow.js';
import { linesOf } from '../lines.js';
import type { Followed, FollowOptions, LogReader, ReadOptions } from '../reader.js';
import { contextOf } from '../readLog.js';
import { fileSource, type Source } from '../source.js';
import { FileTail } from '../tail.js';
import { hparamsIn } from './hparamsFile.js';
import { numberIn } from './jsonLines.js';

const PIECE = 1 << 16;

const INSIDE = /^(?<root>.*?)[\\/](?:plots[\\/](?:metrics|scalars)|scalars)[\\/](?<tag>.+)\.tsv$/;
const rootOf = (file: string): string | undefined => INSIDE.exec(file)?.groups?.['root'];
const tagOf = (file: string): string =>
  oneLine((INSIDE.exec(file)?.groups?.['tag'] ?? path.basename(file, '.tsv')).replaceAll('\\', '/'));

export const dvcliveReader: LogReader = {
  name: 'dvclive',
  title: 'folder of DVCLive',
  sniff(source, head) {
    // A single file of it is a TSV.
    if (source.kind !== 'folder') return head.length === 0 ? 'possible' : 'no';
    return filesBelow(source.path).some((file) => rootOf(file) === source.path) ? 'certain' : 'no';
  },
  read: readFolder,
  follow: followFolder,
  folders: (_top, files) => [...new Set(files.flatMap((file) => rootOf(file) ?? []))].sort(),
  owns: (file) => rootOf(file) !== undefined,
};

const filesOf = (source: Source): string[] =>
  source.kind === 'folder' ? filesBelow(source.path).filter((file) => rootOf(file) !== undefined) : [source.path];

/** The rows of one file. Null: a header, or a line that is not whole. */
class Rows {
  private columns: readonly string[] | null = null;

  constructor(private readonly tag: string) {}

  take(line: string): ScalarRecord | null {
    const cells = line.replace(/\r$/, '').split('\t');
    if (this.columns === null) {
      this.columns = cells.map((cell) => cell.trim());
      return null;
    }
    const step = numberIn(cells[this.columns.indexOf('step')]);
    const value = numberIn(cells[this.columns.findIndex((name) => name !== 'step' && !isTime(name))]);
    return step === undefined || value === undefined ? null : { step, scalars: { [this.tag]: value } };
  }
}

function* readFolder(source: Source, options: ReadOptions = {}): Generator<GradtopEvent> {
  const records = filesOf(source).flatMap((file) => {
    const rows = new Rows(tagOf(file));
    return [...linesOf(fileSource(file))].flatMap(([line, number]) => {
      const record = line.trim() === '' ? null : rows.take(line);
      if (record === null && number > 1 && line.trim() !== '')
        options.onDamage?.({ where: `${file}:${number}`, why: 'no step and value' });
      return record ?? [];
    });
  });
  yield* runOf(source, options).take(byStep(records));
}

function runOf(source: Source, options: ReadOptions | FollowOptions): ScalarRun {
  const { name, flags, folder } = contextOf(source, options);
  const run = new ScalarRun({ runId: name, name }, flags);
  const hparams = hparamsIn(folder);
  if (hparams !== undefined) run.describe({ hparams });
  return run;
}

const byStep = (records: readonly ScalarRecord[]): ScalarRecord[] => records.toSorted((a, b) => a.step - b.step);

interface Following {
  readonly tail: FileTail;
  readonly cutter: LineCutter;
  readonly rows: Rows;
}

async function* followFolder(source: Source, options: FollowOptions): AsyncGenerator<Followed, void> {
  const { clock, signal } = options;
  let run = runOf(source, options);
  const files = new Map<string, Following>();
  const close = async (): Promise<void> => {
    for (const { tail } of files.values()) await tail.close();
    files.clear();
  };
  let caughtUp = false;
  try {
    while (!signal.aborted) {
      for (const file of filesOf(source))
        if (!files.has(file))
          files.set(file, { tail: new FileTail(file), cutter: new LineCutter(), rows: new Rows(tagOf(file)) });
      const { records, again } = await news(files);
      if (again) {
        // A figure begins again: the run does.
        await close();
        run = runOf(source, options);
        const { name } = contextOf(source, options);
        yield { type: 'restarted', name: source.name, why: 'rewritten', runIds: [name] };
        continue;
      }
      if (records.length > 0) yield { type: 'events', events: run.take(byStep(records)) };
      if (records.length === 0 && !caughtUp) yield { type: 'caughtUp' };
      caughtUp = records.length === 0;
      await clock.sleep(caughtUp ? POLL_MS : 0, signal);
    }
  } finally {
    await close();
  }
}

/** What has come since the last look. */
async function news(files: ReadonlyMap<string, Following>): Promise<{ records: ScalarRecord[]; again: boolean }> {
  const records: ScalarRecord[] = [];
  for (const { tail, cutter, rows } of files.values()) {
    const one = await tail.poll(PIECE);
    if (one.type === 'restarted') return { records, again: true };
    if (one.type !== 'bytes') continue;
    for (const line of cutter.take(one.bytes)) {
      const record = rows.take(line.toString('utf8'));
      if (record !== null) records.push(record);
    }
  }
  return { records, again: false };
}
